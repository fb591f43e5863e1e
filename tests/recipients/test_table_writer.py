"""Tables as CSV and XLSX: read back by our own reader and by LibreOffice, cell for cell."""

from __future__ import annotations

import csv
import shutil
import subprocess
import zipfile
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettermerge.config.settings import RosterSettings
from lettermerge.recipients.formula_guard import unguard
from lettermerge.recipients.readers.list_file_reading import read_table
from lettermerge.recipients.table_writer import (
    LONGEST_CELL,
    TableFileError,
    csv_bytes,
    xlsx_bytes,
)

HEADINGS = ("id", "text")
ODD = (
    "=1+1", "+41 31 000 00 00", "@home", "-2", "'=kept", "two\nlines", 'a "quote", a comma', "<b>&",
    "_x0041_", "  blanks  ", "007", "\ttab", "Ünïcode 𝔸", "",
)  # fmt: skip


def read_back(path: Path) -> list[list[str]]:
    table = read_table(path, RosterSettings(path.name))
    return [list(row) for block in table.frames for row in block.cells]


def test_a_workbook_says_what_it_was_given(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(xlsx_bytes(HEADINGS, ((f"r{n}", text) for n, text in enumerate(ODD))))
    assert read_back(path) == [[f"r{n}", text] for n, text in enumerate(ODD)]


@pytest.mark.tools
def test_libreoffice_reads_the_same_and_calculates_nothing(tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    texts = [text for text in ODD if "\n" not in text and "\t" not in text]
    (tmp_path / "t.xlsx").write_bytes(xlsx_bytes(HEADINGS, (("r", text) for text in texts)))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    form = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
    command = [office, profile, "--headless", "--convert-to", form, "--outdir", str(tmp_path)]
    done = subprocess.run(
        [*command, str(tmp_path / "t.xlsx")], capture_output=True, timeout=600, check=False
    )
    written = tmp_path / "t.csv"
    if not written.is_file():
        pytest.skip(f"LibreOffice has no spreadsheets here: {done.stderr.decode()[:200]}")
    rows = list(csv.reader(StringIO(written.read_text(encoding="utf-8"), newline="")))
    assert [row[1] for row in rows[1:]] == texts


@given(st.lists(st.text(max_size=30), max_size=5))
def test_no_cell_of_a_csv_file_begins_a_formula_and_every_one_is_there(texts: list[str]) -> None:
    content = csv_bytes(HEADINGS, (("r", text) for text in texts)).decode("utf-8-sig")
    rows = list(csv.reader(StringIO(content, newline="")))[1:]
    assert [unguard(row[1]) for row in rows] == texts
    assert not any(row[1].startswith(("=", "+", "-", "@")) for row in rows)


def test_a_cell_like_a_formula_stays_text_when_it_is_edited() -> None:
    content = xlsx_bytes(HEADINGS, [("a", "=1+1"), ("b", "plain")])
    with zipfile.ZipFile(BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert '<c s="2" t="inlineStr"><is><t xml:space="preserve">=1+1<' in sheet
    assert '<c s="0" t="inlineStr"><is><t xml:space="preserve">plain<' in sheet
    assert "<f>" not in sheet


def test_the_same_table_makes_the_same_bytes() -> None:
    assert xlsx_bytes(HEADINGS, [("a", "b")]) == xlsx_bytes(HEADINGS, [("a", "b")])


def test_what_a_workbook_cannot_hold_is_refused() -> None:
    xlsx_bytes(HEADINGS, [("a", "x" * LONGEST_CELL)])
    with pytest.raises(TableFileError, match="32,767 characters"):
        xlsx_bytes(HEADINGS, [("a", "x" * (LONGEST_CELL + 1))])
