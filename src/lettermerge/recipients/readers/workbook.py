"""Read XLSX and ODS workbooks into records of text, each cell as a person sees it.

python-calamine reads the values; the scan before it refuses what would exhaust memory and names
the cells whose value alone is not what is shown.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from xml.parsers.expat import ExpatError

from ...diagnostics import Diagnostic, Severity, Where, did_you_mean
from .delimited_text import Record, TableError
from .number_formats.locale_symbols import is_locale
from .ods_prescan import scan_tables
from .prescan_result import LARGEST_AREA, LARGEST_HEIGHT, LARGEST_WIDTH, SPARSEST, Place, Scan
from .shared_strings import require_counts
from .shown_values import SheetDisplay, Unshown, plain_value
from .spreadsheet_archive import archive_fault
from .xlsx_prescan import scan_sheet

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

#: What zipfile, zlib and expat raise on archives and parts that are damaged.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ExpatError,
    LookupError,
    ValueError,
    RuntimeError,
    OverflowError,
    EOFError,
    OSError,
)


@dataclass(frozen=True, slots=True)
class Workbook:
    """One sheet's records, and its cells at fault by row number (from 1) and column (from 0).

    `struck` are the numbers of the rows that are struck through.
    """

    records: Iterator[Record]
    faulty: dict[tuple[int, int], Diagnostic]
    notes: tuple[Diagnostic, ...]
    unshown: Unshown
    struck: frozenset[int] = frozenset()


def read_workbook(path: Path, file: str, sheet: str, locale: str) -> Workbook:
    """Read one sheet: the one named, or the first that is visible.

    Each cell is the text that the sheet shows to a viewer in `locale` (a BCP 47 tag), and a
    TypedCell where its value is another. Formulas have the value that was saved last. What has no
    format, or one that cannot be shown, comes as its value: numbers without a superfluous `.0`,
    dates as ISO 8601, booleans as TRUE and FALSE. The columns with such a format fill `unshown`
    as the records are read.

    Raises:
        TableError: not a workbook, too large, protected, without that sheet, or for a locale that
            is not known.
    """
    from python_calamine import CalamineError, load_workbook

    if not is_locale(locale):
        raise TableError(_unknown_locale(file, locale))
    try:
        with zipfile.ZipFile(path) as archive:
            if reason := archive_fault(archive):
                raise TableError(_refused(file, reason))
            tables = scan_tables(archive)
            for table, scan in tables.items():
                _check_extent(scan, file, table)
            if sum(scan.area for scan in tables.values()) > LARGEST_AREA:  # all are loaded at once
                raise ValueError(f"its sheets reach over more than {LARGEST_AREA} cells together")
            require_counts(archive)
            with load_workbook(path) as book:
                name, notes = _choose_sheet(book.sheet_names, _visible(book), sheet, file)
                scan = tables[name] if tables else scan_sheet(archive, name)
                _check_extent(scan, file, name)
                cells = book.get_sheet_by_name(name)
    except (*_BROKEN, CalamineError) as error:
        raise TableError(_refused(file, str(error) or type(error).__name__)) from None
    display = SheetDisplay(scan, scan.codes, locale)
    records = _records(cells, scan, display)
    notes = (*notes, *_hidden(scan, file))
    struck = frozenset(row + 1 for row in scan.struck)
    return Workbook(records, _faulty(scan, file), notes, display.unshown, struck)


def visible_sheets(path: Path) -> tuple[str, ...]:
    """Return the names of the sheets that a workbook shows; () for a file that is none.

    Call it for a file that `read_workbook` has read: nothing is checked here.
    """
    from python_calamine import CalamineError, load_workbook

    if not zipfile.is_zipfile(path):
        return ()
    try:
        with load_workbook(path) as book:
            return tuple(_visible(book) or book.sheet_names)
    except (*_BROKEN, CalamineError):
        return ()


def _hidden(scan: Scan, file: str) -> tuple[Diagnostic, ...]:
    """Warn of rows that nobody sees in the sheet, which may be meant to be left out."""
    rows = [row + 1 for row in sorted(scan.hidden)]
    if not rows:
        return ()
    shown = ", ".join(map(str, rows[:8])) + (f" and {len(rows) - 8} more" if rows[8:] else "")
    message = f"the sheet hides rows with content, and they are read: {shown}"
    hint = "delete them, or leave recipients out with `render -w`; show them if they are meant"
    where = Where(file, row=rows[0])
    return (Diagnostic("roster.hidden-rows", message, where, hint, Severity.WARNING),)


def _refused(file: str, reason: str) -> Diagnostic:
    return Diagnostic(
        "roster.not-a-workbook",
        f"cannot be read as a workbook: {reason}",
        Where(file),
        "open it in a spreadsheet program and save it again, or as CSV",
    )


def _unknown_locale(file: str, locale: str) -> Diagnostic:
    return Diagnostic(
        "roster.unknown-locale",
        f"`{locale}` is not a language in which numbers and dates can be shown",
        Where(file, column="locale", value=locale),
        "set recipients.locale to that of whoever looks at the sheet, such as en-GB or fr-CA",
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
    other = next(name for name in visible if name != chosen)
    others = ", ".join(f"`{name}`" for name in visible if name != chosen)
    note = Diagnostic(
        "roster.several-sheets",
        f"the sheet `{chosen}` is read, and {others} is not",
        Where(file),
        f'below source = "{file}" in lettermerge.toml, write sheet = "{other}" to read that one, '
        f'sheet = "{chosen}" to silence this',
        Severity.WARNING,
    )
    return chosen, (note,)


def _check_extent(scan: Scan, file: str, sheet: str) -> None:
    if not (scan.is_too_large or scan.is_sparse):
        return
    limit = (
        f"at most {LARGEST_HEIGHT} and {LARGEST_WIDTH} are read, and {LARGEST_AREA} cells"
        if scan.is_too_large
        else f"of so many at least one in {SPARSEST} must hold something, and {scan.filled} do"
    )
    raise TableError(
        Diagnostic(
            "roster.too-large",
            f"the sheet `{sheet}` reaches {scan.height} rows and {scan.width} columns; {limit}",
            Where(file, row=scan.height),
            "delete what is in the far cells, or save the rows that matter as CSV",
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
            "fix the formula, or type the value",
        )
    return faults


def _records(sheet: CalamineSheet, scan: Scan, display: SheetDisplay) -> Iterator[Record]:
    """Yield the rows from the first of the sheet; its empty columns on the left are put back."""
    width = sheet.start[1] if sheet.start else 0
    left: list[object] = [""] * width
    merged = _Merged.of((*scan.merged, *(sheet.merged_cell_ranges or ())))
    for index, row in enumerate(sheet.iter_rows()):
        values = [*left, *row]
        cells = [value if isinstance(value, str) else plain_value(value) for value in values]
        display.show(index, values, cells)
        if merged.first:
            merged.fill(index, cells)
        yield index + 1, cells


@dataclass(slots=True)
class _Merged:
    """Cells that are merged with those below: `first` has their columns and last rows by row.

    `below` is what goes on into the next rows, by column.
    """

    first: dict[int, list[tuple[int, int]]]
    below: dict[int, tuple[str, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, ranges: Iterable[tuple[Place, Place]]) -> _Merged:
        merged = cls({})
        for (top, column), (bottom, _) in ranges:
            if bottom > top:
                merged.first.setdefault(top, []).append((column, bottom))
        return merged

    def fill(self, row: int, cells: list[str]) -> None:
        """Write into a row what stands merged above it: it is shown there, and holds there."""
        for column, (text, bottom) in list(self.below.items()):
            if row > bottom:
                del self.below[column]
            elif column < len(cells) and not cells[column]:
                cells[column] = text
        for column, bottom in self.first.get(row, ()):
            if column < len(cells):
                self.below[column] = cells[column], bottom
