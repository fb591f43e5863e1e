"""Say which settings of a theme put the address, and nothing else, into an envelope's window.

All that must move is solved at once, so that no step of the advice undoes another one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import ceil, floor

from ..layout.page_style import Box, PageStyle
from ..layout.spacing import DATE_GAP, POINT, item_leading
from ..layout.text_measurement import count_address_lines
from ..layout.window_envelope import WindowEnvelope, load_envelopes
from ..letter.document import Document, PlacedItem
from ..writers.docx.pictures import size_at_width
from ..writers.page_plan import room_above
from .part_matching import PlacedWords, PrintedPart

#: Below this nothing is said, in millimetres: boxes of glyphs are whole thousandths of the type
#: size (0.004 mm), and no printer feeds paper to a tenth.
SLACK = 0.1
#: What no laser printer prints, from the paper's edge.
_EDGE = 25.4 / 6
_ABOVE = frozenset({PrintedPart.LETTERHEAD, PrintedPart.DATE})
_IN_WINDOW = frozenset({PrintedPart.ADDRESS, PrintedPart.RETURN})


@dataclass(frozen=True, slots=True)
class PrintedTop:
    """The first page of a letter above its body: what is printed, and the settings behind it."""

    document: Document
    style: PageStyle
    address: Box
    placed: Sequence[PlacedWords]

    @property
    def date_end(self) -> float:
        """Where an address may begin at the earliest, below the room of a letterhead and the date.

        Only for letterheads that are placed item by item.
        """
        style, head = self.style, self.document.letterhead
        return style.margins.top + room_above(head, style) + style.leading * POINT + DATE_GAP

    @property
    def block_top(self) -> float:
        """Where the address begins, its sender's line included."""
        top = self.style.window.top
        return top if self.document.letterhead.printed else max(top, self.date_end)

    def boxes(self, *parts: PrintedPart) -> list[Box]:
        """Return what is printed of some parts on the first page."""
        return [one.words.box for one in self.placed if one.page == 1 and one.part in parts]


@dataclass(slots=True)
class _Plan:
    """Settings to be written, those of items apart; `top` is where the address is to begin."""

    top: float = 0.0
    keys: dict[str, str] = field(default_factory=dict)
    items: list[str] = field(default_factory=list)


def advise(top: PrintedTop, envelope: WindowEnvelope) -> str:
    """Return what to set in theme.toml so that the window shows the address and nothing else.

    "" where no settings do: the letterhead is in the way, or the address is larger than the window.
    """
    shown, ever = envelope.always_shown(top.style.paper), envelope.ever_shown(top.style.paper)
    address = top.address
    if address.width > shown.width + SLACK or address.height > shown.height + SLACK:
        return ""
    right = _inward(shown.left - address.left, address.right - shown.right)
    down = _inward(shown.top - address.top, address.bottom - shown.bottom)
    plan = _Plan(top.block_top + down)
    head = top.document.letterhead
    fits = _clear_items(top, ever, plan) if not head.printed else _is_clear(top, ever)
    if not fits or not _make_room(top, ever, plan, moves=bool(down)):
        return ""
    window, paper = top.style.window, top.style.paper.name
    moved = Box(window.left + right, window.top, window.width, window.height)
    if down or plan.top != top.block_top:
        moved = replace(moved, top=plan.top)
    if moved != window:
        sides = (moved.left, moved.top, moved.width, moved.height)
        place = ", ".join(f"{round(side, 1):g}" for side in sides)
        plan.keys[f"page.{paper}.window"] = f"[{place}]"
    if body_top := _body_top(top, ever, moved, plan.top):
        plan.keys[f"page.{paper}.body_top"] = f"{body_top:g}"
    said = [*(f"{key} = {value}" for key, value in plan.keys.items()), *plan.items]
    return f"set {_listed(said)} in theme.toml" if said else "nothing need move"


def fitting_envelopes(top: PrintedTop) -> list[WindowEnvelope]:
    """Return the envelopes whose windows the letter fits, perhaps with other settings."""
    known = load_envelopes().values()
    paper = top.style.paper.name
    return [one for one in known if paper in one.folds and advise(top, one)]


def _listed(said: Sequence[str]) -> str:
    return " and ".join((", ".join(said[:-1]), said[-1])) if len(said) > 1 else said[0]


def _is_clear(top: PrintedTop, ever: Box) -> bool:
    """Tell whether no part of a printed letterhead is in the window."""
    return not any(overlap(box, ever) for box in top.boxes(*_ABOVE))


