"""Scan the tables of an ODS for their extent, and for cells that the quick reader gets wrong."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping

from .prescan_result import LARGEST_HEIGHT, LARGEST_WIDTH, LONGEST_VALUE, Place, Scan, StruckCells
from .spreadsheet_archive import LONGEST_TEXT, TOO_LONG, parse_part

_CELLS = ("table:table-cell", "table:covered-table-cell")
#: The attributes that hold a cell's value (OpenDocument 1.3 part 3, 19.383 and after).
_VALUES = (
    "office:value", "office:string-value", "office:date-value", "office:time-value",
    "office:boolean-value",
)  # fmt: skip
_DIGITS = 15  # of a count
#: Kinds of cells that always have a format.
_FORMATTED = ("percentage", "currency", "date", "time")
_MOMENTS = ("date", "time")


def scan_tables(archive: zipfile.ZipFile) -> dict[str, Scan]:
    """Scan all tables of an ODS archive, which are loaded at once; {} for another archive.

    Raises:
        expat.ExpatError: the content is not well-formed, or declares entities.
        ValueError: a number is none, or cells hold more text than may be read.
    """
    if "content.xml" not in archive.namelist():
        return {}
    tables = _OdsTables()
    parse_part(archive, "content.xml", tables, prefixed=True)
    return tables.scans


class _OdsTables:
    """The tables of a content.xml (OpenDocument 1.3 part 3, 9.1): their rows and cells repeat.

    Names keep their prefixes: the quick reader knows these and no others. What is inside a cell is
    text of that cell, a table included.
    """

    def __init__(self) -> None:
        self.scans: dict[str, Scan] = {}
        self.scan = Scan()
        self.row = self.column = self.notes = self.depth = self.length = 0
        self.rows = self.cells = 1
        self.hidden = self.says = False
        self.cell: dict[str, str] = {}
        self.value = self.style = self.of_row = ""
        self.struck: set[str] = set()
        self.of_columns: list[str] = []
        self.line = StruckCells()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self.depth:
            self._start_inside(tag, attributes)
        elif tag == "table:table":
            self.scan = self.scans.setdefault(attributes.get("table:name", ""), Scan())
            self.row = 0
            self.of_columns = []
        elif tag == "style:style":
            self.style = attributes.get("style:name", "")
            if attributes.get("style:parent-style-name") in self.struck:
                self.struck.add(self.style)
        elif tag == "style:text-properties" and self.style:
            self._read_line(attributes)
        elif tag == "table:table-column" and self.struck:
            self._read_column(attributes)
        elif tag == "table:table-row":
            self.of_row = attributes.get("table:default-cell-style-name", "")
            self.rows = _count(attributes, "table:number-rows-repeated")
            self.hidden = attributes.get("table:visibility", "visible") != "visible"
            self.column = 0
        elif tag in _CELLS:
            self.depth = 1
            self.cells = _count(attributes, "table:number-columns-repeated")
            self.cell, self.value, self.length, self.says = attributes, "", 0, False
            self._lengthen(sum(len(attributes.get(name, "")) for name in _VALUES))

    def _read_line(self, attributes: Mapping[str, str]) -> None:
        """Take note of whether a style strikes its text through."""
        line = attributes.get("style:text-line-through-style")
        line = attributes.get("style:text-line-through-type", line)
        if line == "none":
            self.struck.discard(self.style)
        elif line:
            self.struck.add(self.style)

    def _read_column(self, attributes: Mapping[str, str]) -> None:
        """Keep the style of a column's cells (9.1.6), for as many as a sheet may have."""
        style = attributes.get("table:default-cell-style-name", "")
        times = _count(attributes, "table:number-columns-repeated")
        self.of_columns += [style] * min(times, LARGEST_WIDTH - len(self.of_columns))

    def _is_struck(self) -> bool:
        """Say whether a cell's style has a line: its own, its row's, or its column's (9.1.4)."""
        columns = self.of_columns
        own = self.cell.get("table:style-name") or self.of_row
        return (own or (columns[self.column] if self.column < len(columns) else "")) in self.struck

    def _start_inside(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _CELLS:
            self.depth += 1
        elif tag == "office:annotation":
            self.notes += 1
        elif tag == "text:p":
            self.says = True
        elif tag == "text:s":  # so many spaces (OpenDocument 1.3 part 3, 6.1.3)
            spaces = _count(attributes, "text:c")
            self._lengthen(spaces)
            self.value += " " * min(spaces, LONGEST_VALUE - len(self.value))

    def end(self, tag: str) -> None:
        if tag == "office:annotation" and self.depth:
            self.notes -= 1
        elif tag == "table:table-row" and not self.depth:
            if self.line.end_row():
                self.scan.struck.update(range(self.row, self.row + min(self.rows, LARGEST_HEIGHT)))
            self.row += self.rows
        elif tag in _CELLS:
            self.depth -= 1
            if not self.depth:
                self._end_cell()
                self.column += self.cells

    def _end_cell(self) -> None:
        kind = self.cell.get("office:value-type")
        has_formula = "table:formula" in self.cell
        has_value = self.length or any(name in self.cell for name in _VALUES)
        if kind is None and not has_formula and not has_value:
            return
        place = (self.row, self.column)
        self.scan.reach(self.row + self.rows - 1, self.column + self.cells - 1)
        self.scan.hold(self.length * self.rows * self.cells)
        if self.hidden:
            self.scan.hidden.add(self.row)
        if self.struck:
            self.line.add(is_struck=self._is_struck(), cells=self.cells)
        if (spanned := _count(self.cell, "table:number-rows-spanned")) > 1:
            self.scan.merged.append((place, (self.row + spanned - 1, self.column)))
        if kind is None:
            if has_formula:
                self.scan.no_value.append(place)
        elif has_formula and re.match(r"#[A-Z]|Err:\d", self.value):
            self.scan.in_error[place] = self.value
        elif self.says:
            self._save(place, kind)
        elif kind in _FORMATTED:
            self.scan.unsaved.setdefault(self.column, (self.row + 1, kind))

    def _save(self, place: Place, kind: str) -> None:
        """Keep the text that a cell shows, where it is not its value."""
        value = next((self.cell[name] for name in _VALUES if name in self.cell), None)
        if kind == "boolean" and value is not None:
            value = value.upper()
        if value is None or len(self.value) >= LONGEST_VALUE:
            return
        if kind == "string":  # whose lines are paragraphs, and its tabs elements
            is_same = _solid(value) == _solid(self.value)
        else:
            is_same = value == self.value and kind not in _MOMENTS  # whose values are read anew
        if is_same:
            return
        self.scan.saved.add(place, self.rows, self.cells, self.value)

    def text(self, data: str) -> None:
        if self.notes or not self.depth:
            return
        self._lengthen(len(data))
        if len(self.value) < LONGEST_VALUE:
            self.value += data

    def _lengthen(self, characters: int) -> None:
        self.length += characters
        if self.length > LONGEST_TEXT:
            raise ValueError(
                f"the cell in row {self.row + 1}, column {self.column + 1}: {TOO_LONG}"
            )


def _solid(text: str) -> str:
    return "".join(text.split())


def _count(attributes: Mapping[str, str], name: str) -> int:
    """Return how often something is repeated; raises ValueError where no count is given."""
    text = attributes.get(name, "1").strip()
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
        raise ValueError(f"{name} is `{text[:40]}`, which is not a count")
    return int(text)
