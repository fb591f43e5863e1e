"""Write what is around the body: letterhead, date, address, subject, close, signatures, note."""

from __future__ import annotations

from typing import NamedTuple

from ...layout.text_measurement import count_address_lines
from ...letter import document as tree
from ...letter.no_break_spaces import hold_together
from .body import BlockContext, Edge, blocks
from .pictures import size_at_height, usable
from .signature_line import signature_line
from .word_units import Metrics, emu, points, twips
from .wordprocessingml import BREAK, TAB, Needs, ParagraphFormat, drawing, paragraph, run

_OPENING: dict[tree.Opening, str] = {"subject": "SubjectLine", "salutation": "Salutation"}


def _picture(asset: tree.Asset, alt: str, size: tuple[float, float], needs: Needs) -> str:
    return drawing(usable(asset), alt, (emu(size[0]), emu(size[1])), needs)


def opening(document: tree.Document, look: Metrics) -> str:
    """Return date, address block, subject line and salutation, in the letter's order.

    The date is there even without words: the space below it holds the place of the address.
    """
    lines = [(_OPENING[kind], hold_together(line)) for kind, line in document.opening if line]
    return "".join((
        paragraph("Date", run(document.date_line)),
        _address(document, look),
        paragraph("ReferenceLine", run(document.references)) if document.references else "",
        *(paragraph(style, run(line)) for style, line in lines),
    ))  # fmt: skip


def _address(document: tree.Document, look: Metrics) -> str:
    """Return the address as a table of one cell, as high as its room, or as its lines if more.

    A table belongs to the text; programs differ in where they put a frame.
    """
    style = look.style
    room = style.room_for_address(count_address_lines(document.address_block, style))
    width, inset = twips(style.window.width), twips(style.window.left - style.margins.left)
    sender = document.return_line
    printed = paragraph("ReturnLine", run(sender)) if sender else ""
    printed += "".join(paragraph("AddressBlock", run(line)) for line in document.address_block)
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="AddressTable"/>'
        f'<w:tblW w:w="{width}" w:type="dxa"/><w:tblInd w:w="{inset}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0600" w:firstRow="0" w:lastRow="0"'
        ' w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{width}"/></w:tblGrid><w:tr><w:trPr><w:cantSplit/>'
        f'<w:trHeight w:val="{max(twips(room), 1)}" w:hRule="atLeast"/></w:trPr>'
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f"{printed or paragraph('AddressBlock', '')}</w:tc></w:tr></w:tbl>"
    )


def ending(
    close: str,
    signatures: tuple[tree.Signature, ...],
    look: Metrics,
    needs: Needs,
    *,
    new_page: bool,
) -> str:
    """Return the close and the signatures, each signature one paragraph below its image."""
    head = paragraph("Closing", run(close), ParagraphFormat(new_page=new_page))
    pieces = [head] if close or signatures else []
    columns = look.style.design.signature_columns(len(signatures), look.style.measure)
    last, cells = len(signatures) - 1, []
    for number, one in enumerate(signatures):
        first = not any(before.cosigns for before in signatures[:number])
        followed = number != last and columns == 1
        cells.append(_signature(one, number, look, needs, _Place(first, followed)))
    return "".join(pieces) + (_beside(cells, columns, look) if columns > 1 else "".join(cells))


class _Place(NamedTuple):
    """Whether a signature is the first of those with a line, and whether one is below it."""

    first: bool
    followed: bool


def _signature(one: tree.Signature, number: int, look: Metrics, needs: Needs, place: _Place) -> str:
    """Return a signature: what is above the name, and name, role and organisation below it."""
    above = ""
    if one.cosigns:
        line = signature_line(one, number, look, needs, first=place.first)
        above = paragraph("SignatureImage", line)
    elif one.image:
        size = size_at_height(one.image, look.style.signature_image, look.style.measure)
        above = paragraph("SignatureImage", _picture(one.image, one.image_alt, size, needs))
    lines = (run(one.name, "Strong"), run(one.role), run(one.organisation))
    style = "Signature" if above or not one.room else "SignatureRoom"
    style += "Followed" * place.followed
    return above + paragraph(style, BREAK.join(line for line in lines if line))


def _beside(cells: list[str], columns: int, look: Metrics) -> str:
    """Return signatures as a table, so many in a row; a row is apart from the one above it.

    The styles of its paragraphs hold it together, and to what follows. Rows that may not be split
    say no more, but LibreOffice (7.4) would not hold such a table to what follows.
    """
    wide = twips(look.style.measure) // columns
    empty = paragraph("Signature", "")
    rows = []
    for start in range(0, len(cells), columns):
        row = [*cells[start : start + columns], *[empty] * columns][:columns]
        gap = f'<w:tcMar><w:top w:w="{points(look.style.leading)}" w:type="dxa"/></w:tcMar>'
        size = f'<w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/>{gap * bool(start)}</w:tcPr>'
        inner = "".join(f"<w:tc>{size}{cell}</w:tc>" for cell in row)
        rows.append(f"<w:tr>{inner}</w:tr>")
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="SignatureTable"/>'
        f'<w:tblW w:w="{wide * columns}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0600" w:firstRow="0" w:lastRow="0" w:firstColumn="0"'
        ' w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid>'
        + f'<w:gridCol w:w="{wide}"/>' * columns
        + f"</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def labelled(parts: tuple[tree.Labelled, ...], look: Metrics, *, new_page: bool = False) -> str:
    """Return enclosures and their like: one paragraph each, a line for each item.

    Where the theme has them small, the items are beside their label.
    """
    small, pieces = look.style.design.small_lists, []
    for number, one in enumerate(parts):
        items = BREAK.join(run(item) for item in one.items if item)
        label, between = run(one.label, "Strong" if small else ""), TAB if small else BREAK
        style = "Enclosures"
        if small:
            style += "Note" * (not one.label) + "First" * (not number)
        words = between.join(filter(None, (label, items)))
        pieces.append(paragraph(style, words, ParagraphFormat(new_page=new_page)))
        new_page = False
    return "".join(pieces)


def note(children: tuple[tree.Block, ...], look: Metrics, needs: Needs, *, new_page: bool) -> str:
    """Return the sender's note below its line."""
    if not children:
        return ""
    rule = paragraph("SenderNoteRule", "", ParagraphFormat(new_page=new_page))
    return rule + blocks(children, BlockContext(look, note=True), needs, Edge())


def section(look: Metrics, references: dict[str, str]) -> str:
    """Return the properties of the one section: paper, margins, running heads.

    `references` maps "headerReference default" and its like to relationship ids.
    """
    paper, margins = look.style.paper, look.style.margins
    named = "".join(
        f'<w:{element} w:type="{kind}" r:id="{target}"/>'
        for (element, kind), target in (
            (key.split(" "), value) for key, value in references.items()
        )
    )
    return (
        f'<w:sectPr>{named}<w:pgSz w:w="{twips(paper.width)}" w:h="{twips(paper.height)}"/>'
        f'<w:pgMar w:top="{twips(look.style.later_top)}" w:right="{twips(margins.right)}"'
        f' w:bottom="{twips(margins.bottom)}" w:left="{twips(margins.left)}"'
        f' w:header="{look.header_distance}" w:footer="{twips(look.foot)}" w:gutter="0"/>'
        "<w:titlePg/></w:sectPr>"
    )
