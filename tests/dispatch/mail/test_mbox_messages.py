"""An mbox file is split where messages begin, not where a sentence begins with "From "."""

from __future__ import annotations

from pathlib import Path

import pytest

from lettermerge.dispatch.mail.mbox_messages import is_mbox, read_mbox, split_messages

MARK = "From - Wed Mar 04 10:20:30 2026\n"
ONE = "Subject: one\n\nText.\n"


def split(text: str) -> list[str]:
    return [one.decode() for one in split_messages(text.encode().splitlines(keepends=True))]


@pytest.mark.parametrize(
    "mark",
    [
        MARK,
        "From w@h.example Wed Mar  4 10:20:30 2026\n",
        "From 1784@xxx Wed Mar 04 10:20:30 +0000 2026\n",  # Google's
        "From ???@??? Wed Mar 04 10:20:30 2026\r\n",
        "From w@h.example\n",
    ],
)
def test_messages_of_many_programs_are_told_apart(mark: str) -> None:
    assert split(f"{mark}{ONE}\n{mark}{ONE}") == [ONE + "\n", ONE]


def test_a_message_needs_no_blank_line_above_it_where_it_is_dated() -> None:
    assert split(f"{MARK}{ONE}{MARK}{ONE}") == [ONE, ONE]
    assert len(split(f"{MARK}{ONE}From afar\nNote: nothing\n")) == 1


@pytest.mark.parametrize(
    "line", ["From Monday on we are closed.", "From 10:30 in March 2026", "From w@h.example Mon"]
)
def test_a_sentence_begins_no_message(line: str) -> None:
    text = f"{ONE}\n{line}\nand so on\n\n{line}\n\n{line}"
    assert split(f"{MARK}{text}\n\n{MARK}{ONE}") == [f"{text}\n\n", ONE]
    assert split(MARK + text) == [text]


def test_a_mark_above_the_headers_does_not_end_them() -> None:
    assert split(f"{MARK}>{MARK}{ONE}>From here\n") == [f"{ONE}>From here\n"]


def test_a_file_begins_as_one(tmp_path: Path) -> None:
    path = tmp_path / "m"
    for text, is_one in ((MARK, True), ("\ufeff" + MARK, True), ("", True), ("Fro", False)):
        path.write_text(text, "utf-8")
        assert is_mbox(path) is is_one
    path.write_text("\ufeff" + MARK + ONE, "utf-8")
    assert [*read_mbox(path)] == [ONE.encode()]
