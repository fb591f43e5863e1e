"""Place the glyphs of a line as HarfBuzz does: kerning, ligatures, marks.

Pango asks HarfBuzz for the same, so that a line that is measured here takes what it takes on the
page.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby
from typing import Any, NamedTuple
from unicodedata import category

from .font_tables import characters_of, left_to_fallback
from .fonts import Face, FontFamily


class Glyph(NamedTuple):
    """A glyph of a line: its number, the index of its first character, and its place.

    Lengths are in the units that the em was given in.
    """

    number: int
    cluster: int
    advance: int
    x_offset: int
    y_offset: int


@cache
def _engine() -> Any:
    import uharfbuzz

    return uharfbuzz


@lru_cache(maxsize=32)
def _font(face: Face, em: int) -> Any:
    import uharfbuzz as hb

    font = hb.Font(_face(face))
    font.scale = (em, em)
    return font


@lru_cache(maxsize=32)
def _face(face: Face) -> Any:
    import uharfbuzz as hb

    return hb.Face(face.read())


def shape(face: Face, em: int, text: str, language: str = "") -> list[Glyph]:
    """Return the glyphs of a text of one script, set from left to right in one face."""
    return [
        Glyph(info.codepoint, info.cluster, advance, x, y)
        for info, (x, y, advance, _) in place_glyphs(face, em, text, language)
    ]


def place_glyphs(
    face: Face, em: int, text: str, language: str = ""
) -> Iterator[tuple[Any, tuple[int, int, int, int]]]:
    """Yield what HarfBuzz says of each glyph: its number and cluster; its offsets and advances."""
    hb = _engine()
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "ltr"
    if language:
        buffer.language = language
    hb.shape(_font(face, em), buffer)
    places = [one.position for one in buffer.glyph_positions]
    return zip(buffer.glyph_infos, places, strict=True)


def character_widths(
    text: str, em: int, families: tuple[FontFamily, ...], *, bold: bool = False
) -> list[int]:
    """Return what each character of a line takes; a ligature counts for its first one.

    A character that no face has (pages refuse it) counts half an em, one that prints nothing
    counts nothing.
    """
    widths: list[int] = []
    places = _places(tuple(families))
    for place, group in groupby(text, lambda char: places.get(ord(char), -1)):
        run = "".join(group)
        if place < 0:
            widths += [0 if category(char) == "Cf" else em // 2 for char in run]
            continue
        own = [0] * len(run)
        for glyph in shape(families[place].face(bold=bold), em, run):
            own[glyph.cluster] += glyph.advance
        widths += own
    return widths


@lru_cache(maxsize=16)
def _places(families: tuple[FontFamily, ...]) -> dict[int, int]:
    found: dict[int, int] = {}
    for number, family in reversed(list(enumerate(families))):
        codes = characters_of((family,)) - (frozenset() if number else left_to_fallback(families))
        found |= dict.fromkeys(codes, number)
    return found


#: English prose, whose letters are about as frequent as in other languages of Latin script.
_PROSE = (
    "We write to you as a member of the committee, and ask that it look into the matter before the "
    "end of the session. In 2023 the office gave its first report; since then nothing has been "
    "heard of the measures it proposed. Those who live there deserve an answer, and we hope that "
    "you will put the question to the minister. "
)


@lru_cache(maxsize=64)
def average_width(face: Face) -> float:
    """Return what a character of prose takes in a face on average, in ems."""
    glyphs = shape(face, 1000, _PROSE)
    return sum(glyph.advance for glyph in glyphs) / len(_PROSE) / 1000
