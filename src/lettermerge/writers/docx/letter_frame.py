"""Write what is around the body: letterhead, date, address, subject, close, signatures, note."""

from __future__ import annotations

from ...letter import document as tree
from ...letter.no_break_spaces import hold_together
from .body import BlockContext, Edge, blocks
from .metrics import Metrics, emu, mark_limit, points, twips
from .pictures import size_at_height, usable
from .wordprocessingml import BREAK, Manner, Needs, drawing, paragraph, run


def letterhead(head: tree.Letterhead, look: Metrics, needs: Needs) -> str:
    """Return the sender as a table of one row: mark, names, lines."""
    mark, names, lines = look.head
    columns = [column for column in look.head if column]
    cells = []
    if mark and head.image:
        size = size_at_height(
            usable(head.image), look.style.letterhead_image, mark_limit(look.style)
        )
        picture = _picture(head.image, head.image_alt, size, needs)
        cells.append(_cell(mark, paragraph("LetterheadMark", picture)))
    words = paragraph("Letterhead", run(head.name)) if head.name or not head.tagline else ""
    if head.tagline:
        words += paragraph("LetterheadTagline", run(head.tagline))
    cells.append(_cell(names, words))
    if lines:
        details = "".join(paragraph("LetterheadDetails", run(line)) for line in head.lines)
        cells.append(_cell(lines, details or paragraph("LetterheadDetails", "")))
    grid = "".join(f'<w:gridCol w:w="{column}"/>' for column in columns)
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="LetterheadTable"/>'
        f'<w:tblW w:w="{sum(columns)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0600" w:firstRow="0" w:lastRow="0" w:firstColumn="0"'
        ' w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
        f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr></w:tbl>"
    )


def _cell(width: int, content: str) -> str:
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="bottom"/></w:tcPr>'
        f"{content}</w:tc>"
    )


def _picture(asset: tree.Asset, alt: str, size: tuple[float, float], needs: Needs) -> str:
    return drawing(usable(asset), alt, (emu(size[0]), emu(size[1])), needs)


def opening(document: tree.Document, look: Metrics) -> str:
    """Return date, address block, subject line and salutation.

    The date is there even without words: the space below it holds the place of the address. The
    address lines repeat their style's frame, because LibreOffice (7.4) reads no frame of a style.
    """
    framed = Manner(frame=look.frame)
    subject, salutation = map(hold_together, (document.subject, document.salutation))
    return "".join((
        paragraph("Date", run(document.date_line)),
        *(paragraph("AddressBlock", run(line), framed) for line in document.address_block),
        paragraph("SubjectLine", run(subject)) if subject else "",
        paragraph("Salutation", run(salutation)) if salutation else "",
    ))  # fmt: skip


def ending(
    close: str,
    signatures: tuple[tree.Signature, ...],
    look: Metrics,
    needs: Needs,
    *,
    new_page: bool,
) -> str:
    """Return the close and the signatures, each signature one paragraph below its image."""
    pieces = []
    if close or signatures:
        pieces.append(paragraph("Closing", run(close), Manner(new_page=new_page)))
    last = len(signatures) - 1
    for number, one in enumerate(signatures):
        if one.image:
            size = size_at_height(usable(one.image), look.style.signature_image, look.style.measure)
            picture = _picture(one.image, one.image_alt, size, needs)
            pieces.append(paragraph("SignatureImage", picture))
        elif one.room:
            own = points(1)  # what an empty line of the style is high
            room = Manner(after=max(twips(look.style.signature_image) - own, 0))
            pieces.append(paragraph("SignatureImage", "", room))
        lines = (run(one.name, "Strong"), run(one.role), run(one.organisation))
        style = "Signature" if number == last else "SignatureFollowed"
        pieces.append(paragraph(style, BREAK.join(line for line in lines if line)))
    return "".join(pieces)


def labelled(parts: tuple[tree.Labelled, ...], *, new_page: bool = False) -> str:
    """Return enclosures and their like: one paragraph each, a line for each item."""
    pieces = []
    for one in parts:
        lines = [run(line) for line in (one.label, *one.items) if line]
        pieces.append(paragraph("Enclosures", BREAK.join(lines), Manner(new_page=new_page)))
        new_page = False
    return "".join(pieces)


def note(children: tuple[tree.Block, ...], look: Metrics, needs: Needs, *, new_page: bool) -> str:
    """Return the sender's note below its line."""
    if not children:
        return ""
    rule = paragraph("SenderNoteRule", "", Manner(new_page=new_page))
    return rule + blocks(children, BlockContext(look, note=True), needs, Edge())


def section(look: Metrics, references: dict[str, str]) -> str:
    """Return the properties of the one section: paper, margins, running heads.

    `references` maps "headerReference default" and its like to relationship ids.
    """
    paper, margins = look.style.paper, look.style.margins
    distance = max((twips(margins.top) - points(look.style.small_leading)) / 2, 0)
    if look.style.proof:  # it stands above the running head
        distance = max(distance - points(look.style.small_leading), 0)
    named = "".join(
        f'<w:{element} w:type="{kind}" r:id="{target}"/>'
        for (element, kind), target in (
            (key.split(" "), value) for key, value in references.items()
        )
    )
    return (
        f'<w:sectPr>{named}<w:pgSz w:w="{twips(paper.width)}" w:h="{twips(paper.height)}"/>'
        f'<w:pgMar w:top="{twips(margins.top)}" w:right="{twips(margins.right)}"'
        f' w:bottom="{twips(margins.bottom)}" w:left="{twips(margins.left)}"'
        f' w:header="{round(distance)}" w:footer="{twips(margins.bottom / 3)}" w:gutter="0"/>'
        "<w:titlePg/></w:sectPr>"
    )
