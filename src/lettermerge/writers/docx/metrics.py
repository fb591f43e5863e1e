"""Compute the measures of a DOCX from a page style, in Word's units.

Everything in `writers/page_css.py` that is a space, a size or a place is said again here, so that
pages break alike. Twips are twentieths of a point, EMU are 914,400 to the inch.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from ...layout.page_style import PageStyle
from ...letter.document import Document, Letterhead
from .column_widths import width
from .pictures import size_at_height, usable

#: What lists and quotations are set in by, in millimetres (`sheet.py`: ul, ol, blockquote).
STEP = 7.0
MARK_GAP, HEAD_GAP, DATE_GAP = 4.0, 1.5, 2.0
BORDER = 0.5


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
class Look:
    """What all parts but the words depend on: one master package each.

    Compared by identity, which is quick: `look_of` gives the same object for the same style.

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

    @property
    def small(self) -> float:
        return self.style.font_size - 1.5

    @property
    def tight(self) -> float:
        return self.style.leading - 2


def look_of(document: Document, style: PageStyle) -> Look:
    """Return the look of a letter; letters of one sender share it."""
    # More lines than the window has room for push the body down, as they do on the pages.
    lines = len(document.address_block) * style.address_leading * 25.4 / 72
    room = max(style.body_top - style.window.top, lines, 1.0)
    return _look(style, document.language, document.letterhead, bool(document.subject), room)


def mark_limit(style: PageStyle) -> float:
    """Return how wide a letterhead's image may be, in millimetres: names stand beside it."""
    return style.measure / 2


@lru_cache(maxsize=64)
def _look(
    style: PageStyle, language: str, head: Letterhead, shifted: bool, address_room: float
) -> Look:
    mm = 25.4 / 72
    tight, mark_width, image_height = style.leading - 2, 0.0, 0.0
    if head.image:
        image = size_at_height(usable(head.image), style.letterhead_image, mark_limit(style))
        mark_width, image_height = image[0] + MARK_GAP, image[1]
    rest = style.measure - mark_width
    lines = max((width(line) for line in head.lines), default=0) * (style.font_size - 1.5) * mm
    lines = min(lines * 1.04 + 1, rest / 2)
    # A long name takes more than one line; bold is about a twelfth wider.
    name_lines = ceil(width(head.name) * 1.08 * (style.font_size + 1) * mm / (rest - lines))
    names = style.leading * name_lines + tight * bool(head.tagline)
    high = max(names * mm, tight * len(head.lines) * mm, image_height) + HEAD_GAP + BORDER * mm
    date_end = high + DATE_GAP + style.leading * mm
    room = max(style.window.top - style.margins.top, date_end + 2.0)
    columns = (twips(mark_width), twips(rest - lines), twips(lines))
    return Look(
        style=style,
        language=language,
        head=columns,
        window_top=twips(style.margins.top + room),
        body_space=twips(room + address_room - date_end),
        shifted=shifted,
    )
