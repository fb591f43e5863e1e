"""Every kind of character that a cell may hold and a letter may not."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettermerge.recipients.cell_cleaning import (
    begins_bare,
    clean,
    fold_lines,
    show,
    without_ligatures,
)

PERSIAN = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"


@pytest.mark.parametrize(
    ("cell", "text", "dropped"),
    [
        ("  Ann  ", "Ann", ""),
        ("\u00a0\u2003Ann\u202f", "Ann", ""),
        ("Ann\u00a0Example", "Ann\u00a0Example", ""),
        ("Zoe\u0308", "Zoë", ""),
        ("one\r\ntwo\rthree\x0bfour\u2028five", "one\ntwo\nthree\nfour\nfive", ""),
        ("a\tb", "a\tb", ""),
        ("a\x00b\x1bc\x7f\x9f", "abc", "control character"),
        ("\u202eabc\u2066", "abc", "bidirectional override"),
        ("a\ud800b", "ab", "surrogate"),
        ("a\ufffe\U0001ffffb\ufdd0", "ab", "non-character"),
        ("a\u200bb\ufeff", "ab", "invisible character"),
        ("\U000f0000", "", "private-use character"),
        ("\x01\u202d", "", "control character, bidirectional override"),
        ("\u05d0\u200f!", "\u05d0\u200f!", ""),
        (PERSIAN, PERSIAN, ""),
        ("\ufb01eld o\ufb00er", "field offer", ""),
    ],
)
def test_a_cell_is_cleaned(cell: str, text: str, dropped: str) -> None:
    assert clean(cell) == (text, dropped)


@given(st.text())
def test_cleaning_is_final_and_what_is_left_can_be_printed(cell: str) -> None:
    text, _ = clean(cell)
    assert clean(text) == (text, "")
    assert unicodedata.is_normalized("NFC", text)
    assert not any(
        unicodedata.category(char) in ("Cc", "Cs") for char in text if char not in "\n\t"
    )


@given(st.text(st.characters(exclude_categories=["C", "Z"])))
def test_printable_text_is_kept_whole(cell: str) -> None:
    assert clean(cell) == (unicodedata.normalize("NFC", without_ligatures(cell)), "")


def test_lines_fold_to_spaces() -> None:
    assert fold_lines("a \n\n b\tc") == "a b c"


def test_a_message_quotes_what_would_be_dropped_by_number() -> None:
    assert show("a\u202eb\x1b") == "a\\u202eb\\u001b"


@pytest.mark.parametrize(
    ("text", "bare"),
    [("", False), ("é", False), ("a\u0301b", False), ("\u0301b", True), ("á\n\u0301", True)],
)
def test_an_accent_without_a_letter_is_seen(text: str, bare: bool) -> None:
    assert begins_bare(text) is bare
