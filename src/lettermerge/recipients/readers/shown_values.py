"""Show the cells of one sheet: by their number formats (XLSX), or as the file has saved them (ODS).

What a scan learned is held run by run, since a sheet has millions of cells and few formats.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import MutableSequence, Sequence

from ...typed_cell import TypedCell
from .number_formats.cell_format import CellFormat
from .number_formats.date_text import Moment
from .number_formats.format_code import UnknownFormatError
from .number_formats.locale_symbols import built_in_code, symbols_of
from .prescan_result import SavedTexts, Scan, StyleRuns

#: A column whose format cannot be shown: the first row (from 1) that has it, and its code.
Unshown = dict[int, tuple[int, str]]

_LARGEST_CACHE = 50_000  # values of one column
_NEVER = 1 << 32  # a row that no sheet has


def plain_value(value: object) -> str:
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
    if isinstance(value, datetime.timedelta):
        return _duration(value)
    return str(value)


def _duration(value: datetime.timedelta) -> str:
    """Return a duration as ISO 8601 has it, and as an ODS has it: PT42H00M00S."""
    minutes, seconds = divmod(abs(value).total_seconds(), 60)
    hours, minutes = divmod(int(minutes), 60)
    sign = "-" if value < datetime.timedelta() else ""
    shown = f"{seconds:09.6f}".rstrip("0").rstrip(".")
    return f"{sign}PT{hours}H{minutes:02}M{shown}S"


class SheetDisplay:
    """Turns the values of a sheet's rows, from the first to the last, into what they show.

    `unshown` fills as the rows are read.
    """

    def __init__(self, scan: Scan, codes: Sequence[str | int], tag: str) -> None:
        self.unshown: Unshown = dict(scan.unsaved)
        self._columns = [
            (column, _Cursor(runs, codes, tag)) for column, runs in scan.styles.items()
        ]
        self._saved = _SavedCursor(scan.saved)
        # An ODS says itself how it shows a number without a format.
        self._decimal = "." if scan.saved.rows else symbols_of(tag).decimal

    def show(self, row: int, values: Sequence[object], cells: MutableSequence[str]) -> None:
        """Put into `cells`, which hold the plain values, what the sheet shows instead."""
        if self._decimal != ".":
            for column, value in enumerate(values):
                if type(value) is float and not value.is_integer():
                    _put(cells, column, cells[column].replace(".", self._decimal))
        for column, cursor in self._columns:
            if cursor.next <= row:
                cursor.go_to(row)
            if cursor.style and column < len(values):
                value = values[column]
                if value == "" or value is True or value is False:
                    continue
                shown = cursor.shown.get(value)
                if shown is None:
                    shown = self._format(row, column, value, cursor)
                if shown is not None and shown != cells[column]:
                    _put(cells, column, shown)
        for column, text in self._saved.texts_at(row, len(cells)):
            _put(cells, column, text)

    def _format(self, row: int, column: int, value: object, cursor: _Cursor) -> str | None:
        """Return what a cell shows, None where that is not known."""
        try:
            return cursor.show(value)
        except UnknownFormatError:
            self.unshown.setdefault(column, (row + 1, cursor.code))
            return None


def _put(cells: MutableSequence[str], column: int, shown: str) -> None:
    """Write what a cell shows in place of its value, which the cell keeps if it is another."""
    value = cells[column]
    value = value.value if isinstance(value, TypedCell) else value
    cells[column] = value if shown.strip() == value else TypedCell(shown, value)


class _Cursor:
    """Goes down one column of a sheet; its format and what that showed last are kept.

    `style` is the format of the row that was gone to (0 for none), which holds up to `next`.
    """

    def __init__(self, runs: StyleRuns, codes: Sequence[str | int], tag: str) -> None:
        self.runs, self.codes, self.tag = runs, codes, tag
        self.place, self.style = 0, 0
        self.next = runs.rows[0]
        self.made: dict[int, CellFormat | None] = {}
        self.caches: dict[int, dict[object, str]] = {}
        self.shown: dict[object, str] = {}

    def go_to(self, row: int) -> None:
        """Go on to a row; rows are asked for in their order."""
        while self.next <= row:
            self.style = self.runs.styles[self.place]
            self.place += 1
            self.next = self.runs.rows[self.place] if self.place < len(self.runs.rows) else _NEVER
        self.shown = self.caches.setdefault(self.style, {})

    @property
    def code(self) -> str:
        """The format's code, as a message names it."""
        code = self.codes[self.style - 1]
        return code if isinstance(code, str) else f"built-in format {code}"

    def show(self, value: object) -> str:
        """Print a value; raises UnknownFormatError where that is not known."""
        if self.style not in self.made:
            self.made[self.style] = self._compile()
        made = self.made[self.style]
        if made is None or not isinstance(value, Moment | int | str):
            raise UnknownFormatError(self.code)
        text = made.show(value)
        if len(self.shown) < _LARGEST_CACHE:
            self.shown[value] = text
        return text

    def _compile(self) -> CellFormat | None:
        code = self.codes[self.style - 1]
        try:
            known = built_in_code(code, self.tag) if isinstance(code, int) else code
            return None if known is None else CellFormat.of(known, self.tag)
        except UnknownFormatError:
            return None


class _SavedCursor:
    """Goes down the rows of an ODS with the texts that it shows."""

    def __init__(self, saved: SavedTexts) -> None:
        self.saved, self.place = saved, 0

    def texts_at(self, row: int, width: int) -> Sequence[tuple[int, str]]:
        """Return columns and texts of a row; rows are asked for in their order."""
        saved = self.saved
        while self.place < len(saved.rows) and saved.last_row(self.place) < row:
            self.place += 1
        if self.place == len(saved.rows) or saved.rows[self.place] > row:
            return ()
        return [(one, text) for one, text in saved.texts(self.place) if one < width]
