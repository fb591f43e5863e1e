"""Find the class of each character: what a letter embeds of a face is rounded up to whole classes.

So a letter's bytes follow from its own characters, whatever letters are made beside it, and nearly
all letters of a run share one subset of each face.
"""

from __future__ import annotations

from functools import cache, lru_cache

from ..layout.font_tables import characters_of
from ..layout.fonts import FontFamily
from .missing_characters import INVISIBLE

#: Classes of characters, by name: the ranges of code points (Unicode blocks) that make each.
CLASSES: dict[str, tuple[range, ...]] = {
    "basic": (range(0x20, 0x7F), range(0x2010, 0x2028), range(0x202F, 0x203B),
              range(0x25AA, 0x25AB), range(0x25E6, 0x25E7)),  # the last two mark lists
    "latin": (range(0xA0, 0x100), range(0x152, 0x154), range(0x20AC, 0x20AD)),
    "extended": (range(0x100, 0x1A0), range(0x218, 0x21C)),
    "vietnamese": (range(0x1A0, 0x250), range(0x1E00, 0x1F00), range(0x300, 0x370)),
    "greek": (range(0x370, 0x400), range(0x1F00, 0x2000)),
    "cyrillic": (range(0x400, 0x460), range(0x490, 0x492)),
    "cyrillic-extended": (range(0x460, 0x530),),
    "hebrew": (range(0x590, 0x600), range(0xFB1D, 0xFB50)),
    "signs": (range(0x2039, 0x2C00),),
}  # fmt: skip
#: Every other character the faces have.
REST = "rest"


def classes_of(text: str) -> frozenset[str]:
    """Return the names of the classes that `text` needs, besides "basic"."""
    if _BASIC.issuperset(text):
        return frozenset()
    return frozenset(map(class_of, set(text))) - {"basic"}


#: Drawn as a blank, as a hyphen, or not at all.
_UNDRAWN = INVISIBLE | {"\u00a0"} | {chr(code) for code in range(0x20)}


@cache
def class_of(character: str) -> str:
    """Return the name of a character's class."""
    if character in _UNDRAWN:
        return "basic"
    code = ord(character)
    return next((name for name, ranges in CLASSES.items() if any(code in r for r in ranges)), REST)


_BASIC = _UNDRAWN | {chr(code) for part in CLASSES["basic"] for code in part}


@lru_cache(maxsize=256)
def members_of(family: FontFamily, classes: frozenset[str]) -> frozenset[int]:
    """Return the code points of `classes` that a family has."""
    return frozenset(code for code in characters_of((family,)) if class_of(chr(code)) in classes)
