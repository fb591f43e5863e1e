"""Write one letter into its package: caches for what repeats, text for what varies."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from ...diagnostics import Diagnostic, Failure
from ...errors import MissingEngineError
from ...layout.copyfitting import USUAL, Fit, fitted
from ...layout.page_style import PageStyle
from ...letter import document as tree
from ..character_needs import character_reader
from ..copyfit_decision import decided_fit
from ..keep_with_close import FREE, NO_BLOCKS, KeptBlocks, ListHold, kept_blocks, list_holds
from ..lru_cache import Bounded
from ..sender_note_placement import is_at_foot
from .base_package import base_package_of
from .body import BlockContext, Edge, block
from .docx_preflight import find_faults
from .embedded_fonts import font_parts
from .letter_frame import ending, labelled, note, opening, section
from .numbering import instances
from .page_headers import core_properties, first_header, later_header, running_head
from .pictures import PictureError, part_name
from .soft_hyphens import hyphenated
from .word_units import Metrics, metrics_of
from .wordprocessingml import Needs, escape, link_id, link_target, paragraph
from .zip_parts import Package, ZipPart, part, shared_part

_NAMESPACES = (
    ' xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">'
)
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_HEAD = f"{_DECLARATION}<w:document{_NAMESPACES}<w:body>"
_HEADER = f"{_DECLARATION}<w:hdr{_NAMESPACES}"
_FOOTER = f"{_DECLARATION}<w:ftr{_NAMESPACES}"
_TAIL = "</w:body></w:document>"
_FOOTNOTES_TYPE = (
    '<Override PartName="/word/footnotes.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/>'
)
#: What is between text and notes, which each part of footnotes has (17.11.23).
_SEPARATORS = "".join(
    f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{element}/></w:r></w:p></w:footnote>'
    for number, kind, element in (
        (-1, "separator", "separator"),
        (0, "continuationSeparator", "continuationSeparator"),
    )
)
_RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the document as markup, and what it asks of other parts."""

    xml: str
    lists: tuple[tuple[int | None, int], ...] = ()
    links: tuple[str, ...] = ()
    images: tuple[tree.Asset, ...] = ()
    notes: tuple[str, ...] = ()


def write_letter(document: tree.Document, style: PageStyle) -> Package | Failure:
    """Return the package of a letter, or why there is none."""
    needs = character_reader(style.families).read(document)
    if faults := find_faults(document, style, needs):
        return Failure(tuple(faults))
    try:
        look = metrics_of(document, fitted(style, _fit_of(document, style)))
        return _package(document, look, font_parts(document, style))
    except PictureError as error:
        return Failure((Diagnostic("docx.image", str(error), hint=error.hint),))


def _fit_of(document: tree.Document, style: PageStyle) -> Fit:
    """Return how a letter is fitted to its pages; USUAL for one that cannot be laid out.

    On a machine that lacks what PDFs need no letter is tightened.
    """
    known = decided_fit(document, style)
    if known is not None:
        return known
    try:
        from ..pdf import fit
    except MissingEngineError:
        return USUAL
    return fit(document, style)


def _package(document: tree.Document, look: Metrics, faces: tuple[ZipPart, ...]) -> Package:
    base = base_package_of(look)
    heading = _first_header(document.letterhead, look)
    pictures = len(heading.images)
    tables, anchors = _later_header(document.letterhead, look, pictures + 1)
    stretches = tuple(_stretches(document, look, pictures + len(anchors.images) + 1))
    lists = tuple(one for stretch in stretches for one in stretch.lists)
    notes = "".join(one for stretch in stretches for one in stretch.notes)
    links = tuple(sorted({one for stretch in stretches for one in stretch.links}))
    own = {part_name(one): one for stretch in stretches for one in stretch.images}
    of_headers = {
        number: {part_name(one): one for one in stretch.images}
        for number, stretch in ((1, anchors), (2, heading))
    }
    images = own | of_headers[1] | of_headers[2]
    body = "".join(stretch.xml for stretch in stretches)
    if body.endswith("</w:tbl>"):  # which no body may end with (Word)
        body += paragraph("HeaderEnd", "")
    text = f"{_HEAD}{body}{section(look, dict(base.references))}{_TAIL}"
    head = running_head(document.running_head, document.page_label)
    parts = {
        name: shared_part(name, content) for name, content in base.parts.items()
    } | {
        "[Content_Types].xml": _types(look, tuple(sorted(images)), bool(notes)),
        "word/document.xml": part("word/document.xml", text.encode()),
        "word/_rels/document.xml.rels": _relationships(
            look, links, tuple(sorted(own)), bool(notes)
        ),
        "word/numbering.xml": _numbering(look, lists),
        "docProps/core.xml": part("docProps/core.xml", core_properties(document).encode()),
        "word/header1.xml": part("word/header1.xml", _header(
            f"{tables.xml}{paragraph('Header', anchors.xml + head)}"
        )),
        "word/header2.xml": _shared_header(heading.xml),
    }  # fmt: skip
    if is_at_foot(document, look.style):
        parts |= _first_footer(document, look)
    if notes:
        parts |= _footnotes(notes, links)
    related = (
        _header_relationships(number, tuple(sorted(found)))
        for number, found in of_headers.items()
        if found
    )
    drawn = (_picture(images[name]) for name in sorted(images))
    return Package((*parts.values(), *related, *drawn, *faces))


