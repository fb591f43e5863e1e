"""Write words as WordprocessingML: escaped, in runs, in paragraphs. The only place of both.

Elements are in the order that ECMA-376 part 1, 17.3.1.26 (pPr) demands.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import quote

from ...letter import document as tree
from ...letter.no_break_spaces import hold_together
from .pictures import part_name

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"})
#: What a URI may hold (RFC 3986, 2.2 and 2.3) and the percent sign; all else is encoded.
_URI = "!#$%&'()*+,/:;=?@[]~"

BREAK = "<w:r><w:br/></w:r>"
TAB = "<w:r><w:tab/></w:r>"
#: Character styles by (emphasis, strong).
_VOICES = {(True, False): "Emphasis", (False, True): "Strong", (True, True): "StrongEmphasis"}


def escape(text: str) -> str:
    """Escape for element content and attribute values alike."""
    return text.translate(_ESCAPES)


@dataclass(slots=True)
class Needs:
    """What a stretch of the document asks of other parts.

    `lists` are (start, level) of each list, start None for bullets; `first_list` is the numId of
    the first and `first_drawing` the id of the first picture; `notes` are footnotes as markup,
    numbered from `first_note`.
    """

    first_list: int = 1
    first_drawing: int = 1
    lists: list[tuple[int | None, int]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    images: list[tree.Asset] = field(default_factory=list)
    first_note: int = 1
    notes: list[str] = field(default_factory=list)

    def list_id(self, start: int | None, level: int) -> int:
        self.lists.append((start, level))
        return self.first_list + len(self.lists) - 1

    def image_id(self, asset: tree.Asset) -> int:
        self.images.append(asset)
        return self.first_drawing + len(self.images) - 1


def link_id(href: str) -> str:
    """Return the relationship's id of a link: made of its target, so that markup can be cached."""
    return "link" + sha256(href.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def link_target(href: str) -> str:
    """Return the address as a URI."""
    return quote(href, safe=_URI, errors="replace")


def image_id(asset: tree.Asset) -> str:
    """Return the relationship's id of an image."""
    return "image" + part_name(asset)[6:18]


def run(text: str, style: str = "", extra: str = "") -> str:
    """Return a run of plain text; `extra` is further markup for its properties."""
    if not text:
        return ""
    named = f'<w:rStyle w:val="{style}"/>' if style else ""
    properties = f"<w:rPr>{named}{extra}</w:rPr>" if named or extra else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def inlines(
    children: tree.Inlines,
    needs: Needs,
    *,
    emphasis: bool = False,
    strong: bool = False,
    link: bool = False,
) -> str:
    """Return the runs of a block's inlines, its links noted in `needs`."""
    pieces = []
    for child in children:
        match child:
            case tree.Text(text):
                pieces.append(_voiced(hold_together(text), emphasis, strong, link))
            case tree.LineBreak():
                pieces.append(BREAK)
            case tree.Emphasis(inner):
                pieces.append(inlines(inner, needs, emphasis=True, strong=strong, link=link))
            case tree.Strong(inner):
                pieces.append(inlines(inner, needs, emphasis=emphasis, strong=True, link=link))
            case tree.Footnote(inner):
                pieces.append(_footnote(inner, needs))
            case tree.Link(inner, href):
                runs = inlines(inner, needs, emphasis=emphasis, strong=strong, link=True)
                if not link:
                    needs.links.append(href)
                    runs = f'<w:hyperlink r:id="{link_id(href)}" w:history="1">{runs}</w:hyperlink>'
                pieces.append(runs)
    return "".join(pieces)


def _footnote(children: tree.Inlines, needs: Needs) -> str:
    """Return the reference of a note, whose words go into the part of footnotes (17.11)."""
    mark = '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>{}</w:r>'.format
    number = needs.first_note + len(needs.notes)
    needs.notes.append("")  # holds its place while its own words are written
    words = paragraph("FootnoteText", f"{mark('<w:footnoteRef/>')}{TAB}{inlines(children, needs)}")
    needs.notes[number - needs.first_note] = f'<w:footnote w:id="{number}">{words}</w:footnote>'
    return mark(f'<w:footnoteReference w:id="{number}"/>')


def _voiced(text: str, emphasis: bool, strong: bool, link: bool) -> str:
    if link:
        return run(text, "Hyperlink", "<w:b/>" * strong + "<w:i/>" * emphasis)
    return run(text, _VOICES.get((emphasis, strong), ""))


@dataclass(frozen=True, slots=True)
class ParagraphFormat:
    """How a paragraph differs from its style.

    `keep` holds it to the next, `new_page` starts one; `number` is (numId, level); `after`, the
    space below, and `indent` (left, right) are twips, None where the style says it.
    """

    keep: bool = False
    new_page: bool = False
    number: tuple[int, int] | None = None
    after: int | None = None
    indent: tuple[int, int] | None = None


AS_STYLED = ParagraphFormat()


def paragraph(style: str, runs: str, direct: ParagraphFormat = AS_STYLED) -> str:
    """Return a paragraph."""
    numbering = spacing = indents = ""
    if direct.number:
        number, level = direct.number
        numbering = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    if direct.after is not None:
        spacing = f'<w:spacing w:after="{direct.after}"/>'
    if direct.indent is not None:
        indents = f'<w:ind w:left="{direct.indent[0]}" w:right="{direct.indent[1]}"/>'
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{"<w:keepNext/>" * direct.keep}'
        f"{'<w:pageBreakBefore/>' * direct.new_page}"
        f"{numbering}{spacing}{indents}</w:pPr>{runs}</w:p>"
    )


def drawing(asset: tree.Asset, alt: str, size: tuple[int, int], needs: Needs) -> str:
    """Return a run that holds an inline picture; `size` in EMU (ECMA-376 part 1, 20.4.2.8)."""
    number = needs.image_id(asset)
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{size[0]}" cy="{size[1]}"/>{_picture(asset, alt, size, number)}'
        "</wp:inline></w:drawing></w:r>"
    )


def anchored(asset: tree.Asset, alt: str, box: tuple[int, int, int, int], needs: Needs) -> str:
    """Return a run with a picture at a place of the page, behind the words (20.4.2.3).

    `box` is left, top, width and height in EMU, from the page's corner.
    """
    number, (left, top, *size) = needs.image_id(asset), box
    return (
        '<w:r><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0"'
        f' relativeHeight="{number}" behindDoc="1" locked="0" layoutInCell="1" allowOverlap="1">'
        '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="page"><wp:posOffset>'
        f'{left}</wp:posOffset></wp:positionH><wp:positionV relativeFrom="page"><wp:posOffset>'
        f"{top}</wp:posOffset></wp:positionV>"
        f'<wp:extent cx="{size[0]}" cy="{size[1]}"/><wp:wrapNone/>'
        f"{_picture(asset, alt, (size[0], size[1]), number)}</wp:anchor></w:drawing></w:r>"
    )


def _picture(asset: tree.Asset, alt: str, size: tuple[int, int], number: int) -> str:
    wide, high, described = *size, escape(alt)
    return (
        f'<wp:docPr id="{number}" name="Picture {number}" descr="{described}"/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f'<pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" name="Picture {number}"'
        f' descr="{described}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{image_id(asset)}"/>'
        "<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic>"
    )
