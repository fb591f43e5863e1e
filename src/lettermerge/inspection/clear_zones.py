"""Check a finished PDF against a service's page: ink in its zones, the address where it is read.

Every object that prints is measured in the file (PDFium): text, lines and pictures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

from ..layout.page_style import Box
from ..layout.print_service_page import ServicePage
from ..layout.spacing import POINT

#: Millimetres by which ink may be over the edge of a zone: the service itself allows it.
SLACK = 1.0
_DEEPEST = 4  # forms inside forms


def find_zone_faults(
    pdf: bytes, page: ServicePage, block: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Yield a code and a message for what the service would refuse; `block` is the address.

    Not for several threads: PDFium is not.
    """
    import pypdfium2

    with closing(pypdfium2.PdfDocument(pdf)) as document:
        for number in range(len(document)):
            zones = page.zones if number == 0 else (page.later,)
            over = [box for box in _ink(document[number]) if not _inside(box, zones)]
            if over:
                first = min(over, key=lambda box: (box.top, box.left))
                message = (
                    f"page {number + 1} has ink where {page.name} wants none, at "
                    f"{first.left:.1f} mm from the left and {first.top:.1f} mm from the top"
                )
                yield "clear-zone", message
        read = _words_in(document[0], page.address)
    if read != " ".join(" ".join(block).split()):
        box = page.address
        message = (
            f"the address is not where {page.name} reads it ({box.left:g} to {box.right:g} mm "
            f"from the left, {box.top:g} to {box.bottom:g} mm from the top)"
        )
        yield "address-place", message


def _ink(page: Any) -> Iterator[Box]:
    """Yield the boxes of what a page prints."""
    height = page.get_height()
    for one in page.get_objects(max_depth=_DEEPEST):
        left, bottom, right, top = one.get_bounds()
        if right > left and top > bottom:
            yield Box(
                left * POINT, (height - top) * POINT, (right - left) * POINT, (top - bottom) * POINT
            )


def _inside(box: Box, zones: Sequence[Box]) -> bool:
    return any(
        box.left >= zone.left - SLACK
        and box.top >= zone.top - SLACK
        and box.right <= zone.right + SLACK
        and box.bottom <= zone.bottom + SLACK
        for zone in zones
    )


def _words_in(page: Any, box: Box) -> str:
    """Return the words in a box, white space folded."""
    height = page.get_height()
    text: str = page.get_textpage().get_text_bounded(
        left=(box.left - SLACK) / POINT,
        bottom=height - (box.bottom + SLACK) / POINT,
        right=(box.right + SLACK) / POINT,
        top=height - (box.top - SLACK) / POINT,
    )
    return " ".join(text.split())
