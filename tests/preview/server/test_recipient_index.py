"""Test the index of rows: stable keys, and rows without a letter."""

from __future__ import annotations

import json
from pathlib import Path

from tests.preview.server.served import write_project

from lettermerge.diagnostics import Failure
from lettermerge.preview.server.project_session import Session
from lettermerge.preview.server.recipient_index import RecipientIndex


def index_of(folder: Path, row: str = "") -> tuple[RecipientIndex, dict[str, object]]:
    write_project(folder)
    with (folder / "r.csv").open("a", encoding="utf-8") as roster:
        roster.write(row)
    opened = Session(folder.resolve()).open()
    return opened.index, json.loads(opened.index.to_json(opened.project))


def test_every_row_is_listed_with_where_it_sits(tmp_path: Path) -> None:
    _, data = index_of(tmp_path / "p")
    assert data["rows"] == [
        ["nz", "New Zealand Parliament", "nz", "The parliament itself", 0],
        ["a1", "Ann Testwright", "uk", "House of Commons, Mole & Dale", 0],
        ["a2", "Ben Testman", "us", "Senate, Examplia", 0],
    ]
    assert data["project"] == "p"


def test_a_row_that_makes_no_letter_is_listed_last_and_keeps_its_cells(tmp_path: Path) -> None:
    index, data = index_of(tmp_path / "p", "a3,narnia,,,,Cora,Testling,,\n")
    key, name, parliament, seat, severity = data["rows"][-1]  # type: ignore[index]
    assert (key, name, parliament, severity) == ("row 5 of r.csv", "Testling", "", 3)
    row = index.rows[key]
    assert isinstance(row, Failure)
    assert row.row.cells["parliament"] == "narnia"
    assert "r.csv" in seat


def test_the_version_changes_with_the_rows_alone(tmp_path: Path) -> None:
    one, two = (index_of(tmp_path / name)[0].version for name in "pq")
    assert one == two
    assert index_of(tmp_path / "r", "a3,nz,,,,Cora,Testling,f,\n")[0].version != one


def test_rows_that_resemble_each_other_are_marked(tmp_path: Path) -> None:
    index, data = index_of(tmp_path / "p", "a9,uk,commons,,Ms,Ann,Testwright,f,Mole & Dale\n")
    assert [row[0] for row in data["rows"] if row[4] == 2]  # type: ignore[attr-defined]
    assert any(index.diagnostics_of(row) for row in index.rows.values())
