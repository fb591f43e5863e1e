"""Write a table as WordprocessingML: columns as wide as their words ask, its heading repeated."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ...layout.fonts import FontFamily
from ...layout.spacing import CELL_PADDING, RULE
from ...layout.text_measurement import ample_width
from ...letter import document as tree
from .word_units import points, twips
from .wordprocessingml import Needs, ParagraphFormat, inlines, paragraph

_STYLES = {"left": "TableText", "center": "TableTextCentred", "right": "TableTextRight"}
#: What a cell's padding at a side and its borders take of its column, in twips.
_PADDING, _BORDERS = twips(CELL_PADDING[1]), points(2 * RULE)
#: Where a line of a cell may end; an address on the web ends one behind a slash.
_BREAK = re.compile(r" |(?<=[-/?])")


@dataclass(frozen=True, slots=True)
class TableRoom:
    """Where a table stands: its width and what it is set in by, and what it is held to.

    Lengths are in twips; `em` is the size of its letters, `families` their faces. The words of a
    table that is `open` begin and end where those of paragraphs do.
    """

    measure: int
    em: int
    families: tuple[FontFamily, ...]
    indent: int = 0
    keep: bool = False
    new_page: bool = False
    open: bool = False


def table(one: tree.Table, room: TableRoom, needs: Needs) -> str:
    """Return a table and the short empty paragraph that keeps what follows at its distance."""
    columns = _columns(one, room)
    cells = _cells(columns, room)
    header = _row(one.header, one.align, cells, needs, ParagraphFormat(True, room.new_page))
    rows = (_row(row, one.align, cells, needs, ParagraphFormat(room.keep)) for row in one.rows)
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
        + paragraph("TableEnd", "", ParagraphFormat(room.keep))
    )


def _cells(columns: list[int], room: TableRoom) -> list[str]:
    """Return the properties of each column's cells; the outer ones of open tables lack padding."""
    found = []
    for number, width in enumerate(columns):
        left, right = _is_outer(number, len(columns), room)
        sides = "".join(
            f'<w:{side} w:w="0" w:type="dxa"/>' * flush
            for side, flush in (("left", left), ("right", right))
        )
        margins = f"<w:tcMar>{sides}</w:tcMar>" if sides else ""
        found.append(f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{margins}</w:tcPr>')
    return found


def _is_outer(number: int, count: int, room: TableRoom) -> tuple[bool, bool]:
    """Tell whether a column lacks the padding at its left, and that at its right."""
    return room.open and not number, room.open and number == count - 1


def _row(
    cells: tuple[tree.Inlines, ...],
    aligns: tuple[tree.Align, ...],
    properties: list[str],
    needs: Needs,
    direct: ParagraphFormat,
) -> str:
    """Return the cells of a row; where it starts a page, its first cell says so."""
    printed = []
    for cell, align, own in zip(cells, aligns, properties, strict=True):
        words = paragraph(_STYLES[align], inlines(cell, needs), direct)
        printed.append(f"<w:tc>{own}{words}</w:tc>")
        direct = replace(direct, new_page=False)
    return "".join(printed)


def _columns(one: tree.Table, room: TableRoom) -> list[int]:
    """Share a table's width out as pages do (CSS 2.1, 17.5.2.2), in twips.

    Where all fits a line each, in proportion to the widest cells; else every column gets its
    longest word, and of the rest what its lines want more than that. Where not even the words
    fit, the widest columns give, and their words are broken.
    """
    least, wanted = [], []
    for number in range(len(one.align)):
        lines = [(line, True) for line in tree.inline_text(one.header[number]).split("\n")]
        for row in one.rows:
            bold = _has_strong(row[number])
            lines += [(line, bold) for line in tree.inline_text(row[number]).split("\n")]
        words = ((word, bold) for line, bold in lines for word in _BREAK.split(line))
        padding = _BORDERS + _PADDING * (2 - sum(_is_outer(number, len(one.align), room)))
        least.append(_widest(words, room) + padding)
        wanted.append(_widest(lines, room) + padding)
    if sum(wanted) > room.measure:
        least = _lowered(least, room.measure)
        spare = (room.measure - sum(least)) / max(sum(wanted) - sum(least), 1)
        wanted = [low + (high - low) * spare for low, high in zip(least, wanted, strict=True)]
    columns = [int(share * room.measure / sum(wanted)) for share in wanted]
    columns[-1] += room.measure - sum(columns)
    return columns


def _lowered(widths: list[float], total: float) -> list[float]:
    """Return the widths, those above some limit cut to it, so that together they fit."""
    left = total
    for count, one in zip(range(len(widths), 0, -1), sorted(widths), strict=True):
        if one * count > left:
            return [min(each, left / count) for each in widths]
        left -= one
    return widths


def _has_strong(cell: tree.Inlines) -> bool:
    """Tell whether some of a cell's words are bold, so that all are measured as such."""
    return any(
        isinstance(child, tree.Strong)
        or (isinstance(child, tree.Emphasis | tree.Link) and _has_strong(child.children))
        for child in cell
    )


def _widest(texts: Iterable[tuple[str, bool]], room: TableRoom) -> float:
    """Return how wide the widest of these is, in twips; True is bold."""
    return max(ample_width(text, room.families, bold=bold) for text, bold in texts) * room.em
