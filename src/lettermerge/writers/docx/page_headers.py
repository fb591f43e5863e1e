"""Write the headers of first and later pages: letterhead, placed items, stationery, running head.

A header ends with a paragraph (ECMA-376 part 1, 17.10.4), to which pictures are anchored. On first
pages its line is as low as all programs draw it alike.
"""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache
from string import Formatter

from ...layout.letter_design import MARK_LEFT, MARK_WIDTH
from ...layout.spacing import POINT, RULE
from ...letter import document as tree
from ...letter.document import Document
from ..png import PageImage
from .pictures import size_at_height, size_at_width, usable
from .styles import item_style
from .word_units import Metrics, emu, mark_limit, twips
from .wordprocessingml import Needs, anchored, drawing, escape, paragraph, run


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


_FIELDS = {"page": ("PAGE", "2"), "pages": ("NUMPAGES", "2")}
_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties'
    ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    "<dc:title>{title}</dc:title><dc:subject>{subject}</dc:subject><dc:creator>{author}</dc:creator>"
    "<cp:lastModifiedBy>{author}</cp:lastModifiedBy><dc:language>{language}</dc:language>"
    '<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified></cp:coreProperties>'
)


def core_properties(document: Document) -> str:
    """Return docProps/core.xml (ECMA-376 part 2, 11).

    Raises:
        ValueError: `document.date` is not an ISO 8601 date.
    """
    return _CORE.format(
        title=escape(document.title),
        subject=escape(document.subject),
        author=escape(document.author),
        language=escape(document.language),
        moment=f"{date.fromisoformat(document.date).isoformat()}T00:00:00Z",
    )


def running_head(head: str, label: str) -> str:
    """Return the runs of the header: the head at the left, the page label at the right.

    Raises:
        ValueError: `label` is not a format string over `page` and `pages`.
    """
    return f"{run(head)}<w:r><w:tab/></w:r>{_label(label)}"


@lru_cache(maxsize=64)
def _label(label: str) -> str:
    pieces = []
    for text, name, spec, conversion in Formatter().parse(label):
        pieces.append(run(text))
        if name is None:
            continue
        if name not in _FIELDS or spec or conversion:
            raise ValueError(f"a page label holds {{page}} and {{pages}}, not {{{name}}}")
        pieces.append(_field(*_FIELDS[name]))
    return "".join(pieces)


def _field(code: str, shown: str) -> str:
    """Return a complex field (ECMA-376 part 1, 17.16.18), `shown` until a program counts pages."""
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    instruction = f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
    return f"{mark('begin')}{instruction}{mark('separate')}{run(shown)}{mark('end')}"
