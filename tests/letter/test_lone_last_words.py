"""No paragraph of several lines ends with a line of one short word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.writers.specimens import A4_STYLE, letter

from lettermerge.letter.document import Emphasis, ItemList, Paragraph, Quote, Text
from lettermerge.letter.lone_last_words import bind_last_words
from lettermerge.writers.pdf.page_layout import lay_out

LONG = "We would be glad to speak to you or to your staff at any time that suits all of "


def ends(text: str) -> str:
    (block,) = bind_last_words([Paragraph((Text(text),))])
    assert isinstance(block, Paragraph)
    (one,) = block.children
    assert isinstance(one, Text)
    assert one.text.replace("\u00a0", " ") == text
    return one.text


@pytest.mark.parametrize("word", ["you.", "us", "so?”", "them."])
def test_a_short_last_word_is_bound_to_the_one_before(word: str) -> None:
    assert ends(LONG + word) == f"{LONG[:-1]}\u00a0{word}"


@pytest.mark.parametrize("text", [
    "We thank you.", f"{LONG}parliament.", f"{LONG}extraordinarily-interesting you.", "x" * 80,
    f"{LONG}  you.", "",
])  # fmt: skip
def test_all_else_is_left_alone(text: str) -> None:
    assert ends(text) == text


def test_paragraphs_of_lists_and_quotations_and_after_stressed_words_are_bound() -> None:
    end = Paragraph((Emphasis((Text(LONG),)), Text(" is what we ask of you.")))
    bound = Paragraph((Emphasis((Text(LONG),)), Text(" is what we ask of\u00a0you.")))
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
