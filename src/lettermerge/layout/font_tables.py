"""Read the bundled faces' tables: which characters they have, and how wide their glyphs are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from io import BytesIO

from .fonts import FACES


@dataclass(frozen=True, slots=True)
class FontTables:
    """One face: glyph numbers by code point, advance widths by glyph number.

    An em is `units` wide; `bounds` is the box around all glyphs (xMin, yMin, xMax, yMax).
    """

    glyphs: dict[int, int]
    advances: dict[int, int]
    units: int
    bounds: tuple[int, int, int, int]


@cache
def read_tables(file: str) -> FontTables:
    """Return the tables of the face in `file`, one of FACES."""
    from fontTools.ttLib import TTFont

    font = TTFont(BytesIO(font_bytes(file)), lazy=True)
    numbers, head = font.getReverseGlyphMap(), font["head"]
    return FontTables(
        {code: numbers[name] for code, name in font.getBestCmap().items()},
        {numbers[name]: width for name, (width, _) in font["hmtx"].metrics.items()},
        head.unitsPerEm,
        (head.xMin, head.yMin, head.xMax, head.yMax),
    )


@cache
def font_bytes(file: str) -> bytes:
    """Return a bundled face as it is shipped (TrueType)."""
    return next(face.path for face in FACES if face.file == file).read_bytes()
