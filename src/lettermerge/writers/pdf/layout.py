"""A Document into laid-out pages: the full way, WeasyPrint's whole machinery for one letter."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...letter import document as tree
from ..html import page
from ..style import PageStyle
from . import engine
from .fonts import missing_characters, name_character
from .metadata import is_printable


class LayoutError(Exception):
    """A letter that cannot be laid out, with what is wrong."""

    def __init__(self, *faults: Diagnostic) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


def lay_out(document: tree.Document, style: PageStyle) -> engine.Laid:
    """Return `document`, laid out.

    Raises:
        LayoutError: a character that no font has, an image that is broken or has no alternative
            text, a theme that asks for something outside the letter.
    """
    faults = [*find_faults(document)]
    if faults:
        raise LayoutError(*faults)
    try:
        sheets, denied = engine.style_sheets(style, document.page_label)
    except ValueError as error:
        raise LayoutError(_fault("pdf.page-label", str(error), "")) from error
    fetcher = engine.Fetcher(asset for asset, _ in used_images(document))
    laid = engine.render(page(document, engine.asset_address), sheets, fetcher)
    refuse_denied((*denied, *fetcher.denied))
    return laid


def refuse_denied(addresses: tuple[str, ...]) -> None:
    """Raise LayoutError if a theme or an image asked for any address outside the letter."""
    if addresses:
        raise LayoutError(*(_fault_denied(address) for address in addresses))


def find_faults(document: tree.Document) -> Iterator[Diagnostic]:
    """Yield what keeps `document` from being printed, before anything is laid out."""
    for character, place in missing_characters(document):
        yield _fault(
            "pdf.missing-glyph",
            f"no bundled font has {name_character(character)}, in the {place}",
            "write it in letters that the bundled fonts have (Latin, Greek, Cyrillic, Vietnamese)",
        )
    if not is_printable(document):
        yield _fault(
            "pdf.properties",
            "the title, the author or the date cannot be written into the file's properties",
            "leave out control characters, and write the date as 2023-07-20",
        )
    for asset, alt in used_images(document):
        if not alt.strip():
            yield _fault(
                "pdf.missing-alt",
                f"the image {asset.name} has no alternative text",
                "say in words what it shows",
            )


def used_images(document: tree.Document) -> Iterator[tuple[tree.Asset, str]]:
    """Yield each image of the letter with its alternative text, in reading order."""
    if document.letterhead.image:
        yield document.letterhead.image, document.letterhead.image_alt
    yield from _block_images(document.body)
    for signature in document.signatures:
        if signature.image:
            yield signature.image, signature.image_alt
    yield from _block_images(document.note)


def _block_images(blocks: tuple[tree.Block, ...]) -> Iterator[tuple[tree.Asset, str]]:
    for block in blocks:
        match block:
            case tree.Image(asset, alt):
                yield asset, alt
            case tree.Quote(children):
                yield from _block_images(children)
            case tree.ItemList(items):
                for item in items:
                    yield from _block_images(item)


def _fault(code: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(code, message, hint=hint)


def _fault_denied(address: str) -> Diagnostic:
    return _fault(
        "pdf.denied",
        f"the theme or an image asks for {address!r}, which is not part of the letter",
        "name images in theme.toml or in the letter; a theme's style sheet fetches nothing",
    )
