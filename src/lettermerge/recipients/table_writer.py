"""Write tables of text as CSV and XLSX, in which no cell can run as a formula."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from io import BytesIO, StringIO

from .formula_guard import guard

LONGEST_CELL = 32_767  # characters, in XLSX ("Excel specifications and limits")
HIGHEST = 1_048_576  # rows, likewise

Cells = Sequence[str]
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WRITTEN = (1980, 1, 1, 0, 0, 0)  # the same bytes whenever it is written
#: What XML cannot hold, and what would be taken for one of these (ECMA-376-1, 22.9.2.19).
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
#: Styles: 0 is text as it is, 1 a heading, 2 text that stays text when somebody edits it.
_PARTS = {
    "[Content_Types].xml": f"""<Types xmlns="{_PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.worksheet+xml"/>
<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>
</Types>""",
    "_rels/.rels": f"""<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>
</Relationships>""",
    "xl/workbook.xml": f"""<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">
<sheets><sheet name="Recipients" sheetId="1" r:id="r1"/></sheets>
</workbook>""",
    "xl/_rels/workbook.xml.rels": f"""<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="r2" Type="{_OFFICE}/styles" Target="styles.xml"/>
</Relationships>""",
    "xl/styles.xml": f"""<styleSheet xmlns="{_MAIN}">
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>
<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill>
<fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border/></borders>
<cellStyleXfs count="1"><xf/></cellStyleXfs>
<cellXfs count="3">
<xf numFmtId="49" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>
<xf numFmtId="49" fontId="1" applyFont="1"/>
<xf numFmtId="49" quotePrefix="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>
</cellXfs>
</styleSheet>""",
}


class TableFileError(Exception):
    """A table that does not fit the kind of file; the text says why."""


def csv_bytes(headings: Cells, rows: Iterable[Cells]) -> bytes:
    """Return a table as CSV: UTF-8 with a byte-order mark, commas, CRLF and quotes (RFC 4180).

    Without the mark Excel takes it for Windows-1252. An apostrophe is put before each place where
    a formula might begin.
    """
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(map(guard, headings))
    writer.writerows(map(guard, row) for row in rows)
    return text.getvalue().encode("utf-8-sig", "replace")


def csv_line(cells: Cells) -> bytes:
    """Return one record of another program's CSV: RFC 4180, UTF-8, no mark, no apostrophes."""
    text = StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue().encode("utf-8", "replace")


def xlsx_bytes(headings: Cells, rows: Iterable[Cells]) -> bytes:
    """Return a table as a workbook of one sheet, every cell of it text; the headings stay in view.

    A cell that would be a formula if it were typed keeps its text when it is edited, as if it had
    been typed behind an apostrophe.

    Raises:
        TableFileError: a cell is longer, or the table is higher, than XLSX allows.
    """
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _PARTS.items():
            archive.writestr(_part(name), _HEAD + text)
        with archive.open(_part("xl/worksheets/sheet1.xml"), "w") as part:
            for text in _sheet(headings, rows):
                part.write(text.encode("utf-8"))
    return buffer.getvalue()


def _part(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _WRITTEN)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _sheet(headings: Cells, rows: Iterable[Cells]) -> Iterator[str]:
    yield f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    yield '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    yield "</sheetView></sheetViews>"
    yield f'<cols><col min="1" max="{len(headings)}" width="28" customWidth="1"/></cols>'
    yield "<sheetData><row>" + "".join(_cell(text, 1) for text in headings) + "</row>"
    for number, row in enumerate(rows, 2):
        if number > HIGHEST:
            raise TableFileError(f"a workbook has at most {HIGHEST:,} rows")
        yield "<row>" + "".join(_cell(text, 2 * (guard(text) != text)) for text in row) + "</row>"
    yield "</sheetData></worksheet>"


def _cell(text: str, style: int) -> str:
    if len(text) > LONGEST_CELL:
        raise TableFileError(f"a cell of a workbook has at most {LONGEST_CELL:,} characters")
    fit = escape(_UNFIT.sub(lambda unfit: f"_x{ord(unfit[0]):04X}_", text), quote=False)
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{fit}</t></is></c>'
