"""Which of several addresses in a cell is used is told; the people are invented."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

from lettermerge.app.mail.letter_mailboxes import find_doubtful_addresses
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
