"""Lay out a Document as pages: the full way, WeasyPrint's whole machinery for one letter."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

from ...diagnostics import Diagnostic
from ...layout.page_style import PageStyle
from ...layout.spacing import POINT
from ...letter import document as tree
from ...letter.document_images import used_images
from ..html import note_page, page, proof_markup, stationery
from ..page_plan import plan_page
from ..proof_mark_placement import proof_places
from ..sender_note_placement import foot_distance, is_at_foot, may_move
from . import weasyprint_engine as engine
from .pdf_preflight import find_faults


class LayoutError(Exception):
    """A letter that cannot be laid out, with what is wrong."""

    def __init__(self, *faults: Diagnostic) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


#: Characters of an address in a message.
_LONGEST = 100


def lay_out(document: tree.Document, style: PageStyle) -> engine.Laid:
    """Return `document`, laid out.

    Raises:
        LayoutError: a character that no font has, an image that is broken or has no alternative
            text, a theme that asks for something outside the letter.
    """
    faults = [*find_faults(document, style.families)]
    if faults:
        raise LayoutError(*faults)
    moved = proof_places(document.letterhead, style)
    shown = replace(style, proof="") if moved else style
    try:
        sheets, denied = engine.style_sheets(shown, document.page_label)
    except ValueError as error:
        raise LayoutError(_fault("pdf.page-label", str(error), "")) from error
    used = [*(asset for asset, _ in used_images(document)), *document.letterhead.sheets]
    fetcher = engine.Fetcher(used)
    head, note = _note_at_foot(document, style, sheets)
    markup = page(document, engine.asset_address, head, plan_page(document, style), note)
    laid = engine.render(markup, sheets, fetcher)
    if note:
        _read_note_last(laid.root)
    behind = (_behind(document, style, fetcher, later=later) for later in (False, True))
    laid = replace(laid, behind=(next(behind), next(behind)))
    refuse_denied((*denied, *fetcher.denied))
    return laid


def _note_at_foot(
    document: tree.Document, style: PageStyle, sheets: tuple[Any, ...]
) -> tuple[str, str]:
    """Return what makes room for the note on the first page, and what places it there."""
    if not is_at_foot(document, style):
        return "", ""
    high = note_height(document.note, document.language, sheets)
    distance = foot_distance(document.letterhead, style)
    below = foot_room(high, distance, style)
    top = style.paper.height - distance - high
    return f"<style>@page :first {{ margin-bottom: {below:g}mm }}</style>", f"top:{top:g}mm"


def gain_at_foot(document: tree.Document, style: PageStyle) -> float:
    """Return what a letter gains of a page by its note at the foot, in heights of its text.

    Nothing where the note stays at the end.
    """
    if style.design.note != "auto" or not may_move(document, style):
        return 0.0
    sheets, _ = engine.style_sheets(style, document.page_label)
    high = note_height(document.note, document.language, sheets)
    distance = foot_distance(document.letterhead, style)
    lost = foot_room(high, distance, style) - style.margins.bottom
    text = style.paper.height - style.later_top - style.margins.bottom
    return max(high + style.leading * POINT - lost, 0.0) / text


def foot_room(high: float, distance: float, style: PageStyle) -> float:
    """Return the lower margin of a first page that has a note of this height at its foot."""
    return max(style.margins.bottom, distance + high + style.leading * POINT)


@lru_cache(maxsize=64)
def note_height(note: tuple[tree.Block, ...], language: str, sheets: tuple[Any, ...]) -> float:
    """Return how high a note of paragraphs is with its rule, in millimetres."""
    height = engine.block_height(note_page(note, language), sheets, "aside")
    return round(height, 3)


def _read_note_last(root: Any) -> None:
    """Move the note to the end of the tree: it is read after all else, wherever it is printed."""
    note = next(root.iter("aside"))
    parent = next(one for one in root.iter() if note in list(one))
    parent.remove(note)
    next(root.iter("body")).append(note)


def _behind(
    document: tree.Document, style: PageStyle, fetcher: engine.Fetcher, *, later: bool
) -> Any:
    """Return the laid-out page of what lies below a first or later page, None if nothing does."""
    proof = ""
    if places := proof_places(document.letterhead, style):
        box = places.later if later else places.first
        proof = proof_markup(style.proof, box.left, box.top)
    marks = style.design.marks
    markup = stationery(document, engine.asset_address, marks, later=later, proof=proof)
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
        f"the theme or an image asks for {_shortened(address)!r}, which is not part of the letter",
        "name images in theme.toml or in the letter; a theme's style sheet fetches nothing",
    )


def _shortened(address: str) -> str:
    """Return the start of a long address: one may hold a whole file."""
    return address if len(address) <= _LONGEST else f"{address[:_LONGEST]}..."
