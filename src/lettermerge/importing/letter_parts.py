"""Tell a letter's frame from its body: date, inside address, salutation, close, signature, lists.

The body is what stays; all else is left to the frame, each line with what it was taken for.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ..letter import letter_phrases as phrases
from .field_names import is_address_part
from .field_syntax import split_code
from .source import (
    FieldCode,
    Omission,
    Picture,
    Piece,
    Run,
    SourceBlock,
    SourceParagraph,
    SourceTable,
    TextBox,
)

LONGEST_HEAD, LONGEST_TAIL = 45, 40  # paragraphs that are not blank
LONGEST_HEAD_LINE, LONGEST_SUBJECT_HEAD = 90, 15
LONGEST_SIGNATURE_LINE = 90
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_WEBSITE = re.compile(r"\b(?:https?://|www\.)[\w./~%-]+\w", re.IGNORECASE)
_PHONE = re.compile(r"^\W*(?:tel|phone|fax|t|f|mobile|tél)\b[\w ().:/+-]*\d|^[\d ()+./-]{7,}$",
                    re.IGNORECASE)  # fmt: skip
_HEADED = re.compile(r"^\s*(?:to|attn|attention|via|by)\b.{0,60}$", re.IGNORECASE)


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


def recognise(blocks: Sequence[SourceBlock]) -> LetterParts:
    """Part a letter's blocks into frame and body; what is not recognised stays in the body."""
    parts = LetterParts()
    lines = list(blocks)
    lines = list(_without_envelope(lines, parts))
    start = _salutation(lines)
    end = _close(lines, start)
    head = lines[: start if start is not None else _unaddressed_head(lines)]
    tail = lines[end:] if end is not None else []
    tail, rest = _signature_block(tail)
    first = len(head)
    if start is not None:
        parts_of_head(head, parts)
        parts.leave(_paragraph(lines[start]), "the salutation comes from the parliament's protocol")
        first = start + 1
    else:
        parts_of_head(head, parts)
    middle = lines[first : end if end is not None else len(lines)]
    parts.body += list(_middle(middle, parts))
    if tail:
        parts_of_tail(tail, parts)
    parts.body += rest
    return parts


def _without_envelope(blocks: Sequence[SourceBlock], parts: LetterParts) -> Iterator[SourceBlock]:
    """Yield blocks without those of an envelope, which Word adds before a letter."""
    for block in blocks:
        if isinstance(block, SourceParagraph) and block.style.lower().startswith("envelope"):
            parts.leave(block, "envelopes are printed from the roster")
            continue
        yield block


def _signature_block(
    tail: Sequence[SourceBlock],
) -> tuple[list[SourceBlock], list[SourceBlock]]:
    """Part what follows the close from what is no signature, list or note: an annex."""
    noted = False
    for number, block in enumerate(tail[1:], 1):
        if isinstance(block, SourceTable):
            if block.bordered and len(block.rows) > 1:
                return list(tail[:number]), list(tail[number:])
            continue
        text = block.text.strip()
        noted = noted or phrases.is_note(text) or phrases.is_postscript(text)
        listed = phrases.enclosures_of(text) is not None or phrases.copies_of(text) is not None
        if block.heading or (not listed and not noted and len(text) > LONGEST_SIGNATURE_LINE
                             and number < len(tail) - 1):  # fmt: skip
            return list(tail[:number]), list(tail[number:])
    return list(tail), []


def _paragraph(block: SourceBlock) -> SourceParagraph:
    if isinstance(block, SourceParagraph):
        return block
    return next(flatten([block]), SourceParagraph((), block.place))


def _salutation(lines: Sequence[SourceBlock]) -> int | None:
    seen = 0
    for number, block in enumerate(lines):
        if not isinstance(block, SourceParagraph) or block.blank:
            continue
        seen += 1
        if seen > LONGEST_HEAD:
            return None
        if phrases.is_salutation(block.text) or _kinds(block) == {"GREETINGLINE"}:
            return number
    return None


def _close(lines: Sequence[SourceBlock], start: int | None) -> int | None:
    """Return the place of the last close after the salutation that few lines follow."""
    after = 0
    for number in range(len(lines) - 1, start if start is not None else -1, -1):
        block = lines[number]
        if isinstance(block, SourceParagraph) and phrases.is_close(block.text):
            return number
        after += not (isinstance(block, SourceParagraph) and block.blank)
        if after > LONGEST_TAIL:
            return None
    return None


