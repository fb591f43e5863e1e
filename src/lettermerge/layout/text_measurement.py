"""Measure text with the widths of its faces, and count the lines that it takes.

Widths are those that Pango sets, to its own unit, kerning and ligatures among them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate
from math import ceil
from unicodedata import category, combining, normalize

from .font_tables import left_to_fallback, read_tables
from .fonts import FontFamily
from .letter_design import RETURN_SIZES
from .line_breaks import classify, find_breaks, keep_blanks
from .page_style import PageStyle
from .shaping import character_widths
from .spacing import CONTINUATION

_UNITS = 1024  # of Pango, to a CSS pixel
#: Kerning adds less than the rest to a line.
_SAFE = 0.9
_PIXELS = 96 / 72, 96 / 25.4  # to a point, to a millimetre


#: The families that a text is set in, the first that has a character; a letter's is `families`.
Families = tuple[FontFamily, ...]


def _advance(char: str, families: Families, bold: bool) -> float:
    """Return the advance width of a character in ems, half an em where no face has it."""
    for number, family in enumerate(families):
        tables = read_tables(family.face(bold=bold))
        glyph = tables.glyphs.get(ord(char))
        if glyph is not None and (number or ord(char) not in left_to_fallback(families)):
            return tables.advances[glyph] / tables.units
    return 0.5


#: Characters of a text that is measured with kerning: a longer one is no line of an address.
_LONGEST_SHAPED = 4_000


class _Advances(dict[str, int]):
    """Advance widths by character, in units that an em has `em` of.

    A character that no face has (pages refuse it) counts half an em; one that prints nothing, or
    on top of the one before it, counts nothing.
    """

    def __init__(self, em: int, families: Families, bold: bool) -> None:
        super().__init__()
        self.em, self.families, self.bold = em, families, bold

    def __missing__(self, char: str) -> int:
        ems = (
            0.0
            if category(char) in ("Mn", "Me", "Cf")
            else _advance(char, self.families, self.bold)
        )
        self[char] = found = int(ems * self.em + 0.5)  # halves up, as HarfBuzz
        return found


@lru_cache(maxsize=64)
def _advances(size: float, families: Families, bold: bool) -> _Advances:
    """Return the widths in Pango's units at a size in points."""
    return _Advances(int(size * _PIXELS[0] * _UNITS), families, bold)


@lru_cache(maxsize=4096)
def count_lines(  # noqa: PLR0913  all that decides about lines
    text: str,
    width: float,
    size: float,
    families: Families,
    *,
    bold: bool = False,
    inset: float = 0.0,
) -> int:
    """Return how many lines of `width` millimetres a text of `size` points takes.

    All but the first are set in by `inset`.

    A line breaks where UAX #14 lets it, and where a word is wider than a line, within the word.
    """
    advances, room = _advances(size, families, bold), int(width * _PIXELS[1] * _UNITS)
    if not text.isascii():
        text = normalize("NFC", text)
    if "  " in text or text[:1] == " " or text[-1:] == " ":
        text = " ".join(filter(None, text.split(" ")))
    if sum(map(advances.__getitem__, text)) < room * _SAFE:
        return 1
    line = _Line(text, room, advances)
    if line.ends[-1] <= room:
        return 1
    classes, count, start = classify(text), 1, 0
    while start + 1 < len(text) and line.ends[-1] - line.ends[start] > line.room:
        over = bisect_right(line.ends, line.ends[start] + line.room)  # the first that does not fit
        fitting = 0
        for stop in find_breaks(classes, start, over + 3):
            end = stop
            if text[stop - 1] == " ":  # a blank at a line's end takes no room, nor a doubled one
                end -= 2 if text[stop - 2] == "\u00a0" else 1
            if not line.fits(start, end):
                break
            fitting = stop
        # A word that is wider than a line is broken, and what is left of it read anew.
        start, count = fitting or line.last_fitting(start, over), count + 1
        start += text[start] == " "  # which starts no line
        line.room = room - int(inset * _PIXELS[1] * _UNITS)
    return count


class _Line:
    """A text that is to be broken: where each character ends, and which stretches fit."""

    def __init__(self, text: str, room: int, advances: _Advances) -> None:
        self.text, self.room, self.advances = text, room, advances
        self.shaped = len(text) <= _LONGEST_SHAPED
        self.ends = [0, *accumulate(self._widths(text))]

    def _widths(self, text: str) -> list[int]:
        advances = self.advances
        if not self.shaped:
            return list(map(advances.__getitem__, text))
        return character_widths(text, advances.em, advances.families, bold=advances.bold)

    def fits(self, start: int, end: int) -> bool:
        """Tell whether a stretch fits a line; where it ends, no kerning follows."""
        width = self.ends[end] - self.ends[start]
        if abs(width - self.room) > self.advances.em:
            return width <= self.room
        return sum(self._widths(self.text[start:end])) <= self.room

    def last_fitting(self, start: int, over: int) -> int:
        """Return where a line ends that breaks within a word, `over` about where it must."""
        while over < len(self.text) and self.fits(start, over):
            over += 1
        return max(over - 1, start + 1)


def count_address_lines(lines: Iterable[str], style: PageStyle) -> int:
    """Return how many lines an address takes in the window of a style, long lines broken."""
    width, size, families = style.window.width, style.font_size, style.families
    return sum(
        count_lines(keep_blanks(line), width, size, families, inset=CONTINUATION) for line in lines
    )


def fit_return_line(sender: str, style: PageStyle) -> tuple[int, float]:
    """Return how many lines the sender takes above the address of a style, and of which size.

    The size is the largest that takes one line, or the usual one where none does.
    """
    width, families = style.window.width, style.families
    for size in RETURN_SIZES:
        if count_lines(sender, width, size, families) == 1:
            return 1, size
    usual = RETURN_SIZES[0]
    return count_lines(sender, width, usual, families), usual


@lru_cache(maxsize=4096)
def _ample_advance(char: str, families: Families, bold: bool) -> float:
    return ceil(_advance(char, families, bold) * 50) / 50


def ample_width(text: str, families: Families, *, bold: bool = False) -> float:
    """Return the width of a text in ems, each character's rounded up to the next fiftieth.

    For columns that a word processor fills: it rounds widths to units of its own.
    """
    if not text.isascii():
        text = "".join(char for char in normalize("NFD", text) if not combining(char))
    return sum(_ample_advance(char, families, bold) for char in text)
