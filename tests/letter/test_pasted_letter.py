"""A letter pasted into a template is told by its frame's lines; what letters say is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from lettermerge.letter.pasted_letter import LONGEST_PARAGRAPH, find_pasted

ROOT = Path(__file__).parents[2]


def found(source: str) -> list[tuple[int | None, str]]:
    return [
        (one.where.line, one.message.removeprefix("the letter's body holds ").split(",")[0])
        for one in find_pasted(source, "letters/a.md")
    ]


PASTED = """---
subject: x
---
20 July 2023

Jane Doe\\
1 Example Street\\
Exampletown 12345

**Re: Prisoners**

Dear Senator Doe:

We write to you.

Yours sincerely,

John Roe
"""


def test_each_line_of_the_frame_is_named() -> None:
    assert found(PASTED) == [
        (4, "a date"),
        (6, "an inside address"),
        (10, "a subject line"),
        (12, "a salutation"),
        (16, "a close"),
    ]


def test_a_paragraph_that_is_a_whole_letter_is_named() -> None:
    text = "word " * (LONGEST_PARAGRAPH + 1)
    ((line, message),) = found(text)
    assert line == 1
    assert f"{LONGEST_PARAGRAPH + 1} words" in message
    assert found("word " * LONGEST_PARAGRAPH) == []


@pytest.mark.parametrize(
    "text",
    [
        "On 20 July 2023 the court dissolved the party, and nobody was asked about it.",
        "We hold dear what you hold dear.\n\nIt matters.",
        "We ask you:\n\n- to sign\n- to speak\n\nIn 2017\\\nin 2018\\\nin 2019 it went on",
        "Your Excellency knows this well.",
        "Sincerely held beliefs differ.\n\nThey do.",
    ],
)
def test_what_letters_say_is_not(text: str) -> None:
    assert found(text) == []


def test_the_letters_of_the_repository_are_not() -> None:
    for path in sorted((ROOT / "letters").rglob("*.md")):
        assert find_pasted(path.read_text("utf-8"), path.name) == ()
