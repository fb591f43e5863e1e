"""XLSX files of few cells whose number formats a test chooses, built in or by their codes."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

#: A text, or a number with its format: a code, or the number of a built-in format.
Cell = str | tuple[int | str, float]

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_FIRST_OWN = 164
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Default Extension="xml" ContentType="{_SPREADSHEET}.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    f'ContentType="{_SPREADSHEET}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_SPREADSHEET}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
}


def write_xlsx(path: Path, headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Path:
    """Write a sheet; each row has as many cells as there are headings."""
    codes = list(dict.fromkeys(c[0] for row in rows for c in row if isinstance(c, tuple)))
    numbers = {code: _FIRST_OWN + n if isinstance(code, str) else code for n, code in
               enumerate(codes)}  # fmt: skip
    formats = "".join(
        f'<numFmt numFmtId="{numbers[code]}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
        for code in codes
        if isinstance(code, str)
    )
    styles = "".join(f'<xf numFmtId="{numbers[code]}" applyNumberFormat="1"/>' for code in codes)
    places = {code: place for place, code in enumerate(codes, 1)}
    sheet = "".join(
        f'<row r="{number}">'
        + "".join(_cell(f"{chr(65 + column)}{number}", cell, places) for column, cell in
                  enumerate(row))
        + "</row>"
        for number, row in enumerate([headings, *rows], 1)
    )  # fmt: skip
    parts = _PARTS | {
        "xl/styles.xml": f"<styleSheet {_MAIN}>{f'<numFmts>{formats}</numFmts>' if formats else ''}"
        '<fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        f"<cellXfs><xf/>{styles}</cellXfs></styleSheet>",
        "xl/worksheets/sheet1.xml": f'<worksheet {_MAIN}><cols><col min="1" max="26" width="40"/>'
        f"</cols><sheetData>{sheet}</sheetData></worksheet>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def _cell(place: str, cell: Cell, styles: dict[int | str, int]) -> str:
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>' if cell else ""
    code, value = cell
    return f'<c r="{place}" s="{styles[code]}"><v>{value!r}</v></c>'
