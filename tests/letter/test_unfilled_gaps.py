"""Gaps that somebody meant to fill in are found; what editors put in brackets is none."""

from __future__ import annotations

import pytest

from lettermerge.letter.unfilled_gaps import unfilled_gaps


def gaps(text: str) -> list[str]:
    return [text[first:last] for first, last in unfilled_gaps(text)]


@pytest.mark.parametrize(
    "gap",
    [
        "[name of staff member]", "[insert name]", "<name of staff member>", "[Name]", "XXXX",
        "[nom du collaborateur]", "[à compléter]", "[Name der Mitarbeiterin]", "[fecha]", "xxx",
        "«insert name»", "____", "______", ".........", "[__]", "[XX]", "[.......]", "[   ]",
        "[phone?]",
        "[add two sentences on the case]", "<Datum>", "[DATE]", "[name 1]",
    ],
)  # fmt: skip
def test_gaps(gap: str) -> None:
    (found,) = gaps(f"We would be glad to meet {gap} this year.")
    assert found == gap
    assert gaps(f"{gap}, one.") == [found]


@pytest.mark.parametrize(
    ("text", "gap"),
    [("We meet on ... 2026.", "..."), ("Dear Mr ...,", "..."), ("Tel.: …", "…"),
     ("“It is [insert quotation]”", "[insert quotation]"), ("the bill XXX", "XXX")],
)  # fmt: skip
def test_gaps_by_what_is_beside_them(text: str, gap: str) -> None:
    assert gaps(text) == [gap]


@pytest.mark.parametrize(
    "text",
    [
        "They were held [1] and [2, 3] as [12–14] says.", "He “dissapeared” [sic] in [2023] EWCA",
        "So it goes [...] and […] and [. . .].", "[2023] EWCA Civ 12 and [2019] UKSC 41",
        "“[The minister] refused”", '"[The minister] refused"', "[T]he court, the court[s]",
        "[emphasis added] [our emphasis] [c’est nous qui soulignons] [Hervorhebung des Verf.]",
        "[Doe 2020] [Doe et al., 2021a] [p. 12] [para 14] [art. 5 (1)] [A/HRC/52/1]",
        "so... on", "We wait … and wait", "e_mail and __init", "a < b and c > d", "<b>x</b>",
        "<a@example.org> <https://example.org>", "[the list](https://e.org) [it][1] [^1]",
        "Article XXX, resolution 3201 (XXX), chapter XXX", "« La Presse », «sì», «Le Monde»",
        "www.xxx.example", "MMXXX", "[x] done [ ] not",
    ],
)  # fmt: skip
def test_what_letters_say(text: str) -> None:
    assert gaps(text) == []