def _clear_items(top: PrintedTop, ever: Box, plan: _Plan) -> bool:
    """Plan where the items go that the window shows: above it, or to its right."""
    boxes, inks = dict(_item_boxes(top)), top.boxes(PrintedPart.LETTERHEAD)
    for number, box in list(boxes.items()):
        if not any(overlap(ink, box) and overlap(ink, ever) for ink in inks):
            continue
        others = [one for other, one in boxes.items() if other != number]
        places = (
            replace(box, top=floor((ever.top - box.height) * 10) / 10),
            replace(box, left=ceil(ever.right * 10) / 10),
        )
        free = [one for one in places if _is_free(one, others, top)]
        if not free:
            return False
        boxes[number] = free[0]
        item = top.document.letterhead.items[number]
        plan.items += _item_keys(number, item, free[0], top.style)
    return True


def _is_free(box: Box, others: Sequence[Box], top: PrintedTop) -> bool:
    paper = top.style.paper
    inside = box.left >= _EDGE and box.top >= _EDGE and box.right <= paper.width - _EDGE
    return inside and not any(overlap(box, one) for one in (*others, *top.boxes(PrintedPart.DATE)))


def _item_keys(number: int, item: PlacedItem, box: Box, style: PageStyle) -> list[str]:
    paper, named = style.paper, f"in item {number + 1} of letterhead.items"
    x = paper.width - box.left if item.side == "right" else box.left
    y = paper.height - box.top if item.edge == "bottom" else box.top
    wanted = (("x", x, item.x), ("y", y, item.y))
    return [f"{key} = {new:g} {named}" for key, new, old in wanted if abs(new - old) > SLACK / 2]


def _item_boxes(top: PrintedTop) -> Iterator[tuple[int, Box]]:
    """Yield the place of each item of the first page, by its number from 0."""
    paper = top.style.paper
    for number, one in enumerate(top.document.letterhead.items):
        if one.page == "later":
            continue
        left, upper = one.corner(paper.width, paper.height)
        lines = len(one.lines) * item_leading(one.size) * POINT
        high = size_at_width(one.image, one.width, one.width)[1] if one.image else lines
        yield number, Box(left, upper, one.width, high)


def _make_room(top: PrintedTop, ever: Box, plan: _Plan, *, moves: bool) -> bool:
    """Plan how far the letterhead's room shrinks, so that the address can begin where it must.

    The date may change sides where the letterhead is in its way.
    """
    head, style = top.document.letterhead, top.style
    if head.printed:
        return not (moves and plan.top < top.block_top and _is_pushed(top))
    dates = top.boxes(PrintedPart.DATE)
    less = max(top.date_end - plan.top, 0.0)
    if not less and not any(overlap(date, ever) for date in dates):
        return True
    less = ceil(less * 10) / 10
    if less > head.room:
        return False
    items = [box for _, box in _item_boxes(top)]
    for align in (style.design.date_align, _OTHER[style.design.date_align]):
        moved = [_date_at(date, align, less, style) for date in dates]
        if any(overlap(one, box) for one in moved for box in (*items, ever)):
            continue
        if less:
            plan.keys["letterhead.room"] = f"{head.room - less:g}"
        if align != style.design.date_align:
            plan.keys["date.align"] = f'"{align}"'
        return True
    return False


_OTHER = {"left": "right", "right": "left"}


def _date_at(date: Box, align: str, less: float, style: PageStyle) -> Box:
    if align == style.design.date_align:
        return replace(date, top=date.top - less)
    left = style.margins.left
    if align == "right":
        left = style.paper.width - style.margins.right - date.width
    return replace(date, left=left, top=date.top - less)


def _is_pushed(top: PrintedTop) -> bool:
    """Tell whether a letterhead pushes the address out of the place of its window."""
    style = top.style
    return top.address.top - style.window.top - style.return_height > style.address_pitch


def _body_top(top: PrintedTop, ever: Box, window: Box, begins: float) -> float:
    """Return where the body must begin that the window shows none of it; 0 where it does so."""
    style = top.style
    below = [
        one.words.box.top
        for one in top.placed
        if one.page == 1 and one.part not in _ABOVE | _IN_WINDOW and one.part is not None
    ]
    if not below:
        return 0.0
    lines = count_address_lines(top.document.address_block, style)
    moved = replace(style, window=window)
    start = top.block_top + style.room_for_address(lines)
    after = begins + moved.room_for_address(lines)
    first = min(below) - start + after
    if first >= ever.bottom - SLACK:
        return 0.0
    return ceil((window.top + moved.room_for_address(lines) + ever.bottom - first) * 10) / 10


def _inward(before: float, behind: float) -> float:
    """Return the shift along one axis that brings an address in, to a tenth beyond the edge."""
    if before > SLACK:
        return ceil(before * 10) / 10
    return floor(-behind * 10) / 10 if behind > SLACK else 0.0


def overlap(one: Box, other: Box) -> bool:
    """Tell whether two boxes overlap by more than what is not worth a word."""
    return (
        one.left < other.right - SLACK
        and one.right > other.left + SLACK
        and one.top < other.bottom - SLACK
        and one.bottom > other.top + SLACK
    )
