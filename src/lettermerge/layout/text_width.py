"""Count the lines that a text takes in an envelope's window, before anything is laid out.

Widths are those of Times Roman, which the letters' own face keeps (Adobe's Core 14 AFM files).
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_EM = 11 * 25.4 / 72  # millimetres, of a letter's size
_WINDOW = 74.6  # of the 75 mm of the narrower window, which a last word must not touch
_BY_WIDTH = {
    0.25: " .,\xa0", 0.278: "ijlt/;:", 0.333: "frI-()'’‘", 0.389: "sJ", 0.444: "acez“”",
    0.556: "FPS", 0.611: "ELTZ", 0.667: "BCR", 0.722: "wADGHKNOQUVXY", 0.778: "m&", 0.889: "M",
    0.944: "W", 1.0: "—",
}  # fmt: skip


class _Widths(dict[str, float]):
    """Ems by character; what is not listed has half of one."""

    def __missing__(self, char: str) -> float:
        return 0.5


_WIDTHS = _Widths({char: width for width, chars in _BY_WIDTH.items() for char in chars})
_SHORT = 20  # characters that fit, whichever they are


def width(text: str) -> float:
    """Return about how wide a text is printed, in millimetres."""
    base = text if text.isascii() else unicodedata.normalize("NFD", text)
    marks = sum(map(bool, map(unicodedata.combining, base))) if base is not text else 0
    return _EM * (sum(map(_WIDTHS.__getitem__, base)) - 0.5 * marks)


@lru_cache(maxsize=1024)
def count_lines(text: str) -> int:
    """Return how many lines a text takes in the window, broken between words."""
    if len(text) <= _SHORT or width(text) <= _WINDOW:
        return 1
    count, used = 1, 0.0
    for word in text.split(" "):
        size = width(word)
        count += int(size // _WINDOW)
        if used and used + width(" ") + size > _WINDOW:
            count, used = count + 1, size
        else:
            used += width(" ") + size if used else size
    return count