def _stretches(document: tree.Document, look: Metrics, drawings: int) -> Iterator[Stretch]:
    """Yield what is below the letterhead, in the order of the fields of `Document`.

    `drawings` is the number of the first picture.
    """
    lists, notes = 1, 1

    def counted(stretch: Stretch) -> Stretch:
        nonlocal lists, drawings, notes
        notes += len(stretch.notes)
        lists += len(stretch.lists)
        drawings += len(stretch.images)
        return stretch

    yield Stretch(opening(document, look))
    body = document.main
    for one, edge in zip(body, _edges(document, look.style), strict=True):
        if edge is not None:
            yield counted(_block(one, look, edge, (lists, drawings, notes)))
    new_page = bool(body) and isinstance(body[-1], tree.PageBreak)
    yield counted(_ending(document.close, document.signatures, look, drawings, new_page))
    new_page = new_page and not document.close and not document.signatures
    yield Stretch(labelled(document.after, look, new_page=new_page))
    if not is_at_foot(document, look.style):
        numbers = (lists, drawings, notes)
        yield counted(_note(document.note, look, numbers, new_page and not document.after))
    annexes = document.annexes
    holds = list_holds(annexes, NO_BLOCKS, look.style)
    edges = _find_edges(annexes, NO_BLOCKS, holds, closes=False)
    for one, edge in zip(annexes, edges, strict=True):
        if edge is not None:
            yield counted(_block(one, look, edge, (lists, drawings, notes)))


#: How the blocks of letters meet, by their kinds.
_known_edges: Bounded[Hashable, tuple[Edge | None, ...]] = Bounded(64)


def _edges(document: tree.Document, style: PageStyle) -> tuple[Edge | None, ...]:
    """Return what each block of a letter's body must do at its ends, None for a page break."""
    body, stays = document.main, kept_blocks(document, style)
    closes = bool(document.close or document.signatures)
    kinds = tuple(map(type, body))
    holds = list_holds(body, stays, style)
    known = (kinds, stays, holds, closes)
    found = _known_edges.get(known)
    if found is None:
        found = _known_edges[known] = tuple(_find_edges(body, stays, holds, closes=closes))
    return found


def _find_edges(
    body: tuple[tree.Block, ...], stays: KeptBlocks, holds: tuple[ListHold, ...], *, closes: bool
) -> Iterator[Edge | None]:
    of_lists = iter(holds)
    whole_from = len(body) - stays.whole
    kept = [n for n, one in enumerate(body) if not isinstance(one, tree.PageBreak)]
    new_page = False
    for position, one in enumerate(body):
        if isinstance(one, tree.PageBreak):
            new_page = True
            yield None
            continue
        kept_to_close = closes and position == kept[-1]
        whole = position >= whole_from
        bound = stays.bound and position == whole_from - 1
        keep = kept_to_close or whole or bound or tree.introduces(body, position)
        hold = next(of_lists) if isinstance(one, tree.ItemList) else FREE
        yield Edge(keep=keep, new_page=new_page, whole=whole, hold=hold)
        new_page = False


def _first_footer(document: tree.Document, look: Metrics) -> dict[str, ZipPart]:
    """Return the footer of the first page with the sender's note, and what it is related to."""
    made = _note(document.note, look, (1, 1, 1), new_page=False)
    content = f"{_FOOTER}{made.xml}</w:ftr>".encode()
    found = [shared_part("word/footer2.xml", content)]
    if links := tuple(sorted(set(made.links))):
        found.append(_relationships_of("footer2.xml", _link_relationships(links)))
    return {one.name: one for one in found}


def _stretch(xml: str, needs: Needs) -> Stretch:
    return Stretch(
        xml, tuple(needs.lists), tuple(needs.links), tuple(needs.images), tuple(needs.notes)
    )


@lru_cache(maxsize=64)
def _first_header(head: tree.Letterhead, look: Metrics) -> Stretch:
    needs = Needs()
    return _stretch(first_header(head, look, needs), needs)


@lru_cache(maxsize=64)
def _later_header(head: tree.Letterhead, look: Metrics, drawings: int) -> tuple[Stretch, Stretch]:
    needs = Needs(1, drawings)
    tables, pictures = later_header(head, look, needs)
    return Stretch(tables), _stretch(pictures, needs)


