"""Lay out a letterhead's paragraphs, tables, pictures and text boxes, to know where each line is.

What Word and LibreOffice do is followed as far as positions of a few millimetres need it: spaces,
indents, tab stops, inline pictures, table columns and rows. Lengths are millimetres from the
paper's top left corner.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ..layout.fonts import FAMILIES
from ..layout.text_measurement import ample_width, count_lines
from .font_substitution import nearest_family, pitch_of
from .source_letter import (
    CharacterStyle,
    FieldCode,
    PageEnd,
    Picture,
    PlacedBox,
    Run,
    SourceBlock,
    SourceParagraph,
    SourceTable,
    TextBox,
)
from .tab_stops import tab_stop

USUAL_SIZE = 10.0  # points, where the letter does not say
CELL_PADDING = 1.9  # millimetres at the left and right of a cell (17.4.42)
_POINT = 25.4 / 72
_SLACK = 1.06  # of a line that breaks: how much wider it may be in a face that is not its own
_WIDER = 1.15  # of a line that does not break: the room that it gets
_SIDES = {"center": "center", "right": "right", "end": "right"}
LEADING = 1.2  # of our own lines, in their size
Inline = Run | FieldCode | Picture


@dataclass(frozen=True, slots=True)
class PlacedText:
    """Words of one line, or of one paragraph that breaks in `width`; `y` is where they begin."""

    pieces: tuple[Run | FieldCode, ...]
    paragraph: SourceParagraph
    x: float
    y: float
    width: float
    align: str
    look: CharacterStyle


@dataclass(frozen=True, slots=True)
class PlacedPicture:
    """A picture with its left upper corner and its size."""

    picture: Picture
    x: float
    y: float
    width: float
    height: float
    place: str = ""


Placed = PlacedText | PlacedPicture


@dataclass(frozen=True, slots=True)
class _Area:
    """A column that is filled from its top: from where, and how wide."""

    left: float
    width: float


@dataclass(frozen=True, slots=True)
class LetterheadFlow:
    """Lays out blocks on a paper of this size, between margins (top, right, bottom, left)."""

    width: float
    height: float
    margins: tuple[float, float, float, float]

    @property
    def area(self) -> _Area:
        """What is between the margins."""
        _, right, _, left = self.margins
        return _Area(left, max(self.width - left - right, 20.0))

    def story(self, blocks: Sequence[SourceBlock], top: float) -> tuple[list[Placed], float]:
        """Return what a header or the body has, laid out from `top`, and where that ends."""
        return self._blocks(blocks, self.area, top)

    def foot(self, blocks: Sequence[SourceBlock], bottom: float) -> list[Placed]:
        """Return what a footer has, laid out so that it ends at `bottom`."""
        _, end = self._blocks(blocks, self.area, 0.0)
        return self._blocks(blocks, self.area, bottom - end)[0]

    def _blocks(
        self, blocks: Sequence[SourceBlock], area: _Area, y: float
    ) -> tuple[list[Placed], float]:
        found: list[Placed] = []
        top, after = y, 0.0
        for block in blocks:
            if isinstance(block, SourceTable):
                made, y = self._table(block, area, y + after)
                found += made
                after = 0.0
                continue
            if block.page_before:
                y, after = top, 0.0
            y += max(after, block.layout.before)
            made, y = self._paragraph(block, area, y)
            found += made
            after = block.layout.after
            if block.ends_section or any(isinstance(one, PageEnd) for one in block.pieces):
                y, after = top, 0.0
        return found, y + after

    def _table(self, table: SourceTable, area: _Area, y: float) -> tuple[list[Placed], float]:
        layout, most = table.layout, max((len(row) for row in table.rows), default=0)
        columns = list(layout.columns)
        if len(columns) < most or sum(columns) < 1:
            columns = [area.width / max(most, 1)] * most
        left = area.left + layout.indent
        if layout.align in ("center", "right", "end"):
            free = area.width - sum(columns)
            left = area.left + (free / 2 if layout.align == "center" else free)
        if layout.position:
            left, top = layout.position
            return self._rows(table, columns, left, top)[0], y
        return self._rows(table, columns, left, y)

    def _rows(
        self, table: SourceTable, columns: list[float], left: float, y: float
    ) -> tuple[list[Placed], float]:
        found: list[Placed] = []
        layout, lowest = table.layout, y
        for number, row in enumerate(table.rows):
            cells: list[tuple[list[Placed], float, str]] = []
            high = layout.heights[number] if number < len(layout.heights) else 0.0
            for column, cell in enumerate(row):
                if not cell:
                    continue
                spanned = next(
                    (n for n in range(column + 1, len(row)) if row[n]), len(row)
                )  # fmt: skip
                wide = sum(columns[column:spanned])
                x = left + sum(columns[:column]) + CELL_PADDING
                made, end = self._blocks(cell, _Area(x, max(wide - 2 * CELL_PADDING, 3)), y)
                if (number, column) in layout.merged:
                    lowest = max(lowest, end)
                    found += made
                    continue
                sides = layout.sides[number] if number < len(layout.sides) else ()
                cells.append((made, end - y, sides[column] if column < len(sides) else "top"))
                high = max(high, end - y)
            for made, own, side in cells:
                free = {"center": (high - own) / 2, "bottom": high - own}.get(side, 0.0)
                found += [replace(one, y=one.y + free) for one in made]
            y += high
        return found, max(y, lowest)

    def _paragraph(
        self, paragraph: SourceParagraph, area: _Area, y: float
    ) -> tuple[list[Placed], float]:
        layout = paragraph.layout
        within = _Area(area.left + layout.left, max(area.width - layout.left - layout.right, 5.0))
        found: list[Placed] = []
        inline: list[Inline] = []
        for piece in paragraph.pieces:
            if isinstance(piece, TextBox):
                found += self._box(piece, area, y)
            elif isinstance(piece, Picture) and piece.floating:
                found.append(self._floating(piece, area, y, paragraph))
            elif isinstance(piece, Run | FieldCode | Picture):
                inline.append(piece)
        for line in _lines(inline):
            made, high = self._line(line, paragraph, within, y)
            found += made
            y += high
        return found, y

    def _line(
        self, line: list[Inline], paragraph: SourceParagraph, area: _Area, y: float
    ) -> tuple[list[Placed], float]:
        """Return a line's pieces from left to right, and how high the line is."""
        layout = paragraph.layout
        look = _look(line, paragraph)
        natural = max([_high(one) for one in line if isinstance(one, Run) and one.text.strip()]
                      or [look.size * pitch_of(look.face) * _POINT])  # fmt: skip
        single = layout.exact or natural * layout.lines
        pictures = [one.box.height for one in line if isinstance(one, Picture)]
        parts = _stretches(line)
        text = "".join(one.text for one in line if isinstance(one, Run))
        wraps = 1
        if len(parts) == 1 and not pictures and look.size:
            families = (FAMILIES[nearest_family(look.face)],)
            width = area.width * _SLACK
            wraps = count_lines(text.strip(), width, look.size, families, bold=look.bold)
        high = max([single * max(wraps, 1), *pictures])
        bottom = y + (high if pictures else single)
        found: list[Placed] = []
        cursor = area.left + layout.first
        for number, part in enumerate(parts):
            if number:
                margin = area.left - layout.left
                measure = area.width + layout.left + layout.right
                stop = tab_stop(part[0], layout, cursor - margin, measure)
                left = margin + stop.place
                cursor, align = max(cursor, left), stop.kind
                room = area.left + area.width - left if align == "left" else 0.0
            else:
                left, align, room = cursor, "left", area.width - layout.first
            side = _SIDES.get(layout.align or paragraph.align, "")
            if len(parts) == 1 and side:
                align, left = side, area.left + area.width
                left -= area.width / 2 if align == "center" else 0
                room = area.width
            made, cursor = _stretch(part, paragraph, (left, align, room), bottom)
            found += made
        return found, high

    def _floating(
        self, picture: Picture, area: _Area, y: float, paragraph: SourceParagraph
    ) -> PlacedPicture:
        box = self.placed_box(picture.box, y, area, paragraph.layout.align)
        return PlacedPicture(picture, box.left, box.top, box.width, box.height, paragraph.place)

    def _box(self, one: TextBox, area: _Area, y: float) -> list[Placed]:
        return self.boxed(one, self.placed_box(one.box, y, area))

    def boxed(self, one: TextBox, box: PlacedBox) -> list[Placed]:
        """Return what a text box has, at its place on the paper."""
        left, top = one.inset
        inside = _Area(box.left + left, max(box.width - 2 * left, 15.0))
        return self._blocks(one.blocks, inside, box.top + top)[0]

    def placed_box(
        self, box: PlacedBox, y: float, area: _Area | None = None, align: str = ""
    ) -> PlacedBox:
        """Return where a box is on the paper; `y` and `area` are those of its paragraph."""
        own = area or self.area
        side = box.across if box.across in ("left", "center", "right") else ""
        side = side or (align if box.across == "margin" and not box.left else "")
        left = (0.0 if box.across == "page" else own.left) + box.left
        free, within = own.width - (box.outer or box.width), box.left if box.outer else 0.0
        if side in ("right", "end"):
            left = own.left + free + within
        elif side == "center":
            left = own.left + free / 2 + within
        top = {"page": 0.0, "margin": self.margins[0]}.get(box.down, y) + box.top
        width = min(box.width or 30.0, self.width)
        return PlacedBox(
            min(max(left, 0.0), self.width - width),
            min(max(top, 0.0), self.height - 2),
            width,
            box.height,
        )


