"""Write the headers of first and later pages: letterhead, placed items, stationery, running head.

A header ends with a paragraph (ECMA-376 part 1, 17.10.4), to which pictures are anchored. On first
pages its line is as low as all programs draw it alike.
"""

from __future__ import annotations

from functools import cache

from ...layout.letter_design import MARK_LEFT, MARK_WIDTH
from ...layout.spacing import POINT, RULE
from ...letter import document as tree
from ..png import PageImage
from .pictures import size_at_height, size_at_width, usable
from .styles import item_style
from .word_units import Metrics, emu, mark_limit, twips
from .wordprocessingml import Needs, anchored, drawing, paragraph, run


def first_header(head: tree.Letterhead, look: Metrics, needs: Needs) -> str:
    """Return the content of the first page's header, below the mark of a proof."""
    behind = _whole_page(head.first, look, needs) + _edge_marks(look, needs)
    table = _letterhead(head, look, needs) if head.printed else ""
    pictures, tables = _items(head, look, needs, ("first", "all"))
    return f"{_proof(look, later=False)}{table}{tables}{paragraph('HeaderEnd', behind + pictures)}"


def later_header(head: tree.Letterhead, look: Metrics, needs: Needs) -> tuple[str, str]:
    """Return what is before the running head of later pages, and the pictures in its paragraph."""
    behind = _whole_page(head.later, look, needs)
    pictures, tables = _items(head, look, needs, ("later", "all"))
    return _proof(look, later=True) + tables, behind + pictures


def _proof(look: Metrics, *, later: bool) -> str:
    """Return the mark of a proof: a line, or a table at the place where nothing else is printed."""
    if not look.style.proof:
        return ""
    line = paragraph("ProofMark", run(look.style.proof))
    if look.proof is None:
        return line
    box = look.proof.later if later else look.proof.first
    return _floating(line, twips(box.width), (twips(box.left), twips(box.top)))


def _letterhead(head: tree.Letterhead, look: Metrics, needs: Needs) -> str:
    """Return the sender as a table of one row: mark, names, lines, each where `align` has it."""
    mark, names, lines = look.head
    picture = _mark(head, look, needs)
    words = paragraph("Letterhead", run(head.name)) if head.name or not head.tagline else ""
    if head.tagline:
        words += paragraph("LetterheadTagline", run(head.tagline))
    details = "".join(paragraph("LetterheadDetails", run(line)) for line in head.lines)
    if head.align == "center":
        cells = [(names, picture + words + details)]
    elif head.align == "right":
        cells = [(names, words + details), (mark, picture)]
    else:
        cells = [(mark, picture), (names, words)]
        cells.append((lines, details or paragraph("LetterheadDetails", "")))
    shown = [cell for cell in cells if cell[0]]
    side = "top" if head.align == "right" else "bottom"
    cells_xml = "".join(_cell(*cell, side) for cell in shown)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width, _ in shown)
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="LetterheadTable"/>'
        f'<w:tblW w:w="{sum(width for width, _ in shown)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/>{_LOOK}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{look.head_height + look.head_drop}"'
        f' w:hRule="atLeast"/></w:trPr>{cells_xml}</w:tr></w:tbl>'
    )


_LOOK = (
    '<w:tblLook w:val="0600" w:firstRow="0" w:lastRow="0" w:firstColumn="0"'
    ' w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
)


def _mark(head: tree.Letterhead, look: Metrics, needs: Needs) -> str:
    if not head.image:
        return ""
    limit = mark_limit(look.style)
    wide, high = size_at_height(head.image, look.style.letterhead_image, limit)
    shown = drawing(usable(head.image), head.image_alt, (emu(wide), emu(high)), needs)
    return paragraph("LetterheadMark", shown)


def _cell(width: int, content: str, side: str) -> str:
    size = f'<w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="{side}"/>'
    return f"<w:tc><w:tcPr>{size}</w:tcPr>{content}</w:tc>"


def _items(
    head: tree.Letterhead, look: Metrics, needs: Needs, pages: tuple[str, ...]
) -> tuple[str, str]:
    """Return the pictures and the tables of what is placed on these pages."""
    pictures, tables = "", ""
    for number, one in enumerate(head.items, start=1):
        if one.page not in pages:
            continue
        paper = look.style.paper
        x, y = one.corner(paper.width, paper.height)
        if one.image:
            wide, high = size_at_width(one.image, one.width, paper.width)
            box = (emu(x), emu(y), emu(wide), emu(high))
            pictures += anchored(usable(one.image), one.image_alt, box, needs)
        else:
            tables += _placed_lines(one, number, (twips(x), twips(y)))
    return pictures, tables


def _placed_lines(one: tree.PlacedItem, number: int, corner: tuple[int, int]) -> str:
    """Return lines as a table that floats (17.4.57): no program takes it for a text box."""
    style = item_style(number).replace(" ", "")
    words = "".join(paragraph(style, run(line)) for line in one.lines)
    return _floating(words, twips(one.width), corner)


def _floating(words: str, wide: int, corner: tuple[int, int]) -> str:
    """Return paragraphs in a table of one cell at a place of the page, all lengths in twips."""
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="PlacedTable"/><w:tblpPr w:leftFromText="0"'
        ' w:rightFromText="0" w:topFromText="0" w:bottomFromText="0" w:vertAnchor="page"'
        f' w:horzAnchor="page" w:tblpX="{max(corner[0], 1)}" w:tblpY="{max(corner[1], 1)}"/>'
        f'<w:tblOverlap w:val="overlap"/><w:tblW w:w="{wide}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/>{_LOOK}</w:tblPr><w:tblGrid><w:gridCol w:w="{wide}"/>'
        f'</w:tblGrid><w:tr><w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/></w:tcPr>'
        f"{words}</w:tc></w:tr></w:tbl>"
    )


def _whole_page(asset: tree.Asset | None, look: Metrics, needs: Needs) -> str:
    """Return the picture of a whole page, below everything."""
    if asset is None:
        return ""
    paper = look.style.paper
    return anchored(usable(asset), "", (0, 0, emu(paper.width), emu(paper.height)), needs)


def _edge_marks(look: Metrics, needs: Needs) -> str:
    """Return the marks at the paper's edge, each a picture as thin as a line."""
    size = emu(MARK_WIDTH), emu(RULE * POINT)
    return "".join(
        anchored(_mark_picture(look.style.colours.rule), "", (emu(MARK_LEFT), emu(y), *size), needs)
        for y in look.style.design.marks
    )


@cache
def _mark_picture(colour: str) -> tree.Asset:
    """Return one dot of a colour as a PNG."""
    dot = PageImage(1, 1, bytes.fromhex(colour.lstrip("#")))
    return tree.Asset("mark.png", "image/png", dot.to_png(9))
