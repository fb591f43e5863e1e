"""The XML of a worksheet into its extent and the cells that a quick reader gets wrong.

Why before the quick reader: it lays a sheet out as a full rectangle, so a file of 5 KB with one
cell in the far corner would take many gigabytes. This parser sees the cells one by one.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, Protocol
from xml.parsers import expat

LARGEST_ARCHIVE = 512 << 20  # bytes, unpacked
LARGEST_RATIO = 200  # of unpacked to packed bytes, where unpacked is more than `_HARMLESS`
LARGEST_TEXTS = 64 << 20  # bytes of the texts that the cells of an XLSX share, unpacked
LONGEST_TEXT = 1 << 20  # bytes of one cell; Excel's own hold 32,767 characters
TOO_LONG = f"a text in it is longer than {LONGEST_TEXT >> 20} MiB"
LARGEST_HEIGHT = 250_000
LARGEST_WIDTH = 1_000
LARGEST_AREA = 10_000_000
_HARMLESS = 16 << 20
_BLOCK = 1 << 18
_FIRST_OWN_FORMAT = 164  # the formats below are built in, and none of them pads (18.8.30)
_LONGEST_VALUE = 32  # characters of a cell that are looked at
_PADDED = re.compile(r"0[\d -]*\d|\d+-\d+")

Place = tuple[int, int]  # row and column, from 0


@dataclass(slots=True)
class Scan:
    """Extent (rows and columns up to the last cell with content) and the cells to look at.

    `no_value` hold formulas whose value was never saved, `in_error` show an error such as #N/A,
    `shown` are numbers that their format shows with other digits than they have (02138). `hidden`
    are rows with content that the sheet does not show. `merged` are the first and last cells of
    those of an ODS that are merged with cells below; an XLSX's reader knows them itself.
    """

    height: int = 0
    width: int = 0
    no_value: list[Place] = field(default_factory=list)
    in_error: dict[Place, str] = field(default_factory=dict)
    shown: dict[Place, str] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    merged: list[tuple[Place, Place]] = field(default_factory=list)

    @property
    def is_too_large(self) -> bool:
        return (
            self.height > LARGEST_HEIGHT
            or self.width > LARGEST_WIDTH
            or self.height * self.width > LARGEST_AREA
        )

    def reach(self, row: int, column: int) -> None:
        """Widen the extent to take in a cell with content."""
        self.height, self.width = max(self.height, row + 1), max(self.width, column + 1)


class _Handler(Protocol):
    """What a parser calls; prefixes of names are left out."""

    def start(self, tag: str, attributes: dict[str, str]) -> None: ...
    def end(self, tag: str) -> None: ...
    def text(self, data: str) -> None: ...


def archive_fault(archive: zipfile.ZipFile) -> str:
    """Say why an archive is not opened ("" if it may be), from its directory alone."""
    total = sum(entry.file_size for entry in archive.infolist())
    packed = sum(entry.compress_size for entry in archive.infolist())
    if total > LARGEST_ARCHIVE:
        return f"it unpacks to {total >> 20} MiB, and at most {LARGEST_ARCHIVE >> 20} are read"
    if total > _HARMLESS and total > LARGEST_RATIO * max(packed, 1):
        return f"it unpacks to {total // max(packed, 1)} times its size"
    for entry in archive.infolist():
        if entry.filename.endswith("sharedStrings.xml") and entry.file_size > LARGEST_TEXTS:
            size, most = entry.file_size >> 20, LARGEST_TEXTS >> 20
            return f"its texts unpack to {size} MiB, and at most {most} are read"
    if any(entry.flag_bits & 1 for entry in archive.infolist()):
        return "it is protected by a password"
    return ""


def scan_tables(archive: zipfile.ZipFile) -> dict[str, Scan]:
    """Scan all tables of an ODS archive, which are loaded at once; {} for another archive.

    Raises:
        expat.ExpatError: the content is not well-formed, or declares entities.
    """
    if "content.xml" not in archive.namelist():
        return {}
    tables = _OdsTables()
    _parse(archive, "content.xml", tables)
    return tables.scans


def scan_sheet(archive: zipfile.ZipFile, sheet: str) -> Scan:
    """Scan one sheet of an XLSX archive.

    Raises:
        KeyError: a part or the sheet is not there.
        expat.ExpatError: a part is not well-formed, or declares entities.
    """
    styles = _Styles()
    if "xl/styles.xml" in archive.namelist():
        _parse(archive, "xl/styles.xml", styles)
    book, links = _Elements("sheet"), _Elements("Relationship")
    _parse(archive, "xl/workbook.xml", book)
    _parse(archive, "xl/_rels/workbook.xml.rels", links)
    ids = {one["name"]: one["id"] for one in book.found}
    targets = {one["Id"]: one["Target"] for one in links.found}
    with archive.open(posixpath.join("/xl", targets[ids[sheet]])[1:]) as part:
        return _XlsxSheet(styles.padding).run(part)


def column_number(name: str) -> int:
    """Return the column (from 0) of a cell reference such as `AB12`."""
    number = 0
    for char in name:
        if not "A" <= char <= "Z":
            break
        number = number * 26 + ord(char) - 64
    return number - 1


def show_padded(number: str, code: str) -> str:
    """Return a whole number as a format that pads with zeros shows it: 2138 as `02138`."""
    if not number.isdigit():
        return number
    digits = list(number)
    shown = ""
    for char in reversed(code):
        shown = (char if char != "0" else digits.pop() if digits else "0") + shown
    return "".join(digits) + shown


class _Enough(Exception):
    """A sheet is known to be too large."""


class _XlsxSheet:
    """A worksheet part: `row` and `c` of ECMA-376 part 1, 18.3.1.73 and 18.3.1.4.

    A cell is judged when the next one begins, and text is asked for only where it matters: a
    roster of 100,000 rows has millions of elements.
    """

    def __init__(self, padding: dict[int, str]) -> None:
        self.scan = Scan()
        self.padding = {str(style): code for style, code in padding.items()}
        self.parser = expat.ParserCreate()
        self.local: dict[str, str] = {}
        self.row = self.column = -1
        self.cell: dict[str, str] = {}
        self.has_formula = self.has_value = self.hidden = False
        self.value = ""

    def run(self, source: IO[bytes]) -> Scan:
        """Parse the part and return what was found."""
        self.parser.StartElementHandler = self._start
        with suppress(_Enough):
            feed_parser(self.parser, source)
        self._end_cell()
        return self.scan

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = self.local.get(name) or self.local.setdefault(name, name.rpartition(":")[2])
        if tag == "c":
            self._end_cell()
            place = attributes.get("r")
            self.column = column_number(place) if place else self.column + 1
            self.cell = attributes
            matters = attributes.get("t") == "e" or attributes.get("s") in self.padding
            self.parser.CharacterDataHandler = self._text if matters else None
        elif tag in ("v", "t"):
            self.has_value = True
            self.value = ""
        elif tag == "f":
            self.has_formula = True
            self.parser.CharacterDataHandler = self._text
        elif tag == "row":
            self._end_cell()
            if self.scan.is_too_large:  # it will be refused: no need to see how far it goes
                raise _Enough
            self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
            self.column = -1
            self.hidden = attributes.get("hidden") in ("1", "true")

    def _text(self, data: str) -> None:
        if len(self.value) < _LONGEST_VALUE:
            self.value += data

    def _end_cell(self) -> None:
        if not (self.has_value or self.has_formula):
            return
        scan, place = self.scan, (self.row, self.column)
        scan.reach(*place)
        if self.hidden:
            scan.hidden.add(self.row)
        kind, value = self.cell.get("t", "n"), self.value.strip()
        if self.has_formula and not value and (kind == "n" or not self.has_value):
            scan.no_value.append(place)
        elif kind == "e":
            scan.in_error[place] = value
        elif kind == "n" and (code := self.padding.get(self.cell.get("s", ""))):
            scan.shown[place] = show_padded(value, code)
        self.has_value = self.has_formula = False


class _Styles:
    r"""A styles part: the cell styles whose number format shows leading zeros.

    Such a format is made of `0` and literal characters only (`00000`, `00000\-0000`), and is what
    Excel's own postal-code formats are (ECMA-376 part 1, 18.8.10 `cellXfs`, 18.8.30 `numFmt`).
    """

    def __init__(self) -> None:
        self.padding: dict[int, str] = {}
        self.formats: dict[int, str] = {}
        self.inside = False
        self.count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "numFmt":
            code = re.sub(r'\\(.)|"([^"]*)"', r"\1\2", attributes.get("formatCode", ""))
            if re.fullmatch(r"0[0 ()/-]*0", code):
                self.formats[int(attributes["numFmtId"])] = code
        elif tag == "cellXfs":
            self.inside = True
        elif tag == "xf" and self.inside:
            number = int(attributes.get("numFmtId", 0))
            if number >= _FIRST_OWN_FORMAT and number in self.formats:
                self.padding[self.count] = self.formats[number]
            self.count += 1

    def end(self, tag: str) -> None:
        self.inside = self.inside and tag != "cellXfs"

    def text(self, data: str) -> None:
        """No text of a styles part matters here."""


class _OdsTables:
    """The tables of a content.xml (OpenDocument 1.3 part 3, 9.1): their rows and cells repeat."""

    def __init__(self) -> None:
        self.scans: dict[str, Scan] = {}
        self.scan = Scan()
        self.row = self.column = self.notes = 0
        self.rows = self.cells = 1
        self.hidden = False
        self.cell: dict[str, str] = {}
        self.value = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table":
            self.scan = self.scans.setdefault(attributes.get("name", ""), Scan())
            self.row = 0
        elif tag == "table-row":
            self.rows = int(attributes.get("number-rows-repeated", 1))
            self.hidden = attributes.get("visibility", "visible") != "visible"
            self.column = 0
        elif tag in ("table-cell", "covered-table-cell"):
            self.cells = int(attributes.get("number-columns-repeated", 1))
            self.cell, self.value = attributes, ""
        elif tag == "annotation":
            self.notes += 1

    def end(self, tag: str) -> None:
        if tag == "annotation":
            self.notes -= 1
        elif tag == "table-row":
            self.row += self.rows
        elif tag in ("table-cell", "covered-table-cell"):
            self._end_cell()
            self.column += self.cells

    def _end_cell(self) -> None:
        kind = self.cell.get("value-type")
        if kind is None and "formula" not in self.cell:
            return
        place = (self.row, self.column)
        self.scan.reach(self.row + self.rows - 1, self.column + self.cells - 1)
        if self.hidden:
            self.scan.hidden.add(self.row)
        if (spanned := int(self.cell.get("number-rows-spanned", 1))) > 1:
            self.scan.merged.append((place, (self.row + spanned - 1, self.column)))
        if kind is None:
            self.scan.no_value.append(place)
        elif "formula" in self.cell and re.match(r"#[A-Z]|Err:\d", self.value):
            self.scan.in_error[place] = self.value
        elif kind == "float" and _PADDED.fullmatch(self.value):
            self.scan.shown[place] = self.value

    def text(self, data: str) -> None:
        if not self.notes and len(self.value) < _LONGEST_VALUE:
            self.value += data


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


def _parse(archive: zipfile.ZipFile, part: str, handler: _Handler) -> None:
    """Run a part through expat, names without prefixes; entities are refused."""
    parser = expat.ParserCreate()
    local: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        tag = local.get(name) or local.setdefault(name, name.rpartition(":")[2])
        if any(":" in key for key in attributes):
            attributes = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        handler.start(tag, attributes)

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: handler.end(local[name])
    parser.CharacterDataHandler = handler.text
    with archive.open(part) as source:
        feed_parser(parser, source)


def feed_parser(parser: expat.XMLParserType, source: IO[bytes]) -> None:
    """Run a stream through a parser, in blocks; a document that declares entities is refused.

    Raises:
        expat.ExpatError: the document is not well-formed, or declares entities.
        ValueError: a text in it is longer than `LONGEST_TEXT`.
    """
    parser.EntityDeclHandler = _refuse_entity
    parser.buffer_text = True
    bare = 0
    while block := source.read(_BLOCK):
        bare = 0 if b"<" in block else bare + len(block)
        if bare > LONGEST_TEXT:
            raise ValueError(TOO_LONG)
        parser.Parse(block, False)
    parser.Parse(b"", True)


def _refuse_entity(*_: object) -> None:
    raise expat.ExpatError("it declares entities, which no spreadsheet program writes")
