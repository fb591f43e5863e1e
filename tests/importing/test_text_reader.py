"""Plain text, Markdown and HTML are read with the paragraphs that a person sees."""

from __future__ import annotations

import pytest

from lettermerge.errors import UsageError
from lettermerge.importing.field_names import FieldNames
from lettermerge.importing.imported_letter import import_letter
from lettermerge.importing.source import SourceLetter, SourceParagraph, paragraphs
from lettermerge.importing.text_reader import decode, read_html, read_markdown, read_text


def texts(letter: SourceLetter) -> list[str]:
    return [one.text for one in paragraphs(letter.body) if one.text]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Grüße".encode(), "Grüße"),
        ("Grüße".encode("utf-16"), "Grüße"),
        (b"Gr\xfc\xdfe", "Grüße"),
        ("﻿Grüße".encode(), "Grüße"),
        (b"a\r\nb\rc", "a\nb\nc"),
    ],
)
def test_encodings_are_found(data: bytes, text: str) -> None:
    assert decode(data, "l.txt") == text


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(UsageError, match="no text"):
        decode(b"\x00\x01\x02", "l.txt")


def test_wrapped_lines_are_joined_and_short_ones_stay() -> None:
    long = "this line was wrapped by an editor at seventy signs or so, and"
    found = texts(read_text(f"{long}\ngoes on here.\n\n1 Street\nTown\n".encode(), "l.txt"))
    assert found == [f"{long} goes on here.", "1 Street\nTown"]


def test_items_of_lists_are_items() -> None:
    body = read_text(b"We ask:\n\n1. one\n2. two\n\n- a\n- b\n", "l.txt").body
    items = [one for one in body if isinstance(one, SourceParagraph) and one.item]
    assert [(one.text, one.item.ordered) for one in items if one.item] == [
        ("one", True),
        ("two", True),
        ("a", False),
        ("b", False),
    ]


def test_markdown_and_its_front_matter_stay_as_they_are() -> None:
    text = "---\nsubject: x\n---\nA *b* {{ recipient.name }}\n\n- one\n- two\n"
    made = import_letter(read_markdown(text.encode(), "l.md"), "l", FieldNames())
    assert made.template == text


def test_html_is_what_a_browser_shows() -> None:
    page = """<html><head><title>No</title><style>p {}</style></head><body>
    <p>Dear <b>all</b>,<br>you &amp; I</p><script>no()</script>
    <ul><li>one</li><li>two <i>three</i></li></ul><h2>Head</h2>
    <table><tr><td>a</td><td>b</td></tr></table><div>Last <a href="https://example.org">link</a></div>"""
    letter = read_html(page.encode(), "l.html")
    assert texts(letter) == [
        "Dear all,\nyou & I",
        "one",
        "two three",
        "Head",
        "a",
        "b",
        "Last link",
    ]
    made = import_letter(letter, "l", FieldNames())
    assert "[link](<https://example.org>)" in made.template
    assert "- two *three*" in made.template
    assert "| a | b |" in made.template
