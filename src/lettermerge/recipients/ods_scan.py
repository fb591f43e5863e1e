"""The tables of an ODS into Scans, which are in one part and so are read at once."""

from __future__ import annotations

import re
import zipfile

from .packages import parse_part
from .workbook_scan import LONGEST_VALUE, Scan

_PADDED = re.compile(r"0[\d -]*\d|\d+-\d+")


def scan_tables(archive: zipfile.ZipFile) -> dict[str, Scan]:
    """Scan all tables of an ODS archive, which are loaded at once; {} for another archive.

    Raises:
        expat.ExpatError: the content is not well-formed, or declares entities.
    """
    if "content.xml" not in archive.namelist():
        return {}
    tables = _OdsTables()
    parse_part(archive, "content.xml", tables)
    return tables.scans


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
        if not self.notes and len(self.value) < LONGEST_VALUE:
            self.value += data
