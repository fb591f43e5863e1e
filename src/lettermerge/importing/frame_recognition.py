"""Tell a letter's frame from its body: date, inside address, salutation, close, signature, lists.

The body is what stays; all else is left to the frame, each line with what it was taken for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ..letter import letter_phrases as phrases
from .field_conditions import printed_texts
from .field_names import is_address_part
from .field_syntax import shown_text
from .head_and_tail import (
    LONGEST_SIGNATURE_LINE,
    field_kinds,
    is_date_field,
    leave_address_boxes,
    merge_names,
    parts_of_head,
    parts_of_tail,
)
from .inside_address import begins_address
from .letter_parts import LetterParts, flatten, stands_out, take_subject
from .source_letter import (
    Omission,
    PageEnd,
    Picture,
    SourceBlock,
    SourceParagraph,
    SourceTable,
    TextBox,
)

LONGEST_HEAD, LONGEST_TAIL = 45, 40  # paragraphs that are not blank
LONGEST_HEAD_LINE, LONGEST_SUBJECT_HEAD = 90, 15
_SIGNED = "--"  # before the signature of a message (RFC 3676, 4.3)
_CLOSING = re.compile(r"[^\W\d_][^\d,.;:!?@\n]{3,40},")  # one short line of words


def recognise(blocks: Sequence[SourceBlock], *, titled: bool = False) -> LetterParts:
    """Part a letter's blocks into frame and body; what is not recognised stays in the body.

    `titled` says that the letter's front matter has its subject.
    """
    parts = LetterParts()
    lines = list(_without_envelope(_unwrapped(blocks), parts))
    start = _salutation(lines)
    end = _close(lines, start)
    head = lines[: start if start is not None else _unaddressed_head(lines)]
    tail = lines[end:] if end is not None else []
    tail, rest = _signature_block(tail)
    first = len(head)
    salutation = _paragraph(lines[start]).text.strip() if start is not None else ""
    parts_of_head(head, parts, salutation)
    leave_address_boxes(parts, salutation)
    if start is not None:
        parts.leave(_paragraph(lines[start]), "the salutation comes from the parliament's protocol")
        first = start + 1
    middle = lines[first : end if end is not None else len(lines)]
    parts.body += list(_middle(middle, parts, addressed=start is not None, titled=titled))
    if tail:
        parts_of_tail(tail, parts)
    if parts.place.casefold() in {one[0].casefold() for one in parts.signatories if one}:
        parts.place = ""  # who signs may have dated the letter, too
    parts.annexes += rest
    after = [one for one in flatten(rest) if not one.blank]
    if after and not any(one.page_before or _ends_page(one) for one in flatten(rest)):
        reason = "what follows the signatures is an annex, which begins on a new page"
        parts.omitted.append(Omission(after[0].place, "", reason))
    return parts


def _unwrapped(blocks: Sequence[SourceBlock]) -> Iterator[SourceBlock]:
    """Yield blocks out of what only lays them out: a table of one column, a box with the letter."""
    for block in blocks:
        if isinstance(block, SourceTable):
            if all(len(row) < 2 for row in block.rows):
                apart = SourceParagraph((), block.place)
                yield apart
                for row in block.rows:
                    yield from (one for cell in row for one in _unwrapped(cell))
                    yield apart
            else:
                yield block
            continue
        boxes = [one for one in block.pieces if isinstance(one, TextBox) and _holds_letter(one)]
        if not boxes:
            yield block
            continue
        yield block.with_pieces(tuple(one for one in block.pieces if one not in boxes))
        for box in boxes:
            yield from _unwrapped(box.blocks)


def _holds_letter(box: TextBox) -> bool:
    inside = list(flatten(box.blocks))
    return any(map(is_greeting, inside)) and any(phrases.is_close(one.text) for one in inside)


def _without_envelope(blocks: Iterable[SourceBlock], parts: LetterParts) -> Iterator[SourceBlock]:
    """Yield blocks without those of an envelope, which Word adds before a letter."""
    for block in blocks:
        if isinstance(block, SourceParagraph) and block.style.lower().startswith("envelope"):
            words = tuple(one for one in block.pieces if not isinstance(one, Picture | TextBox))
            parts.leave(block.with_pieces(words), "envelopes are printed from the roster")
            continue
        yield block


def _signature_block(
    tail: Sequence[SourceBlock],
) -> tuple[list[SourceBlock], list[SourceBlock]]:
    """Part what follows the close from what is no signature, list or note: an annex."""
    signed = noted = False
    for number, block in enumerate(tail[1:], 1):
        if isinstance(block, SourceTable):
            if signed and _ends_page(tail[number - 1]):
                return list(tail[:number]), _on_new_page(tail[number:])
            if signed and block.bordered and len(block.rows) > 1:
                return list(tail[:number]), list(tail[number:])
            signed = True
            continue
        if signed and (block.page_before or _ends_page(tail[number - 1])):
            return list(tail[:number]), _on_new_page(tail[number:])
        signed = signed or any(sign.isalpha() for sign in block.text)
        text = block.text.strip()
        noted = noted or phrases.is_note(text) or phrases.is_postscript(text)
        listed = phrases.enclosures_of(text) is not None or phrases.copies_of(text) is not None
        if block.heading or (not listed and not noted and len(text) > LONGEST_SIGNATURE_LINE
                             and number < len(tail) - 1):  # fmt: skip
            return list(tail[:number]), list(tail[number:])
    return list(tail), []


def _on_new_page(blocks: Sequence[SourceBlock]) -> list[SourceBlock]:
    first = blocks[0]
    if isinstance(first, SourceParagraph) and first.page_before:
        return list(blocks)
    return [SourceParagraph((PageEnd(),), blocks[0].place), *blocks]


def _ends_page(block: SourceBlock) -> bool:
    """Say whether what follows a block is on a new page."""
    return isinstance(block, SourceParagraph) and (
        block.ends_section or any(isinstance(one, PageEnd) for one in block.pieces)
    )


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
        if is_greeting(block):
            return _last_greeting(lines, number)
    return None


def is_greeting(block: SourceParagraph) -> bool:
    """Say whether a paragraph is a salutation: typed, a field, or each branch of an IF in it."""
    if phrases.is_salutation(shown_text(block)):
        return True
    if field_kinds(block) == {"GREETINGLINE"}:
        return True
    texts = [one for one in printed_texts(block.pieces) if one.strip()]
    return bool(texts) and all(map(phrases.is_salutation, texts))


def _last_greeting(lines: Sequence[SourceBlock], first: int) -> int:
    """Return the place of the salutation: of an address that begins as one does, what follows it.

    "Madame la Députée Jeanne Exemple" is the first line of an address.
    """
    block = lines[first]
    if not isinstance(block, SourceParagraph):
        return first
    if block.text.rstrip().endswith((",", ":", "!")) and not begins_address(block.text):
        return first
    for number in range(first + 1, len(lines)):
        block = lines[number]
        if not isinstance(block, SourceParagraph) or len(block.text) > LONGEST_HEAD_LINE:
            return first
        if not block.blank and is_greeting(block):
            return number
    return first


def _close(lines: Sequence[SourceBlock], start: int | None) -> int | None:
    """Return the place of the last close after the salutation that few lines follow.

    Where there is none, it is the line before the signature of a message.
    """
    after, signed = 0, None
    for number in range(len(lines) - 1, start if start is not None else -1, -1):
        block = lines[number]
        if isinstance(block, SourceParagraph) and block.text.strip() == _SIGNED:
            signed = number
        if _closes(block) or (start is not None and _looks_as_close(lines, number)):
            return number
        after += not (isinstance(block, SourceParagraph) and block.blank)
        if after > LONGEST_TAIL:
            break
    return signed


def _closes(block: SourceBlock) -> bool:
    """Say whether a block is a close, or a table of signatures that begins with one."""
    if isinstance(block, SourceParagraph):
        return phrases.is_close(block.text)
    first = next((one for one in flatten([block]) if not one.blank), None)
    return first is not None and phrases.is_close(first.text)


def _looks_as_close(lines: Sequence[SourceBlock], number: int) -> bool:
    """Say whether a line is a close by its place: few words and a comma, room for a signature.

    A sentence is before it, or a name after it; short lines, or a table of them, come after.
    """
    block, before, after = lines[number], lines[:number], lines[number + 1 :]
    if not isinstance(block, SourceParagraph) or not _CLOSING.fullmatch(block.text.strip()):
        return False
    last = next((one for one in reversed(before) if not _is_blank(one)), None)
    following = [one for one in after if not _is_blank(one)]
    ended = isinstance(last, SourceParagraph) and last.text.rstrip().endswith((".", "!", "?"))
    if not ended and not _is_name(following):
        return False
    roomy = bool(after) and (_is_blank(after[0]) or not isinstance(after[0], SourceParagraph))
    return roomy and bool(following) and all(
        not isinstance(one, SourceParagraph) or len(one.text) < LONGEST_SIGNATURE_LINE
        for one in following[:3]
    )  # fmt: skip


def _is_name(blocks: Sequence[SourceBlock]) -> bool:
    """Say whether lines begin with one of a few words that is a name as names are written."""
    first = blocks[0].text.strip() if blocks and isinstance(blocks[0], SourceParagraph) else ""
    words = re.split(r"\n|\t| {4,}", first)[0].split()
    return 2 <= len(words) <= 4 and all(one[:1].isupper() for one in (words[0], words[-1]))


def _is_blank(block: SourceBlock) -> bool:
    return isinstance(block, SourceParagraph) and block.blank


def _unaddressed_head(lines: Sequence[SourceBlock]) -> int:
    """Return how many first blocks are a letter's head without a salutation.

    Pictures alone, a date, an inside address of fields alone; short lines up to a subject.
    """
    end = seen = 0
    for number, block in enumerate(lines):
        if not isinstance(block, SourceParagraph):
            break
        typed = block.text.split("\n")
        seen += not block.blank
        if max(map(len, typed)) > LONGEST_HEAD_LINE or seen > LONGEST_SUBJECT_HEAD:
            break
        if any(phrases.subject_of(line) is not None for line in typed):
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


def _is_title(blocks: Sequence[SourceBlock], number: int) -> bool:
    """Say whether the first line after a salutation is a subject without a label."""
    first = blocks[number]
    rest = [one for one in blocks[number + 1 :] if isinstance(one, SourceTable) or not one.blank]
    if not isinstance(first, SourceParagraph) or not rest:
        return False
    if first.heading:
        return not any(isinstance(one, SourceParagraph) and one.heading for one in rest)
    return stands_out(first) and not (isinstance(rest[0], SourceParagraph) and stands_out(rest[0]))


def _middle(
    blocks: Sequence[SourceBlock], parts: LetterParts, *, addressed: bool, titled: bool
) -> Iterator[SourceBlock]:
    """Yield the body; a subject at its top and salutations in branches are the frame's."""
    begun = False
    for number, block in enumerate(blocks):
        if isinstance(block, SourceParagraph) and not block.blank:
            text = block.text.strip()
            if phrases.is_salutation(text) and text.endswith((",", ":")):
                parts.leave(block, "the salutation comes from the parliament's protocol")
                continue
            if phrases.is_close(text) and text.endswith(","):
                parts.leave(block, "the close comes from the parliament's protocol")
                continue
            if (
                not begun
                and not parts.subject
                and not titled
                and (phrases.subject_of(text) or (addressed and _is_title(blocks, number)))
            ):
                take_subject(block, parts)
                continue
            begun = True
        yield block
