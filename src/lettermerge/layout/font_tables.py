"""Read a face's tables: which characters it has, and how wide its glyphs are."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from struct import error, unpack_from
from typing import Any

from .fonts import Face, FontFamily
from .ligature_substitutions import read_ligatures


@dataclass(frozen=True, slots=True)
class FontTables:
    """One face: glyph numbers by code point, advance widths by glyph number.

    An em is `units` wide; `bounds` is the box around all glyphs (xMin, yMin, xMax, yMax);
    `capitals` is the height of capital letters, `angle` the slant in degrees; `ligatures` are the
    glyphs of several letters, with these.
    """

    glyphs: dict[int, int]
    advances: dict[int, int]
    units: int
    bounds: tuple[int, int, int, int]
    capitals: int
    angle: float
    ligatures: dict[int, str]

    @property
    def without_own_glyph(self) -> frozenset[int]:
        """The code points that have no glyph of their own, but that of a commoner character.

        In a PDF a glyph stands for one character: where another face has one of their own, it is
        taken. Blanks are not among them, since the text is the same.
        """
        best: dict[int, int] = {}
        for code in sorted(self.glyphs, key=commonness):
            best.setdefault(self.glyphs[code], code)
        own = set(best.values())
        return frozenset(code for code in self.glyphs if code not in own and chr(code).strip())


def commonness(code: int) -> tuple[int, int]:
    """Order code points that share a glyph: ASCII, other punctuation, letters, the lowest."""
    return (0 if code < 0x80 else 1 if 0x2010 <= code < 0x2100 else 2 if code != 0xB5 else 3), code


@lru_cache(maxsize=64)
def read_tables(face: Face) -> FontTables:
    """Return the tables of a face; where each value is in them, the OpenType specification says.

    HarfBuzz reads glyph numbers: fontTools would name every glyph first, which takes ten times as
    long.

    Raises:
        ValueError: a table is missing, or too short for what it says that it holds.
    """
    import uharfbuzz as hb

    own = hb.Face(face.read())
    font = hb.Font(own)
    try:
        units, left, bottom, right, top = unpack_from(">18xH16x4h", _table(own, "head"))
        marks, (angle,) = _table(own, "OS/2"), unpack_from(">4xi", _table(own, "post"))
        (capitals,) = unpack_from(">88xh", marks) if int.from_bytes(marks[:2]) > 1 else (0,)
        glyphs = {code: font.get_nominal_glyph(code) for code in own.unicodes}
        return FontTables(
            glyphs,
            {glyph: font.get_glyph_h_advance(glyph) for glyph in range(own.glyph_count)},
            units,
            (left, bottom, right, top),
            capitals or round(units * 0.66),
            angle / 0x10000,
            read_ligatures(_table(own, "GSUB"), glyphs),
        )
    except error as short:
        raise ValueError(str(short)) from short


def _table(own: Any, tag: str) -> bytes:
    """Return a table of a face, no bytes where it has none."""
    return bytes(own.reference_table(tag).data)


@cache
def is_printable(code: int) -> bool:
    """Tell whether a letter may print a code point, whatever its face.

    Private use and controls are left out: a file for archives may not hold text without meaning.
    """
    return unicodedata.category(chr(code)) not in ("Co", "Cc", "Cf", "Cn", "Cs")


@lru_cache(maxsize=16)
def characters_of(families: tuple[FontFamily, ...]) -> frozenset[int]:
    """Return the code points that every face of one of `families` can print."""
    found: set[int] = set()
    for family in families:
        found |= set.intersection(*(set(read_tables(face).glyphs) for face in family.faces))
    return frozenset(filter(is_printable, found))


@lru_cache(maxsize=16)
def left_to_fallback(families: tuple[FontFamily, ...]) -> frozenset[int]:
    """Return the code points that the first of `families` leaves to the second."""
    first, *others = families
    if not others:
        return frozenset()
    shared = frozenset().union(*(read_tables(face).without_own_glyph for face in first.faces))
    own = characters_of((others[0],)).difference(
        *(read_tables(face).without_own_glyph for face in others[0].faces)
    )
    return shared & own


def unfit_reason(face: Face) -> str:
    """Return why a letter cannot be set in a face, "" where it can: of a theme's own files."""
    from fontTools.ttLib import TTFont, TTLibError

    try:
        font = TTFont(BytesIO(face.read()), lazy=True)
        if "glyf" not in font or "fvar" in font:
            return "it has no TrueType outlines, or is a variable font"
        if font["OS/2"].fsType & 0x0302:  # restricted, not to be subset, bitmaps only
            return "its licence bits (OS/2, fsType) do not allow that a subset is embedded"
        tables = read_tables(face)
    except (TTLibError, KeyError, AssertionError, ValueError, OSError) as error:
        return f"it cannot be read as a font: {error}"
    return "" if 0x20 in tables.glyphs else "it has no space"
