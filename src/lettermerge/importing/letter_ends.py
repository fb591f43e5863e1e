"""Recognise what is above and below a letter's body, line by line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..letter import letter_phrases as phrases
from .field_syntax import split_code
from .letter_parts import LetterParts, flatten, take_subject, without_start
from .source import (
    FieldCode,
    Omission,
    Picture,
    Piece,
    Run,
    SourceBlock,
    SourceParagraph,
    SourceTable,
)

LONGEST_SIGNATURE_LINE = 90
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")

_WEBSITE = re.compile(r"\b(?:https?://|www\.)[\w./~%-]+\w", re.IGNORECASE)

_PHONE = re.compile(r"^\W*(?:tel|phone|fax|t|f|mobile|tél)\b[\w ().:/+-]*\d|^[\d ()+./-]{7,}$",
                    re.IGNORECASE)  # fmt: skip


def parts_of_head(blocks: Sequence[SourceBlock], parts: LetterParts) -> None:
    """Recognise what is before the salutation."""
    groups = _groups(blocks)
    dated = False
    typed = [group for group in groups if not any(_has_field(one) for one in group)]
    for group in groups:
        sender = not dated and group in typed and (len(typed) > 1 or _later_address(group, groups))
        for paragraph in group:
            text = paragraph.text.strip()
            if phrases.is_date_line(text) or is_date_field(paragraph):
                dated = True
                parts.date = parts.date or phrases.date_of(text)
                parts.leave(paragraph, "the date is letter.date in lettermerge.toml")
            elif phrases.is_reference(text):
                parts.leave(paragraph, "a line of references: the columns our_ref and your_ref")
            elif phrases.subject_of(text) is not None or _is_bold_line(paragraph, group):
                take_subject(paragraph, parts)
            elif sender:
                parts.sender += [line.strip() for line in text.split("\n") if line.strip()]
                parts.leave(paragraph, "the letterhead comes from sender and the theme")
            else:
                parts.addressee += [line.strip() for line in text.split("\n") if line.strip()]
                parts.leave(paragraph, "the inside address comes from the roster")


def _later_address(group: list[SourceParagraph], groups: list[list[SourceParagraph]]) -> bool:
    """Say whether an address follows: lines of fields after these typed ones."""
    after = groups[groups.index(group) + 1 :]
    return any(_has_field(one) and not is_date_field(one) for other in after for one in other)


def _has_field(paragraph: SourceParagraph) -> bool:
    return any(isinstance(piece, FieldCode) for piece in paragraph.pieces) or "{{" in paragraph.text


def _is_bold_line(paragraph: SourceParagraph, group: list[SourceParagraph]) -> bool:
    """Say whether a line alone between blank ones is a subject without a label: bold or headed."""
    words = [one for one in paragraph.pieces if isinstance(one, Run) and one.text.strip()]
    looks = paragraph.heading > 0 or (bool(words) and all(one.look.bold for one in words))
    return looks and len(group) == 1 and 12 < len(paragraph.text.strip()) < 200


def parts_of_tail(blocks: Sequence[SourceBlock], parts: LetterParts) -> None:
    """Recognise what is after the body: close, signatures, enclosures, copies, a note."""
    target: list[tuple[Piece, ...]] | None = None
    closed = noted = False
    for group in _groups(blocks):
        names: list[str] = []
        for paragraph in group:
            text = paragraph.text.strip()
            enclosed, copied = phrases.enclosures_of(text), phrases.copies_of(text)
            if not closed and phrases.is_close(text):
                closed = True
                parts.leave(paragraph, "the close comes from the parliament's protocol")
            elif phrases.is_postscript(text):
                parts.body.append(paragraph)
            elif phrases.is_note_heading(text):
                noted = True
                parts.leave(paragraph, "the sender's note has no heading of its own")
            elif phrases.is_note(text) or noted or parts.note or len(text) > LONGEST_SIGNATURE_LINE:
                parts.note.append(paragraph)
            elif enclosed is not None or copied is not None:
                target = parts.enclosures if enclosed is not None else parts.copies
                _begin_list(
                    paragraph, enclosed if enclosed is not None else copied or "", target, parts
                )
            elif target is not None:
                target.append(_stripped(paragraph))
            else:
                names += [line.strip() for line in text.split("\n") if line.strip()]
                _take_signature(paragraph, parts)
        if names and target is None:
            parts.signatories.append(names)


def _begin_list(
    paragraph: SourceParagraph, first: str, target: list[tuple[Piece, ...]], parts: LetterParts
) -> None:
    cut = len(paragraph.text.rstrip()) - len(first) if first else len(paragraph.text)
    label = paragraph.text[:cut].strip()
    parts.framed.append(Omission(paragraph.place, label, "the frame prints the label of this list"))
    if first:
        target.append(without_start(paragraph.pieces, cut))


def _stripped(paragraph: SourceParagraph) -> tuple[Piece, ...]:
    lead = len(paragraph.text) - len(paragraph.text.lstrip())
    return without_start(paragraph.pieces, lead)


def _take_signature(paragraph: SourceParagraph, parts: LetterParts) -> None:
    pictures = [piece for piece in paragraph.pieces if isinstance(piece, Picture)]
    if pictures and parts.signature_image is None:
        parts.signature_image = pictures[0]
        rest = tuple(piece for piece in paragraph.pieces if piece is not pictures[0])
        paragraph = paragraph.with_pieces(rest)
    parts.leave(paragraph, "the signature block comes from signatories in lettermerge.toml")


def _groups(blocks: Sequence[SourceBlock]) -> list[list[SourceParagraph]]:
    """Return runs of paragraphs without a blank one between them; a table is one of its own."""
    groups: list[list[SourceParagraph]] = [[]]
    for block in blocks:
        if isinstance(block, SourceTable):
            for row in block.rows:
                groups += [list(flatten(cell)) for cell in row]
            groups.append([])
        elif block.blank:
            groups.append([])
        else:
            groups[-1] += _lines(block)
    return [group for group in groups if group]


def _lines(paragraph: SourceParagraph) -> list[SourceParagraph]:
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


@dataclass(frozen=True, slots=True)
class SenderLines:
    """A sender's lines, told apart."""

    name: str = ""
    address: tuple[str, ...] = ()
    email: str = ""
    website: str = ""
    others: tuple[str, ...] = ()