def _lines(pieces: Sequence[Inline]) -> Iterator[list[Inline]]:
    """Yield the lines that breaks part; a paragraph without a piece is one line."""
    line: list[Inline] = []
    for piece in pieces:
        if not isinstance(piece, Run):
            line.append(piece)
            continue
        first, *others = piece.text.split("\n")
        line.append(replace(piece, text=first))
        for text in others:
            yield line
            line = [replace(piece, text=text)]
    yield line


def _stretches(line: Sequence[Inline]) -> list[list[Inline]]:
    """Return what stands between a line's tabs."""
    parts: list[list[Inline]] = [[]]
    for piece in line:
        if not isinstance(piece, Run):
            parts[-1].append(piece)
            continue
        first, *others = piece.text.split("\t")
        parts[-1].append(replace(piece, text=first))
        parts += [[replace(piece, text=text)] for text in others]
    return parts


def _stretch(
    part: Sequence[Inline], paragraph: SourceParagraph, at: tuple[float, str, float], bottom: float
) -> tuple[list[Placed], float]:
    """Return a stretch's pictures and words, and where it ends; `at` is its place, side and room.

    Its place is that of the stop: the left of what follows it, or the middle, or the right.
    """
    place, align, room = at
    groups = [(is_picture, list(pieces)) for is_picture, pieces in groupby(
        part, key=lambda one: isinstance(one, Picture))]  # fmt: skip
    shown = [group for group in groups if group[0] or _words(group[1]).strip()]
    widths = [sum(map(_wide, pieces)) for _, pieces in shown]
    wide = sum(widths)
    left = place - {"center": wide / 2, "right": wide}.get(align, 0.0)
    alone = len(shown) == 1 and not shown[0][0]
    found: list[Placed] = []
    x = left
    for (is_picture, pieces), own in zip(shown, widths, strict=True):
        if is_picture:
            at_x = x
            for one in pieces:
                if isinstance(one, Picture):
                    high = one.box.height
                    found.append(PlacedPicture(one, at_x, bottom - high, one.box.width, high,
                                               paragraph.place))  # fmt: skip
                    at_x += one.box.width
        else:
            words = tuple(one for one in pieces if isinstance(one, Run | FieldCode))
            lead = _lead(words) if align == "left" or not alone else 0.0
            box = _text_box(place, align, room, own) if alone else (x, max(room - x + left, own))
            box = (box[0] + lead, max(box[1] - lead, 5.0))
            side = align if alone else "left"
            found.append(_text(words, paragraph, box, bottom, side))
        x += own
    return found, left + wide


