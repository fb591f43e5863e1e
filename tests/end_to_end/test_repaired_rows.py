"""Rows repaired in errors.csv are said to differ from the roster until they do not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.tiny import Tiny, make_tiny

ROSTER = """id,parliament,chamber,title,given_name,family_name,gender
a1,uk,commons,Ms,Ann,Testwright,f
a2,uk,commns,Mr,Bo,Testman,m
"""
CODE = "roster.not-repaired"


@pytest.fixture
def tiny(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    """Make a project of which one row fails."""
    made = make_tiny(tmp_path, capsys)
    made.write("r.csv", ROSTER)
    return made


def repaired(tiny: Tiny, old: str = "commns", new: str = "commons") -> str:
    """Render, repair the row that failed in errors.csv, render that; return what was said."""
    assert tiny.run("render", "--no-sign")[0] == 5
    errors = tiny.folder / "output/errors.csv"
    text = errors.read_bytes().decode("utf-8-sig")
    head, row = text.split("\r\n", 1)
    assert old in row
    errors.write_bytes(f"{head}\r\n{row.replace(old, new, 1)}".encode("utf-8-sig"))
    code, _, said = tiny.run("render", "--no-sign", "--roster", "output/errors.csv")
    assert code == 0, said
    return said


@pytest.mark.slow
def test_the_cell_to_change_is_said_after_the_render_in_status_and_in_check(tiny: Tiny) -> None:
    said = repaired(tiny)
    cell = "warning: r.csv, row 3, chamber [commns]: the letter to `a2` was made from a row"
    assert said.count(cell) == 1
    assert "write `commons` there" in said
    assert not (tiny.folder / "output/errors.csv").exists()
    for command in (("status", "--json"), ("check", "--json"), ("render", "--json", "--no-sign")):
        found = [d for d in json.loads(tiny.run(*command)[1])["diagnostics"] if d["code"] == CODE]
        (one,) = found
        place = (one["file"], one["row"], one["column"], one["value"])
        assert place == ("r.csv", 3, "chamber", "commns"), command


def test_nothing_is_said_once_the_roster_has_the_cell(tiny: Tiny) -> None:
    repaired(tiny)
    tiny.write("r.csv", ROSTER.replace("commns", "commons"))
    for command in (("status",), ("check",), ("render", "--no-sign")):
        code, _, said = tiny.run(*command)
        assert (code, CODE in said) == (0, False), said
    before = tiny.files()
    assert tiny.run("render", "--no-sign")[0] == 0
    assert tiny.files() == before


def test_a_plain_render_says_that_it_makes_the_letter_from_the_old_row(tiny: Tiny) -> None:
    """The row fails for its template alone; what was changed beside it is not lost in silence."""
    tiny.write("letters/a.md", "---\nsubject: S\n---\n{{ 1 // (recipient.title != 'Mr') }}\n")
    tiny.write("r.csv", ROSTER.replace("commns", "commons"))
    said = repaired(tiny, "Mr,Bo", "Dr,Bo")
    assert "row 3, title [Mr]" in said
    tiny.write("letters/a.md", "---\nsubject: S\n---\nBody.\n")
    _, _, said = tiny.run("render", "--no-sign")
    assert "row 3, title [Mr]" in said
    assert "makes the letter again from the old row" in said
    _, _, said = tiny.run("render", "--no-sign")
    assert CODE not in said  # the letter is the roster's again


def test_a_repaired_id_is_found_by_the_other_cells(tiny: Tiny) -> None:
    tiny.write("r.csv", ROSTER.replace("commns", "commons").replace("a2,", ","))
    said = repaired(tiny, ",uk,", "a7,uk,")
    assert "r.csv, row 3, id: the letter to `a7`" in said
    assert "r.csv, row 3, id: the letter to `a7`" in tiny.run("status")[2]
    tiny.write("r.csv", ROSTER.replace("commns", "commons").replace("a2,", "a7,"))
    assert CODE not in tiny.run("status")[2]


def test_a_row_that_is_not_in_the_roster_is_to_be_added(tiny: Tiny) -> None:
    assert tiny.run("render", "--no-sign")[0] == 5
    head = "id,parliament,chamber,title,given_name,family_name,gender,error_code,error,hint"
    tiny.write("output/errors.csv", f"{head}\r\nz9,nz,,Dr,Cy,Tauira,m,,,\r\n")
    code, _, said = tiny.run("render", "--no-sign", "--roster", "output/errors.csv")
    assert code == 0
    assert "a row of errors.csv that is not in r.csv" in said


def test_another_roster_of_the_same_people_is_no_repair(tiny: Tiny) -> None:
    tiny.write("other.csv", ROSTER.replace("commns", "commons"))
    assert CODE not in tiny.run("render", "--no-sign", "--roster", "other.csv")[2]
    assert '"repaired"' not in (tiny.folder / "output/manifest.jsonl").read_text("utf-8")


def test_nothing_is_said_of_a_row_that_is_put_on_hold_or_has_other_spaces(tiny: Tiny) -> None:
    repaired(tiny)
    mended = ROSTER.replace("commns", " commons ")
    held = mended.replace("gender\n", "gender,hold\n").replace(",m\n", ",m,not yet\n")
    held = held.replace(",f\n", ",f,\n")
    for roster in (mended, held):
        tiny.write("r.csv", roster)
        code, _, said = tiny.run("check")
        assert (code, CODE in said) == (0, False), said
