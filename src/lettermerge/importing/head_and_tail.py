"""Recognise what is above and below a letter's body, line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..letter import letter_phrases as phrases
from .addressee_lines import is_addressed
from .enclosure_line_splitting import part_items
from .field_syntax import shown_text, split_code
from .inside_address import address_start, begins_address
from .letter_parts import LetterParts, flatten, lines_of, stands_out, take_subject, without_start
from .reference_line import read_own_reference
from .sender_lines import is_contact
from .signatory_lines import part_signatories
from .signature_block import columns_of_lines, columns_of_table, has_list, signature_picture
from .source_letter import (
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

LONGEST_SIGNATURE_LINE = 90
CLOSED = "the close comes from the parliament's protocol"
ADDRESSED = "the inside address comes from the roster"
_MOST_ADDRESS_LINES = 12
_MAILED = re.compile(r"\s*<")  # John Roe <roe@example.org>
_COUNTED = re.compile(r"\(?\d{1,2}\)?\.?")  # of enclosures: how many there are
_TITLE_WORDS = 3  # below an address, a subject has more
_REFERENCES = "a line of references: our_ref and your_ref, as columns or in recipients.constants"
_DATE = "the date is letter.date in lettermerge.toml"
_PLACED_DATE = "the place is letter.place, the date letter.date in lettermerge.toml"
_PARTED = re.compile(r"\s[·•|–—-]\s|,\s")  # Alliance · 1 Example Street · 1000 Exampletown
_HALF = 60.0  # millimetres: a line that is set in as far is at the right


def parts_of_head(blocks: Sequence[SourceBlock], parts: LetterParts, salutation: str = "") -> None:
    """Recognise what is before the salutation."""
    groups = _groups(_without_references(blocks, parts))
    dated = addressed = False
    start = address_start(groups, salutation)
    typed = [group for group in groups if not any(_has_field(one) for one in group)]
    for group in groups:
        addressed = addressed or is_addressed(group[0].text)
        sender = (
            not dated
            and not addressed
            and group in typed
            and (len(typed) > 1 or _later_address(group, groups))
        )
        for number, paragraph in enumerate(group):
            text = paragraph.text.strip()
            addressed = addressed or paragraph is start
            below = next((one for one in group[number:] if one is start or _is_date(one)), None)
            returned = number == 0 and _is_return_line(group)
            window = returned or (below is not None and below is start)
            dated_below = below is not None and below is not start
            own = sender or returned or (dated_below and not _has_field(paragraph))
            if _is_date(paragraph):
                dated = True
                parts.date = parts.date or phrases.date_of(text)
                parts.place = parts.place or _place(paragraph)
                at_right = paragraph.align == "right" or paragraph.text.startswith("\t")
                parts.date_align = "right" if at_right or paragraph.indent > _HALF else "left"
                parts.leave(paragraph, _PLACED_DATE if parts.place else _DATE)
            elif (copied := phrases.copies_of(text)) is not None:
                copies = parts.blind if phrases.is_blind_copy(text) else parts.copies
                _begin_list(paragraph, copied, copies, parts)
            elif phrases.is_reference(text):
                if not _has_field(paragraph):
                    parts.our_ref = parts.our_ref or read_own_reference(text)
                parts.leave(paragraph, _REFERENCES)
            elif (
                phrases.subject_of(text) is not None
                or _is_bold_line(paragraph, group)
                or (paragraph is groups[-1][-1] and not parts.subject and _ends_head(groups))
            ):
                take_subject(paragraph, parts)
            elif (named := phrases.named_sender(text)) is not None:
                parts.sender += [one for one in _MAILED.split(named.strip(" >")) if one]
                parts.leave(paragraph, "the sender is in lettermerge.toml")
            elif own and not addressed and window and not dated:
                parts.contacts += _typed_lines(paragraph)
                parts.leave(paragraph, "the line above an address comes from sender")
            elif own and not addressed and not dated:
                parts.sender_places.add(paragraph.place)
                parts.sender += _typed_lines(paragraph)
                parts.leave(paragraph, "the letterhead comes from sender and the theme")
            else:
                parts.addressee += _typed_lines(paragraph)
                parts.leave(paragraph, ADDRESSED)


def _without_references(blocks: Sequence[SourceBlock], parts: LetterParts) -> list[SourceBlock]:
    """Return a head without its tables of references, as letters of DIN 5008 have them.

    What is in them is one letter's; the date is told apart.
    """
    kept: list[SourceBlock] = []
    for block in blocks:
        cells = list(flatten([block])) if isinstance(block, SourceTable) else []
        if not any(phrases.is_reference_label(one.text) for one in cells):
            kept.append(block)
            continue
        for one in cells:
            if _is_date(one):
                parts.date = parts.date or phrases.date_of(one.text.strip())
            parts.contacts += filter(is_contact, _typed_lines(one))
            parts.leave(one, _DATE if _is_date(one) else _REFERENCES)
    return kept


def _is_return_line(group: Sequence[SourceParagraph]) -> bool:
    """Say whether a group is an address of fields, and its first line the sender in one line."""
    first, *rest = group
    typed = not _has_field(first) and len(_PARTED.findall(first.text)) > 1
    return typed and bool(rest) and all(map(_has_field, rest))


def _is_date(paragraph: SourceParagraph) -> bool:
    return phrases.is_date_line(paragraph.text.strip()) or is_date_field(paragraph)


def _typed_lines(paragraph: SourceParagraph) -> list[str]:
    """Return the lines of a paragraph that are not blank, fields by what they are called."""
    return [line.strip() for line in shown_text(paragraph).split("\n") if line.strip()]


def leave_address_boxes(parts: LetterParts, salutation: str) -> None:
    """Leave text boxes above the body to the frame where an inside address is in them."""
    kept: list[Picture | TextBox] = []
    for piece in parts.placed:
        lines = list(flatten(piece.blocks)) if isinstance(piece, TextBox) else []
        start = next(
            (n for n, one in enumerate(lines) if begins_address(one.text.strip(), salutation)), None
        )
        if start is None or len(lines) > _MOST_ADDRESS_LINES:
            kept.append(piece)
            continue
        for number, line in enumerate(lines):
            before = number < start
            (parts.contacts if before else parts.addressee).extend(_typed_lines(line))
            reason = "the line above an address comes from sender" if before else ADDRESSED
            parts.leave(line, reason)
    parts.placed[:] = kept


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


def _ends_head(groups: list[list[SourceParagraph]]) -> bool:
    """Say whether the last line before the salutation stands out, and is no address's."""
    *above, last = groups[-1]
    if not stands_out(last) or re.search(
        r"\d(?!\d{3}\b)", re.sub(r"\b(?:19|20)\d\d\b", "", last.text)
    ):
        return False
    if not [one for one in above if not phrases.is_date_line(one.text.strip())]:
        return len(groups) > 1 and len(last.text.split()) > _TITLE_WORDS - 1
    return not any(map(stands_out, above)) and len(last.text.split()) > _TITLE_WORDS


