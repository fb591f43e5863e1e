"""Say what the characters of a letter ask of its faces, remembered for each text and block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from ..layout.font_tables import characters_of
from ..layout.fonts import FontFamily
from ..letter import document as tree
from .font_subset_classes import classes_of
from .missing_characters import FOLDED, INVISIBLE

_UNDRAWN = frozenset(map(ord, INVISIBLE | FOLDED))


class CharacterNeeds(NamedTuple):
    """The classes of some characters besides "basic", and who has them.

    `sound` tells that some family has each of them, `alone` that the first one does.
    """

    classes: frozenset[str]
    sound: bool
    alone: bool


class CharacterReader:
    """Reads the characters of letters that are set in `families`: one for a process."""

    def __init__(self, families: tuple[FontFamily, ...]) -> None:
        self._known = characters_of(families) | _UNDRAWN
        self._first = characters_of(families[:1]) | _UNDRAWN
        self.text = lru_cache(maxsize=2048)(self._read_text)
        self.block = lru_cache(maxsize=1024)(self._read_block)

    def read(self, document: tree.Document) -> CharacterNeeds:
        """Return what all that is printed of a letter asks for."""
        frame = map(self.text, _frame_texts(document))
        return _join((*frame, *map(self.block, document.body), *map(self.block, document.note)))

    def _read_text(self, text: str) -> CharacterNeeds:
        codes = frozenset(map(ord, text))
        return CharacterNeeds(classes_of(text), codes <= self._known, codes <= self._first)

    def _read_block(self, block: tree.Block) -> CharacterNeeds:
        return _join(map(self._read_text, tree.block_texts((block,))))


@lru_cache(maxsize=4)
def character_reader(families: tuple[FontFamily, ...]) -> CharacterReader:
    """Return the reader for letters that are set in `families`."""
    return CharacterReader(families)


def _frame_texts(document: tree.Document) -> Iterator[str]:
    """Yield all that is printed around the body and the note."""
    yield from document.letterhead.words
    yield from (document.date_line, document.return_line, document.references)
    yield from document.address_block
    yield from (document.subject, document.salutation, document.close)
    for signature in document.signatures:
        yield from (signature.name, signature.role, signature.organisation)
    for labelled in document.after:
        yield from (labelled.label, *labelled.items)
    yield from (document.running_head, document.page_label)


def _join(parts: Iterable[CharacterNeeds]) -> CharacterNeeds:
    classes: set[str] = set()
    sound = alone = True
    for one in parts:
        classes |= one.classes
        sound, alone = sound and one.sound, alone and one.alone
    return CharacterNeeds(frozenset(classes), sound, alone)
