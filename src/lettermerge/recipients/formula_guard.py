"""Guard cells of CSV files that the program writes, so that no spreadsheet runs one as a formula.

Which sign separates columns depends on the reader's locale, so a formula may begin at the start of
a cell and behind each `;`, comma, tab or line end in it (OWASP, "CSV Injection"). An apostrophe is
put before it there. `unguard` takes exactly those apostrophes off again.
"""

from __future__ import annotations

import re

_SEPARATORS = ";,\t\r\n"
#: ASCII, full-width (U+FF0B ...) and small forms (U+FE62 ...); a tab and CR as OWASP has them.
_SIGNS = "=+\\-@＝＋－＠﹦﹢﹣﹫\t\r"
#: What a spreadsheet may drop before it looks for a sign: spaces of all kinds, byte-order marks,
#: invisible and control characters, and a quotation mark that opens and closes an empty text.
_DROPPED = (
    '\x00-\x08\x0b\x0c\x0e-\x20"\x7f-\xa0\xad\u034f\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f'
    "\u205f-\u206f\u3000\ufeff\ufff9-\ufffb"
)
_BEGINNING = f"(?:\\A|(?<=[{_SEPARATORS}]))"
#: Apostrophes of the cell's own are part of what is guarded, so that guarding can be undone.
_FORMULA = re.compile(f"{_BEGINNING}(?='*[{_DROPPED}]*[{_SIGNS}])")
_GUARDED = re.compile(f"{_BEGINNING}'(?='*[{_DROPPED}]*[{_SIGNS}])")


def guard(cell: str) -> str:
    """Return a cell with an apostrophe at each place where a formula might begin."""
    return _FORMULA.sub("'", cell)


def unguard(cell: str) -> str:
    """Return the cell of which `guard` made this one."""
    return _GUARDED.sub("", cell) if "'" in cell else cell
