"""Write pages of addresses as DOCX: envelopes and label sheets, a table of fixed cells for each.

A table is what Word's own labels are; its rows have exact heights, and each begins a page. The
document goes to its stream page by page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from io import BufferedIOBase
from itertools import pairwise
from typing import IO, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from ...layout.address_fitting import FittedText, SlotPage, SlotTexts
from .python_docx_internals import drop_relationships, fill, new_document, saved_parts
from .word_units import points, twips
from .wordprocessingml import escape

_UNUSED = ("/theme", "/stylesWithEffects", "/customXml", "/webSettings", "/fontTable", "/numbering")
_UNUSED_OF_PACKAGE = ("/thumbnail", "/extended-properties", "/customXml")
_FAMILY, _SIZE = "Times New Roman", 11.0
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document'
    ' xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
)
_BETWEEN = '<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
#: Of the first paragraph of a table (ECMA-376 part 1, 17.3.1.23; before w:spacing in w:pPr).
_NEW_PAGE = "<w:pageBreakBefore/>"
#: Millimetres of a page below its table, for the paragraph between two tables.
_SPARE = 1.4
_DOCUMENT = "word/document.xml"
_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties'
    ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title>'
    "</cp:coreProperties>"
)
_STYLES = (
    "<w:docDefaults><w:rPrDefault><w:rPr>"
    f'<w:rFonts w:ascii="{_FAMILY}" w:hAnsi="{_FAMILY}" w:eastAsia="{_FAMILY}" w:cs="{_FAMILY}"/>'
    f'<w:sz w:val="{_SIZE * 2:.0f}"/><w:szCs w:val="{_SIZE * 2:.0f}"/></w:rPr></w:rPrDefault>'
    '<w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0"/></w:pPr></w:pPrDefault>'
    "</w:docDefaults>"
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
    "<w:qFormat/></w:style>"
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="EnvelopeAddress"><w:name w:val="envelope address"/>'
    '<w:basedOn w:val="Normal"/></w:style>'
)
_SETTINGS = (
    '<w:compat><w:compatSetting w:name="compatibilityMode"'
    ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
)


@dataclass(frozen=True, slots=True)
class _TableRow:
    """A row of the table: its height in twips, and its cells as (slot or None, span, width)."""

    height: int
    cells: tuple[tuple[int | None, int, int], ...]


def write_slot_tables(
    page: SlotPage, texts: Iterable[SlotTexts], title: str, stream: BufferedIOBase
) -> None:
    """Write one DOCX of all pages to a stream that need not be seekable.

    Equal pages and titles give equal bytes.
    """
    edges, rows = _layout(page)
    parts = dict(_base_parts()) | {"docProps/core.xml": _CORE.format(title=escape(title)).encode()}
    with ZipFile(cast(IO[bytes], stream), "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if name != _DOCUMENT:
                archive.writestr(_entry(name), content)
        with archive.open(_entry(_DOCUMENT), "w", force_zip64=True) as document:
            document.write(_HEAD.encode())
            for number, one in enumerate(texts):
                table = _table(page, edges, rows, one)
                if number:
                    table = table.replace("<w:spacing", f"{_NEW_PAGE}<w:spacing", 1)
                document.write(f"{table}{_BETWEEN}".encode())
            document.write(f"{_section(page, edges, rows)}</w:body></w:document>".encode())


def _entry(name: str) -> ZipInfo:
    """Return an entry of the archive without a clock."""
    entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


@cache
def _base_parts() -> tuple[tuple[str, bytes], ...]:
    document = new_document()
    drop_relationships(document.part, _UNUSED)
    drop_relationships(document.part.package, _UNUSED_OF_PACKAGE)
    fill(document.styles.element, _STYLES)
    fill(document.settings.element, _SETTINGS)
    return tuple(saved_parts(document).items())


def _layout(page: SlotPage) -> tuple[tuple[int, ...], tuple[_TableRow, ...]]:
    """Return the edges of the table's columns in twips from the left of the page, and its rows."""
    sides = {twips(side) for one in page.slots for side in (one.left, one.right)}
    edges = tuple(sorted(sides))
    tops = sorted({one.top for one in page.slots})
    ends = [*tops[1:], max(one.bottom for one in page.slots)]
    lowest = page.paper.height - _SPARE
    rows = tuple(
        _TableRow(twips(min(end, lowest)) - twips(top), tuple(_cells(page, edges, top)))
        for top, end in zip(tops, ends, strict=True)
    )
    return edges, rows


