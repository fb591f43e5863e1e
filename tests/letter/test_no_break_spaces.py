"""What a line never parts, and what it may."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.writers.specimens import A4_STYLE, letter

from lettermerge.letter.document import Emphasis, ItemList, Paragraph, Quote, Text
from lettermerge.letter.no_break_spaces import MAY_BREAK, bind_last_words, hold_together
from lettermerge.writers.pdf.page_layout import lay_out


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


SENTENCE = "We would be glad to speak to you or to your staff at any time that suits all of "


def ends(text: str) -> str:
    (block,) = bind_last_words([Paragraph((Text(text),))])
    assert isinstance(block, Paragraph)
    (one,) = block.children
    assert isinstance(one, Text)
    assert one.text.replace("\u00a0", " ") == text
    return one.text


@pytest.mark.parametrize("word", ["you.", "us", "so?”", "them."])
def test_a_short_last_word_is_bound_to_the_one_before(word: str) -> None:
    assert ends(SENTENCE + word) == f"{SENTENCE[:-1]}\u00a0{word}"


@pytest.mark.parametrize("text", [
    "We thank you.", f"{SENTENCE}parliament.", "x" * 80,
    f"{SENTENCE}extraordinarily-interesting you.",
    f"{SENTENCE}  you.", "",
])  # fmt: skip
def test_all_else_is_left_alone(text: str) -> None:
    assert ends(text) == text


def test_paragraphs_of_lists_and_quotations_and_after_stressed_words_are_bound() -> None:
    end = Paragraph((Emphasis((Text(SENTENCE),)), Text(" is what we ask of you.")))
    bound = Paragraph((Emphasis((Text(SENTENCE),)), Text(" is what we ask of\u00a0you.")))
    blocks = bind_last_words([ItemList(((end,), (end,)), 1), Quote((end,))])
    assert blocks == (ItemList(((bound,), (bound,)), 1), Quote((bound,)))


@given(st.lists(st.sampled_from(["a", "of", "record", "12", "you.", "—"]), min_size=12))
def test_binding_twice_is_binding_once(words: list[str]) -> None:
    once = bind_last_words([Paragraph((Text(" ".join(words)),))])
    assert bind_last_words(once) == once


@pytest.mark.slow
def test_no_last_line_of_the_page_is_one_short_word() -> None:
    """A text that grows letter by letter ends every line at some time with its last word."""
    texts = [
        f"{'We keep the record. ' * 4}{'so ' * count}{'i' * n} it."
        for count in range(6)
        for n in range(1, 9)
    ]
    body = bind_last_words([Paragraph((Text(text),)) for text in texts])
    laid = lay_out(letter(body=body), A4_STYLE)
    lines = [
        "".join(_texts(line)).strip() for page in laid.pages for line in _lines(page._page_box)
    ]
    assert sum(line.endswith("it.") for line in lines) >= len(texts)
    assert "it." not in lines


def _lines(box: object) -> list[object]:
    if type(box).__name__ == "LineBox":
        return [box]
    return [one for child in getattr(box, "children", ()) for one in _lines(child)]


def _texts(box: object) -> list[str]:
    if type(box).__name__ == "TextBox":
        return [str(getattr(box, "text", ""))]
    return [one for child in getattr(box, "children", ()) for one in _texts(child)]
