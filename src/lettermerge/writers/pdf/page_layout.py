"""Lay out a Document as pages: the full way, WeasyPrint's whole machinery for one letter."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ...diagnostics import Diagnostic
from ...layout.page_style import PageStyle
from ...letter import document as tree
from ..html import columns_of, page, stationery
from ..kept_blocks import kept_blocks
from . import weasyprint_engine as engine
from .pdf_faults import find_faults, used_images


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
    faults = [*find_faults(document, style.families)]
    if faults:
        raise LayoutError(*faults)
    try:
        sheets, denied = engine.style_sheets(style, document.page_label)
    except ValueError as error:
        raise LayoutError(_fault("pdf.page-label", str(error), "")) from error
    used = [*(asset for asset, _ in used_images(document)), *document.letterhead.sheets]
    fetcher = engine.Fetcher(used)
    columns = columns_of(document, style)
    kept = kept_blocks(document, style)
    markup = page(document, engine.asset_address, "", columns, kept)
    laid = engine.render(markup, sheets, fetcher)
    behind = (_behind(document, style, fetcher, later=later) for later in (False, True))
    laid = replace(laid, behind=(next(behind), next(behind)))
    refuse_denied((*denied, *fetcher.denied))
    return laid


def _behind(
    document: tree.Document, style: PageStyle, fetcher: engine.Fetcher, *, later: bool
) -> Any:
    """Return the laid-out page of what lies below a first or later page, None if nothing does."""
    markup = stationery(document, engine.asset_address, style.design.marks, later=later)
    if not markup:
        return None
    return engine.render(markup, engine.stationery_sheets(style), fetcher).pages[0]


def refuse_denied(addresses: tuple[str, ...]) -> None:
    """Raise LayoutError if a theme or an image asked for any address outside the letter."""
    if addresses:
        raise LayoutError(*(_fault_denied(address) for address in addresses))


def _fault(code: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(code, message, hint=hint)


def _fault_denied(address: str) -> Diagnostic:
    return _fault(
        "pdf.denied",
        f"the theme or an image asks for {address!r}, which is not part of the letter",
        "name images in theme.toml or in the letter; a theme's style sheet fetches nothing",
    )
