"""`roster map` writes a mapping that `check` passes, and `check` prints the same block."""

from __future__ import annotations

import json
import os
import pty
import sqlite3
import subprocess
import sys
import tomllib
from contextlib import closing, suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.recipients.mapping.rosters import SHAPES, Shape
from tests.series import cases
from tests.tiny import SETTINGS, Tiny, make_tiny

from lettermerge.app.rosters.mapping_trial import block_of
from lettermerge.config.settings import RosterSettings
from lettermerge.protocol.known_parliaments import known_parliaments
from lettermerge.protocol.profile_loading import load_profiles
from lettermerge.recipients.column_mapping import map_columns
from lettermerge.recipients.mapping.column_cells import ColumnCells
from lettermerge.recipients.mapping.mapping_proposal import propose
from lettermerge.recipients.mapping.roster_sample import RosterSample
from lettermerge.recipients.packed_row import Headings
from lettermerge.templating import Sandbox


@pytest.fixture
def tiny(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    """Make a tiny project."""
    return make_tiny(tmp_path, capsys)


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES.values(), ids=[*SHAPES])
def test_a_mapped_roster_passes_check_without_an_error(tiny: Tiny, shape: Shape) -> None:
    tiny.write(shape.file, shape.text)
    tiny.write("lettermerge.toml", SETTINGS.replace("r.csv", shape.file))
    code, _, said = tiny.run("roster", "map", "--yes")
    assert code == 0, said
    (written,) = (
        tomllib.loads((tiny.folder / "lettermerge.toml").read_text("utf-8"))["recipients"],
    )
    assert written["columns"] == shape.columns
    assert written.get("constants", {}) == shape.constants
    code, _, said = tiny.run("check")
    assert code == 0, said
    assert "error:" not in said


LISTED = """No,Member,Titel,Mail,Seat
{},Ann Example,Ms,a@parliament.govt.nz,North
{},Bo Sample van der Longestname,Mr,b@parliament.govt.nz,South
{},Cy Muster,Hon Dr,c@parliament.govt.nz,East
"""
IDS = ("E7", "E3", "E9")


def settings_of(tiny: Tiny) -> str:
    return (tiny.folder / "lettermerge.toml").read_text(encoding="utf-8")


def test_what_is_piped_is_printed_and_not_written(tiny: Tiny) -> None:
    tiny.write("r.csv", LISTED.format(*IDS))
    before = settings_of(tiny)
    code, out, said = tiny.run("roster", "map")
    assert code == 0
    assert settings_of(tiny) == before
    assert tomllib.loads(out.partition("\n\n")[0])["recipients"][0]["columns"]["id"] == "No"
    assert "Nothing was written: paste the block into lettermerge.toml, or say --yes." in said


def test_five_recipients_are_shown_the_odd_ones_among_them(tiny: Tiny) -> None:
    tiny.write("r.csv", LISTED.format(*IDS))
    document = json.loads(tiny.run("roster", "map", "--json")[1])
    (found,) = document["rosters"]
    assert (found["rows"], found["letters"], found["written"]) == (3, 3, False)
    shown = {one["row"]: one for one in found["recipients"]}
    assert shown[4]["why"] == "no gender"
    assert shown[3]["why"] == "the longest name"
    assert shown[2]["salutation"] == "Dear Ms Example"
    assert shown[2]["envelope"][0] == "Ms Ann Example MP"


@pytest.mark.slow
def test_a_roster_that_is_not_in_the_settings_is_added(tiny: Tiny) -> None:
    tiny.write("lists/new.csv", LISTED.format(*IDS))
    code, _, said = tiny.run("roster", "map", "--roster", "lists/new.csv", "-y")
    assert code == 0, said
    rosters = tomllib.loads(settings_of(tiny))["recipients"]
    assert [one["source"] for one in rosters] == ["r.csv", "lists/new.csv"]
    assert tiny.run("check")[0] == 0
    before = settings_of(tiny)
    assert tiny.run("roster", "map", "--roster", "lists/new.csv", "-y")[0] == 0
    assert settings_of(tiny) == before


