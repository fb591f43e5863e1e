"""errors.csv: the failed rows verbatim, safe to open, and readable with the same mapping."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettermerge.diagnostics import Diagnostic
from lettermerge.recipients import RejectedRow, Row, read_instead, read_recipients, write_rejects
from lettermerge.recipients.cells import Cells, Headings
from lettermerge.sandbox import Sandbox
from lettermerge.settings import RosterSettings

from .conftest import Read, read_text

FAULT = Diagnostic("roster.empty-name", "=the row has no name", hint="give one")


def rejects(headings: list[str], *rows: list[str]) -> bytes:
    names = Headings.of(headings)
    return write_rejects(
        headings,
        [RejectedRow(Row("r.csv", n, Cells(names, row)), (FAULT,)) for n, row in enumerate(rows)],
    )


def test_rows_are_verbatim_and_carry_their_errors(read: Read) -> None:
    roster = read(' id ,parliament,full_name,zip\na,us,,02138\nb,,Bo,"x\ry"\nc,us,Cy,1\n')
    data = write_rejects(roster.sources[0].headings, reversed(roster.rejected))
    lines = list(csv.reader(data.decode("utf-8-sig").splitlines(keepends=True)))
    assert data.startswith(b"\xef\xbb\xbf")
    assert lines == [
        ["id", "parliament", "full_name", "zip", "error_code", "error", "hint"],
        ["a", "us", "", "02138", "roster.empty-name", "the row has no name",
         "give a name, an office, or `body` as the role"],
        ["b", "", "Bo", "x\ry", "roster.empty-parliament", "the row has no parliament",
         "name the parliament, or give the roster one as a constant"],
    ]  # fmt: skip


@pytest.mark.parametrize("cell", ["=1+1", "+44", "-", "@x", "\tx", "\rx", "'=1", "''@"])
def test_no_cell_can_run_as_a_formula(cell: str) -> None:
    data = rejects(["id", "n"], ["a", cell])
    (_, row) = csv.reader(data.decode("utf-8-sig").splitlines(keepends=True))
    assert row[1] == "'" + cell
    assert row[3] == "'=the row has no name"


def test_mended_rows_are_read_with_the_same_mapping(tmp_path: Path) -> None:
    settings = RosterSettings(
        "r.csv",
        {"full_name": "Name", "id": "{{ Key }}"},
        {"parliament": "uk"},
        encoding="cp1252",
        delimiter=";",
    )
    text = "Key;Name;Tel\n1;;+44 20\n2;Ren\xe9;'0\n"
    (tmp_path / "r.csv").write_bytes(text.encode("cp1252"))
    roster = read_recipients([settings], tmp_path, Sandbox())
    data = write_rejects(roster.sources[0].headings, roster.rejected)
    (tmp_path / "errors.csv").write_bytes(data.replace(b"1,,", b"1,Zo\xc3\xab,"))
    again = read_instead(settings, "errors.csv")
    (one,) = read_recipients([again], tmp_path, Sandbox()).recipients
    assert (one.id, one.full_name, one.parliament) == ("1", "Zoë", "uk")
    assert dict(one.extra) == {"Key": "1", "Tel": "+44 20"}


def test_a_row_that_is_too_wide_keeps_all_its_cells(read: Read) -> None:
    roster = read("id,parliament,full_name\na,us,Ann,Example,x\n")
    data = write_rejects(roster.sources[0].headings, roster.rejected)
    assert data.decode().rstrip().endswith(",Example,x")
    assert [one.code for one in read(data).report] == ["roster.ragged-row"]


def test_apostrophes_of_other_rosters_are_left_alone(read: Read) -> None:
    (one,) = read("id,parliament,full_name,tel,error\na,us,Ann,'+44,none\n").recipients
    assert dict(one.extra) == {"tel": "'+44", "error": "none"}


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
formulas = st.builds(
    str.__add__, st.sampled_from(["=", "+", "-", "@", "'", "'=", "\t", "\r"]), cells
)


@given(st.lists(st.tuples(cells | formulas, cells | formulas), min_size=1, max_size=5))
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    data = rejects(["id", "a", "b"], *([str(n), *row] for n, row in enumerate(rows)))
    settings = {"constants": {"parliament": "us", "full_name": "Ann"}}
    roster = read_text(tmp_path_factory.mktemp("rosters"), data, **settings)
    assert [(one.row.cells["a"], one.row.cells["b"]) for one in roster.recipients] == rows
    assert roster.sources[0].headings == ("id", "a", "b")
