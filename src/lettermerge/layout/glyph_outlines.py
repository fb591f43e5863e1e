"""Draw short texts as outlines of a bundled face: operators of a PDF page that need no font.

For what is printed beside the letters, such as a mark or a page between them; nobody searches it.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import Any
from unicodedata import combining, normalize

from .font_tables import read_tables
from .fonts import TINOS, Face

_REPLACEMENT = 0xFFFD


def draw_text(text: str, place: tuple[float, float], size: float, bold: bool = False) -> bytes:
    """Return the operators that fill a text; `place` is where its first base line begins.

    All lengths are points, from the bottom left of the page. A character that the face lacks is
    drawn as U+FFFD; control characters and marks on nothing are left out.
    """
    face = TINOS.face(bold=bold)  # which has the most characters
    tables = read_tables(face)
    scale, at, drawn = size / tables.units, place[0], []
    for char in normalize("NFC", text):
        if not char.isprintable() or (combining(char) and ord(char) not in tables.glyphs):
            continue
        code = ord(char) if ord(char) in tables.glyphs else _REPLACEMENT
        glyph = tables.glyphs[code]
        if outline := _outline(face, glyph):
            move = b"%s 0 0 %s %s %s cm" % (*[_number(scale)] * 2, _number(at), _number(place[1]))
            drawn.append(b"q %s\n%sf Q" % (move, outline))
        at += tables.advances[glyph] * scale
    return b"\n".join(drawn)


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Return how wide `draw_text` draws a text, in points."""
    tables = read_tables(TINOS.face(bold=bold))
    width = 0
    for char in normalize("NFC", text):
        if char.isprintable() and not (combining(char) and ord(char) not in tables.glyphs):
            width += tables.advances[tables.glyphs.get(ord(char), tables.glyphs[_REPLACEMENT])]
    return width * size / tables.units


@cache
def _font(face: Face) -> tuple[Any, list[str]]:
    from fontTools.ttLib import TTFont

    font = TTFont(BytesIO(face.read()), lazy=True)
    return font.getGlyphSet(), font.getGlyphOrder()


@cache
def _outline(face: Face, glyph: int) -> bytes:
    """Return the path of a glyph in font units, its quadratic curves as cubic ones."""
    from fontTools.pens.basePen import BasePen

    glyphs, order = _font(face)

    class Path(BasePen):  # type: ignore[misc]  # fontTools has no types
        def __init__(self) -> None:
            super().__init__(glyphs)
            self.operators: list[bytes] = []

        def _moveTo(self, pt: tuple[float, float]) -> None:  # noqa: N802 - as in fontTools
            self.operators.append(b"%s %s m\n" % (_number(pt[0]), _number(pt[1])))

        def _lineTo(self, pt: tuple[float, float]) -> None:  # noqa: N802
            self.operators.append(b"%s %s l\n" % (_number(pt[0]), _number(pt[1])))

        def _curveToOne(self, *points: tuple[float, float]) -> None:  # noqa: N802
            numbers = b" ".join(_number(one) for point in points for one in point)
            self.operators.append(numbers + b" c\n")

        def _closePath(self) -> None:  # noqa: N802
            self.operators.append(b"h\n")

    pen = Path()
    glyphs[order[glyph]].draw(pen)
    return b"".join(pen.operators)


def _number(value: float) -> bytes:
    return (f"{value:.5f}".rstrip("0").rstrip(".") or "0").encode()