def test_check_prints_the_same_block_ready_to_paste(tiny: Tiny) -> None:
    tiny.write("r.csv", LISTED.format(*IDS))
    block = tiny.run("roster", "map")[1].partition("\n\n")[0]
    code, _, said = tiny.run("check")
    assert code == 3
    assert block in said
    pasted = SETTINGS.replace('[recipients]\nsource = "r.csv"\n', block + "\n")
    tiny.write("lettermerge.toml", pasted)
    assert tiny.run("check")[0] == 0


def test_all_that_can_be_known_is_said_in_the_first_round(tiny: Tiny) -> None:
    """No parliament, no chamber, ids that repeat, a column that numbers the rows."""
    tiny.write("r.csv", ",id,Name\n0,a,Ann Example MP\n1,a,Bo Sample MP\n2,b,Cy Muster MP\n")
    code, _, said = tiny.run("check")
    assert code == 3
    for told in (
        "no column names the parliament", "the id `a` is in 2 rows: r.csv rows 2, 3",
        'id = "{{ Name | slug }}"',
    ):  # fmt: skip
        assert told in said, told
    tiny.write("r.csv", "id,Name,Party\na,Ann Example,Labour\nb,Bo Sample,SNP\n")
    _, _, said = tiny.run("check")
    assert "r.csv, chamber: nothing in the roster says which chamber" in said


@pytest.mark.slow
def test_a_list_for_none_of_the_parliaments_gets_a_starter_on_request(tiny: Tiny) -> None:
    tiny.write("r.csv", 'Code,Name,Address\nx1,Ann Example,"1 Road\nNew York, NY 10017"\n')
    code, _, said = tiny.run("roster", "map", "--yes")
    assert code == 3
    assert "Nothing in r.csv says that it is for one of the parliaments that are known" in said
    assert "--starter-profile ID" in said
    assert settings_of(tiny) == SETTINGS
    code, _, said = tiny.run("roster", "map", "--yes", "--starter-profile", "xx")
    assert code == 0, said
    settings = tomllib.loads(settings_of(tiny))
    assert settings["recipients"]["constants"] == {"parliament": "xx"}
    assert settings["parliaments"]["xx"]["country"] == "US"
    code, _, said = tiny.run("check")
    assert code == 0
    assert "facts of a starter profile are not filled in: parliaments.xx.name" in said
    assert tiny.run("render", "--no-sign")[0] == 0


def test_a_starter_for_a_parliament_that_is_there_is_refused(tiny: Tiny) -> None:
    code, _, said = tiny.run("roster", "map", "--yes", "--starter-profile", "uk")
    assert code == 2
    assert "there is a parliament `uk` already" in said


def test_a_column_whose_cells_fail_many_rows_is_left_out_and_said(tiny: Tiny) -> None:
    rows = "".join(f"E{n},Mr,Ann Ex{'abc'[n]},f,a{n}@parliament.govt.nz\n" for n in range(3))
    tiny.write("r.csv", f"Person ID,Title,Name,Gender,Mail\n{rows}")
    code, out, said = tiny.run("roster", "map", "--yes")
    assert code == 0, said
    assert "left out: " in out
    assert tiny.run("check")[0] == 0


def test_a_chamber_that_only_is_not_mapped_is_proposed_by_check(tiny: Tiny) -> None:
    tiny.write(
        "r.csv", "id,full_name,Constituency\na,Ann Example,North Mole\nb,Bo Sample,South Mole\n"
    )
    block = '[recipients]\nsource = "r.csv"\n[recipients.constants]\nparliament = "uk"\n'
    tiny.write("lettermerge.toml", SETTINGS.replace('[recipients]\nsource = "r.csv"\n', block))
    code, _, said = tiny.run("check")
    assert code == 5
    assert "(roster.unmapped-chamber)" in said
    assert 'chamber = "commons" # a guess: ' in said


def test_the_starters_own_roster_is_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tiny = Tiny(tmp_path, capsys)
    assert tiny.run("init", ".")[0] == 0
    tiny.write("new.csv", LISTED.format(*IDS))
    assert tiny.run("roster", "map", "--roster", "new.csv", "--yes")[0] == 0
    rosters = tomllib.loads(settings_of(tiny))["recipients"]
    assert [one["source"] for one in rosters] == ["new.csv"]
    assert tiny.run("check")[0] == 0


