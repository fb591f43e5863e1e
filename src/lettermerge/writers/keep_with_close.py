"""Count the last blocks of a letter's body that no page may part from its close, and list items.

With them at least three lines of the text are above the close, on whatever page it is. A page that
parts a list leaves two items or three lines of it on each side. Both writers keep the same, so
that pages end alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from ..layout.page_style import PageStyle
from ..layout.spacing import INDENT
from ..layout.text_measurement import count_lines
from ..letter import document as tree
from ..letter.no_break_spaces import hold_together

#: The fewest lines of the text above the close of a letter.
FEWEST_LINES = 3
#: What is longer may be broken: a page then has two lines of it, the other at least three.
#: LibreOffice (7.4) breaks no paragraph that is held to the next, so that few should be.
LONGEST_KEPT = FEWEST_LINES + 2


class KeptBlocks(NamedTuple):
    """How many blocks at the end of the body stay whole, and with the close.

    `bound` tells that the last lines of the block before them stay with them, too.
    """

    whole: int = 0
    bound: bool = False


NO_BLOCKS = KeptBlocks()


class ListHold(NamedTuple):
    """How many of its first and of its last items no page may part from each other."""

    first: int = 1
    last: int = 1

    def joins(self, position: int, count: int) -> bool:
        """Tell whether an item of `count` is held to the next one."""
        return position < self.first - 1 or count - self.last <= position < count - 1


FREE = ListHold()


def kept_blocks(document: tree.Document, style: PageStyle) -> KeptBlocks:
    """Return what of the body stays with the close of a letter."""
    if not document.close and not document.signatures:
        return NO_BLOCKS
    lines = count = 0
    for block in reversed(document.main):
        own = _lines(block, style)
        if not own or own > LONGEST_KEPT:
            return KeptBlocks(count, own > 0)
        lines, count = lines + own, count + 1
        if lines >= FEWEST_LINES:
            break
    return KeptBlocks(count)


def list_holds(
    body: tuple[tree.Block, ...], kept: KeptBlocks, style: PageStyle
) -> tuple[ListHold, ...]:
    """Return which items stay together of each list in a body, of which some is `kept`.

    The paragraph above a list stays with it, so that its lines count.
    """
    bound = len(body) - kept.whole - 1 if kept.bound else -1
    return tuple(
        _hold(
            block, style, _lines(body[at - 1], style) if _introduces(body, at) else 0, at == bound
        )
        for at, block in enumerate(body)
        if isinstance(block, tree.ItemList)
    )


def _introduces(body: tuple[tree.Block, ...], at: int) -> bool:
    return at > 0 and isinstance(body[at - 1], tree.Paragraph)


@lru_cache(maxsize=2048)
def _hold(block: tree.ItemList, style: PageStyle, above: int, bound: bool) -> ListHold:
    """Return what stays together of a list; the end of a `bound` one has three lines."""
    lines = [_item_lines(item, style) for item in block.items]
    last = _enough(reversed(lines), items=FEWEST_LINES if bound else 2)
    return ListHold(_enough(lines, min(above, FEWEST_LINES - 1)), last)


def _enough(lines: Iterable[int], total: int = 0, items: int = 2) -> int:
    """Return how many items are `items`, or three lines with the `total` above them."""
    count = 0
    for own in lines:
        count, total = count + 1, total + own
        if count >= items or total >= FEWEST_LINES:
            break
    return max(count, 1)


def _item_lines(item: tuple[tree.Block, ...], style: PageStyle) -> int:
    """Return how many lines an item of paragraphs takes; any other is taken for a long one."""
    if not _is_plain(item):
        return FEWEST_LINES
    width = style.measure - INDENT
    return sum(
        _count(one.children, style, width) for one in item if isinstance(one, tree.Paragraph)
    )


@lru_cache(maxsize=2048)
def _lines(block: tree.Block, style: PageStyle) -> int:
    """Return how many lines a paragraph, heading or list takes, 0 for any other block."""
    match block:
        case tree.Paragraph(children) | tree.Heading(_, children):
            return _count(children, style, style.measure)
        case tree.ItemList(items) if all(_is_plain(item) for item in items):
            return sum(_item_lines(item, style) for item in items)
    return 0


def _is_plain(item: tuple[tree.Block, ...]) -> bool:
    return all(isinstance(one, tree.Paragraph) for one in item)


def _count(children: tree.Inlines, style: PageStyle, width: float) -> int:
    texts = hold_together(tree.inline_text(children)).split("\n")
    return sum(count_lines(text, width, style.font_size, style.families) for text in texts)
