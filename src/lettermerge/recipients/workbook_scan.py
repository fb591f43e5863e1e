"""The XML of a worksheet into its extent and the cells that a quick reader gets wrong.

Why before the quick reader: it lays a sheet out as a full rectangle, so a file of 5 KB with one
cell in the far corner would take many gigabytes. This parser sees the cells one by one.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any
from xml.parsers import expat

LARGEST_ARCHIVE = 512 << 20  # bytes, unpacked
LARGEST_RATIO = 200  # of unpacked to packed bytes, where unpacked is more than `_HARMLESS`
_HARMLESS = 16 << 20
_BLOCK = 1 << 18
_BUILT_IN = 164  # number formats below are built in, and none of them pads with zeros (18.8.30)

Place = tuple[int, int]  # row and column, from 0


@dataclass(slots=True)
class Scan:
    """Extent (rows and columns up to the last cell with content) and the cells to look at."""

    height: int = 0
    width: int = 0
    corner: str = ""
    no_value: list[Place] = field(default_factory=list)
    in_error: dict[Place, str] = field(default_factory=dict)
    padded: dict[Place, str] = field(default_factory=dict)

    def reach(self, row: int, column: int, name: str = "") -> None:
        """Widen the extent to take in a cell with content."""
        if row >= self.height or column >= self.width:
            self.corner = name or self.corner
        self.height, self.width = max(self.height, row + 1), max(self.width, column + 1)


def archive_fault(archive: zipfile.ZipFile) -> str:
    """Say why an archive is not opened ("" if it may be), from its directory alone."""
    total = sum(entry.file_size for entry in archive.infolist())
    packed = sum(entry.compress_size for entry in archive.infolist())
    if total > LARGEST_ARCHIVE:
        return f"it unpacks to {total >> 20} MiB, and at most {LARGEST_ARCHIVE >> 20} are read"
    if total > _HARMLESS and total > LARGEST_RATIO * max(packed, 1):
        return f"it unpacks to {total // max(packed, 1)} times its size"
    if any(entry.flag_bits & 1 for entry in archive.infolist()):
        return "it is protected by a password"
    return ""


def column_number(name: str) -> int:
    """Return the column (from 0) of a cell reference such as `AB12`."""
    number = 0
    for char in name:
        if not "A" <= char <= "Z":
            break
        number = number * 26 + ord(char) - 64
    return number - 1


def scan_xlsx(sheet: IO[bytes], padding: dict[int, str]) -> Scan:
    """Scan a worksheet part (ECMA-376 part 1, 18.3.1.4 `c`, 18.3.1.73 `row`).

    `padding` maps a cell style to its number format where that pads with zeros.
    """
    scan = Scan()
    place: list[Any] = [-1, -1, "", None, False, False]  # row column name style formula content
    text: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "c":
            name = attributes.get("r", "")
            place[1] = column_number(name) if name else place[1] + 1
            place[2:] = [name, attributes, False, False]
        elif tag == "row":
            row = attributes.get("r", "")
            place[0], place[1] = int(row) - 1 if row.isdigit() else place[0] + 1, -1
        elif tag in ("v", "t"):
            place[5] = True
            text.clear()
        elif tag == "f":
            place[4] = True

    def end(tag: str) -> None:
        if tag != "c" and not tag.endswith(":c"):
            return
        row, column, name, attributes, formula, content = place
        if content:
            scan.reach(row, column, name)
            if attributes.get("t") == "e":
                scan.in_error[row, column] = "".join(text)
            elif padding and int(attributes.get("s", 0)) in padding:
                scan.padded[row, column] = padding[int(attributes["s"])]
        elif formula:
            scan.reach(row, column, name)
            scan.no_value.append((row, column))

    _parse(sheet, start, end, lambda data: text.append(data) if len(text) < 4 else None)
    return scan


def scan_ods(content: IO[bytes], table: str) -> Scan:
    """Scan one table of a content.xml (OpenDocument 1.3 part 3, 9.1 and 19.675 f., repeats)."""
    scan = Scan()
    state = {"inside": False, "row": 0, "rows": 1, "column": 0, "cells": 1, "filled": False}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            state["inside"] = attributes.get("table:name") == table
        elif not state["inside"]:
            return
        elif tag == "table:table-row":
            state["rows"] = int(attributes.get("table:number-rows-repeated", 1))
            state["column"] = 0
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            state["cells"] = int(attributes.get("table:number-columns-repeated", 1))
            formula = "table:formula" in attributes
            state["filled"] = "office:value-type" in attributes or formula
            if formula and "office:value-type" not in attributes:
                scan.no_value.append((state["row"], state["column"]))

    def end(tag: str) -> None:
        if not state["inside"]:
            return
        if tag in ("table:table-cell", "table:covered-table-cell"):
            state["column"] += state["cells"]
            if state["filled"]:
                scan.reach(state["row"] + state["rows"] - 1, state["column"] - 1)
            state["filled"] = False
        elif tag == "table:table-row":
            state["row"] += state["rows"]
        elif tag == "table:table":
            state["inside"] = False

    _parse(content, start, end, None)
    return scan


def zero_padding(styles: IO[bytes]) -> dict[int, str]:
    """Return the cell styles of a styles part whose number format shows leading zeros.

    Such a format is made of `0` and literal characters only (`00000`, `00000\\-0000`), and is what
    Excel's own postal-code formats are (ECMA-376 part 1, 18.8.10 `cellXfs`, 18.8.30 `numFmt`).
    """
    formats: dict[int, str] = {}
    found: dict[int, str] = {}
    state = {"inside": False, "count": 0}

    def start(tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "numFmt":
            code = re.sub(r'\\(.)|"([^"]*)"', r"\1\2", attributes.get("formatCode", ""))
            if re.fullmatch(r"0[0 ()/-]*0", code):
                formats[int(attributes["numFmtId"])] = code
        elif tag == "cellXfs":
            state["inside"] = True
        elif tag == "xf" and state["inside"]:
            number = int(attributes.get("numFmtId", 0))
            if number >= _BUILT_IN and number in formats:
                found[state["count"]] = formats[number]
            state["count"] += 1

    def end(tag: str) -> None:
        if tag.rpartition(":")[2] == "cellXfs":
            state["inside"] = False

    _parse(styles, start, end, None)
    return found


def show_padded(number: str, code: str) -> str:
    """Return the digits of `number` as a zero-padding format shows them: 2138 as `02138`."""
    if not number.isdigit():
        return number
    digits = list(number)
    shown: list[str] = []
    for char in reversed(code):
        shown.append(char if char != "0" else digits.pop() if digits else "0")
    return "".join(digits) + "".join(reversed(shown))


def _parse(source: IO[bytes], start: Any, end: Any, text: Any) -> None:
    """Run expat over a part; entities are refused, which no spreadsheet program writes."""
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    if text:
        parser.CharacterDataHandler = text
    parser.EntityDeclHandler = _refuse_entity
    for block in _blocks(source):
        parser.Parse(block, False)
    parser.Parse(b"", True)


def _refuse_entity(*_: object) -> None:
    raise expat.ExpatError("it declares entities")


def _blocks(source: IO[bytes]) -> Iterator[bytes]:
    while block := source.read(_BLOCK):
        yield block
