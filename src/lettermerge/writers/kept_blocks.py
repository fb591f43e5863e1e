"""Count the last blocks of a letter's body that no page may part from its close.

With them at least three lines of the text are above the close, on whatever page it is. Both
writers keep the same blocks, so that pages end alike.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from ..layout.page_style import PageStyle
from ..layout.spacing import INDENT
from ..layout.text_width import count_lines
from ..letter import document as tree
from ..letter.no_break_spaces import hold_together

#: The fewest lines of the text above the close of a letter.
FEWEST_LINES = 3
#: What is longer may be broken: a page then has two lines of it, the other at least three.
LONGEST_KEPT = FEWEST_LINES + 2


class KeptBlocks(NamedTuple):
    """How many blocks at the end of the body stay whole, and with the close.

    `bound` tells that the last lines of the block before them stay with them, too.
    """

    whole: int = 0
    bound: bool = False


NO_BLOCKS = KeptBlocks()


def kept_blocks(document: tree.Document, style: PageStyle) -> KeptBlocks:
    """Return what of the body stays with the close of a letter."""
    if not document.close and not document.signatures:
        return NO_BLOCKS
    lines = count = 0
    for block in reversed(document.body):
        own = _lines(block, style)
        if not own or own > LONGEST_KEPT:
            return KeptBlocks(count, own > 0)
        lines, count = lines + own, count + 1
        if lines >= FEWEST_LINES:
            break
    return KeptBlocks(count)


@lru_cache(maxsize=2048)
def _lines(block: tree.Block, style: PageStyle) -> int:
    """Return how many lines a paragraph, heading or list takes, 0 for any other block."""
    match block:
        case tree.Paragraph(children) | tree.Heading(_, children):
            return _count(children, style, style.measure)
        case tree.ItemList(items) if all(_is_plain(item) for item in items):
            return sum(
                _count(one.children, style, style.measure - INDENT)
                for item in items
                for one in item
                if isinstance(one, tree.Paragraph)
            )
    return 0


def _is_plain(item: tuple[tree.Block, ...]) -> bool:
    return all(isinstance(one, tree.Paragraph) for one in item)


def _count(children: tree.Inlines, style: PageStyle, width: float) -> int:
    texts = hold_together(tree.inline_text(children)).split("\n")
    return sum(count_lines(text, width, style.font_size, style.families) for text in texts)
