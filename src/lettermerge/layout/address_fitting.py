"""Place addresses in the slots of a page: envelopes have two, label sheets one for each label.

A text is set as large as its slot allows, from 11 down to 8 points; down to 9 it is set smaller
before a line is broken. No word is broken. What fits in no size is None, for the caller to report.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .fonts import TIMES
from .line_breaks import keep_blanks
from .page_style import Box, Paper
from .spacing import POINT
from .text_measurement import count_lines

#: What addresses are set in: Word has a face of the same widths, so a DOCX needs none.
FAMILIES = (TIMES,)
SMALLEST, LARGEST = 8.0, 11.0  #: points; USPS asks for 8 at least (DMM 202)
_READABLE = 9.0  # points; above it, whole lines are worth a smaller size
_SHORT_WORD = 4  # characters of a designation that is not left alone in a line
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

    Of the sizes that are easy to read, the one that breaks the fewest lines is taken; a break after
    a comma is better than another. A broken line goes on in the next one; words are never broken.
    """
    best: FittedText | None = None
    least = 0
    size = largest
    while size >= SMALLEST:
        if best is not None and (size < _READABLE or not least):
            break
        broken = _broken_lines(lines, box.width, size)
        leading = round(size * _LEADING, 2)
        if broken is not None and len(broken) * leading * POINT <= box.height + 1e-9:
            breaks = _breaks(broken) - _breaks(lines)
            if best is None or breaks < least:
                best, least = FittedText(tuple(broken), size, leading), breaks
        size -= _STEP
    return best


def _breaks(lines: Sequence[str]) -> int:
    """Count lines' ends, those without a comma twice."""
    return sum(1 if one.endswith(",") else 2 for one in lines)


def _broken_lines(lines: Sequence[str], width: float, size: float) -> list[str] | None:
    """Return lines broken after a comma, else between words; None where a word is too wide."""
    broken: list[str] = []
    for line in lines:
        text = keep_blanks(line)
        if count_lines(text, width, size, FAMILIES) == 1:
            broken.append(text)
            continue
        if parted := _parted_at_comma(text, width, size):
            broken += parted
            continue
        parts: list[str] = []
        for word in text.split(" "):
            longer = f"{parts[-1]} {word}" if parts else word
            if parts and count_lines(longer, width, size, FAMILIES) == 1:
                parts[-1] = longer
            elif count_lines(word, width, size, FAMILIES) > 1:
                return None
            else:
                parts.append(word)
        broken += _with_company(parts, width, size)
    return broken


def _parted_at_comma(text: str, width: float, size: float) -> tuple[str, str] | None:
    """Return two lines parted at the last comma that lets both fit; no short word stands alone."""
    end = len(text)
    while (end := text.rfind(", ", 0, end)) > 0:
        first, last = text[: end + 1], text[end + 2 :]
        both = (count_lines(one, width, size, FAMILIES) for one in (first, last))
        if len(last) > _SHORT_WORD and all(number == 1 for number in both):
            return first, last
    return None


def _with_company(parts: list[str], width: float, size: float) -> list[str]:
    """Return the lines of a broken one with a short last word, as "Jr.", not left alone."""
    if len(parts) < 2 or len(parts[-1]) > _SHORT_WORD or " " not in parts[-2]:
        return parts
    before, _, moved = parts[-2].rpartition(" ")
    last = f"{moved} {parts[-1]}"
    return [*parts[:-2], before, last] if count_lines(last, width, size, FAMILIES) == 1 else parts
