"""A letter that was pasted without its blank lines is told apart all the same."""

from __future__ import annotations

import datetime

import pytest

from lettermerge.importing.field_names import FieldNames
from lettermerge.importing.letter_conversion import import_letter
from lettermerge.importing.missing_blank_lines import split_unspaced
from lettermerge.importing.text_reader import read_text

LETTER = """Example Testers
1 Example Street, London SW1A 1AA
3 May 2026
To the Members of the European Parliament
Re: Human rights in Examplia
Dear Members,
We write about three teachers who were sentenced in March.
They are in prison.
Yours faithfully,
Jane Testdoe
Chair
Enclosures: Petition; Report
cc: The Press Office
"""


def test_all_parts_of_a_pasted_letter_are_found() -> None:
    made = import_letter(read_text(LETTER.encode(), "l.txt"), "l", FieldNames())
    assert made.date == datetime.date(2026, 5, 3)
    assert (made.sender.name, made.sender.country) == ("Example Testers", "GB")
    assert [(one.name, one.role) for one in made.signatories] == [("Jane Testdoe", "Chair")]
    front, body = made.template.split("---\n")[1:]
    assert [line.strip(' -"') for line in front.splitlines()] == [
        'subject: "Human rights in Examplia', "enclosures:", "Petition", "Report", "cc:",
        "The Press Office",
    ]  # fmt: skip
    assert body.split("\n\n") == [
        "We write about three teachers who were sentenced in March.", "They are in prison.\n",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["One line.\nAnother.", "Dear Members,", "Dear friend\nof ours", "Dear all,\nHello."]
)
def test_other_lines_stay_together(text: str) -> None:
    assert list(split_unspaced(text.split("\n"))) == [text.split("\n")]


def test_lines_that_were_broken_at_a_width_are_joined() -> None:
    lines = ["x" * 70, "x" * 68, "end.", "y" * 69, "end.", "Regards,"]
    parts = list(split_unspaced(["Dear all,", *lines]))
    assert [len(part) for part in parts] == [1, 3, 2, 1]
