"""Convert Word's lengths to millimetres: twentieths of a point, or numbers with a unit.

Sources: ECMA-376 part 1, 22.9.2.14 (ST_TwipsMeasure), 22.9.2.15 (ST_UniversalMeasure), which
files of the Strict form have; VML's numbers without a unit are points or pixels.
"""

from __future__ import annotations

import re

POINT = 25.4 / 72  # millimetres
TWIP = POINT / 20
_LENGTH = re.compile(r"(-?\d{1,7}(?:\.\d{1,6})?)(pt|in|mm|cm|pc|pi|px|)")
_UNITS = {"pt": POINT, "in": 25.4, "mm": 1.0, "cm": 10.0, "pc": 25.4 / 6, "pi": 25.4 / 6,
          "px": 25.4 / 96}  # fmt: skip


def millimetres(text: str, usual: float = TWIP) -> float:
    """Return a length in millimetres; `usual` is the unit of a bare number. 0 for no length."""
    found = _LENGTH.fullmatch(text.strip())
    return float(found[1]) * _UNITS.get(found[2], usual) if found else 0.0