def _cells(
    page: SlotPage, edges: tuple[int, ...], top: float
) -> Iterator[tuple[int | None, int, int]]:
    """Yield the cells of the slots that begin at `top`, and of the gaps before and after them."""
    at = 0
    here = sorted((one.left, number) for number, one in enumerate(page.slots) if one.top == top)
    for left, number in here:
        first, last = edges.index(twips(left)), edges.index(twips(page.slots[number].right))
        if first > at:
            yield None, first - at, edges[first] - edges[at]
        yield number, last - first, edges[last] - edges[first]
        at = last
    if at < len(edges) - 1:
        yield None, len(edges) - 1 - at, edges[-1] - edges[at]


def _section(page: SlotPage, edges: tuple[int, ...], rows: tuple[_TableRow, ...]) -> str:
    """Return the section's properties: margins that leave the table's room, and little more."""
    paper, top = page.paper, twips(min(one.top for one in page.slots))
    below = twips(paper.height) - top - sum(row.height for row in rows) - twips(_SPARE)
    side = max(twips(paper.width) - edges[-1], 0)
    turned = ' w:orient="landscape"' if paper.width > paper.height else ""
    return (
        f'<w:sectPr><w:pgSz w:w="{twips(paper.width)}" w:h="{twips(paper.height)}"{turned}/>'
        f'<w:pgMar w:top="{top}" w:right="{side}" w:bottom="{max(below, 0)}" w:left="{edges[0]}"'
        ' w:header="0" w:footer="0" w:gutter="0"/></w:sectPr>'
    )


def _table(
    page: SlotPage, edges: tuple[int, ...], rows: tuple[_TableRow, ...], texts: SlotTexts
) -> str:
    columns = "".join(f'<w:gridCol w:w="{right - left}"/>' for left, right in pairwise(edges))
    body = "".join(
        "<w:tr><w:trPr><w:cantSplit/>"
        f'<w:trHeight w:val="{row.height}" w:hRule="exact"/></w:trPr>'
        f"{''.join(_cell(page, cell, texts) for cell in row.cells)}</w:tr>"
        for row in rows
    )
    none = "".join(
        f'<w:{side} w:w="0" w:type="dxa"/>' for side in ("top", "left", "bottom", "right")
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{edges[-1] - edges[0]}" w:type="dxa"/>'
        '<w:tblInd w:w="0" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{none}</w:tblCellMar></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{body}</w:tbl>"
    )


def _cell(page: SlotPage, cell: tuple[int | None, int, int], texts: SlotTexts) -> str:
    slot, span, width = cell
    text = None if slot is None else texts[slot]
    wide = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    edge = _borders() if slot is not None and page.outlined else ""
    inside = _BETWEEN if slot is None or text is None else _lines(page, slot, text)
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{wide}{edge}</w:tcPr>{inside}</w:tc>'


@cache
def _borders() -> str:
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="999999"/>'
        for side in ("top", "left", "bottom", "right")
    )
    return f"<w:tcBorders>{sides}</w:tcBorders>"


def _lines(page: SlotPage, slot: int, text: FittedText) -> str:
    """Return a text's paragraphs; the first is moved down to where it is on the page."""
    box, place = page.slots[slot], page.place(slot, text)
    left = twips(place.left - box.left)
    indent = f'<w:ind w:left="{left}"/>' if left else ""
    size = f'<w:rPr><w:sz w:val="{text.size * 2:.0f}"/></w:rPr>' if text.size != _SIZE else ""
    pieces = []
    for number, line in enumerate(text.lines):
        before = f' w:before="{twips(place.top - box.top)}"' if not number else ""
        pieces.append(
            '<w:p><w:pPr><w:pStyle w:val="EnvelopeAddress"/>'
            f'<w:spacing{before} w:line="{points(text.leading)}" w:lineRule="exact"/>{indent}'
            f'</w:pPr><w:r>{size}<w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>'
        )
    return "".join(pieces)
