"""How wide words are about, in ems of the letter's face: enough to share a table's room out.

The advance widths are those of Times Roman (Adobe's AFM file for it), which Times New Roman and
Tinos have too.
"""

from __future__ import annotations

_NARROW = dict.fromkeys("ijlt'|", 278) | dict.fromkeys(" ,./\\;:", 250) | {"f": 333, "r": 333}
_WIDE = (
    dict.fromkeys("ADGHKNOQUVXY", 722) | dict.fromkeys("BCR", 667) | dict.fromkeys("ELTZ", 611)
    | {"F": 556, "P": 556, "S": 556, "I": 333, "J": 389, "M": 889, "W": 944, "m": 778, "w": 722}
    | {"a": 444, "c": 444, "e": 444, "z": 444, "s": 389, "-": 333, "(": 333, ")": 333, "@": 921}
)  # fmt: skip
_WIDTHS = _NARROW | _WIDE


def width(text: str) -> float:
    """Return the width of a line in ems; characters that are not listed count half an em."""
    return sum(_WIDTHS.get(character, 500) for character in text) / 1000
