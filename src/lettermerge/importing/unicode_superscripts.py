"""Set raised and lowered digits as the signs that Unicode has for them: m², CO₂.

Other raised words, such as the "st" of "1st", stay on the line (Unicode 16.0, 22.4).
"""

from __future__ import annotations

_SIGNS = "0123456789"
_RAISED = str.maketrans(_SIGNS, "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = str.maketrans(_SIGNS, "₀₁₂₃₄₅₆₇₈₉")


def raised(text: str) -> str:
    """Return digits as superscripts; a text with other signs as it is."""
    return text.translate(_RAISED) if text.isdecimal() else text


def lowered(text: str) -> str:
    """Return digits as subscripts; a text with other signs as it is."""
    return text.translate(_LOWERED) if text.isdecimal() else text