def _lead(words: Sequence[Run | FieldCode]) -> float:
    """Return how wide the spaces before the first word are."""
    first = words[0]
    if not isinstance(first, Run):
        return 0.0
    return _wide(replace(first, text=first.text[: len(first.text) - len(first.text.lstrip())]))


def _text_box(place: float, align: str, room: float, own: float) -> tuple[float, float]:
    """Return the left and the width of the box of words at a stop, with room for another face."""
    breaks = room > 0 and own > room * _SLACK
    wide = room if breaks else max(room, own * _WIDER)
    return place - {"center": wide / 2, "right": wide}.get(align, 0.0), wide


def _text(
    words: tuple[Run | FieldCode, ...],
    paragraph: SourceParagraph,
    box: tuple[float, float],
    bottom: float,
    align: str,
) -> PlacedText:
    look = _look(words, paragraph)
    pitch = pitch_of(look.face)
    top = bottom - look.size * pitch * _POINT + look.size * (pitch - LEADING) * _POINT / 2
    return PlacedText(words, paragraph, box[0], top, box[1], align, look)


def _look(pieces: Sequence[Inline], paragraph: SourceParagraph) -> CharacterStyle:
    """Return the look of most of a line's words, its size never 0."""
    counts: dict[CharacterStyle, int] = {}
    for one in pieces:
        if isinstance(one, Run) and one.text.strip():
            counts[one.look] = counts.get(one.look, 0) + len(one.text.strip())
        elif isinstance(one, FieldCode):
            counts.setdefault(one.look, 1)
    layout = paragraph.layout
    blank = CharacterStyle(face=layout.face, size=layout.size)
    look = max(counts, key=lambda one: counts[one], default=blank)
    return look if look.size else replace(look, size=layout.size or USUAL_SIZE)


def _words(pieces: Sequence[Inline]) -> str:
    return "".join(one.text for one in pieces if isinstance(one, Run | FieldCode))


def _wide(piece: Inline) -> float:
    if isinstance(piece, Picture):
        return piece.box.width
    if isinstance(piece, FieldCode):
        return (piece.look.size or USUAL_SIZE) * _POINT
    families = (FAMILIES[nearest_family(piece.look.face)],)
    size = piece.look.size or USUAL_SIZE
    return ample_width(piece.text, families, bold=piece.look.bold) * size * _POINT


def _high(run: Run) -> float:
    return (run.look.size or USUAL_SIZE) * pitch_of(run.look.face) * _POINT