def sender_of(lines: Sequence[str]) -> SenderLines:
    """Tell a sender's name, address, e-mail and website apart; `others` holds phone numbers."""
    email = next((m[0] for line in lines if (m := _EMAIL.search(line))), "")
    website = next((m[0] for line in lines if (m := _WEBSITE.search(line))), "")
    others = tuple(line for line in lines if _PHONE.match(line) and not _EMAIL.search(line))
    plain = [
        line for line in lines
        if line not in others and not _EMAIL.search(line) and not _WEBSITE.search(line)
    ]  # fmt: skip
    return SenderLines(plain[0] if plain else "", tuple(plain[1:7]), email, website,
                       others + tuple(plain[7:]))  # fmt: skip


def is_date_field(paragraph: SourceParagraph) -> bool:
    """Say whether a paragraph is the letter's date as a field, and nothing else."""
    kinds = field_kinds(paragraph)
    if kinds and kinds <= {"DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE"}:
        return True
    names = merge_names(paragraph)
    return kinds == {"MERGEFIELD"} and len(names) == 1 and "date" in names[0].lower()


def field_kinds(paragraph: SourceParagraph) -> set[str]:
    """Return the kinds of the fields that a paragraph consists of; {""} where it has words."""
    kinds = set()
    for piece in paragraph.pieces:
        if isinstance(piece, FieldCode):
            kinds.add(split_code(piece).kind)
        elif isinstance(piece, Run) and piece.text.strip(" ,.:;-\n\t"):
            kinds.add("")
    return kinds


def merge_names(paragraph: SourceParagraph) -> list[str]:
    """Return the names of a paragraph's merge fields."""
    return [
        str(split_code(piece).word(0))
        for piece in paragraph.pieces
        if isinstance(piece, FieldCode) and split_code(piece).kind == "MERGEFIELD"
    ]