def parts_of_tail(blocks: Sequence[SourceBlock], parts: LetterParts) -> None:
    """Recognise what is after the body: close, signatures, enclosures, copies, a note."""
    first = blocks[0]
    if isinstance(first, SourceParagraph) and not phrases.is_close(first.text):
        parts.leave(first, CLOSED)
        blocks = blocks[1:]
    tail = _Tail(parts)
    for columns in _signature_groups(blocks):
        before = len(parts.signatories)
        for column in columns:
            tail.take(column)
        parts.beside = parts.beside or len(parts.signatories) - before > 1


def _signature_groups(blocks: Sequence[SourceBlock]) -> Iterator[list[list[SourceParagraph]]]:
    """Yield runs of lines without a blank one between them, each as the columns side by side."""
    run: list[SourceBlock] = []
    for block in [*blocks, None]:
        if block is not None and (isinstance(block, SourceParagraph) or has_list(block)):
            run.append(block)
            continue
        for group in _groups(run):
            yield columns_of_lines(group)
        run = []
        if block is not None:
            yield from columns_of_table(block)


class _Tail:
    """What is after a letter's body, recognised from top to bottom."""

    def __init__(self, parts: LetterParts) -> None:
        self._parts = parts
        self._target: list[tuple[Piece, ...]] | None = None
        self._noted = False
        self._picture: Picture | None = None  # above the name to come

    def take(self, group: Sequence[SourceParagraph]) -> None:
        """Recognise lines that belong together."""
        names: list[str] = []
        for paragraph in group:
            names += self._line(paragraph)
        signatories = part_signatories(names, items=any(one.item for one in group))
        if not signatories:
            self._parts.contacts += filter(is_contact, names)
            return
        if self._picture:
            self._parts.signature_images[len(self._parts.signatories)] = self._picture
            self._picture = None
        self._parts.signatories += signatories

    def _line(self, paragraph: SourceParagraph) -> list[str]:
        """Recognise one line; return what of it is a signatory's."""
        parts, text = self._parts, paragraph.text.strip()
        enclosed, copied = phrases.enclosures_of(text), phrases.copies_of(text)
        if phrases.is_close(text) and not self._noted and self._target is None:
            parts.leave(paragraph, CLOSED)
        elif phrases.is_initials(text):
            parts.leave(paragraph, "the initials of who typed the letter are not printed")
        elif phrases.is_postscript(text):
            parts.body.append(paragraph)
        elif phrases.is_note_heading(text):
            self._noted = True
            parts.leave(paragraph, "the sender's note has no heading of its own")
        elif (
            phrases.is_note(text)
            or self._noted
            or parts.note
            or (len(text) > LONGEST_SIGNATURE_LINE and enclosed is None and copied is None)
        ):
            parts.note.append(paragraph)
        elif enclosed is not None or copied is not None:
            copies = parts.blind if phrases.is_blind_copy(text) else parts.copies
            self._target = parts.enclosures if enclosed is not None else copies
            first = enclosed if enclosed is not None else copied
            _begin_list(paragraph, first or "", self._target, parts)
        elif self._target is not None:
            self._target += part_items(paragraph.pieces)
        else:
            self._sign(paragraph)
            return _typed_lines(paragraph)
        return []

    def _sign(self, paragraph: SourceParagraph) -> None:
        picture = signature_picture([paragraph])
        if picture is not None and self._picture is None:
            self._picture = picture
            rest = tuple(piece for piece in paragraph.pieces if piece is not picture)
            paragraph = paragraph.with_pieces(rest)
        self._parts.leave(
            paragraph, "the signature block comes from signatories in lettermerge.toml"
        )


