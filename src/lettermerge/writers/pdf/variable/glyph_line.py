"""Draw a single line of plain words as WeasyPrint would, glyph by glyph.

HarfBuzz says which glyphs and where, as it says to Pango. Nothing is taken on trust: a slot's own
words are the pattern, and have to come out as WeasyPrint drew them. A line that is not short, or
holds anything out of the ordinary, goes its way.
"""

from __future__ import annotations

import re
from typing import Any

from ....layout.shaping import place_glyphs
from ..content_recorder import Piece
from ..drawing import Canvas
from ..font_subsets import metrics

#: What a piece draws before its position: a colour, no line under the words.
_OPENED = re.compile(rb"(?:/\S+ gs\n)?(?:[\d. ]+ rg\n)?BT\n")
#: What a piece draws behind its position: font, size, and glyphs with adjustments among them.
_SHOWN = re.compile(rb"/(\S+) (\S+) Tf\n\[((?:<[0-9a-f]+>|-?\d+)+)\] TJ\nET\n")
#: Where nothing but words decides about a line and its glyphs.
_NEUTRAL: dict[str, tuple[Any, ...]] = {
    "direction": ("ltr",),
    "text_align_all": ("start", "left"),
    "text_align_last": ("auto", "start", "left"),
    "font_kerning": ("auto",),
    "font_variant_ligatures": ("normal",),
    "font_variant_caps": ("normal",),
    "font_variant_numeric": ("normal",),
    "font_variant_position": ("normal",),
    "font_variant_alternates": ("normal",),
    "font_variant_east_asian": ("normal",),
    "font_feature_settings": ("normal",),
    "font_language_override": ("normal",),
    "letter_spacing": ("normal", 0),
    "word_spacing": (0, "normal"),
}
#: Share of a line that is left to spare: advances are summed in rounded thousandths.
_SPARE = 0.98

#: Units of Pango in a CSS pixel.
_UNITS = 1024


class Pattern:
    """How one slot draws a single line: everything but its glyphs, and how long it may be."""

    __slots__ = ("_em", "_face", "_head", "_language", "_piece", "_room", "_shown_as", "_widths")

    def __init__(self, piece: Piece, shown: re.Match[bytes], language: str, width: float) -> None:
        name = shown[1].decode("ascii")
        self._piece = piece
        self._head = b"/%b %b Tf\n" % (shown[1], shown[2])
        self._em = round(float(shown[2]) * _UNITS)  # the file has rounded it
        self._room = width * _SPARE * _UNITS
        self._face = Canvas.faces[name]
        self._widths = metrics(self._face).widths
        self._language = language
        self._shown_as: dict[tuple[int, int], str] = {}

    def draw(self, words: str) -> Piece | None:
        """Return `words` as drawn; None if more than plain words decide, or they are too long."""
        if not _is_plain(words) or words.strip(" ") != words or "  " in words:
            return None
        string, room, shown_as = ["<"], self._room, self._shown_as
        placed = place_glyphs(self._face, self._em, words, self._language)
        for info, (x, y, advance, _) in placed:
            number = info.codepoint
            if x or y or not number:
                return None
            room -= advance
            known = shown_as.get((number, advance))
            string.append(known or self._show(number, advance))
        if room < 0:
            return None
        text = "".join(string)
        shown = (text[:-1] if text.endswith("<") else text + ">").encode("ascii")
        own = self._piece
        return Piece(None, own.before, own.x, own.y, b"%b[%b] TJ\nET\n" % (self._head, shown))

    def _show(self, number: int, advance: int) -> str:
        """Return how a glyph is shown, and what moves the next one; remember it."""
        # as WeasyPrint computes it (draw_first_line in weasyprint/draw/text.py)
        moved = int(self._widths[number] - advance * 1000 / _UNITS / (self._em / _UNITS))
        shown = f"{number:04x}>{moved}<" if moved else f"{number:04x}"
        self._shown_as[number, advance] = shown
        return shown


def learn(words: str, pieces: tuple[Piece, ...], style: Any, width: float) -> Pattern | None:
    """Return the pattern of a slot from what WeasyPrint drew there for `words`.

    `style` is that of the text, `width` that of its block in CSS pixels. None where more decides
    about the line than its characters, or the pattern would draw `words` in another way.
    """
    shown = _SHOWN.fullmatch(pieces[0].after) if len(pieces) == 1 else None
    if shown is None or not _OPENED.fullmatch(pieces[0].before):
        return None
    if not all(style[key] in values for key, values in _NEUTRAL.items()):
        return None
    pattern = Pattern(pieces[0], shown, style["lang"] or "", width)
    drawn = pattern.draw(words)
    return pattern if drawn and drawn.after == pieces[0].after else None


#: Letters of the Latin script, and what is common to all scripts: others begin a run of their own.
_PLAIN = frozenset(
    " \u00a0!&'(),./0123456789:;-–‘’“”ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
) | {chr(code) for code in range(0xC0, 0x180) if code not in (0xD7, 0xF7)}


_LETTERS = frozenset(char for char in _PLAIN if char.isalpha())


def _is_plain(words: str) -> bool:
    """Say whether all characters are set in one run, from left to right, in one script."""
    return _PLAIN.issuperset(words) and not _LETTERS.isdisjoint(words)
