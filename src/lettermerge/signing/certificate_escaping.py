r"""Escape what a certificate says of itself, so that its text stays inside its own line.

A name in a certificate is whatever its issuer wrote: line ends, terminal commands, characters that
reverse the direction of text. All of these are shown as escapes (`\\n`, `\\x1b`, `\\u202e`).
"""

from __future__ import annotations

import re
import unicodedata

LONGEST_NAME = 100  # characters that are shown; X.520 allows 64 in a common name

#: Joiners that Persian and Indic words need.
_JOINERS = "\u200c\u200d"
#: Letters and signs that print as nothing, though Unicode counts them as printable.
_BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
_SPACES = re.compile(r"\s{2,}")


def escape_line(text: str) -> str:
    """Return text as one line: no control, format or line-end character is left in it."""
    if text.isprintable() and not any(blank in text for blank in _BLANKS):
        return text
    return "".join(
        char
        if char not in _BLANKS
        and (char.isprintable() or char in _JOINERS or unicodedata.category(char) == "Zs")
        else _escape(char)
        for char in text
    )


def escape_name(text: str) -> str:
    """Return a name as one line without runs of spaces, cut at `LONGEST_NAME` characters.

    A long run would push what follows onto a line of its own on a terminal.
    """
    name = _SPACES.sub(" ", escape_line(text)).strip()
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 3] + "..."


def _escape(char: str) -> str:
    short = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(char)
    if short:
        return short
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
