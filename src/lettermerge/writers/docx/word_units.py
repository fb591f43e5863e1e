"""Convert a page style and a letter's frame to the measures of a DOCX, in Word's units.

Twips are twentieths of a point, EMU are 914,400 to the inch.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ...layout import spacing
from ...layout.page_style import PageStyle
from ...layout.spacing import POINT
from ...layout.text_measurement import ample_width, count_lines
from ...letter.document import Align, Document, Letterhead, PlacedItem
from ..page_plan import address_leading, room_above
from ..proof_mark_placement import ProofPlaces, proof_places
from ..sender_note_placement import foot_distance, is_at_foot
from .pictures import size_at_height

#: The height in twips of the paragraph that ends a header: a point, which all programs draw alike.
HEADER_END = 20


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

    `address_leading` is the line pitch of the address in points. `head` is the letterhead's columns
    in twips (mark, names, lines; 0 for none), `head_height` that of its row; `date_before` and
    `date_space` lie above and below the date line, in twips. `shifted` tells that a subject line
    takes the first outline level. `align` is where the letterhead's image stands, `items` are what
    is at places of its own. `foot` is how far footers are from the paper's edge, in millimetres;
    `proof` is where the mark of a proof is, if not at the top of the headers.
    """

    style: PageStyle
    language: str
    head: tuple[int, int, int]
    head_height: int
    date_before: int
    date_space: int
    shifted: bool
    address_leading: float
    align: Align = "left"
    items: tuple[PlacedItem, ...] = ()
    foot: float = 0.0
    proof: ProofPlaces | None = None

    @property
    def has_proof_line(self) -> bool:
        """Whether the headers begin with the mark of a proof, which has no place of its own."""
        return bool(self.style.proof) and self.proof is None

    @property
    def header_distance(self) -> int:
        """From the paper's edge to the headers, which the running head begins."""
        distance, small = twips(self.style.running_top), points(self.style.small_leading)
        return max(distance - small, 0) if self.has_proof_line else distance  # which is above

    @property
    def running_drop(self) -> int:
        """From the top of later pages' headers to the running head, where margins are narrow."""
        return twips(spacing.RUNNING_TOP) - twips(self.style.running_top)

    @property
    def head_drop(self) -> int:
        """From the top of the first page's header to the letterhead."""
        mark = points(self.style.small_leading) if self.has_proof_line else 0
        return max(twips(self.style.margins.top) - self.header_distance - mark, 0)


def metrics_of(document: Document, style: PageStyle) -> Metrics:
    """Return the look of a letter; letters of one sender share it."""
    at_foot = is_at_foot(document, style)
    pitch = address_leading(document, style)
    subject = bool(document.subject)
    return _look(style, document.language, document.letterhead, subject, at_foot, pitch)


def mark_limit(style: PageStyle) -> float:
    """Return how wide a letterhead's image may be, in millimetres: names are beside it."""
    return style.measure / 2


@lru_cache(maxsize=64)
def _look(  # noqa: PLR0913, PLR0917  all that decides about a package
    style: PageStyle,
    language: str,
    head: Letterhead,
    shifted: bool,
    at_foot: bool,
    pitch: float,
) -> Metrics:
    columns, row = _head(head, style)
    printed = row + spacing.RULE * POINT * style.design.head_rule
    above = printed + spacing.LETTERHEAD_GAP if head.printed else room_above(head, style)
    date_end = above + style.leading * POINT
    room = max(style.window_drop, date_end + spacing.DATE_GAP)
    # Words begin below the header, and no higher than on later pages.
    starts = twips(printed) + HEADER_END if head.printed else 0
    starts = max(starts, twips(style.later_top) - twips(style.margins.top))
    before = twips(above) - starts
    return Metrics(
        style=style,
        language=language,
        head=(twips(columns[0]), twips(columns[1]), twips(columns[2])),
        head_height=twips(row),
        date_before=max(before, 0),
        date_space=twips(room - date_end),
        shifted=shifted,
        address_leading=pitch,
        align=head.align,
        items=head.items,
        foot=foot_distance(head, style) if at_foot else style.margins.bottom / 3,
        proof=proof_places(head, style),
    )


def _head(head: Letterhead, style: PageStyle) -> tuple[tuple[float, float, float], float]:
    """Return the widths of the letterhead's columns (mark, names, lines) and its height."""
    if not head.printed:
        return (0.0, 0.0, 0.0), 0.0
    mark, image = 0.0, 0.0
    if head.image:
        mark, image = size_at_height(head.image, style.letterhead_image, mark_limit(style))
    if head.align == "center":
        size = style.small_size
        lines = sum(count_lines(line, style.measure, size, style.families) for line in head.lines)
        high = _names(head, style, style.measure) + style.small_leading * lines * POINT
        high += spacing.DETAILS_GAP if head.lines else 0.0
        drop = spacing.IMAGE_DROP if image else 0.0
        return (0.0, style.measure, 0.0), image + drop + high + spacing.LETTERHEAD_PADDING
    mark += spacing.IMAGE_GAP if mark else 0.0
    rest, lines_high = style.measure - mark, style.small_leading * len(head.lines) * POINT
    if head.align == "right":
        words = _names(head, style, rest) + lines_high
        words += spacing.DETAILS_GAP if head.lines else 0.0
        return (mark, rest, 0.0), max(words, image) + spacing.LETTERHEAD_PADDING
    widest = max((ample_width(line, style.families) for line in head.lines), default=0)
    widest *= style.small_size * POINT
    lines_wide = min(widest * 1.04 + 1, rest / 2)  # no line may break in a word processor
    words = max(_names(head, style, rest - lines_wide), lines_high)
    columns = (mark, rest - lines_wide, lines_wide)
    return columns, max(words, image) + spacing.LETTERHEAD_PADDING


def _names(head: Letterhead, style: PageStyle, width: float) -> float:
    """Return how high the sender's name and the tagline are, in millimetres."""
    lines = count_lines(head.name, width, style.name_size, style.families, bold=True) * bool(
        head.name
    )
    return (style.name_leading * lines + style.small_leading * bool(head.tagline)) * POINT
