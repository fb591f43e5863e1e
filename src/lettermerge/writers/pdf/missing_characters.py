"""Find the characters of a letter that no bundled face has.

System fonts never take part: a character that no bundled face has is a fault of its letter,
found here before anything is laid out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

from ...layout.font_tables import read_tables
from ...layout.fonts import FACES, family_name
from ...letter import document as tree

#: The private name under which the faces are declared: no system font has it.
FAMILY = family_name()


#: Characters that print nothing, whatever the font (Unicode, Default_Ignorable_Code_Point), as
#: far as a letter may hold them: soft hyphen, zero-width space, joiners, word joiner, BOM.
INVISIBLE = frozenset("\u00ad\u034f\u200b\u200c\u200d\u2060\ufeff")
#: White space that is folded into single blanks before it is set.
FOLDED = frozenset(" \t\n\r\f")


@cache
def characters() -> frozenset[int]:
    """Return the code points that every bundled face can print.

    Private use and controls are left out: a file for archives may not hold text without meaning.
    """
    maps = (set(read_tables(face.file).glyphs) for face in FACES)
    return frozenset(
        code
        for code in set.intersection(*maps)
        if unicodedata.category(chr(code)) not in ("Co", "Cc", "Cf", "Cn", "Cs")
    )


def missing_characters(document: tree.Document) -> Iterator[tuple[str, str]]:
    """Yield (character, place in the letter) for each that no bundled face has, once each."""
    seen: set[str] = set()
    for place, text in _printed_texts(document):
        for character in _missing_in(text):
            if character not in seen:
                seen.add(character)
                yield character, place


@lru_cache(maxsize=4096)
def _missing_in(text: str) -> tuple[str, ...]:
    """Return the characters of a text that no bundled face has, in order, each once."""
    known = characters()
    return tuple(
        character
        for character in dict.fromkeys(text)
        if ord(character) not in known and character not in INVISIBLE | FOLDED
    )


def name_character(character: str) -> str:
    """Return `U+4E2D CJK UNIFIED IDEOGRAPH-4E2D`, as the Unicode standard names it."""
    return f"U+{ord(character):04X} {unicodedata.name(character, 'unnamed')}"


def _printed_texts(document: tree.Document) -> Iterator[tuple[str, str]]:
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
