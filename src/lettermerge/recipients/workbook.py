"""XLSX and ODS workbooks into records of text, each cell as a person sees it where that is known.

python-calamine reads the values; the scan before it refuses what would exhaust memory and names
the cells whose value alone is not what is shown.
"""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree
from xml.parsers.expat import ExpatError

from ..diagnostics import Diagnostic, Severity, Where, did_you_mean
from .delimited import Record, TableError
from .workbook_scan import (
    Scan,
    archive_fault,
    scan_ods,
    scan_xlsx,
    show_padded,
    zero_padding,
)

LARGEST_HEIGHT = 250_000
LARGEST_WIDTH = 1_000
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, slots=True)
class Workbook:
    """One sheet: its records, and the cells (row number from 1, column from 0) that are at fault."""

    records: Iterator[Record]
    faulty: dict[tuple[int, int], Diagnostic]
    notes: tuple[Diagnostic, ...]


def read_workbook(path: Path, file: str, sheet: str) -> Workbook:
    """Read one sheet: the one named, or the first that is visible.

    Numbers come without a superfluous `.0` and with the zeros that a format such as `00000` shows,
    dates as ISO 8601, booleans as TRUE and FALSE, formulas with the value that was saved last.

    Raises:
        TableError: not a workbook, too large, protected, or without that sheet.
    """
    from python_calamine import CalamineError, load_workbook

    try:
        with zipfile.ZipFile(path) as archive:
            if reason := archive_fault(archive):
                raise TableError(_refused(file, reason))
            with load_workbook(path) as book:
                name, notes = _choose_sheet(book.sheet_names, _visible(book), sheet, file)
                scan = _scan(archive, name)
                _check_extent(scan, file, name)
                rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (zipfile.BadZipFile, CalamineError, ExpatError, KeyError, ValueError) as error:
        raise TableError(_refused(file, str(error) or type(error).__name__)) from None
    return Workbook(_records(rows, scan), _faulty(scan, file), notes)


def _refused(file: str, reason: str) -> Diagnostic:
    return Diagnostic(
        "roster.not-a-workbook",
        f"cannot be read as a workbook: {reason}",
        Where(file),
        "open it in a spreadsheet program and save it anew, or as CSV",
    )


def _visible(book: object) -> list[str]:
    sheets = getattr(book, "sheets_metadata", [])
    return [
        one.name
        for one in sheets
        if str(one.visible).endswith("Visible") and str(one.typ).endswith("WorkSheet")
    ]


def _choose_sheet(
    names: list[str], visible: list[str], wanted: str, file: str
) -> tuple[str, tuple[Diagnostic, ...]]:
    if wanted:
        if wanted in names:
            return wanted, ()
        raise TableError(
            Diagnostic(
                "roster.unknown-sheet",
                f"there is no sheet `{wanted}`",
                Where(file, column="sheet", value=wanted),
                did_you_mean(wanted, names),
            )
        )
    if not (visible or names):
        raise TableError(_refused(file, "it has no sheet"))
    chosen = (visible or names)[0]
    if len(visible) < 2:
        return chosen, ()
    others = ", ".join(f"`{name}`" for name in visible if name != chosen)
    note = Diagnostic(
        "roster.several-sheets",
        f"the sheet `{chosen}` is read, and {others} is not",
        Where(file),
        f'set sheet = "{chosen}" to say that this is meant',
        Severity.WARNING,
    )
    return chosen, (note,)


def _scan(archive: zipfile.ZipFile, sheet: str) -> Scan:
    if "content.xml" in archive.namelist():
        with archive.open("content.xml") as content:
            return scan_ods(content, sheet)
    padding = {}
    if "xl/styles.xml" in archive.namelist():
        with archive.open("xl/styles.xml") as styles:
            padding = zero_padding(styles)
    with archive.open(_part_of(archive, sheet)) as part:
        return scan_xlsx(part, padding)


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """Return the part that holds a sheet (ECMA-376 part 1, 18.2.19 `sheet`, part 2, 9.3)."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    wanted = next(
        one.get(_RELATION)
        for one in book.iter()
        if one.tag.endswith("}sheet") and one.get("name") == sheet
    )
    target = next(one.get("Target", "") for one in links if one.get("Id") == wanted)
    return target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)


def _check_extent(scan: Scan, file: str, sheet: str) -> None:
    if scan.height <= LARGEST_HEIGHT and scan.width <= LARGEST_WIDTH:
        return
    raise TableError(
        Diagnostic(
            "roster.too-large",
            f"the sheet `{sheet}` reaches {scan.height} rows and {scan.width} columns, and at most "
            f"{LARGEST_HEIGHT} and {LARGEST_WIDTH} are read",
            Where(file, column=scan.corner),
            "delete what stands in the far cells, or save the rows that matter as CSV",
        )
    )


def _faulty(scan: Scan, file: str) -> dict[tuple[int, int], Diagnostic]:
    faults = {}
    for row, column in scan.no_value:
        faults[row + 1, column] = Diagnostic(
            "roster.formula-without-value",
            "the cell holds a formula whose value was never saved",
            Where(file, row=row + 1),
            "open the file in a spreadsheet program and save it",
        )
    for (row, column), value in scan.in_error.items():
        faults[row + 1, column] = Diagnostic(
            "roster.formula-in-error",
            "the cell shows an error in place of a value",
            Where(file, row=row + 1, value=value),
            "mend the formula, or type the value",
        )
    return faults


def _records(rows: Sequence[Sequence[object]], scan: Scan) -> Iterator[Record]:
    for index, row in enumerate(rows):
        cells = [value if isinstance(value, str) else _as_shown(value) for value in row]
        for column in range(len(cells)) if scan.padded else ():
            if code := scan.padded.get((index, column)):
                cells[column] = show_padded(cells[column], code)
        yield index + 1, cells


def _as_shown(value: object) -> str:
    """Return a cell's value as text, in the form that does not depend on anybody's locale."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        text = f"{value:.15g}"  # what Excel itself keeps of a number
        return f"{value:.0f}" if re.search(r"e\+(1\d|20)$", text) else text
    if isinstance(value, datetime.datetime):
        if value.time() == datetime.time():
            return value.date().isoformat()
        return value.isoformat(sep=" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)
