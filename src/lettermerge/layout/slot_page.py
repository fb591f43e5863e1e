"""Place addresses in the slots of a page: envelopes have two, label sheets one for each label.

A text is set as large as its slot allows, from 11 down to 8 points; no word is broken. What fits in
no size is None, for the caller to report.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .fonts import TIMES
from .line_breaks import keep_blanks
from .page_style import Box, Paper
from .spacing import POINT
from .text_width import count_lines

#: What addresses are set in: Word has a face of the same widths, so a DOCX needs none.
FAMILIES = (TIMES,)
SMALLEST, LARGEST = 8.0, 11.0  #: points; USPS asks for 8 at least (DMM 202)
_STEP = 0.5
_LEADING = 1.15
#: The free edge inside a label, at most and as a part of its side: printers are not exact.
_EDGE, _EDGE_PART = 3.0, 0.08


@dataclass(frozen=True, slots=True)
class FittedText:
    """Lines as they are printed, with their size and pitch in points."""

    lines: tuple[str, ...]
    size: float
    leading: float

    @property
    def height(self) -> float:
        """The height of all lines, in millimetres."""
        return len(self.lines) * self.leading * POINT


@dataclass(frozen=True, slots=True)
class SlotPage:
    """Pages that have texts in the same slots. Lengths are millimetres, from the top left.

    The slots of `labels` have a free edge inside, and their texts are in the middle of their
    height; other texts begin at the top of their slot. `outlined` prints the edges of the slots.
    """

    paper: Paper
    slots: tuple[Box, ...]
    labels: bool = False
    outlined: bool = False

    def room(self, slot: int) -> Box:
        """Return the box in which the text of a slot may be: inside its edges, on the paper."""
        box = self.slots[slot]
        if not self.labels:
            return box
        across = min(_EDGE, box.width * _EDGE_PART)
        down = min(_EDGE, box.height * _EDGE_PART)
        left, top = max(box.left + across, 0.0), max(box.top + down, 0.0)
        right = min(box.right - across, self.paper.width)
        bottom = min(box.bottom - down, self.paper.height)
        return Box(left, top, right - left, bottom - top)

    def place(self, slot: int, text: FittedText) -> Box:
        """Return the box of a text in a slot."""
        box = self.room(slot)
        drop = (box.height - text.height) / 2 if self.labels else 0.0
        return Box(box.left, box.top + drop, box.width, text.height)


#: The texts of a page, one for each slot; None leaves it empty.
SlotTexts = tuple[FittedText | None, ...]


def fit_text(lines: Sequence[str], box: Box, largest: float = LARGEST) -> FittedText | None:
    """Return lines in the largest size in which they fit into a box, long ones broken; else None.

    A broken line goes on in the next one; words are never broken.
    """
    size = largest
    while size >= SMALLEST:
        broken = _broken_lines(lines, box.width, size)
        leading = round(size * _LEADING, 2)
        if broken is not None and len(broken) * leading * POINT <= box.height + 1e-9:
            return FittedText(tuple(broken), size, leading)
        size -= _STEP
    return None


def _broken_lines(lines: Sequence[str], width: float, size: float) -> list[str] | None:
    """Return lines broken between words; None where a word is wider than the box."""
    broken: list[str] = []
    for line in lines:
        text = keep_blanks(line)
        if count_lines(text, width, size, FAMILIES) == 1:
            broken.append(text)
            continue
        current = ""
        for word in text.split(" "):
            longer = f"{current} {word}" if current else word
            if count_lines(longer, width, size, FAMILIES) == 1:
                current = longer
                continue
            if not current or count_lines(word, width, size, FAMILIES) > 1:
                return None
            broken.append(current)
            current = word
        broken.append(current)
    return broken
