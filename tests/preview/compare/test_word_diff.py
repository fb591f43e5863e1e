"""Test that the spans of two compared texts contain both texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettermerge.letter.document import Emphasis, Inline, LineBreak, Link, Strong, Text, inline_text
from lettermerge.preview.compare.word_diff import Span, compare_words, inline_words, words

texts = st.lists(
    st.sampled_from(["Dear", "Ann", "of", "a", "the", ",", ".", " ", "  ", "\n", "Ben’s", "1,200"]),
    max_size=14,
).map("".join)
plain = st.builds(Text, texts) | st.just(LineBreak())
inlines = st.lists(
    plain
    | st.builds(lambda t: Strong((Text(t),)), texts)
    | st.builds(lambda t: Emphasis((Strong((Text(t),)),)), texts)
    | st.builds(lambda t: Link((Text(t),), "https://example.org/"), texts),
    max_size=4,
).map(tuple)


def compared(first: str, second: str) -> str:
    """Return two texts as wdiff writes them."""
    signs = {"both": "{}", "first": "[-{}-]", "second": "{{+{}+}}"}
    spans = compare_words(words(first), words(second))
    return "".join(signs[span.where].format(span.text) for span in spans)


@pytest.mark.parametrize(
    ("first", "second", "shown"),
    [
        ("Dear Ann,", "Dear Ann,", "Dear Ann,"),
        ("Dear Ann,", "Dear Ben,", "Dear [-Ann-]{+Ben+},"),
        ("Dear Ann,", "Dear Ann:", "Dear Ann[-,-]{+:+}"),
        ("Dear Ann", "Ann", "[-Dear-] Ann"),
        ("Ann", "Ann B.", "Ann{+ B.+}"),
        ("", "new", "{+new+}"),
        ("old", "", "[-old-]"),
        ("1,200 seats", "1,300 seats", "[-1,200-]{+1,300+} seats"),
    ],
)
def test_what_differs_is_told_word_by_word(first: str, second: str, shown: str) -> None:
    assert compared(first, second) == shown


def test_a_short_word_in_common_does_not_tear_a_change_apart() -> None:
    assert (
        compared("We bring before you a request", "We ask the body of a parliament")
        == "We [-bring before you a request-]{+ask the body of a parliament+}"
    )


def test_bold_differs_though_the_words_do_not() -> None:
    bold = inline_words((Text("a "), Strong((Text("b"),)), Text(".")))
    assert compare_words(bold, inline_words((Text("a b."),))) == (
        Span("both", "a "),
        Span("first", "b", ("strong",)),
        Span("second", "b"),
        Span("both", "."),
    )


def test_a_link_differs_by_its_address() -> None:
    one, other = (
        inline_words((Link((Text("here"),), f"https://example.org/{n}"),)) for n in ("1", "2")
    )
    assert [span.where for span in compare_words(one, other)] == ["first", "second"]


def side(spans: tuple[Span, ...], name: str) -> str:
    return "".join(span.text for span in spans if span.where in {"both", name})


def folded(text: str) -> str:
    return " ".join(text.split())


@given(inlines, inlines)
def test_the_spans_hold_both_texts(first: tuple[Inline, ...], second: tuple[Inline, ...]) -> None:
    spans = compare_words(inline_words(first), inline_words(second))
    assert folded(side(spans, "first")) == folded(inline_text(first))
    assert folded(side(spans, "second")) == folded(inline_text(second))


@given(inlines)
def test_a_text_does_not_differ_from_itself(text: tuple[Inline, ...]) -> None:
    found = inline_words(text)
    assert all(span.where == "both" for span in compare_words(found, found))
