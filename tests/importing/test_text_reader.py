"""Plain text, Markdown and HTML are read with the paragraphs that a person sees."""

from __future__ import annotations

import datetime

import pytest

from lettermerge.errors import UsageError
from lettermerge.importing.field_names import FieldNames
from lettermerge.importing.letter_conversion import import_letter
from lettermerge.importing.source_letter import SourceLetter, SourceParagraph, paragraphs
from lettermerge.importing.text_reader import decode, part_front, read_markdown, read_text


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
        (b"a\x04b\tc", "ab\tc"),
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


def test_lines_broken_at_a_width_are_joined_and_an_address_is_not() -> None:
    body = "We write about the people who are still\nheld without a trial in the country that\n"
    body += "we all know as Examplia, and ask you to\nact.\n\nThe Honourable Jane Example\nHouse\n"
    joined = "We write about the people who are still held without a trial in the country that "
    assert texts(read_text(body.encode(), "l.txt")) == [
        f"{joined}we all know as Examplia, and ask you to act.",
        "The Honourable Jane Example\nHouse",
    ]


@pytest.mark.parametrize("line", ["cc: The Commissioner", "www.example.org", "info@example.org"])
def test_a_label_or_a_web_address_does_not_go_on_from_a_line(line: str) -> None:
    text = f"12 Long Example Street, London SW1A 1AA\n{line}"
    assert texts(read_text(text.encode(), "l.txt")) == [text]


def test_a_line_below_a_list_is_no_item() -> None:
    body = read_text(b"1. to visit them;\n   soon\n2. to ask\nCopy: the Press\n", "l.txt").body
    shown = [(one.text, one.item is not None) for one in paragraphs(body) if one.text]
    assert shown == [("to visit them; soon", True), ("to ask", True), ("Copy: the Press", False)]


def test_the_headers_of_a_message_are_told_apart() -> None:
    headers = "From: John Roe <roe@example.org>\nMIME-Version: 1.0\nContent-Type: text/plain;\n"
    headers += " charset=utf-8\nSubject: Trials\n\n"
    letter = read_text(f"{headers}Dear Members,\n\nWe write.\n\n--\nJohn Roe\n".encode(), "l.txt")
    assert texts(letter)[0] == "From: John Roe <roe@example.org>\nSubject: Trials"
    assert [one.words for one in letter.omissions] == [
        "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
    ]  # fmt: skip
    made = import_letter(letter, "l", FieldNames())
    assert made.template == '---\nsubject: "Trials"\n---\nWe write.\n'
    assert [one.name for one in made.signatories] == ["John Roe"]
    assert (made.sender.name, made.sender.email) == ("John Roe", "roe@example.org")


def test_a_letter_that_names_its_sender_is_no_message() -> None:
    assert (
        texts(read_text(b"From: Ann\nTo: Bob\n\nWe write.\n", "l.txt"))[0] == "From: Ann\nTo: Bob"
    )


def test_pictures_of_markdown_are_told_and_left_behind() -> None:
    letter = read_markdown(b"See ![our logo](img/logo.png) here.\n", "l.md")
    assert texts(letter) == ["See  here."]
    assert [one.words for one in letter.omissions] == ["our logo img/logo.png"]


@pytest.mark.parametrize(
    ("front", "kept", "gone"),
    [
        ("---\nsubject: x\ncc:\n  - a\n---\n", "---\nsubject: x\ncc:\n  - a\n---\n", []),
        ("---\ntitle: x\ntags:\n- a\n- b\nsubject: y\n---\n", "---\nsubject: y\n---\n",
         ["title: x", "tags: - a - b"]),
        ("---\nno key\n---\n", "", ["no key"]),
        ("---\nSubject: A: b\n---\n", "---\nsubject: A: b\n---\n", []),
    ],
)  # fmt: skip
def test_unknown_keys_are_told(front: str, kept: str, gone: list[str]) -> None:
    text, date, omissions = part_front(front)
    assert (text, date, [one.words for one in omissions]) == (kept, "", gone)


def test_a_date_is_the_letters() -> None:
    text = b"---\ntitle: x\ndate: 2023-07-20\n---\nDear Members,\n\nWe write.\n"
    made = import_letter(read_markdown(text, "l.md"), "l", FieldNames())
    assert made.date == datetime.date(2023, 7, 20)
    assert made.template == "We write.\n"
