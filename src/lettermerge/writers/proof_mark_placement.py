"""Find where the mark of a proof goes: its usual place, or one where the letterhead prints nothing.

Items are measured by their lengths, pictures of the whole paper by their dots.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ..layout.page_style import Box, PageStyle
from ..layout.spacing import POINT, RUNNING_TOP, item_leading
from ..layout.text_measurement import ample_width
from ..letter.document import Asset, Letterhead
from ..letter.picture_normalisation import grey_squares
from .docx.pictures import size_at_width, usable

#: From the paper's edge, where printers print, in millimetres.
_EDGE = 5.0
#: Around the mark, where nothing else is.
_AIR = 0.5


class ProofPlaces(NamedTuple):
    """The boxes of the mark on first and on later pages."""

    first: Box
    later: Box


@lru_cache(maxsize=64)
def proof_places(head: Letterhead, style: PageStyle) -> ProofPlaces | None:
    """Return where the mark goes instead of its usual places; None where these are free."""
    if not style.proof or not (head.items or head.sheets):
        return None
    pages = (("first", head.first), ("later", head.later))
    taken = [[*_printed(head, page, sheet, style)] for page, sheet in pages]
    if all(_is_free(box, boxes) for boxes in taken for box in _usual(style)):
        return None
    taken[1].append(_running_head(style))
    first, later = (_find(boxes, style) for boxes in taken)
    return ProofPlaces(first, later)


def _printed(head: Letterhead, page: str, sheet: Asset | None, style: PageStyle) -> Iterator[Box]:
    """Yield what a letterhead prints on a page."""
    paper = style.paper
    for one in head.items_on(page, "all"):
        left, top = one.corner(paper.width, paper.height)
        lines = len(one.lines) * item_leading(one.size) * POINT
        high = size_at_width(one.image, one.width, paper.width)[1] if one.image else lines
        yield Box(left, top, one.width, high)
    if sheet is not None:
        yield from ink_of(usable(sheet), paper.width, paper.height)


def _size(style: PageStyle) -> tuple[float, float]:
    """Return how wide and high the mark is."""
    wide = ample_width(style.proof, style.families, bold=True) * style.font_size * POINT + 2
    return wide, style.leading * POINT


def _usual(style: PageStyle) -> tuple[Box, ...]:
    """Return what the mark takes where it usually is: at the head of pages, and at their foot."""
    wide, high = _size(style)
    paper, margins = style.paper, style.margins
    left = margins.left + (style.measure - wide) / 2
    head = max(margins.top / 2 - 1.5 * high, 0)
    low = max(head + 2 * high, style.running_top)
    foot = paper.height - margins.bottom / 2 - high / 2
    return Box(left, head, wide, low - head), Box(left, foot, wide, high)


def _running_head(style: PageStyle) -> Box:
    return Box(style.margins.left, RUNNING_TOP, style.measure, style.small_leading * POINT)


def _find(taken: list[Box], style: PageStyle) -> Box:
    """Return the first free place in the margins, or the one at the top edge where none is."""
    wide, high = _size(style)
    paper, margins = style.paper, style.margins
    lefts = ((paper.width - wide) / 2, paper.width - _EDGE - wide, _EDGE)
    below, lowest = paper.height - margins.bottom, paper.height - _EDGE - high
    steps = [one / 2 for one in range(int(2 * paper.height))]
    tops = [one for one in steps if _EDGE <= one <= margins.top - high]
    tops += [one for one in reversed(steps) if below <= one <= lowest]
    places = [Box(left, top, wide, high) for left in lefts for top in tops]
    fallback = Box(lefts[0], _EDGE, wide, high)
    return next((one for one in places if _is_free(one, taken)), fallback)


def _is_free(box: Box, taken: list[Box]) -> bool:
    return not any(
        box.left - _AIR < one.right
        and box.right + _AIR > one.left
        and box.top - _AIR < one.bottom
        and box.bottom + _AIR > one.top
        for one in taken
    )


#: Squares of this side are looked at, in millimetres.
_SIDE = 2
#: What is lighter, of 255, is paper: on average over a square.
_PAPER = 250


@lru_cache(maxsize=8)
def ink_of(picture: Asset, width: float, height: float) -> tuple[Box, ...]:
    """Return the squares of a PNG or JPEG with ink, on a paper of this size in millimetres."""
    columns, rows = round(width / _SIDE), round(height / _SIDE)
    squares = grey_squares(picture.content, columns, rows)
    wide, high = width / columns, height / rows
    return tuple(
        Box(at % columns * wide, at // columns * high, wide, high)
        for at, value in enumerate(squares)
        if value < _PAPER
    )
