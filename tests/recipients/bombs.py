"""Rosters that are quick to send and terrible to open, made on the spot.

Each is a function that writes one file. Sizes are those of the worst that a mailbox lets through.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from .conftest import DATA

MEGABYTE = 1 << 20
LARGE = 300  # megabytes
HEAD = b"id,parliament,chamber,full_name\n"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHEET = "xl/worksheets/sheet1.xml"


def blocks(text: bytes, megabytes: int = LARGE) -> Iterator[bytes]:
    """Yield `megabytes` of a text that is repeated."""
    block = text * (MEGABYTE // len(text))
    return (block for _ in range(megabytes))


def _rewrite(path: Path, source: str, part: str, content: Iterable[bytes], method: int) -> None:
    """Copy a workbook with other content in one part, packed by `method`."""
    with zipfile.ZipFile(DATA / source) as old, zipfile.ZipFile(path, "w") as new:
        for entry in old.infolist():
            if entry.filename != part:
                new.writestr(entry, old.read(entry))
        entry = zipfile.ZipInfo(part)
        entry.compress_type = method
        with new.open(entry, "w", force_zip64=True) as file:
            for block in content:
                file.write(block)


def _sheet(*cells: bytes | Iterable[bytes]) -> Iterator[bytes]:
    yield f'<x:worksheet xmlns:x="{_MAIN}"><x:sheetData>'.encode()
    for cell in cells:
        yield from [cell] if isinstance(cell, bytes) else cell
    yield b"</x:sheetData></x:worksheet>"


_CELL = b'<x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>', b"</x:t></x:is></x:c></x:row>"


def far_corner(path: Path) -> None:
    """5 KB: one cell in the last row and column there is."""
    cell = b'<x:row r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>'
    _rewrite(path, "corner.xlsx", _SHEET, _sheet(cell), zipfile.ZIP_DEFLATED)


def packed_cell(path: Path) -> None:
    """300 KB: one cell of 300 MB, packed a thousand times."""
    cells = _sheet(_CELL[0], blocks(b"a"), _CELL[1])
    _rewrite(path, "corner.xlsx", _SHEET, cells, zipfile.ZIP_DEFLATED)


def plain_cell(path: Path) -> None:
    """300 MB: the same cell, not packed at all."""
    cells = _sheet(_CELL[0], blocks(b"Ann Testwright "), _CELL[1])
    _rewrite(path, "corner.xlsx", _SHEET, cells, zipfile.ZIP_STORED)


def shared_string(path: Path) -> None:
    """300 MB: one text of 300 MB in the table that all sheets share, not packed."""
    content = [
        f'<sst xmlns="{_MAIN}" count="1" uniqueCount="1"><si><t>'.encode(),
        *blocks(b"Ann Testwright "),
        b"</t></si></sst>",
    ]
    _rewrite(path, "members.xlsx", "xl/sharedStrings.xml", content, zipfile.ZIP_STORED)


def many_cells(path: Path) -> None:
    """300 MB: eight million rows of one cell, not packed."""
    row = b"<x:row><x:c><x:v>1</x:v></x:c></x:row>"
    _rewrite(path, "corner.xlsx", _SHEET, _sheet(blocks(row)), zipfile.ZIP_STORED)


def high_ratio(path: Path) -> None:
    """500 KB: half a gigabyte of blanks beside the sheet."""
    _rewrite(path, "members.xlsx", "xl/media/x.bin", blocks(b" ", 511), zipfile.ZIP_DEFLATED)


def laughs(path: Path) -> None:
    """1 KB: entities that double at every step."""
    steps = "".join(f'<!ENTITY a{n} "&a{n - 1};&a{n - 1};">' for n in range(1, 40))
    head = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a0 "ha">{steps}]>'.encode()
    cells = _sheet(_CELL[0], b"&a39;", _CELL[1])
    _rewrite(path, "corner.xlsx", _SHEET, [head, *cells], zipfile.ZIP_DEFLATED)


def repeated_rows(path: Path) -> None:
    """An ODS of which one line stands for a million rows of a thousand cells."""
    with zipfile.ZipFile(DATA / "members.ods") as archive:
        content = archive.read("content.xml")
    row = (
        b'<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
        b'table:number-columns-repeated="1024" office:value-type="string">'
        b"<text:p>x</text:p></table:table-cell></table:table-row></table:table>"
    )
    filled = content.replace(b"</table:table>", row, 1)
    assert filled != content
    _rewrite(path, "members.ods", "content.xml", [filled], zipfile.ZIP_DEFLATED)


def ods_cell(path: Path) -> None:
    """An ODS with one cell of 300 MB, not packed."""
    with zipfile.ZipFile(DATA / "members.ods") as archive:
        head, end, tail = archive.read("content.xml").partition(b"</table:table>")
    cell = b'<table:table-row><table:table-cell office:value-type="string"><text:p>'
    close = b"</text:p></table:table-cell></table:table-row>"
    content = [head, cell, *blocks(b"Ann Testwright "), close, end, tail]
    _rewrite(path, "members.ods", "content.xml", content, zipfile.ZIP_STORED)


def _write(path: Path, content: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        for block in content:
            file.write(block)


def csv_cell(path: Path) -> None:
    """A CSV with one cell of 300 MB."""
    _write(path, [HEAD, b"m1,uk,commons,", *blocks(b"Ann Testwright "), b"\n"])


def csv_quoted(path: Path) -> None:
    """A CSV whose quote is never closed, with 300 MB of lines behind it."""
    _write(path, [HEAD, b'm1,uk,commons,"', *blocks(b"Ann Testwright\n")])


def csv_first_line(path: Path) -> None:
    """A CSV without any line break."""
    _write(path, blocks(b"Ann Testwright "))


def csv_columns(path: Path) -> None:
    """A CSV with three hundred million columns."""
    _write(path, [HEAD, b"m1,uk,commons", *blocks(b","), b"\n"])


def csv_headings(path: Path) -> None:
    """A CSV whose headings are three hundred million."""
    _write(path, [*blocks(b","), b"\n", b"m1,uk,commons,Ann\n"])


def csv_zeros(path: Path) -> None:
    """300 MB of NUL."""
    _write(path, [HEAD, *blocks(b"\0")])


def json_cell(path: Path) -> None:
    """A JSON file with one text of 100 MB, which is less than may be read."""
    head = b'[{"id":"m1","parliament":"uk","chamber":"commons","full_name":"'
    _write(path, [head, *blocks(b"Ann Testwright ", 100), b'"}]'])


def json_deep(path: Path) -> None:
    """A JSON file of ten million open brackets."""
    _write(path, blocks(b"[", 10))


def json_wide(path: Path) -> None:
    """A JSON file with thirty million empty objects."""
    _write(path, [b"[", *blocks(b"{},", 100), b"{}]"])


BOMBS = {
    "corner.xlsx": far_corner,
    "packed.xlsx": packed_cell,
    "plain.xlsx": plain_cell,
    "shared.xlsx": shared_string,
    "many.xlsx": many_cells,
    "ratio.xlsx": high_ratio,
    "laughs.xlsx": laughs,
    "rows.ods": repeated_rows,
    "cell.ods": ods_cell,
    "cell.csv": csv_cell,
    "quoted.csv": csv_quoted,
    "line.csv": csv_first_line,
    "columns.csv": csv_columns,
    "headings.csv": csv_headings,
    "zeros.csv": csv_zeros,
    "cell.json": json_cell,
    "deep.json": json_deep,
    "wide.json": json_wide,
}