def _unaddressed_head(lines: Sequence[SourceBlock]) -> int:
    """Return how many first blocks are a letter's head without a salutation.

    Pictures alone, a date, an inside address of fields alone; short lines up to a subject.
    """
    end = seen = 0
    for number, block in enumerate(lines):
        if not isinstance(block, SourceParagraph) or len(block.text) > LONGEST_HEAD_LINE:
            break
        seen += not block.blank
        if seen > LONGEST_SUBJECT_HEAD:
            break
        if phrases.subject_of(block.text) is not None:
            return number + 1
    for number, block in enumerate(lines):
        if not isinstance(block, SourceParagraph):
            break
        text = block.text.strip()
        if block.blank:
            continue
        if not text and any(isinstance(one, Picture | TextBox) for one in block.pieces):
            end = number + 1
            continue
        if phrases.is_date_line(text) or _is_date_field(block) or _address_fields(block):
            end = number + 1
            continue
        break
    return end


def _kinds(paragraph: SourceParagraph) -> set[str]:
    """Return the kinds of the fields that a paragraph consists of; {""} where it has words."""
    kinds = set()
    for piece in paragraph.pieces:
        if isinstance(piece, FieldCode):
            kinds.add(split_code(piece).kind)
        elif isinstance(piece, Run) and piece.text.strip(" ,.:;-\n\t"):
            kinds.add("")
    return kinds


def _is_date_field(paragraph: SourceParagraph) -> bool:
    kinds = _kinds(paragraph)
    if kinds and kinds <= {"DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE"}:
        return True
    names = _merge_names(paragraph)
    return kinds == {"MERGEFIELD"} and len(names) == 1 and "date" in names[0].lower()


def _merge_names(paragraph: SourceParagraph) -> list[str]:
    return [
        str(split_code(piece).word(0))
        for piece in paragraph.pieces
        if isinstance(piece, FieldCode) and split_code(piece).kind == "MERGEFIELD"
    ]


def _address_fields(paragraph: SourceParagraph) -> bool:
    kinds = _kinds(paragraph)
    if kinds == {"ADDRESSBLOCK"}:
        return True
    names = _merge_names(paragraph)
    return kinds == {"MERGEFIELD"} and all(is_address_part(name) for name in names)


def _middle(blocks: Sequence[SourceBlock], parts: LetterParts) -> Iterator[SourceBlock]:
    """Yield the body; a subject at its top and salutations in branches are the frame's."""
    begun = False
    for block in blocks:
        if isinstance(block, SourceParagraph) and not block.blank:
            text = block.text.strip()
            if phrases.is_salutation(text) and text.endswith((",", ":")):
                parts.leave(block, "the salutation comes from the parliament's protocol")
                continue
            if phrases.is_close(text) and text.endswith(","):
                parts.leave(block, "the close comes from the parliament's protocol")
                continue
            if not begun and not parts.subject and phrases.subject_of(text) is not None:
                take_subject(block, parts)
                continue
            begun = True
        yield block


def take_subject(paragraph: SourceParagraph, parts: LetterParts) -> None:
    """Make a paragraph the letter's subject, without its label."""
    words = phrases.subject_of(paragraph.text)
    cut = len(paragraph.text) - len(paragraph.text[-len(words) :]) if words else 0
    pieces = _without_start(paragraph.pieces, cut) if words is not None else paragraph.pieces
    parts.subject = pieces
    label = paragraph.text[:cut].strip()
    if label:
        parts.framed.append(Omission(paragraph.place, label, "the frame prints the subject line"))


def _without_start(pieces: Sequence[Piece], length: int) -> tuple[Piece, ...]:
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


def parts_of_head(blocks: Sequence[SourceBlock], parts: LetterParts) -> None:
    """Recognise what is before the salutation."""
    groups = _groups(blocks)
    dated = False
    typed = [group for group in groups if not any(_has_field(one) for one in group)]
    for group in groups:
        sender = not dated and group in typed and (len(typed) > 1 or _later_address(group, groups))
        for paragraph in group:
            text = paragraph.text.strip()
            if phrases.is_date_line(text) or _is_date_field(paragraph):
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
    return any(_has_field(one) and not _is_date_field(one) for other in after for one in other)


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
        target.append(_without_start(paragraph.pieces, cut))


def _stripped(paragraph: SourceParagraph) -> tuple[Piece, ...]:
    lead = len(paragraph.text) - len(paragraph.text.lstrip())
    return _without_start(paragraph.pieces, lead)


def _take_signature(paragraph: SourceParagraph, parts: LetterParts) -> None:
    pictures = [piece for piece in paragraph.pieces if isinstance(piece, Picture)]
    if pictures and parts.signature_image is None:
        parts.signature_image = pictures[0]
        rest = tuple(piece for piece in paragraph.pieces if piece is not pictures[0])
        paragraph = paragraph.with_pieces(rest)
    parts.leave(paragraph, "the signature block comes from signatories in lettermerge.toml")


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
