"""A template's front matter has the keys that templates have; others are told."""

from __future__ import annotations

import datetime

import pytest

from lettermerge.importing.field_names import FieldNames
from lettermerge.importing.front_matter import part_front
from lettermerge.importing.letter_conversion import import_letter
from lettermerge.importing.text_reader import read_markdown


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
