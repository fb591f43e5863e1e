"""errors.csv: the failed rows verbatim, safe to open, and readable with the same mapping."""

from __future__ import annotations

import csv
import re
import time
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.recipients.conftest import Read, read_text

import lettermerge
from lettermerge.config.settings import RosterSettings
from lettermerge.diagnostics import Diagnostic, Failure, Row
from lettermerge.recipients import read_instead, read_recipients, write_rejects
from lettermerge.recipients.formula_guard import guard, unguard
from lettermerge.recipients.packed_row import Headings, PackedRow, TypedRow
from lettermerge.recipients.readers.list_file_reading import read_table
from lettermerge.templating import Sandbox
from lettermerge.typed_cell import TypedCell, value_text

FAULT = Diagnostic("roster.empty-name", "=the row has no name", hint="give one")


def rejects(headings: list[str], *rows: list[str]) -> bytes:
    names = Headings.of(headings)
    return write_rejects(
        headings,
        [Failure((FAULT,), Row("r.csv", n, PackedRow(names, row))) for n, row in enumerate(rows)],
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


SIGNS = [*"=+-@", *"＝＋－＠﹦﹢﹣﹫", "\t", "\r"]
BEFORE = [
    "",
    "'",
    "''",
    " ",
    "\u00a0",
    "\ufeff",
    "\ufeff ",
    "\u200b",
    "\u3000",
    "'\ufeff",
    '"',
    '""',
    "\x00",
]


@pytest.mark.slow
@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("inside", ["", "a;", "a,", "a\t", "a;b ;", "a\n", "a\r\n", "a,;"])
def test_no_cell_can_run_as_a_formula(inside: str, before: str, sign: str) -> None:
    data = rejects(["id", "n"], ["a", f"{inside}{before}{sign}1+41;b"])
    (_, row) = csv.reader(StringIO(data.decode("utf-8-sig"), newline=""))
    assert row[1].endswith(f"'{before}{sign}1+41;b")
    assert row[3] == "'=the row has no name"


@pytest.mark.slow
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@given(st.data())
def test_no_field_begins_with_a_sign_whatever_a_spreadsheet_cuts_at(
    delimiter: str, data: st.DataObject
) -> None:
    """Cut the file as a spreadsheet of another locale does, quotes in a field left as they are."""
    parts = st.sampled_from([*SIGNS, *BEFORE, ";", ",", "\t", "\n", "a", "1", " "])
    cells = st.lists(parts, max_size=8).map("".join)
    text = rejects(["id", "n", "m"], [data.draw(cells), data.draw(cells), data.draw(cells)])
    for line in re.split(r"[\r\n]", text.decode("utf-8-sig")):
        for field in line.split(delimiter):
            bare = re.sub('^[\\s"\ufeff\u200b\x00]+', "", field)
            assert not bare.startswith(tuple("=+-@＝＋－＠﹦﹢﹣﹫")), (line, field)


def test_only_one_module_writes_csv() -> None:
    package = Path(lettermerge.__file__).parent
    writing = re.compile(r"csv\.(Dict)?[Ww]riter|\.to_csv\(")
    found = [
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if writing.search(path.read_text(encoding="utf-8"))
    ]
    assert found == ["recipients/table_writer.py"]


def test_guarding_costs_no_more_than_the_length_of_a_cell() -> None:
    cell = ";".join(["'" * 200_000, '"' * 200_000, " " * 200_000, "\ufeff" * 200_000])
    begun = time.process_time()
    assert unguard(guard(cell)) == cell
    assert time.process_time() - begun < 1.0


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
pieces = st.sampled_from([*SIGNS, *BEFORE[:-1], ";", ",", "\t", "\n", "\r\n", "|", "a", "="])
formulas = st.builds(str.__add__, st.lists(pieces, max_size=10).map("".join), cells)


@pytest.mark.slow
@given(st.text() | formulas)
def test_an_apostrophe_is_taken_off_where_one_was_put(cell: str) -> None:
    assert unguard(guard(cell)) == cell


@pytest.mark.slow
@given(
    st.lists(formulas, min_size=2, max_size=2, unique=True),
    st.lists(st.tuples(cells | formulas, cells | formulas), min_size=1, max_size=5),
)
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], rows: list[tuple[str, str]]
) -> None:
    names = [f"{name.strip()}{number}" for number, name in enumerate(names)]
    names = [name.strip().lstrip("\ufeff").strip() for name in names]
    data = rejects(["id", *names], *([str(n), *row] for n, row in enumerate(rows)))
    settings = {"constants": {"parliament": "us", "full_name": "Ann"}}
    roster = read_text(tmp_path_factory.mktemp("rosters"), data, **settings)
    read_rows = [tuple(one.row.cells[name] for name in names) for one in roster.recipients]
    assert read_rows == rows
    assert roster.sources[0].headings == ("id", *names)


def typed_rejects(headings: list[str], *rows: list[str]) -> bytes:
    names = Headings.of(headings)
    return write_rejects(
        headings,
        [Failure((FAULT,), Row("r.xlsx", n, TypedRow(names, row))) for n, row in enumerate(rows)],
    )


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=6)


@pytest.mark.slow
@given(TEXTS, TEXTS.filter(str.strip))
def test_values_behind_cells_come_back(shown: str, value: str) -> None:
    with TemporaryDirectory() as folder:
        cell = TypedCell(shown, value.strip())
        data = typed_rejects(["id", "sum", "note"], ["a", cell, "x"], ["b", "plain", "y"])
        assert data.decode("utf-8-sig").startswith("id,sum,sum (value),note,error_code")
        path = Path(folder, "errors.csv")
        path.write_bytes(data)
        (frame,) = read_table(path, RosterSettings("errors.csv")).frames
        (first, second) = frame.cells
        assert (first, second) == (["a", shown, "x"], ["b", "plain", "y"])
        assert value_text(first[1]) == value.strip()
        assert [type(one) for one in second] == [str] * 3


@pytest.mark.parametrize("more", [[], ["sum (value) (value)"]])
def test_a_roster_s_own_column_of_that_name_stays_its_own(tmp_path: Path, more: list[str]) -> None:
    headings = ["id", "sum", "sum (value)", *more]
    cells = ["a", TypedCell("5%", "0.05"), "mine", *more]
    (tmp_path / "errors.csv").write_bytes(typed_rejects(headings, cells))
    table = read_table(tmp_path / "errors.csv", RosterSettings("errors.csv"))
    assert list(table.headings.names) == headings
    (frame,) = table.frames
    assert frame.cells == [cells]


def test_an_emptied_value_leaves_the_text(tmp_path: Path) -> None:
    data = typed_rejects(["id", "sum"], ["a", TypedCell("5%", "0.05")]).replace(b",0.05,", b",,")
    (tmp_path / "errors.csv").write_bytes(data)
    (frame,) = read_table(tmp_path / "errors.csv", RosterSettings("errors.csv")).frames
    assert frame.cells == [["a", "5%"]]
    assert type(frame.cells[0][1]) is str
