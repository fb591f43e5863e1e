"""Rosters that are quick to send and terrible to open, made on the spot.

Each is a function that writes one file. Sizes are those of the worst that a mailbox lets through.
"""

from __future__ import annotations

import io
import os
import random
import re
import socket
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from tests.recipients.conftest import DATA

MEGABYTE = 1 << 20
LARGE = 300  # megabytes
HEAD = b"id,parliament,chamber,full_name\n"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHEET = "xl/worksheets/sheet1.xml"


def blocks(text: bytes, megabytes: int = LARGE) -> Iterator[bytes]:
    """Yield `megabytes` of a text that is repeated."""
    block = text * (MEGABYTE // len(text))
    return (block for _ in range(megabytes))


def _rewrite(
    path: Path,
    source: str,
    part: str,
    content: Iterable[bytes],
    method: int,
    *,
    level: int | None = None,
) -> None:
    """Copy a workbook with other content in one part, packed by `method` at a zlib level."""
    with (
        zipfile.ZipFile(DATA / source) as old,
        zipfile.ZipFile(path, "w", method, compresslevel=level) as new,
    ):
        for entry in old.infolist():
            if entry.filename != part:
                new.writestr(entry, old.read(entry))
        with new.open(part, "w", force_zip64=True) as file:
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


def _row(path: Path, rows: bytes, before: bytes = b"<table:table-row") -> None:
    """Write the ODS of `DATA` with further rows at the start of its first table."""
    with zipfile.ZipFile(DATA / "members.ods") as archive:
        content = archive.read("content.xml")
    filled = content.replace(before, rows + before, 1)
    assert filled != content
    _rewrite(path, "members.ods", "content.xml", [filled], zipfile.ZIP_DEFLATED)


def _ods(cell: bytes, row: bytes = b"") -> Callable[[Path], None]:
    """Return what writes an ODS with a row of one cell more."""

    def write(path: Path) -> None:
        _row(path, b"<table:table-row" + row + b">" + cell + b"</table:table-row>")

    return write


def _text_cell(text: bytes, attributes: bytes = b"") -> bytes:
    head = b'<table:table-cell office:value-type="string"' + attributes + b"><text:p>"
    return head + text + b"</text:p></table:table-cell>"


_COLUMNS = b' table:number-columns-repeated="%d"'
_ROWS = b' table:number-rows-repeated="%d"'
_NESTED = b"<table:table><table:table-row>" + _text_cell(b"y") + b"</table:table-row></table:table>"


def ods_tables(path: Path) -> None:
    """An ODS of thirty tables, each as large as one may be."""
    row = b"<table:table-row" + _ROWS % 9000 + b">"
    cells = _text_cell(b"x", _COLUMNS % 900) * 1 + b"</table:table-row>"
    filled = row + _text_cell(b"x") * 60 + cells
    more = b"".join(
        b'<table:table table:name="t%d">%s</table:table>' % (n, filled) for n in range(30)
    )
    _row(path, more, b"</office:spreadsheet>")


def _xlsx(*cells: bytes) -> Callable[[Path], None]:
    """Return what writes an XLSX with the given rows in its one sheet."""

    def write(path: Path) -> None:
        _rewrite(path, "corner.xlsx", _SHEET, _sheet(*cells), zipfile.ZIP_DEFLATED)

    return write


def _cell(place: bytes) -> bytes:
    return b'<x:row r="1"><x:c r="' + place + b'"><x:v>1</x:v></x:c></x:row>'


def announced_texts(path: Path) -> None:
    """An XLSX whose table of shared texts announces a hundred thousand million of them."""
    content = (
        f'<sst xmlns="{_MAIN}" a=">" count="3" uniqueCount="99999999999"><si><t>x</t></si></sst>'
    )
    part = "xl/sharedStrings.xml"
    _rewrite(path, "members.xlsx", part, [content.encode()], zipfile.ZIP_DEFLATED)


def one_text_in_every_cell(path: Path) -> None:
    """An XLSX of which 20,000 cells show the same text of 900 KB."""
    rows = b"".join(b'<x:row><x:c t="s"><x:v>0</x:v></x:c></x:row>' for _ in range(20_000))
    noise = random.Random(1).randbytes(900 * 375).hex().encode()  # so that it packs badly
    text = f'<sst xmlns="{_MAIN}"><si><t>'.encode() + noise + b"</t></si></sst>"
    _rewrite(path, "members.xlsx", "xl/sharedStrings.xml", [text], zipfile.ZIP_DEFLATED)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet2.xml"] = b"".join(_sheet(rows))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)


def inline_texts(path: Path) -> None:
    """An XLSX with 400 cells of 1 MB, which packs no better than is allowed."""
    noise = random.Random(2).randbytes(24_000).hex().encode()
    text = noise * 20
    rows = (_CELL[0] + text + _CELL[1] for _ in range(400))
    _rewrite(path, "corner.xlsx", _SHEET, _sheet(rows), zipfile.ZIP_DEFLATED, level=1)


def two_kinds(path: Path) -> None:
    """An XLSX with the content of a harmless ODS beside its own terrible sheet."""
    cell = b'<x:row r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>'
    _rewrite(path, "corner.xlsx", _SHEET, _sheet(cell), zipfile.ZIP_DEFLATED)
    with zipfile.ZipFile(DATA / "members.ods") as old, zipfile.ZipFile(path, "a") as new:
        new.writestr("content.xml", old.read("content.xml"))


def nested_archives(path: Path) -> None:
    """An XLSX that holds an archive of zeros in an archive, three deep, beside its parts."""
    inner = b"\0" * (64 * MEGABYTE)
    for _ in range(3):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("inner.zip", inner)
        inner = packed.getvalue()
    far_corner(path)
    with zipfile.ZipFile(path, "a") as new:
        new.writestr("xl/inner.zip", inner)


def overlapping_sizes(path: Path) -> None:
    """An XLSX whose directory says that its sheet is small, and which unpacks to 300 MB."""
    packed_cell(path)
    data = bytearray(path.read_bytes())
    for place in (m.start() for m in re.finditer(b"PK\x01\x02", data)):
        name_length = int.from_bytes(data[place + 28 : place + 30], "little")
        if data[place + 46 : place + 46 + name_length] == _SHEET.encode():
            data[place + 24 : place + 28] = (1000).to_bytes(4, "little")
    path.write_bytes(data)


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


def json_digits(path: Path) -> None:
    """A JSON file with a number of a million digits, which no row of a letter has."""
    path.write_bytes(b'[{"id":"m1","parliament":"uk","full_name":' + b"9" * 1_500_000 + b"}]")


def json_nested(path: Path) -> None:
    """A JSON file of 100,000 objects inside one another."""
    path.write_bytes(b'[{"a":' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001 + b"]")


def popolo_deep(path: Path) -> None:
    """Popolo whose one person has a name of 50,000 lists inside one another."""
    deep = b"[" * 50_000 + b"]" * 50_000
    path.write_bytes(b'{"persons":[{"id":"m1","name":' + deep + b"}]}")


def popolo_wide(path: Path) -> None:
    """Popolo whose one person has 300,000 contact details of different kinds."""
    details = b",".join(b'{"type":"t%d","value":"x"}' % n for n in range(300_000))
    path.write_bytes(b'{"persons":[{"id":"m1","name":"A","contact_details":[' + details + b"]}]}")


def xml_deep(path: Path) -> None:
    """An XML file of a million elements inside one another."""
    path.write_bytes(b"<a>" * 1_000_000)


def xml_laughs(path: Path) -> None:
    """An XML file of entities that double at every step."""
    steps = "".join(f'<!ENTITY a{n} "&a{n - 1};&a{n - 1};">' for n in range(1, 40))
    text = f'<!DOCTYPE a [<!ENTITY a0 "ha">{steps}]><a><m><n>&a39;</n></m></a>'
    path.write_text(text, encoding="utf-8")


def xml_entity(path: Path) -> None:
    """An XML file with an entity that is a file of the machine."""
    text = '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///dev/zero">]><a><m><n>&e;</n></m></a>'
    path.write_text(text, encoding="utf-8")


def xml_attributes(path: Path) -> None:
    """An XML file with an element of 200,000 attributes."""
    attributes = " ".join(f'a{n}="1"' for n in range(200_000))
    path.write_text(f"<l><m {attributes}/><m {attributes}/></l>", encoding="utf-8")


def sparse_file(path: Path) -> None:
    """A CSV of a terabyte, of which the disk holds a line."""
    path.write_bytes(HEAD)
    os.truncate(path, 1 << 40)


def linked_zeros(path: Path) -> None:
    """A link to a device that never ends."""
    path.symlink_to("/dev/zero")


def linked_terminal(path: Path) -> None:
    """A link to a device that waits for somebody to type."""
    path.symlink_to("/dev/ptmx")


def pipe(path: Path) -> None:
    """A named pipe that nobody writes to."""
    os.mkfifo(path)


def listener(path: Path) -> None:
    """A socket in the file system."""
    before = Path.cwd()
    os.chdir(path.parent)  # its address holds 100 characters at most
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(before)


def folder(path: Path) -> None:
    """A folder with the name of a roster."""
    path.mkdir()


BOMBS: dict[str, Callable[[Path], None]] = {
    "spaces.ods": _ods(_text_cell(b'<text:s text:c="2000000000"/>')),
    "spaces-row.ods": _ods(_text_cell(b'<text:s text:c="1000000"/>', _COLUMNS % 900), _ROWS % 200),
    "spaces-many.ods": _ods(_text_cell(b'<text:s text:c="1000"/>' * 5000)),
    "spaces-span.ods": _ods(_text_cell(b'<text:span><text:s text:c="99999999"/></text:span>')),
    "spaces-less.ods": _ods(_text_cell(b'<text:s text:c="-90000000"/><text:s text:c="90000000"/>')),
    "value.ods": _ods(b'<table:table-cell office:value="1"' + _COLUMNS % 900 + b"/>", _ROWS % 9000),
    "prefix.ods": _ods(
        _text_cell(b"x", b' xmlns:q="q"' + _COLUMNS % 10**9 + b' q:number-columns-repeated="1"')
    ),
    "dense.ods": _ods(_text_cell(b"x", _COLUMNS % 990), _ROWS % 10_000),
    "nested.ods": _ods(
        b'<table:table-cell office:value-type="string">' + _NESTED + b"</table:table-cell>",
        _ROWS % 10**6,
    ),
    "digits.ods": _ods(_text_cell(b"x", b' table:number-columns-repeated="' + b"9" * 5000 + b'"')),
    "tables.ods": ods_tables,
    "reference.xlsx": _xlsx(_cell(b"A99999999999")),
    "letters.xlsx": _xlsx(_cell(b"ZZZZZZZZZZ1")),
    "wrapped.xlsx": _xlsx(_cell(b"A4294967297")),
    "row.xlsx": _xlsx(b'<x:row r="4294967297"><x:c><x:v>1</x:v></x:c></x:row>'),
    "far.xlsx": _xlsx(_cell(b"A1"), _cell(b"ALL249999")),
    "sparse.xlsx": _xlsx(_cell(b"A1"), _cell(b"AM240000")),
    "announced.xlsx": announced_texts,
    "everywhere.xlsx": one_text_in_every_cell,
    "inline.xlsx": inline_texts,
    "kinds.xlsx": two_kinds,
    "archives.xlsx": nested_archives,
    "sizes.xlsx": overlapping_sizes,
    "digits.json": json_digits,
    "nested.json": json_nested,
    "popolo.json": popolo_deep,
    "contacts.json": popolo_wide,
    "deep.xml": xml_deep,
    "laughs.xml": xml_laughs,
    "entity.xml": xml_entity,
    "attributes.xml": xml_attributes,
    "terabyte.csv": sparse_file,
    "zero.csv": linked_zeros,
    "zero.xlsx": linked_zeros,
    "zero.json": linked_zeros,
    "terminal.csv": linked_terminal,
    "pipe.csv": pipe,
    "pipe.xml": pipe,
    "socket.csv": listener,
    "folder.csv": folder,
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
