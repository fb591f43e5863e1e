"""Tell a letter's frame from its body: date, inside address, salutation, close, signature, lists.

The body is what stays; all else is left to the frame, each line with what it was taken for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..letter import letter_phrases as phrases
from .field_names import is_address_part
from .letter_ends import (
    LONGEST_SIGNATURE_LINE,
    field_kinds,
    is_date_field,
    merge_names,
    parts_of_head,
    parts_of_tail,
)
from .letter_parts import LetterParts, flatten, take_subject
from .source import Picture, SourceBlock, SourceParagraph, SourceTable, TextBox

LONGEST_HEAD, LONGEST_TAIL = 45, 40  # paragraphs that are not blank
LONGEST_HEAD_LINE, LONGEST_SUBJECT_HEAD = 90, 15


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
        if phrases.is_salutation(block.text) or field_kinds(block) == {"GREETINGLINE"}:
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
        if phrases.is_date_line(text) or is_date_field(block) or _address_fields(block):
            end = number + 1
            continue
        break
    return end


def _address_fields(paragraph: SourceParagraph) -> bool:
    kinds = field_kinds(paragraph)
    if kinds == {"ADDRESSBLOCK"}:
        return True
    names = merge_names(paragraph)
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
