"""Say where the sender's note stands: at the end of the letter, or at the foot of the first page.

At the foot it is within the margin, unless the paper has something there already.
"""

from __future__ import annotations

from functools import lru_cache

from ..layout.page_style import PageStyle
from ..layout.spacing import NOTE_FOOT
from ..layout.text_measurement import count_lines
from ..letter import document as tree

#: A note of more lines stays at the end: the foot of a page is no place to read it.
MOST_LINES = 8


def may_move(document: tree.Document, style: PageStyle) -> bool:
    """Tell whether a note may stand at the foot of the first page: a few lines, only paragraphs."""
    return bool(document.note) and _is_short(document.note, style)


def is_at_foot(document: tree.Document, style: PageStyle) -> bool:
    """Tell whether a style has the note of a letter at the foot of the first page."""
    return style.design.note == "foot" and may_move(document, style)


def foot_distance(head: tree.Letterhead, style: PageStyle) -> float:
    """Return how far the foot of a note is from the paper's lower edge, in millimetres."""
    low = any(
        one.corner(style.paper.width, style.paper.height)[1] > style.paper.height / 2
        for one in head.items_on("first", "all")
    )
    taken = low or head.first is not None or not head.printed or style.clear_edges
    return style.margins.bottom if taken else min(NOTE_FOOT, style.margins.bottom)


@lru_cache(maxsize=256)
def _is_short(note: tuple[tree.Block, ...], style: PageStyle) -> bool:
    lines = 0
    for block in note:
        if not isinstance(block, tree.Paragraph) or _has_footnote(block.children):
            return False
        for text in tree.inline_text(block.children).split("\n"):
            lines += count_lines(text, style.measure, style.small_size, style.families)
    return lines <= MOST_LINES


def _has_footnote(children: tree.Inlines) -> bool:
    return any(
        isinstance(one, tree.Footnote)
        or (not isinstance(one, tree.Text | tree.LineBreak) and _has_footnote(one.children))
        for one in children
    )
