"""Find the rows of a list in which something says not to write to the recipient."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..diagnostics import Diagnostic, Row, Severity, Where
from .cell_cleaning import show
from .column_mapping import ADDRESS_LINES, reads_heading
from .name_remarks import may_hold_name_remarks, read_name, read_years
from .packed_row import Headings
from .readers.row_blocks import RowBlock
from .suppression_words import (
    NEVER,
    Remark,
    asks_whether_to_write,
    is_about_others,
    is_about_things,
    is_of_remarks,
    may_hold_remarks,
    read_answer,
    read_remark,
    split_tokens,
)  # fmt: skip
from .validation import is_end

_NAMES = (
    "full_name", "given_name", "family_name", "title", "honorific", "suffix", "full_name_2",
    "given_name_2", "family_name_2", "title_2",
)  # fmt: skip
#: Columns of ours in which people write such words in place of what belongs there.
_OFFICES = ("role", "office")
_OTHERS = (*_OFFICES, "email", "address", *ADDRESS_LINES)
_SHOWN = 80  # characters of a cell
_DELETE = "delete the row, or write the reason into a column `hold`"


def at_row(said: Diagnostic, row: Row) -> Diagnostic:
    """Return what is said of a cell with the row that it is in."""
    return replace(said, where=row.at(said.where.column, said.where.value))


def struck_through(row: Row) -> Diagnostic:
    """Return what is said of a row that is struck through in its sheet."""
    return Diagnostic(
        "roster.struck-through",
        "the row is struck through in the sheet",
        row.at(),
        "delete the row, or take the line away if a letter is to be made (in errors.csv, empty "
        "`error_code`)",
    )


@dataclass(frozen=True, slots=True)
class SuppressionSearch:
    """Looks through a roster, block by block; `unread` are the columns that no mapping reads."""

    unread: Sequence[tuple[int, str]]

    @classmethod
    def of(
        cls, headings: Headings, columns: Mapping[str, str], used: Iterable[int]
    ) -> SuppressionSearch:
        """Return the search of a roster.

        A column that the settings map (`columns`), under whatever name, was read by a person;
        `used` are the places of those that are ours by their headings.
        """
        own = {*used}
        return cls(
            [
                (place, heading)
                for place, heading in enumerate(headings.names)
                if place not in own
                and not any(reads_heading(one, heading) for one in columns.values())
            ]
        )

    def find(
        self, block: RowBlock, ours: Mapping[str, Sequence[str]]
    ) -> dict[int, list[Diagnostic]]:
        """Return what cells say against a letter, by the row's place in the block.

        `ours` are the values of our own columns.
        """
        found: dict[int, list[Diagnostic]] = {}
        for place, heading in self.unread:
            codes, texts = block.columns[place]
            said = _in_unread(heading, texts)
            for position, code in enumerate(codes) if said else ():
                if texts[code] in said:
                    found.setdefault(position, []).append(said[texts[code]])
        for name in (*_NAMES, *_OTHERS):
            cells = ours.get(name, ())
            said = _in_ours(name, dict.fromkeys(cells))
            for position, cell in enumerate(cells) if said else ():
                if cell in said:
                    found.setdefault(position, []).append(said[cell])
        return found


def _in_unread(heading: str, texts: Iterable[str]) -> dict[str, Diagnostic]:
    """Return what the texts of a column say that nothing reads."""
    asks = asks_whether_to_write(heading) and not is_end(heading)
    if not asks and not may_hold_remarks(split_tokens("\n".join(texts))):
        return {}
    others = is_about_others(heading)
    found = {}
    for text in texts:
        said = read_answer(heading, text) if asks else None
        said = said or _read_remark(heading, text)
        if said and not (others and said.kind != NEVER):
            found[text] = _of_remark(heading, text, said)
    return found


def _read_remark(heading: str, text: str) -> Remark | None:
    """Return what a cell says.

    A word that may be a name is doubtful in a column of no remarks, and all but a plain "do not
    send" in a column that may tell of a bill or a party.
    """
    said = read_remark(text)
    if said and said.kind != NEVER and is_about_things(heading):
        return replace(said, is_sure=False)
    if said and said.is_sure and not is_of_remarks(heading):
        return read_remark(text, whole=False) or replace(said, is_sure=False)
    return said


def _cell(column: str, text: str) -> Where:
    return Where(column=column, value=show(text[:_SHOWN]))


def _of_remark(heading: str, text: str, said: Remark) -> Diagnostic:
    told = "that this recipient is dead or has left"
    if said.kind == NEVER:
        told = "not to write to this recipient"
    if said.is_sure:
        name = "_".join(split_tokens(heading)) or "remarks"
        hint = (
            f'{_DELETE}; if the words mean something else, write {name} = "{heading}" below '
            "[recipients.columns], and the column is not looked at"
        )
        message = f"the list says {told}"
        return Diagnostic("roster.do-not-write", message, _cell(heading, text), hint)
    hint = f"{_DELETE}, if so; else accept the warning"
    message = f"the list may say {told}"
    where = _cell(heading, text)
    return Diagnostic("roster.doubtful-remark", message, where, hint, Severity.WARNING)


def _is_against(name: str, text: str) -> bool:
    """Say whether a cell of ours surely says so: resigned, the late Minister.

    A line of an address may be Late House, or 2nd floor, left.
    """
    said = read_remark(text, whole=name in (*_OFFICES, "email"))
    late = split_tokens(text)[:2] == ("the", "late") or split_tokens(text)[:1] == ("late",)
    return (late and name in _OFFICES) or (said is not None and said.is_sure)


def _of_ours(name: str, text: str) -> Diagnostic:
    message = f"the words in `{name}` say that no letter is wanted, or that somebody has left"
    hint = f"{_DELETE}; or write what belongs there"
    return Diagnostic("roster.do-not-write", message, _cell(name, text), hint)


def _in_ours(name: str, texts: Iterable[str]) -> dict[str, Diagnostic]:
    """Return what the texts of a column of ours say against a letter."""
    tokens = frozenset(split_tokens("\n".join(texts)))
    if name not in _NAMES:
        looked_at = texts if may_hold_remarks(tokens) or "late" in tokens else ()
        return {text: _of_ours(name, text) for text in looked_at if _is_against(name, text)}
    found = {}
    for text in texts if may_hold_name_remarks(tokens) else ():
        words, wrong = read_name(text)
        if wrong:
            message = f"`{words}` in `{name}` {wrong}"
            hint = "write the name alone, if a letter is to be made; else delete the row"
            found[text] = Diagnostic("roster.no-addressee", message, _cell(name, text), hint)
        elif years := read_years(text):
            message = f"`{years}` in `{name}` may say that its bearer has left"
            hint = "write the name alone, if a letter is to be made; else delete the row"
            where, warning = _cell(name, text), Severity.WARNING
            found[text] = Diagnostic("roster.doubtful-remark", message, where, hint, warning)
    return found
