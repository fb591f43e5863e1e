"""Scan a worksheet of an XLSX, part by part, cell by cell (ECMA-376 part 1)."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Collection, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import IO
from xml.parsers import expat

from .prescan_result import LONGEST_VALUE, Place, Scan, StruckCells, StyleRuns
from .shared_strings import count_shared
from .spreadsheet_archive import feed_parser, parse_part

_COLUMNS, _ROWS = 16_384, 1_048_576  # of a sheet
_TEXTS = ("inlineStr", "str", "d")  # kinds of cells that hold their text themselves (18.18.11)
_GENERAL = (0, "General")


def scan_sheet(archive: zipfile.ZipFile, sheet: str) -> Scan:
    """Scan one sheet of an XLSX archive.

    Raises:
        KeyError: a part or the sheet is not there.
        ValueError: a reference names no cell, or cells hold more text than may be read.
        expat.ExpatError: a part is not well-formed, or declares entities.
    """
    styles = _Styles()
    if "xl/styles.xml" in archive.namelist():
        parse_part(archive, "xl/styles.xml", styles)
    book, links = _Elements("sheet"), _Elements("Relationship")
    parse_part(archive, "xl/workbook.xml", book)
    parse_part(archive, "xl/_rels/workbook.xml.rels", links)
    ids = {one["name"]: one["id"] for one in book.found}
    targets = {one["Id"]: one["Target"] for one in links.found}
    part = posixpath.join("/xl", targets[ids[sheet]])[1:]
    with archive.open(part) as source:
        scan = _XlsxSheet(styles.used, styles.struck).run(source)
    scan.codes = styles.codes
    count_shared(archive, part, scan)
    return scan


@lru_cache(maxsize=_COLUMNS)
def column_number(letters: str) -> int:
    """Return the column (from 0) that letters such as `AB` name, -1 where they name none."""
    number = 0
    for char in letters.upper() if len(letters) <= 3 else "":
        if not "A" <= char <= "Z":
            return -1
        number = number * 26 + ord(char) - 64
    return number - 1 if number <= _COLUMNS else -1


def read_reference(name: str) -> Place:
    """Return row and column (from 0) of a cell reference such as `AB12` (18.18.7).

    Raises:
        ValueError: it names no cell that a sheet can have.
    """
    letters = name.rstrip("0123456789")
    column, row = column_number(letters), _row_number(name[len(letters) :])
    if column < 0 or row < 0:
        raise ValueError(f"`{name[:40]}` is not a cell reference (the last cell is XFD1048576)")
    return row, column


def _row_number(digits: str) -> int:
    """Return the row (from 0) of its number, -1 where there is no such row."""
    plain = digits.isascii() and digits.isdigit() and len(digits) <= 7 and digits[0] != "0"
    return int(digits) - 1 if plain and int(digits) <= _ROWS else -1


class _Enough(Exception):
    """A sheet is known to be too large."""


class _XlsxSheet:
    """A worksheet part: `row` and `c` of ECMA-376 part 1, 18.3.1.73 and 18.3.1.4.

    A cell is judged when the next one begins, and text is asked for only where it matters: a
    roster of 100,000 rows has millions of elements.
    """

    def __init__(self, styles: Mapping[str, int], struck: Collection[str]) -> None:
        self.scan = Scan()
        self.styles = styles
        self.struck = struck
        self.line = StruckCells()
        self.parser = expat.ParserCreate()
        self.local: dict[str, str] = {}
        self.row = self.column = -1
        self.cell: dict[str, str] = {}
        self.has_formula = self.has_value = self.hidden = self.holds = False
        self.value = ""

    def run(self, source: IO[bytes]) -> Scan:
        """Parse the part and return what was found."""
        self.parser.StartElementHandler = self._start
        with suppress(_Enough):
            feed_parser(self.parser, source)
        self._end_row()
        return self.scan

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = self.local.get(name) or self.local.setdefault(name, name.rpartition(":")[2])
        if tag == "c":
            self._end_cell()
            if place := attributes.get("r"):
                self.row, self.column = read_reference(place)
            else:
                self.column += 1
            self.cell = attributes
            kind = attributes.get("t", "n")
            if kind == "s":
                self.scan.shared += 1
            self.holds = kind in _TEXTS
            matters = self.holds or kind == "e"
            self.parser.CharacterDataHandler = self._text if matters else None
        elif tag in ("v", "t"):
            self.has_value = True
            self.value = ""
        elif tag == "f":
            self.has_formula = True
            self.parser.CharacterDataHandler = self._text
        elif tag == "row":
            self._end_row()
            if self.scan.is_too_large:  # it will be refused: no need to see how far it goes
                raise _Enough
            self.row = _row_number(attributes["r"]) if "r" in attributes else self.row + 1
            if not 0 <= self.row < _ROWS:
                raise ValueError(f"`{str(attributes.get('r', self.row + 1))[:40]}` is not a row")
            self.column = -1
            self.hidden = attributes.get("hidden") in ("1", "true")

    def _text(self, data: str) -> None:
        if self.holds:
            self.scan.hold(len(data))
        if len(self.value) < LONGEST_VALUE:
            self.value += data

    def _end_row(self) -> None:
        self._end_cell()
        if self.struck and self.line.end_row():
            self.scan.struck.add(self.row)

    def _end_cell(self) -> None:
        if not (self.has_value or self.has_formula):
            return
        scan, place = self.scan, (self.row, self.column)
        scan.reach(*place)
        if self.hidden:
            scan.hidden.add(self.row)
        if self.struck:
            self.line.add(is_struck=self.cell.get("s", "") in self.struck)
        kind, value = self.cell.get("t", "n"), self.value.strip()
        if self.has_formula and not value and (kind == "n" or not self.has_value):
            scan.no_value.append(place)
        elif kind == "e":
            scan.in_error[place] = value
        elif self.styles:
            style = self.styles.get(self.cell.get("s", ""), 0)
            if style or self.column in scan.styles:
                scan.styles.setdefault(self.column, StyleRuns()).add(self.row, style)
        self.has_value = self.has_formula = False


class _Styles:
    """A styles part: the number formats of cell styles (ECMA-376 part 1, 18.8.10, 18.8.30).

    `codes` are those in use, General aside; `used` says which of them, from 1, a style has.
    `struck` are the styles whose font has a line through it (18.4.10 of the same part).
    """

    def __init__(self) -> None:
        self.codes: list[str | int] = []
        self.used: dict[str, int] = {}
        self.formats: dict[int, str] = {}
        self.known: dict[str | int, int] = {}
        self.inside = self.in_fonts = False
        self.count = 0
        self.fonts = -1
        self.lines: set[int] = set()
        self.struck: set[str] = set()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "numFmt":
            self.formats[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif tag == "fonts":
            self.in_fonts = True
        elif tag == "font" and self.in_fonts:
            self.fonts += 1
        elif tag == "strike" and self.in_fonts:
            if attributes.get("val", "1") not in ("0", "false"):
                self.lines.add(self.fonts)
        elif tag == "cellXfs":
            self.inside = True
        elif tag == "xf" and self.inside:
            number = int(attributes.get("numFmtId", 0))
            code = self.formats.get(number, number)
            if code and code not in _GENERAL:
                if code not in self.known:
                    self.codes.append(code)
                    self.known[code] = len(self.codes)
                self.used[str(self.count)] = self.known[code]
            if int(attributes.get("fontId", 0)) in self.lines:
                self.struck.add(str(self.count))
            self.count += 1

    def end(self, tag: str) -> None:
        self.inside = self.inside and tag != "cellXfs"
        self.in_fonts = self.in_fonts and tag != "fonts"

    def text(self, data: str) -> None:
        """No text of a styles part matters here."""


class _Elements:
    """The attributes of every element of one name."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.found: list[dict[str, str]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == self.tag:
            self.found.append(attributes)

    def end(self, tag: str) -> None:
        """The end of an element says nothing here."""

    def text(self, data: str) -> None:
        """Nor does its text."""
