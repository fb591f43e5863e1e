"""What a line never parts, and what it may."""

from __future__ import annotations

import pytest

from lettermerge.letter.no_break_spaces import MAY_BREAK, hold_together


@pytest.mark.parametrize(
    "text",
    [
        "Mr~Sample", "the Rt~Hon~Sir~Alan Sample", "Dr.~Sample and M.~Échantillon", "Mme~Exemple",
        "J.~R.~Sample", "Ursula von~der~Specimen", "Jan van~Specimen", "Jean du~Specimen",
        "on 20~July~2023 and July~20, 2023", "le 1er~août~2024", "in July~2023",
        "5~km of 12~%", "€~5 or 5~€", "3~million people, 4~per cent",
        "Article~19, Section~2, No.~7",
        "§~5", "Senator~Sample of the Lord~Archbishop", "a plain text of no such words",
        "the speaker of the house, may 20 people", "Plan B. so", "He is no Sample. I am",
    ],
)  # fmt: skip
def test_blanks_are_kept(text: str) -> None:
    assert hold_together(text.replace("~", " ")).replace("\u00a0", "~") == text


def test_nothing_but_blanks_changes() -> None:
    text = "Mr Sample met Dr. J. Specimen on 20 July 2023, 5 km away, under Article 19."
    assert hold_together(text).replace("\u00a0", " ") == text
    assert hold_together(hold_together(text)) == hold_together(text)


LONG = (
    "https://www.example.org/records/rivers_2023/open-data?year=2023&station=dales.wharfe#figures"
)


def test_a_long_web_address_may_be_broken_after_its_signs_and_nowhere_else() -> None:
    held = hold_together(f"See {LONG}; it is new.")
    assert held.replace(MAY_BREAK, "") == f"See {LONG}; it is new."
    pieces = held.split(MAY_BREAK)
    assert pieces[:4] == ["See https://", "www.", "example.", "org/"]
    assert [one[-1] for one in pieces[:-1]] == list("/..//_/-?=&=.#")
    assert hold_together(LONG[:68]) == LONG[:68]
    assert MAY_BREAK in hold_together(LONG[:69])
    assert hold_together(LONG.removeprefix("https://www")) == LONG.removeprefix("https://www")
