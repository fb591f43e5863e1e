"""Define the parts of a letter: its body, and what is left to the frame."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ..letter import letter_phrases as phrases
from .source_letter import (
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
    """What a letter's lines were recognised as.

    `signature_images` are by the number of the signatory; `beside` says that signatories were
    side by side. `annexes` come after the signatures. `contacts` are lines below the signatures
    that say how to reach the sender, `sender_places` are the paragraphs of the sender's lines,
    `our_ref` is the sender's reference. `date_align` is where the date was, "" where no line has
    it. `blind` are copies that others are not to see.
    """

    body: list[SourceBlock] = field(default_factory=list)
    annexes: list[SourceBlock] = field(default_factory=list)
    date: datetime.date | None = None
    place: str = ""
    our_ref: str = ""
    subject: tuple[Piece, ...] = ()
    sender: list[str] = field(default_factory=list)
    contacts: list[str] = field(default_factory=list)
    addressee: list[str] = field(default_factory=list)
    signatories: list[list[str]] = field(default_factory=list)
    signature_images: dict[int, Picture] = field(default_factory=dict)
    beside: bool = False
    sender_places: set[str] = field(default_factory=set)
    date_align: str = ""
    enclosures: list[tuple[Piece, ...]] = field(default_factory=list)
    copies: list[tuple[Piece, ...]] = field(default_factory=list)
    blind: list[tuple[Piece, ...]] = field(default_factory=list)
    omitted: list[Omission] = field(default_factory=list)
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


#: Why a subject is left to the frame.
_LABEL = 'the subject is labelled by the letter\'s language ("Objet :" in French, not in English)'
SUBJECT = "the subject is `subject` between the --- lines of the template"
_MARKED = re.compile(r"^\s*(\*\*|__)(.+)\1\s*$")
_LONGEST_SUBJECT, _MOST_SENTENCE_WORDS = 200, 8


def stands_out(paragraph: SourceParagraph) -> bool:
    """Say whether a line is all bold, underlined or centred, and reads as a title."""
    words = [one for one in paragraph.pieces if isinstance(one, Run) and one.text.strip()]
    text = paragraph.text.strip()
    sentence = text.endswith((".", "!", "?", "…")) and len(text.split()) > _MOST_SENTENCE_WORDS
    if not words or paragraph.item or sentence or text.endswith((",", ";", ":")):
        return False
    looks = all(one.look.bold for one in words) or all(one.look.italic for one in words)
    looks = looks or paragraph.align == "center" or bool(_MARKED.match(text))
    return looks and len(text.split()) > 1 and len(text) < _LONGEST_SUBJECT


def take_subject(paragraph: SourceParagraph, parts: LetterParts) -> None:
    """Make a paragraph the letter's subject, without its label."""
    words = phrases.subject_of(paragraph.text)
    cut = paragraph.text.rfind(words) if words else 0
    pieces = without_start(paragraph.pieces, cut) if words is not None else paragraph.pieces
    parts.subject = pieces
    text = "".join(one.text for one in pieces if isinstance(one, Run))
    if marked := _MARKED.match(text):  # Markdown, as it was typed
        parts.subject = (Run(marked[2]),)
    shown = " ".join((marked[2] if marked else paragraph.text[cut:]).split())
    if shown:
        parts.framed.append(Omission(paragraph.place, shown, SUBJECT))
    label = paragraph.text[:cut].strip()
    if label:
        parts.framed.append(Omission(paragraph.place, label, _LABEL))


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


def lines_of(paragraph: SourceParagraph) -> list[SourceParagraph]:
    """Return a paragraph of several short lines as one for each."""
    if "\n" not in paragraph.text.strip():
        return [paragraph]
    lines: list[list[Piece]] = [[]]
    for piece in paragraph.pieces:
        if isinstance(piece, Run):
            first, *others = piece.text.split("\n")
            lines[-1].append(replace(piece, text=first))
            lines += [[replace(piece, text=text)] for text in others]
        else:
            lines[-1].append(piece)
    made = [paragraph.with_pieces(tuple(line)) for line in lines]
    return [one for one in made if not one.blank]