@lru_cache(maxsize=2048)
def _block(one: tree.Block, look: Metrics, edge: Edge, numbers: tuple[int, int, int]) -> Stretch:
    needs = Needs(numbers[0], numbers[1], first_note=numbers[2])
    if look.style.hyphenated:
        one = hyphenated(one, look.language)
    return _stretch(block(one, BlockContext(look), needs, edge), needs)


@lru_cache(maxsize=64)
def _ending(
    close: str,
    signatures: tuple[tree.Signature, ...],
    look: Metrics,
    drawings: int,
    new_page: bool,
) -> Stretch:
    needs = Needs(1, drawings)
    return _stretch(ending(close, signatures, look, needs, new_page=new_page), needs)


@lru_cache(maxsize=64)
def _note(
    blocks: tuple[tree.Block, ...], look: Metrics, numbers: tuple[int, int, int], new_page: bool
) -> Stretch:
    needs = Needs(numbers[0], numbers[1], first_note=numbers[2])
    if look.style.hyphenated:
        blocks = tuple(hyphenated(one, look.language) for one in blocks)
    return _stretch(note(blocks, look, needs, new_page=new_page), needs)


def _before_end(content: bytes, markup: str) -> bytes:
    """Put markup before the end tag of a part's root."""
    at = content.rindex(b"</")
    return content[:at] + markup.encode() + content[at:]


@lru_cache(maxsize=256)
def _types(look: Metrics, images: tuple[str, ...], notes: bool) -> ZipPart:
    base = base_package_of(look)
    types = "".join(
        f'<Default Extension="{ending}" ContentType="image/{ending}"/>'
        for ending in sorted({name.rpartition(".")[2] for name in images})
    )
    # Defaults are before overrides (ECMA-376 part 2, 10.1.2.2): after the opening tag.
    name = "[Content_Types].xml"
    content = base.parts[name]
    at = content.index(b"<Default")
    content = content[:at] + types.encode() + content[at:]
    if notes:
        content = _before_end(content, _FOOTNOTES_TYPE)
    return shared_part(name, content)


@lru_cache(maxsize=256)
def _relationships(
    look: Metrics, links: tuple[str, ...], images: tuple[str, ...], notes: bool
) -> ZipPart:
    added = _image_relationships(images) + _link_relationships(links)
    if notes:
        kind = f"{_RELATIONSHIP}/footnotes"
        added += f'<Relationship Id="footnotes" Type="{kind}" Target="footnotes.xml"/>'
    name = "word/_rels/document.xml.rels"
    return shared_part(name, _before_end(base_package_of(look).parts[name], added))


def _link_relationships(links: tuple[str, ...]) -> str:
    return "".join(
        f'<Relationship Id="{link_id(href)}" Type="{_RELATIONSHIP}/hyperlink"'
        f' Target="{escape(link_target(href))}" TargetMode="External"/>'
        for href in links
    )


def _footnotes(notes: str, links: tuple[str, ...]) -> dict[str, ZipPart]:
    """Return the part of the footnotes, and its relationships: all links of the letter."""
    text = f"{_DECLARATION}<w:footnotes{_NAMESPACES}{_SEPARATORS}{notes}</w:footnotes>"
    found = [part("word/footnotes.xml", text.encode())]
    if links:
        found.append(_relationships_of("footnotes.xml", _link_relationships(links)))
    return {one.name: one for one in found}


def _image_relationships(images: tuple[str, ...]) -> str:
    return "".join(
        f'<Relationship Id="image{name[6:18]}" Type="{_RELATIONSHIP}/image" Target="{name}"/>'
        for name in images
    )


def _header_relationships(number: int, images: tuple[str, ...]) -> ZipPart:
    """Return the relationships of the header with this number in its name."""
    return _relationships_of(f"header{number}.xml", _image_relationships(images))


def _relationships_of(name: str, markup: str) -> ZipPart:
    """Return the relationships of a part of the folder word/."""
    content = (
        f"{_DECLARATION}<Relationships"
        ' xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{markup}</Relationships>"
    )
    return shared_part(f"word/_rels/{name}.rels", content.encode())


@lru_cache(maxsize=256)
def _numbering(look: Metrics, lists: tuple[tuple[int | None, int], ...]) -> ZipPart:
    name = "word/numbering.xml"
    return shared_part(name, _before_end(base_package_of(look).parts[name], instances(lists)))


def _header(content: str) -> bytes:
    """Return a header's part."""
    return f"{_HEADER}{content}</w:hdr>".encode()


@lru_cache(maxsize=64)
def _shared_header(content: str) -> ZipPart:
    """Return the first page's header, the same for all letters of a sender."""
    return shared_part("word/header2.xml", _header(content))


@lru_cache(maxsize=64)
def _picture(asset: tree.Asset) -> ZipPart:
    return part("word/" + part_name(asset), asset.content)