def _begin_list(
    paragraph: SourceParagraph, first: str, target: list[tuple[Piece, ...]], parts: LetterParts
) -> None:
    first = "" if _COUNTED.fullmatch(first) else first
    cut = len(paragraph.text.rstrip()) - len(first) if first else len(paragraph.text)
    label = paragraph.text[:cut].strip()
    parts.framed.append(Omission(paragraph.place, label, "the frame prints the label of this list"))
    if first:
        target += part_items(without_start(paragraph.pieces, cut), label)


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
            groups[-1] += lines_of(block)
    return [group for group in groups if group]


def _place(paragraph: SourceParagraph) -> str:
    """Return the place before a date, typed or as a field."""
    typed = paragraph.typed.strip()
    return phrases.place_of(typed) if phrases.is_date_line(typed) else phrases.place_before(typed)


def is_date_field(paragraph: SourceParagraph) -> bool:
    """Say whether a paragraph is the letter's date as a field, and at most a place before it."""
    kinds = field_kinds(paragraph)
    if phrases.place_before(paragraph.typed):
        kinds -= {""}
    if kinds and kinds <= {"DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE"}:
        return True
    if kinds == {"FILLIN"}:
        return bool(
            re.search(r"\b(?:date|datum|fecha|data)\b", shown_text(paragraph), re.IGNORECASE)
        )
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
