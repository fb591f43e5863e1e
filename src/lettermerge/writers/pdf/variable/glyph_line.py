"""Draw a single line of plain words as WeasyPrint would, glyph by glyph.

The faces are declared without kerning and ligatures, so a glyph follows from its character alone.
Nothing is taken on trust: a slot's own words are the pattern, and a character is known once
WeasyPrint has drawn it. A line that is not short, or holds anything unknown, goes its way.
"""

from __future__ import annotations

import re
from typing import Any

from ..content_recorder import Canvas, Piece
from ..font_subsets import metrics
from ..weasyprint_engine import Dimension

#: What a piece draws before its position: a colour, no line under the words.
_OPENED = re.compile(rb"(?:/\S+ gs\n)?(?:[\d. ]+ rg\n)?BT\n")
#: What a piece draws behind its position: font, size, and one string of glyphs.
_SHOWN = re.compile(rb"/(\S+) (\S+) Tf\n\[<([0-9a-f]+)>\] TJ\nET\n")
#: Where nothing but the character decides about its glyph, and nothing but words about a line.
_NEUTRAL: dict[str, tuple[Any, ...]] = {
    "direction": ("ltr",),
    "text_align_all": ("start", "left"),
    "text_align_last": ("auto", "start", "left"),
    "text_indent": (Dimension(0, "px"), 0),
    "font_kerning": ("auto", "none"),
    "font_variant_ligatures": ("normal", "none"),
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

#: The glyph of each character that WeasyPrint has drawn, as hex digits, by resource name.
_known: dict[str, dict[str, bytes]] = {}


class Pattern:
    """How one slot draws a single line: everything but its glyphs, and how long it may be."""

    __slots__ = ("_glyphs", "_head", "_piece", "_room", "_widths")

    def __init__(self, piece: Piece, head: bytes, name: str, room: float) -> None:
        self._piece = piece
        self._head = head
        self._room = room
        self._glyphs = _known.setdefault(name, {})
        self._widths = metrics(Canvas.faces[name]).widths

    def draw(self, words: str) -> Piece | None:
        """Return `words` as drawn; None if a character is unknown or the line may not hold them."""
        if words != " ".join(words.split()):
            return None
        try:
            glyphs = [self._glyphs[character] for character in words]
        except KeyError:
            return None
        if sum(self._widths[int(glyph, 16)] for glyph in glyphs) > self._room or not glyphs:
            return None
        own = self._piece
        after = b"%b[<%b>] TJ\nET\n" % (self._head, b"".join(glyphs))
        return Piece(None, own.before, own.x, own.y, after)


def learn(words: str, pieces: tuple[Piece, ...], style: Any, width: float) -> Pattern | None:
    """Take note of what WeasyPrint drew for `words`; return the pattern of its slot.

    `style` is that of the text, `width` that of its block in CSS pixels. None where more decides
    about the line than its characters.
    """
    shown = _SHOWN.fullmatch(pieces[0].after) if len(pieces) == 1 else None
    if shown is None or not _OPENED.fullmatch(pieces[0].before):
        return None
    if not all(style[key] in values for key, values in _NEUTRAL.items()):
        return None
    name, size, glyphs = shown[1].decode("ascii"), float(shown[2]), shown[3]
    if len(glyphs) != 4 * len(words) or not all(map(_is_plain, words)):
        return None  # an accent of its own may change the glyph before it
    known = _known.setdefault(name, {})
    for place, character in enumerate(words):
        known[character] = glyphs[4 * place : 4 * place + 4]
    head = b"/%b %b Tf\n" % (shown[1], shown[2])
    return Pattern(pieces[0], head, name, width * _SPARE * 1000 / size)


#: Letters of the Latin script, and what is common to all scripts: others begin a run of their own.
_PLAIN = frozenset(
    " !&'(),./0123456789:;-–‘’“”ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
) | {chr(code) for code in range(0xC0, 0x180) if code not in (0xD7, 0xF7)}


def _is_plain(character: str) -> bool:
    """Say whether a character stands for itself, whatever is around it, from left to right."""
    return character in _PLAIN
