"""Plan what the words of a letter alone do not say of its pages: what stays together, line pitch.

Letters of one plan may share a layout; both formats follow it.
"""

from __future__ import annotations

from typing import NamedTuple

from ..layout.page_style import PageStyle
from ..layout.text_measurement import count_address_lines
from ..letter.document import Document, Letterhead
from .keep_with_close import NO_BLOCKS, KeptBlocks, ListHold, kept_blocks, list_holds


class PagePlan(NamedTuple):
    """How a letter is set on its pages.

    `columns` is how many signatures stand side by side, `kept` what of the body stays with the
    close, `holds` how many items of each list of the body stay together at its ends.
    `address_leading` is the line pitch of the address in points, 0 for that of the body; `room`
    is what lies above the date where no letterhead is printed, in millimetres.
    """

    columns: int = 1
    kept: KeptBlocks = NO_BLOCKS
    holds: tuple[ListHold, ...] = ()
    address_leading: float = 0.0
    room: float = 0.0


UNPLANNED = PagePlan()


def plan_page(document: Document, style: PageStyle) -> PagePlan:
    """Return the plan of a letter in a style."""
    kept = kept_blocks(document, style)
    pitch = address_leading(document, style)
    return PagePlan(
        style.design.signature_columns(len(document.signatures), style.measure),
        kept,
        list_holds(document.main, kept, style),
        0.0 if pitch == style.leading else pitch,
        room_above(document.letterhead, style),
    )


def address_leading(document: Document, style: PageStyle) -> float:
    """Return the line pitch of a letter's address, in points."""
    return style.leading_of_address(count_address_lines(document.address_block, style))


def room_above(head: Letterhead, style: PageStyle) -> float:
    """Return what is between the top margin and the date where no letterhead is printed.

    The date is no higher than the text of later pages, in millimetres.
    """
    return 0.0 if head.printed else max(head.room, style.later_top - style.margins.top)
