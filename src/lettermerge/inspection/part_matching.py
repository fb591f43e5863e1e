"""Match printed words with the parts of the letter: address, body, close, signature.

A PDF does not say which of its lines is the address. The document does: its words are followed
through the file in reading order, so that the same words elsewhere are not taken for it.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from ..letter.document import Document, block_texts
from .pdf_text import PrintedWords, Sheet, in_order

#: How far ahead words are looked for when something else was printed (a theme may print more or
#: less than the letter says), in letters, and the least that is not found by chance.
_AHEAD, _LEAST = 600, 4


class PrintedPart(StrEnum):
    """The parts of a letter in the order of its Document; the value is what a user calls it."""

    LETTERHEAD = "letterhead"
    DATE = "date"
    RETURN = "sender's line"
    ADDRESS = "address"
    REFERENCES = "references"
    SUBJECT = "subject"
    SALUTATION = "salutation"
    BODY = "body"
    CLOSE = "close"
    SIGNATURE = "signature"
    AFTER = "list of enclosures or copies"
    NOTE = "sender's note"


@dataclass(frozen=True, slots=True)
class PlacedWords:
    """Printed words on a page (from 1), and the part they are of; None: of none."""

    page: int
    part: PrintedPart | None
    words: PrintedWords


def place(document: Document, sheets: Sequence[Sheet]) -> tuple[PlacedWords, ...]:
    """Return every printed word of the letter with its part, in reading order."""
    texts = [(part, _letters(text)) for part, text in _texts(document)]
    said = "".join(text for _, text in texts)
    starts = [0, *accumulate(len(text) for _, text in texts)]
    found, at = [], 0
    for number, words in in_order(sheets):
        printed = _letters(words.text)
        start: int | None = at
        if not said.startswith(printed, at):
            ahead = said.find(printed, at, at + _AHEAD) if len(printed) >= _LEAST else -1
            start = ahead if ahead >= 0 else None
        if start is None:
            found.append(PlacedWords(number, None, words))
            continue
        at = start + len(printed)
        last = max(at - 1, start) if printed else max(start - 1, 0)
        found.append(PlacedWords(number, _part(texts, starts, last), words))
    return tuple(found)


def _part(
    texts: Sequence[tuple[PrintedPart, str]], starts: Sequence[int], at: int
) -> PrintedPart | None:
    """Return the part that the letter at `at` is of."""
    index = bisect_right(starts, at) - 1
    return texts[min(index, len(texts) - 1)][0] if texts else None


def _texts(document: Document) -> Iterator[tuple[PrintedPart, str]]:
    """Yield the words of a letter part by part, in the order in which they are printed."""
    for text in document.letterhead.texts:
        yield PrintedPart.LETTERHEAD, text
    yield PrintedPart.DATE, document.date_line
    yield PrintedPart.RETURN, document.return_line
    for text in document.address_block:
        yield PrintedPart.ADDRESS, text
    yield PrintedPart.REFERENCES, document.references
    for kind, line in document.opening:
        yield PrintedPart(kind), line
    for text in block_texts(document.main):
        yield PrintedPart.BODY, text
    yield PrintedPart.CLOSE, document.close
    for signature in document.signatures:
        for text in (signature.name, signature.role, signature.organisation):
            yield PrintedPart.SIGNATURE, text
    for labelled in document.after:
        for text in (labelled.label, *labelled.items):
            yield PrintedPart.AFTER, text
    for text in block_texts(document.note):
        yield PrintedPart.NOTE, text
    for text in block_texts(document.annexes):
        yield PrintedPart.BODY, text


def _letters(text: str) -> str:
    """Return the letters and digits of `text` without case: what a style sheet cannot change."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return "".join(filter(str.isalnum, text.casefold()))
