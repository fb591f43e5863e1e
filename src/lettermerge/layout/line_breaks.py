"""Find where a line of text may end: UAX #14 (Unicode 14) as Pango applies it, by class tables.

Held to Pango by a test. Scripts that the bundled faces lack have no rule of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import category

#: Characters by line breaking class, a letter each: q QU, e EX, r PR, p PO, o OP, C CP, c CL, i IS,
#: h HY, s SY, n NU, b BA, g GL, x BB, d B2, t IN, z ZW, k NS, w WJ, I ID. All else is a (AL) or,
#: where it combines with what is before it, m (CM).
_MEMBERS = {
    "q": "\"'«»‘’‛“”‟‹›",
    "e": "!?",
    "r": "$+\\£¤¥±\u20a0\u20a1\u20a2\u20a3\u20a4\u20a5\u20a6\u20a8\u20a9\u20aa\u20ab€\u20ad\u20ae"
    "\u20af\u20b0\u20b1\u20b2\u20b3\u20b4\u20b5\u20b7\u20b8\u20b9\u20ba\u20bc\u20bd№\u2212",
    "p": "%¢°‰‱\u2032\u2033\u2034\u2035\u2036\u2037\u20a7\u20b6\u20bb\u20be℃℉",
    "o": "([{¡¿‚„\u2045\u207d\u208d",
    "C": ")]",
    "c": "}\u2046\u207e\u208e",
    "i": ",.:;\u037e\u2044",
    "h": "-",
    "s": "/",
    "n": "0123456789",
    "b": "|\xad\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a‐\u2012–\u2027\u2056"
    "\u2058\u2059\u205a\u205b\u205d\u205e\u205f",
    "g": "\xa0\u2007\u2011\u202f",
    "x": "\xb4\u02c8\u02cc\u02df\u1ffd",
    "d": "—",
    "t": "․‥…",
    "z": "\u200b",
    "k": "‼‽⁇⁈⁉",
    "w": "\u2060\ufeff",
    "I": "\u263a\u263b",
    " ": " ",
}
#: By class: the classes before which a line may break right after it.
_BREAKS = {
    "a": "xdI", "n": "xdI", "q": "", "e": "anrpoxdI", "r": "rpoxd", "p": "rpoxdI", "o": "",
    "C": "rpoxdI", "c": "anrpoxdI", "i": "nrpoxdI", "h": "arpogxdI", "s": "anrpoxdI",
    "b": "anrpogxdI", "g": "", "x": "", "d": "anrpoxI", "t": "anrpoxdI",
    "z": "anqerpoCcihsbgxdtmkwI", "k": "anrpoxdI", "w": "", "I": "anroxdI",
}  # fmt: skip
_NEVER_AFTER_BLANK = "eCcisw"
#: The classes that a blank does not part from another (LB14 to LB17).
_HELD_ACROSS_BLANK = {"q": "o", "C": "k", "c": "k", "d": "d"}
#: A number with its signs breaks nowhere (LB25, Example 7 of UAX #14). A sign may end one and
#: start the next.
_NUMBER = re.compile("(?:[rp]m*)?[oh]?n[nsim]*(?:[Cc]m*)?(?=([rp]?))")


class _Classes(dict[int, str]):
    """Line breaking classes by code point, for str.translate."""

    def __missing__(self, code: int) -> str:
        self[code] = found = "m" if category(chr(code)) in ("Mn", "Me") else "a"
        return found


_CLASSES = _Classes({ord(char): name for name, chars in _MEMBERS.items() for char in chars})


def keep_blanks(line: str) -> str:
    """Return a line of which HTML folds no blanks: two are before a Canadian postal code."""
    return line.replace("  ", "\u00a0 ")


def classify(text: str) -> str:
    """Return the line breaking class of each character; white space must be single blanks."""
    return text.translate(_CLASSES)


def find_breaks(classes: str, start: int = 0, end: int | None = None) -> Iterator[int]:
    """Yield each index that a line may end before, in order, where a line starts at `start`.

    Neither `start` nor `end` (the end of the text, where it is None) is among them.
    """
    classes = classes[start:end]
    numbers = _NUMBER.finditer(classes)
    number = next(numbers, None)
    before = classes[:1].replace("m", "a")
    blank = before == " "
    for index in range(1, len(classes)):
        after = classes[index]
        if after == " ":
            blank = True
            continue
        while number is not None and number.end(1) <= index:
            number = next(numbers, None)
        if after == "m" and not blank and before != "z":
            continue  # it belongs to the character before it
        if blank:
            held = _HELD_ACROSS_BLANK.get(before, "")
            kept = before == "o" or after in _NEVER_AFTER_BLANK or after in held
            may = after != "z" and (before == "z" or not kept)
        else:
            may = after in _BREAKS[before]
        if may and (number is None or index <= number.start()):
            yield start + index
        before, blank = "a" if after == "m" else after, False
