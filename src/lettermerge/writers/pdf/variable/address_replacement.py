"""Put another address into a laid-out letter, where all else stays in its place.

An address of a line more or less is in a block of the same height: what is around it does not
move. So the block is laid out on a page of its own, and takes the place of the other one.
"""

from __future__ import annotations

import re
from copy import copy
from dataclasses import replace
from itertools import pairwise
from typing import Any, NamedTuple

from ....layout.page_style import PageStyle
from ....letter import document as tree
from ...html import page
from ...page_plan import plan_page
from .. import weasyprint_engine as engine
from ..weasyprint_engine import Laid, boxes, page_box
from .text_slots import SIDES, has_floats, is_plain

#: What in a theme may tell by an address what is elsewhere in a letter, or the reverse.
_REACHES_OUT = re.compile(r":\s*has|:\s*empty|:first-l|counter-", re.IGNORECASE)
#: What of a block decides where the others are.
_PLACE = (
    "position_x", "position_y", "width", "height",
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in SIDES),
    *(f"border_{side}_width" for side in SIDES),
)  # fmt: skip
#: What of a line's style has no effect outside of it, if it is one of these.
_INSIDE = {
    "break_after": ("auto",), "break_before": ("auto",), "page": ("auto", ""),
    "string_set": ("none",),
}  # fmt: skip
_WORDS = (boxes.LineBox, boxes.TextBox)


def is_replaceable(css: str) -> bool:
    """Return whether a theme's style sheet leaves addresses and all else apart."""
    return not _REACHES_OUT.search(css)


def replace_address(laid: Laid, document: tree.Document, style: PageStyle) -> Laid | None:
    """Return a laid-out letter as `document` is, which differs from it in the address only.

    None where more than the address would be laid out in another way.
    """
    alone = _lay_out_alone(document, style)
    old, new = _find_address(laid), _find_address(alone)
    if not old or not new or has_floats(laid.boxes):
        return None
    if any(getattr(old.block, name) != getattr(new.block, name) for name in _PLACE):
        return None
    page_of_address = engine.page_of(_exchanged(old.path, new.block))
    return replace(
        laid,
        pages=(page_of_address, *laid.pages[1:]),
        root=_with_element(laid.root, old.block.element, new.block.element),
        boxes=_exchanged(old.path_before, new.path_before[-1]),
    )


def _lay_out_alone(document: tree.Document, style: PageStyle) -> Laid:
    """Return a letter laid out down to its address, without its letterhead."""
    head = replace(document.letterhead, printed=False, items=(), first=None, later=None)
    first_lines = replace(
        document, letterhead=head, references="", subject="", salutation="", body=(), close="",
        signatures=(), after=(), note=(),
    )  # fmt: skip
    sheets, _ = engine.style_sheets(style, document.page_label)
    markup = page(first_lines, engine.asset_address, plan=plan_page(document, style))
    return engine.render(markup, sheets, engine.Fetcher())


class _Address(NamedTuple):
    """The block of an address with all that it is in, the outermost box first.

    `path` is that on its page, `path_before` that before layout.
    """

    path: tuple[Any, ...]
    path_before: tuple[Any, ...]

    @property
    def block(self) -> Any:
        return self.path[-1]


def _find_address(laid: Laid) -> _Address | None:
    """Return the address if it is lines of text on the first page that affect no other block."""
    elements = (one for one in laid.root.iter("div") if one.get("class") == "address")
    element = next(elements, None)
    path, *further = (_path(page_box(page), element) for page in laid.pages)
    before = _path(laid.boxes, element)
    if not path or not before or any(further) or not all(map(_is_line, path[-1].children)):
        return None
    return _Address(path, before)


def _path(box: Any, element: Any) -> tuple[Any, ...]:
    """Return the boxes from `box` down to the block of an element, () if one is not plain."""
    if box.element is element:
        return (box,)
    for child in box.children:
        if is_plain(child) and (below := _path(child, element)):
            return (box, *below)
    return ()


def _is_line(block: Any) -> bool:
    """Return whether a block is words of an address, and of no effect on what is around it."""
    return (
        is_plain(block)
        and block.margin_top == block.margin_bottom == 0
        and all(block.style[name] in values for name, values in _INSIDE.items())
        and all(isinstance(box, _WORDS) for child in block.children for box in child.descendants())
    )


def _exchanged(path: tuple[Any, ...], block: Any) -> Any:
    """Return the outermost box of a path with another block at its end; the boxes are copied."""
    for inner, outer in pairwise(reversed(path)):
        box = outer.copy()
        box.children = [block if child is inner else child for child in outer.children]
        block = box
    return block


def _with_element(root: Any, old: Any, new: Any) -> Any:
    """Return an element tree with a child of its body exchanged; root and body are copied."""
    body = next(one for one in root if old in list(one))
    root_copy, body_copy = copy(root), copy(body)
    body_copy[list(body).index(old)] = new
    root_copy[list(root).index(body)] = body_copy
    return root_copy
