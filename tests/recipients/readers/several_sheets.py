"""XLSX files of several sheets of text."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.recipients.readers.formatted_sheets import write_xlsx

_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
_CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_SHEET = "xl/worksheets/sheet{}.xml"


def write_book(path: Path, sheets: Mapping[str, Sequence[Sequence[str]]]) -> Path:
    """Write a workbook; the first row of each sheet is its headings."""
    parts: dict[str, str] = {}
    elements, links, types = "", "", ""
    for number, (name, (headings, *rows)) in enumerate(sheets.items(), 1):
        with zipfile.ZipFile(write_xlsx(path, headings, rows)) as archive:
            read = {one: archive.read(one).decode() for one in archive.namelist()}
        parts = {**read, **parts, _SHEET.format(number): read[_SHEET.format(1)]}
        elements += f'<sheet name="{name}" sheetId="{number}" r:id="s{number}"/>'
        target = f"worksheets/sheet{number}.xml"
        links += f'<Relationship Id="s{number}" Type="{_TYPE}" Target="{target}"/>'
        types += f'<Override PartName="/{_SHEET.format(number)}" ContentType="{_CONTENT}"/>'
    one = '<sheet name="Sheet1" sheetId="1" r:id="r1"/>'
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(one, elements)
    for part, end, more in (
        ("xl/_rels/workbook.xml.rels", "</Relationships>", links),
        ("[Content_Types].xml", "</Types>", types.partition("/>")[2]),
    ):
        parts[part] = parts[part].replace(end, more + end)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path
