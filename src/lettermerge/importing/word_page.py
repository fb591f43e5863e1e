"""Read a Word letter's paper, margins and usual face from its section (17.6)."""

from __future__ import annotations

from typing import Any

from .source_letter import SourcePage
from .word_styles import W, WordStyles

_TWIPS = 1440 / 25.4  # in a millimetre


def read_page(section: Any, styles: WordStyles) -> SourcePage:
    """Return the page of the letter's section; what it does not say is 0 or ""."""
    size = None if section is None else section.find(W + "pgSz")
    margins = None if section is None else section.find(W + "pgMar")
    usual = styles.usual
    return SourcePage(
        _length(size, "w"),
        _length(size, "h"),
        (
            _length(margins, "top"),
            _length(margins, "right"),
            _length(margins, "bottom"),
            _length(margins, "left"),
        ),
        _length(margins, "header"),
        _length(margins, "footer"),
        usual.face,
        usual.size,
    )


def _length(element: Any, name: str) -> float:
    text = "" if element is None else str(element.get(W + name, ""))
    return abs(int(text)) / _TWIPS if text.lstrip("-").isdigit() and len(text) < 8 else 0.0