@pytest.mark.slow
@pytest.mark.parametrize("answer", ["y", "n"])
def test_on_a_terminal_it_is_asked(tiny: Tiny, answer: str) -> None:
    tiny.write("r.csv", LISTED.format(*IDS))
    ours, theirs = pty.openpty()
    program = subprocess.Popen(
        [sys.executable, "-m", "lettermerge", "roster", "map"],
        cwd=tiny.folder, stdin=theirs, stdout=theirs, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    said = b""
    try:
        while b"Write this into lettermerge.toml?" not in said:
            said += os.read(ours, 65536)
        os.write(ours, f"{answer}\n".encode())
        with suppress(OSError):  # the terminal is closed when the program ends
            while more := os.read(ours, 65536):
                said += more
        assert program.wait(300) == 0
    finally:
        program.kill()
        program.wait()
        os.close(ours)
    assert (settings_of(tiny) != SETTINGS) == (answer == "y")
    assert (b"Nothing was written" in said) == (answer == "n")


_HEADINGS = st.sampled_from(
    ["id", "Name", "Title", "First name", "nom", "email", "Type", "House", "Country", "Gender",
     "Address", "City", "Postcode", "Party", 'a" }}', "{{ x }}", "{% y", "q'\\", "é'\"", "_id"]
)  # fmt: skip
_CELLS = st.sampled_from(
    ["", "a", "Ann Example", "MP", "Lord", "Hon", "m", "uk", "House of Lords", "x@parliament.uk",
     "{{ 1 }}", "\"'\\", "a\nb", "\x07#", "1", "donna", "1 Road, London SW1A 0AA", "='x'"]
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=cases(500), deadline=None)
@given(st.data())
def test_whatever_the_cells_are_the_block_says_what_is_proposed(data: st.DataObject) -> None:
    headings = data.draw(st.lists(_HEADINGS, min_size=1, max_size=7, unique=True))
    rows = data.draw(
        st.lists(st.lists(_CELLS, min_size=len(headings), max_size=len(headings)), max_size=4)
    )
    columns = {
        heading: ColumnCells(heading, [row[place] for row in rows])
        for place, heading in enumerate(headings)
    }
    sample = RosterSample("r.csv", "", columns, tuple(range(2, len(rows) + 2)))
    proposal = propose(sample, known_parliaments(load_profiles()))
    block = block_of(proposal, RosterSettings("r.csv"))
    (one,) = tomllib.loads(block.to_toml())["recipients"]
    assert one.get("columns", {}) == dict(proposal.columns)
    assert one.get("constants", {}) == dict(proposal.constants)
    sandbox = Sandbox()
    names = Headings.of(headings)
    mapped, found = map_columns(names, proposal.settings(), {}, sandbox)
    assert [str(fault) for fault in found if fault.severity == "error"] == []
    assert set(mapped.ours) >= {ours for ours, text in proposal.columns.items() if text}


@pytest.mark.slow
def test_rows_of_a_database_are_mapped_in_their_place(tiny: Tiny) -> None:
    with closing(sqlite3.connect(tiny.folder / "people.db")) as people:
        people.execute("CREATE TABLE mps (no TEXT, member TEXT, mail TEXT)")
        rows = [("E7", "Ann Example", "a@parliament.govt.nz"), ("E3", "Bo Sample", "")]
        people.executemany("INSERT INTO mps VALUES (?, ?, ?)", rows)
        people.commit()
    query = 'sql = "SELECT * FROM mps"\ndatabase = "sqlite:///people.db"  # ours\n'
    tiny.write("lettermerge.toml", SETTINGS.replace('source = "r.csv"\n', query))
    code, _, said = tiny.run("check")
    assert code == 3
    assert 'sql = "SELECT * FROM mps"\ndatabase = "sqlite:///people.db"\n' in said
    code, _, said = tiny.run("roster", "map", "--yes")
    assert code == 0, said
    written = tomllib.loads(settings_of(tiny))["recipients"]
    assert written["columns"] == {"id": "no", "full_name": "member", "email": "mail"}
    assert "# ours" in settings_of(tiny)
    assert tiny.run("check")[0] == 0
