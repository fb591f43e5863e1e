"""Read a Word letter's paper, margins and usual face from its section (17.6)."""

from __future__ import annotations

from typing import Any

from .source_letter import SourcePage
from .word_lengths import millimetres
from .word_styles import W, WordStyles


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
    return 0.0 if element is None else abs(millimetres(str(element.get(W + name, ""))))
