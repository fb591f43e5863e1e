"""Convert a page style and a letter's frame to the measures of a DOCX, in Word's units.

Twips are twentieths of a point, EMU are 914,400 to the inch.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ...layout import spacing
from ...layout.page_style import PageStyle
from ...layout.spacing import POINT
from ...layout.text_width import ample_width, count_address_lines, count_lines
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

    `head` is the letterhead's columns in twips (mark, names, lines; 0 for no mark) and
    `window_top` and `body_space` (from the date line to the body) place what follows it, in twips.
    `shifted` tells that a subject line takes the first outline level.
    """

    style: PageStyle
    language: str
    head: tuple[int, int, int]
    window_top: int
    body_space: int
    shifted: bool

    @property
    def frame(self) -> str:
        """The address block's frame, a w:framePr: in the window, as high as its lines."""
        window = self.style.window
        return (
            f'<w:framePr w:w="{twips(window.width)}" w:wrap="notBeside" w:vAnchor="page"'
            f' w:hAnchor="page" w:x="{twips(window.left)}" w:y="{self.window_top}"/>'
        )


def metrics_of(document: Document, style: PageStyle) -> Metrics:
    """Return the look of a letter; letters of one sender share it."""
    # An address that is longer than its room pushes the body down, as it does on the pages.
    room = style.room_for_address(count_address_lines(document.address_block, style))
    subject = bool(document.subject)
    return _look(style, document.language, document.letterhead, subject, max(room, 1.0))


def mark_limit(style: PageStyle) -> float:
    """Return how wide a letterhead's image may be, in millimetres: names stand beside it."""
    return style.measure / 2


@lru_cache(maxsize=64)
def _look(
    style: PageStyle, language: str, head: Letterhead, shifted: bool, address_room: float
) -> Metrics:
    mark_width, image_height = 0.0, 0.0
    if head.image:
        image = size_at_height(usable(head.image), style.letterhead_image, mark_limit(style))
        mark_width, image_height = image[0] + spacing.IMAGE_GAP, image[1]
    rest = style.measure - mark_width
    widest = (
        max((ample_width(line, style.families) for line in head.lines), default=0)
        * style.small_size
        * POINT
    )
    lines = min(widest * 1.04 + 1, rest / 2)  # no line may break in a word processor
    name_lines = count_lines(head.name, rest - lines, style.large_size, style.families, bold=True)
    tagline = style.small_leading * bool(head.tagline)
    names = style.leading * name_lines * bool(head.name) + tagline
    words = max(names, style.small_leading * len(head.lines)) * POINT
    high = max(words, image_height) + spacing.LETTERHEAD_PADDING + spacing.RULE * POINT
    date_end = high + spacing.LETTERHEAD_GAP + style.leading * POINT
    room = max(style.window_drop, date_end + spacing.DATE_GAP)
    columns = (twips(mark_width), twips(rest - lines), twips(lines))
    return Metrics(
        style=style,
        language=language,
        head=columns,
        window_top=twips(style.margins.top + room),
        body_space=twips(room + address_room - date_end),
        shifted=shifted,
    )
