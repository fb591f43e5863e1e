"""Define the parts of a letter: its body, and what is left to the frame."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ..letter import letter_phrases as phrases
from .source import (
    FieldCode,
    Omission,
    Picture,
    Piece,
    Run,
    SourceBlock,
    SourceParagraph,
    TextBox,
)


@dataclass(slots=True)
class LetterParts:
    """What a letter's lines were recognised as."""

    body: list[SourceBlock] = field(default_factory=list)
    date: datetime.date | None = None
    subject: tuple[Piece, ...] = ()
    sender: list[str] = field(default_factory=list)
    addressee: list[str] = field(default_factory=list)
    signatories: list[list[str]] = field(default_factory=list)
    signature_image: Picture | None = None
    enclosures: list[tuple[Piece, ...]] = field(default_factory=list)
    copies: list[tuple[Piece, ...]] = field(default_factory=list)
    note: list[SourceParagraph] = field(default_factory=list)
    framed: list[Omission] = field(default_factory=list)
    fields: list[tuple[FieldCode, str]] = field(default_factory=list)
    placed: list[Picture | TextBox] = field(default_factory=list)

    def leave(self, paragraph: SourceParagraph, what: str) -> None:
        """Leave a paragraph to the frame."""
        words = " ".join(paragraph.text.split())
        if words:
            self.framed.append(Omission(paragraph.place, words, what))
        for piece in paragraph.pieces:
            if isinstance(piece, FieldCode):
                self.fields.append((piece, paragraph.place))
            elif isinstance(piece, Picture | TextBox):
                self.placed.append(piece)


def take_subject(paragraph: SourceParagraph, parts: LetterParts) -> None:
    """Make a paragraph the letter's subject, without its label."""
    words = phrases.subject_of(paragraph.text)
    cut = len(paragraph.text) - len(paragraph.text[-len(words) :]) if words else 0
    pieces = without_start(paragraph.pieces, cut) if words is not None else paragraph.pieces
    parts.subject = pieces
    label = paragraph.text[:cut].strip()
    if label:
        parts.framed.append(Omission(paragraph.place, label, "the frame prints the subject line"))


def without_start(pieces: Sequence[Piece], length: int) -> tuple[Piece, ...]:
    """Return pieces without their first `length` characters of text."""
    kept: list[Piece] = []
    for piece in pieces:
        if length and isinstance(piece, Run):
            cut = min(length, len(piece.text))
            length -= cut
            if piece.text[cut:]:
                kept.append(replace(piece, text=piece.text[cut:]))
        else:
            kept.append(piece)
    return tuple(kept)


def flatten(blocks: Sequence[SourceBlock]) -> Iterator[SourceParagraph]:
    """Yield the paragraphs of blocks, those of table cells one after the other."""
    for block in blocks:
        if isinstance(block, SourceParagraph):
            yield block
        else:
            for row in block.rows:
                for cell in row:
                    yield from flatten(cell)
