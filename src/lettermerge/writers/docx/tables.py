"""A table into WordprocessingML: its columns as wide as their words ask, its heading repeated."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...letter import document as tree
from .markup import Manner, Needs, inlines, paragraph
from .widths import width

_STYLES = {"left": "TableText", "center": "TableTextCentred", "right": "TableTextRight"}
#: What a cell's padding takes of its column, in ems: 2 mm on both sides at about 11 pt.
_PADDING = 1.05


@dataclass(frozen=True, slots=True)
class Room:
    """Where a table stands: its width and what it is set in by (twips), and what it is held to."""

    measure: int
    indent: int = 0
    keep: bool = False
    new_page: bool = False


def table(one: tree.Table, room: Room, needs: Needs) -> str:
    """Return a table and the short empty paragraph that keeps what follows at its distance."""
    columns = _columns(one, room.measure)
    header = _row(one.header, one.align, columns, needs, Manner(True, room.new_page))
    rows = (_row(row, one.align, columns, needs, Manner(room.keep)) for row in one.rows)
    grid = "".join(f'<w:gridCol w:w="{column}"/>' for column in columns)
    inset = f'<w:tblInd w:w="{room.indent}" w:type="dxa"/>' if room.indent else ""
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="LetterTable"/>'
        f'<w:tblW w:w="{sum(columns)}" w:type="dxa"/>{inset}<w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0"'
        ' w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid>'
        f"{grid}</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{header}</w:tr>"
        + "".join(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{row}</w:tr>" for row in rows)
        + "</w:tbl>"
        + paragraph("TableEnd", "", Manner(room.keep))
    )


def _row(
    cells: tuple[tree.Inlines, ...],
    aligns: tuple[tree.Align, ...],
    columns: list[int],
    needs: Needs,
    manner: Manner,
) -> str:
    """Return the cells of a row; where it starts a page, its first cell says so."""
    printed = []
    for cell, align, column in zip(cells, aligns, columns, strict=True):
        words = paragraph(_STYLES[align], inlines(cell, needs), manner)
        printed.append(f'<w:tc><w:tcPr><w:tcW w:w="{column}" w:type="dxa"/></w:tcPr>{words}</w:tc>')
        manner = replace(manner, new_page=False)
    return "".join(printed)


def _columns(one: tree.Table, measure: int) -> list[int]:
    """Share `measure` out in proportion to the widest cells, as pages do when all fits a line.

    No column gets less than its longest word where there is room.
    """
    rows = (one.header, *one.rows)
    texts = [[tree.inline_text(row[n]) for row in rows] for n in range(len(one.align))]
    wanted = [max(map(width, column)) + _PADDING for column in texts]
    least = [
        max((width(word) for text in column for word in text.split()), default=0) + _PADDING
        for column in texts
    ]
    size = measure / max(sum(wanted), 1e-6)
    if size < 220:  # 11 pt in twips: the words do not fit a line each
        room = max(measure / 220 - sum(least), 0)
        spare = sum(w - s for w, s in zip(wanted, least, strict=True)) or 1
        wanted = [s + (w - s) / spare * room for w, s in zip(wanted, least, strict=True)]
        size = measure / sum(wanted)
    columns = [int(share * size) for share in wanted]
    columns[-1] += measure - sum(columns)
    return columns
