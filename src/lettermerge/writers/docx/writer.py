"""Write one letter into its package: caches for what repeats, text for what varies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ...diagnostics import Diagnostic, Failure
from ...layout.page_style import PageStyle
from ...letter import document as tree
from .base_package import base_package_of
from .body import BlockContext, Edge, before_its_like, block
from .docx_faults import find_faults
from .embedded_fonts import font_parts
from .header import core_properties, running_head
from .letter_frame import ending, labelled, letterhead, note, opening, section
from .metrics import Metrics, metrics_of
from .numbering import instances
from .pictures import PictureError, part_name
from .soft_hyphens import hyphenated
from .wordprocessingml import Needs, escape, link_id, link_target
from .zip_parts import Package, ZipPart, part, shared_part

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document'
    ' xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><w:body>'
)
_TAIL = "</w:body></w:document>"
_RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the document as markup, and what it asks of other parts."""

    xml: str
    lists: tuple[tuple[int | None, int], ...] = ()
    links: tuple[str, ...] = ()
    images: tuple[tree.Asset, ...] = ()


def write_letter(document: tree.Document, style: PageStyle) -> Package | Failure:
    """Return the package of a letter, or why there is none."""
    faults = find_faults(document, style)
    if faults:
        return Failure(tuple(faults))
    try:
        look = metrics_of(document, style)
        return _package(document, look)
    except PictureError as error:
        return Failure((Diagnostic("docx.image", str(error), hint=error.hint),))


def _package(document: tree.Document, look: Metrics) -> Package:
    base = base_package_of(look)
    stretches = tuple(_stretches(document, look))
    lists = tuple(one for stretch in stretches for one in stretch.lists)
    links = tuple(sorted({one for stretch in stretches for one in stretch.links}))
    images = {part_name(one): one for stretch in stretches for one in stretch.images}
    body = "".join(stretch.xml for stretch in stretches)
    text = f"{_HEAD}{body}{section(look, dict(base.references))}{_TAIL}"
    head = running_head(document.running_head, document.page_label)
    parts = {
        name: shared_part(name, content) for name, content in base.parts.items()
    } | {
        "[Content_Types].xml": _types(look, tuple(sorted(images))),
        "word/document.xml": part("word/document.xml", text.encode()),
        "word/_rels/document.xml.rels": _relationships(look, links, tuple(sorted(images))),
        "word/numbering.xml": _numbering(look, lists),
        "docProps/core.xml": part("docProps/core.xml", core_properties(document).encode()),
        "word/header1.xml": _header(look, head),
    }  # fmt: skip
    pictures = (_picture(images[name]) for name in sorted(images))
    return Package((*parts.values(), *pictures, *font_parts(document, look.style)))


def _stretches(document: tree.Document, look: Metrics) -> Iterator[Stretch]:
    """Yield the letter's parts in the order of the fields of `Document`."""
    lists = drawings = 1

    def counted(stretch: Stretch) -> Stretch:
        nonlocal lists, drawings
        lists += len(stretch.lists)
        drawings += len(stretch.images)
        return stretch

    yield counted(_letterhead(document.letterhead, look))
    yield Stretch(opening(document, look))
    body = document.body
    kept = [n for n, one in enumerate(body) if not isinstance(one, tree.PageBreak)]
    new_page = False
    for position, one in enumerate(body):
        if isinstance(one, tree.PageBreak):
            new_page = True
            continue
        final = position == kept[-1]
        kept_to_close = final and bool(document.close or document.signatures)
        keep = kept_to_close or tree.introduces(body, position)
        edge = Edge(keep=keep, new_page=new_page, beside=before_its_like(body, position))
        yield counted(_block(one, look, edge, lists, drawings))
        new_page = False
    yield counted(_ending(document.close, document.signatures, look, drawings, new_page))
    new_page = new_page and not document.close and not document.signatures
    yield Stretch(labelled(document.after, new_page=new_page))
    yield counted(_note(document.note, look, lists, drawings, new_page and not document.after))


def _stretch(xml: str, needs: Needs) -> Stretch:
    return Stretch(xml, tuple(needs.lists), tuple(needs.links), tuple(needs.images))


@lru_cache(maxsize=64)
def _letterhead(head: tree.Letterhead, look: Metrics) -> Stretch:
    needs = Needs()
    return _stretch(letterhead(head, look, needs), needs)


@lru_cache(maxsize=2048)
def _block(one: tree.Block, look: Metrics, edge: Edge, lists: int, drawings: int) -> Stretch:
    needs = Needs(lists, drawings)
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
    blocks: tuple[tree.Block, ...], look: Metrics, lists: int, drawings: int, new_page: bool
) -> Stretch:
    needs = Needs(lists, drawings)
    if look.style.hyphenated:
        blocks = tuple(hyphenated(one, look.language) for one in blocks)
    return _stretch(note(blocks, look, needs, new_page=new_page), needs)


def _before_end(content: bytes, markup: str) -> bytes:
    """Put markup before the end tag of a part's root."""
    at = content.rindex(b"</")
    return content[:at] + markup.encode() + content[at:]


@lru_cache(maxsize=256)
def _types(look: Metrics, images: tuple[str, ...]) -> ZipPart:
    base = base_package_of(look)
    types = "".join(
        f'<Default Extension="{ending}" ContentType="image/{ending}"/>'
        for ending in sorted({name.rpartition(".")[2] for name in images})
    )
    # Defaults stand before overrides (ECMA-376 part 2, 10.1.2.2): after the opening tag.
    name = "[Content_Types].xml"
    content = base.parts[name]
    at = content.index(b"<Default")
    return shared_part(name, content[:at] + types.encode() + content[at:])


@lru_cache(maxsize=256)
def _relationships(look: Metrics, links: tuple[str, ...], images: tuple[str, ...]) -> ZipPart:
    by_image = "".join(
        f'<Relationship Id="image{name[6:18]}" Type="{_RELATIONSHIP}/image" Target="{name}"/>'
        for name in images
    )
    by_link = "".join(
        f'<Relationship Id="{link_id(href)}" Type="{_RELATIONSHIP}/hyperlink"'
        f' Target="{escape(link_target(href))}" TargetMode="External"/>'
        for href in links
    )
    name = "word/_rels/document.xml.rels"
    return shared_part(name, _before_end(base_package_of(look).parts[name], by_image + by_link))


@lru_cache(maxsize=256)
def _numbering(look: Metrics, lists: tuple[tuple[int | None, int], ...]) -> ZipPart:
    name = "word/numbering.xml"
    return shared_part(name, _before_end(base_package_of(look).parts[name], instances(lists)))


def _header(look: Metrics, runs: str) -> ZipPart:
    """Return the running head's part: the paragraph of the base package with the words added."""
    name = "word/header1.xml"
    content = base_package_of(look).parts[name]
    at = content.rindex(b"</w:p>")
    return part(name, content[:at] + runs.encode() + content[at:])


@lru_cache(maxsize=64)
def _picture(asset: tree.Asset) -> ZipPart:
    return part("word/" + part_name(asset), asset.content)
