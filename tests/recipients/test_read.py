"""Rosters as files in, recipients out: columns, cells, rows and what is said of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from lettermerge.errors import RosterError
from lettermerge.recipients import read_recipients
from lettermerge.recipients.roster import Roster
from lettermerge.sandbox import Sandbox
from lettermerge.settings import RosterSettings

HEAD = "id,parliament,full_name,postal_code\n"


def read(folder: Path, text: str | bytes, name: str = "r.csv", **settings: object) -> Roster:
    data = text.encode() if isinstance(text, str) else text
    (folder / name).write_bytes(data)
    roster = RosterSettings(name, **settings)  # type: ignore[arg-type]
    return read_recipients([roster], folder, Sandbox())


def test_cells_are_text_whatever_they_look_like(tmp_path: Path) -> None:
    rows = "a,us,Ann Example,02138\nb,us,NA,null\nc,us,None,1e5\nd,us,nan,TRUE\n"
    roster = read(tmp_path, HEAD + rows)
    assert [(one.full_name, one.postal_code) for one in roster.recipients] == [
        ("Ann Example", "02138"),
        ("NA", "null"),
        ("None", "1e5"),
        ("nan", "TRUE"),
    ]


def test_row_numbers_count_headings_and_blank_lines(tmp_path: Path) -> None:
    roster = read(tmp_path, "\n" + HEAD + "\na,us,Ann,1\n,,,\n\nb,us,Bo,2\n")
    assert [one.row.number for one in roster.recipients] == [4, 7]
    assert roster.rows == 2


def test_a_missing_column_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(RosterError) as caught:
        read(tmp_path, HEAD + "a,us,Ann,1\n", columns={"city": "postal_cod"})
    (fault,) = caught.value.faults
    assert "postal_cod" in fault.message
    assert "`postal_code`" in fault.hint
