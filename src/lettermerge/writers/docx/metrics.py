"""Convert a page style and a letter's frame to the measures of a DOCX, in Word's units.

Twips are twentieths of a point, EMU are 914,400 to the inch.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ...layout import spacing
from ...layout.page_style import PageStyle
from ...layout.spacing import POINT
from ...layout.text_width import ample_width, count_lines
from ...letter.document import Document, Letterhead
from .pictures import size_at_height, usable


def twips(millimetres: float) -> int:
    """Return a length in twips."""
    return round(millimetres * 1440 / 25.4)


def points(size: float) -> int:
    """Return a length given in points in twips."""
    return round(size * 20)


def emu(millimetres: float) -> int:
    """Return a length in English metric units."""
    return round(millimetres * 36000)


@dataclass(frozen=True, slots=True, eq=False)
class Metrics:
    """What all parts but the words depend on: one master package each.

    Compared by identity, which is quick: `metrics_of` gives the same object for the same style.

    `head` is the letterhead's columns in twips (mark, names, lines; 0 for no mark), `head_height`
    that of its row, and `date_space` lies between the date line and the address, in twips.
    `shifted` tells that a subject line takes the first outline level.
    """

    style: PageStyle
    language: str
    head: tuple[int, int, int]
    head_height: int
    date_space: int
    shifted: bool

    @property
    def header_distance(self) -> int:
        """From the paper's edge to the headers: the running head is in the middle of its margin."""
        small = points(self.style.small_leading)
        distance = max(round((twips(self.style.margins.top) - small) / 2), 0)
        return max(distance - small, 0) if self.style.proof else distance  # the proof mark is above

    @property
    def head_drop(self) -> int:
        """From the top of the first page's header to the letterhead."""
        mark = points(self.style.small_leading) if self.style.proof else 0
        return max(twips(self.style.margins.top) - self.header_distance - mark, 0)


def metrics_of(document: Document, style: PageStyle) -> Metrics:
    """Return the look of a letter; letters of one sender share it."""
    return _look(style, document.language, document.letterhead, bool(document.subject))


def mark_limit(style: PageStyle) -> float:
    """Return how wide a letterhead's image may be, in millimetres: names stand beside it."""
    return style.measure / 2


@lru_cache(maxsize=64)
def _look(style: PageStyle, language: str, head: Letterhead, shifted: bool) -> Metrics:
    mark_width, image_height = 0.0, 0.0
    if head.image:
        image = size_at_height(usable(head.image), style.letterhead_image, mark_limit(style))
        mark_width, image_height = image[0] + spacing.IMAGE_GAP, image[1]
    rest = style.measure - mark_width
    widest = max(map(ample_width, head.lines), default=0) * style.small_size * POINT
    lines = min(widest * 1.04 + 1, rest / 2)  # no line may break in a word processor
    name_lines = count_lines(head.name, rest - lines, style.large_size, bold=True)
    tagline = style.small_leading * bool(head.tagline)
    names = style.leading * name_lines * bool(head.name) + tagline
    words = max(names, style.small_leading * len(head.lines)) * POINT
    row = max(words, image_height) + spacing.LETTERHEAD_PADDING
    high = row + spacing.RULE * POINT
    date_end = high + spacing.LETTERHEAD_GAP + style.leading * POINT
    room = max(style.window_drop, date_end + spacing.DATE_GAP)
    columns = (twips(mark_width), twips(rest - lines), twips(lines))
    return Metrics(
        style=style,
        language=language,
        head=columns,
        head_height=twips(row),
        date_space=twips(room - date_end),
        shifted=shifted,
    )
