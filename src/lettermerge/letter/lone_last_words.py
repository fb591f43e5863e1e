"""Bind the last short word of a paragraph to the one before it, so that no line holds it alone.

A last line shorter than an indent leaves a hole in the page (Robert Bringhurst, The Elements of
Typographic Style, 2.4.2; from memory).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from .document import Block, Inlines, ItemList, Paragraph, Quote, Text

_NO_BREAK = "\u00a0"
#: Characters of a short word, its signs counted; and of the two words at most that are bound.
_SHORT, _BOTH = 6, 22
#: Characters of a paragraph that may take more than a line.
_LINE = 60


def bind_last_words(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return blocks whose paragraphs, those of lists and quotations, too, end with two words."""
    return tuple(map(_bound, blocks))


@lru_cache(maxsize=1024)
def _bound(block: Block) -> Block:
    match block:
        case Paragraph(children):
            found = _with_bound_end(children)
            return block if found is children else Paragraph(found)
        case ItemList(items):
            return replace(block, items=tuple(map(bind_last_words, items)))
        case Quote(children):
            return Quote(bind_last_words(children))
        case _:
            return block


def _with_bound_end(children: Inlines) -> Inlines:
    """Return the inlines with a no-break space before a short last word; as they are for none."""
    last = children[-1] if children else None
    if not isinstance(last, Text) or (len(children) == 1 and len(last.text) < _LINE):
        return children
    before, blank, word = last.text.rpartition(" ")
    if not blank or not 0 < len(word) <= _SHORT or _NO_BREAK in word:
        return children
    earlier = before.rpartition(" ")[2]
    if not earlier or len(earlier) + len(word) > _BOTH:
        return children
    return (*children[:-1], Text(f"{before}{_NO_BREAK}{word}"))
