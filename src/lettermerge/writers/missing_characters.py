"""Find the characters of a letter that its faces lack.

System fonts never take part: a character that no named face has is a fault of its letter,
found here before anything is laid out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from ..diagnostics import Diagnostic
from ..layout.font_tables import characters_of
from ..layout.fonts import FontFamily
from ..letter import document as tree

#: The code of the fault, which is one for all formats that embed faces.
MISSING = "letter.missing-glyph"
#: Characters that a message names; more are counted.
_MOST_NAMED = 4
#: Characters that print nothing, whatever the font (Unicode, Default_Ignorable_Code_Point), as
#: far as a letter may hold them: soft hyphen, zero-width space, joiners, word joiner, BOM.
INVISIBLE = frozenset("\u00ad\u034f\u200b\u200c\u200d\u2060\ufeff")
#: White space that is folded into single blanks before it is set.
FOLDED = frozenset(" \t\n\r\f")


def missing_characters(
    document: tree.Document, families: tuple[FontFamily, ...]
) -> Iterator[tuple[str, str]]:
    """Yield (character, place in the letter) for each that none of `families` has, once each."""
    seen: set[str] = set()
    for place, text in printed_texts(document):
        for character in _missing_in(text, families):
            if character not in seen:
                seen.add(character)
                yield character, place


@lru_cache(maxsize=4096)
def _missing_in(text: str, families: tuple[FontFamily, ...]) -> tuple[str, ...]:
    """Return the characters of a text that none of `families` has, in order, each once."""
    known = characters_of(families)
    return tuple(
        character
        for character in dict.fromkeys(text)
        if ord(character) not in known and character not in INVISIBLE | FOLDED
    )


def missing_glyphs(missing: dict[str, str]) -> Diagnostic:
    """Return the fault of a letter whose characters no face has; `missing` gives their places."""
    names = [name_character(one) for one in list(missing)[:_MOST_NAMED]]
    more = len(missing) - len(names)
    named = ", ".join(names) + (f" and {more} more" if more else "")
    places = " and ".join(f"the {place}" for place in dict.fromkeys(missing.values()))
    return Diagnostic(
        MISSING,
        f"no face of the letter has {named}, in {places}",
        hint="write it in letters that the faces have (the bundled ones: Latin, Greek, Cyrillic, "
        "Vietnamese, Hebrew), or name another face in the theme's text.family or text.fallback",
    )


def name_character(character: str) -> str:
    """Return `U+4E2D CJK UNIFIED IDEOGRAPH-4E2D`, as the Unicode standard names it."""
    return f"U+{ord(character):04X} {unicodedata.name(character, 'unnamed')}"


def printed_texts(document: tree.Document) -> Iterator[tuple[str, str]]:
    """Yield (place in the letter, text) of all that is printed."""
    head = document.letterhead
    yield "letterhead", " ".join(head.words)
    yield "date line", document.date_line
    yield "sender's line", document.return_line
    yield "references", document.references
    yield "address block", " ".join(document.address_block)
    yield "subject", document.subject
    yield "salutation", document.salutation
    yield from (("body", text) for text in tree.block_texts(document.body))
    yield "complimentary close", document.close
    for signature in document.signatures:
        yield "signature", f"{signature.name} {signature.role} {signature.organisation}"
    for labelled in document.after:
        yield labelled.label or "list", " ".join((labelled.label, *labelled.items))
    yield from (("sender's note", text) for text in tree.block_texts(document.note))
    yield "running head", document.running_head
    yield "page label", document.page_label
