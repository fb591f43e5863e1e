"""Which of several addresses in a cell is used is told; the people are invented."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

from lettermerge.app.mail.letter_mailboxes import find_doubtful_addresses, find_mailboxes
from lettermerge.app.project import open_project
from lettermerge.app.rosters.roster_addressing import address_rosters
from lettermerge.config.settings import RosterSettings, load_settings
from lettermerge.config.starter_files import make_project

ROWS = "id,parliament,full_name,Mail\na,nz,Ann Example,a@x.example; b@x.example\nb,nz,Bo Sample,"


def told(folder: Path, email: str) -> list[tuple[str, int | None, str | None]]:
    rosters = (RosterSettings("r.csv", columns={"email": email}),)
    project = open_project(folder, replace(load_settings(folder), recipients=rosters))
    letters = address_rosters(project).letters
    found = find_doubtful_addresses(letters, rosters)
    return [(one.code, one.where.row, one.where.value) for one in found]


def test_an_address_of_several_in_a_cell_is_told_with_the_cell(tmp_path: Path) -> None:
    make_project(tmp_path, datetime.date(2026, 1, 2))
    (tmp_path / "r.csv").write_text(f"{ROWS}c@x.example\n", encoding="utf-8")
    cell = "a@x.example; b@x.example"
    first = "{{ (Mail | replace(';', ' ')).split()[:1] | join }}"
    assert told(tmp_path, first) == [("mail.several-addresses", 2, cell)]
    assert told(tmp_path, "Mail") == [("mail.doubtful-address", 2, cell)]


def test_one_address_is_enough_for_a_couple_in_one_row(tmp_path: Path) -> None:
    make_project(tmp_path, datetime.date(2026, 1, 2))
    rows = "id,parliament,full_name,email\na,nz,Mr and Mrs Example,a@x.example\n"
    rows += "b,nz,Mr and Mrs Sample,\nc,nz,Bo Sample,\n"
    (tmp_path / "r.csv").write_text(rows, encoding="utf-8")
    rosters = (RosterSettings("r.csv"),)
    project = open_project(tmp_path, replace(load_settings(tmp_path), recipients=rosters))
    found = {one.id: find_mailboxes(one, rosters) for one in address_rosters(project).letters}
    assert [len(found["a"][0]), len(found["a"][1])] == [1, 0]
    assert found["b"][0] == found["c"][0] == ()
    assert {one.code for id_ in "bc" for one in found[id_][1]} == {"mail.no-address"}
