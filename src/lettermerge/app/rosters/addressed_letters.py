"""Hold letters to be made: whose each is, their rows, and those of which none can be made."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from ...diagnostics import Diagnostic, Failure, Report, Row
from ...protocol.addressee import Addressee, Addressees, PackedAddressee, PackedAddressees
from ...recipients import RosterSource
from ...recipients.holds import HeldRow
from ...recipients.packed_row import typed
from .up_to_date_addressee import RecordedAddressee

if TYPE_CHECKING:
    from ...recipients.recipients_frame import DataFrame

Packed = PackedAddressee | PackedAddressees | RecordedAddressee


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to be made: to whom, from which template, and the row that asks for it.

    `language` is the letter's BCP 47 tag, region included where the parliament has one;
    `version` tells versions of the roster's row apart, by its first eight bytes; the others hash
    all that the row could read, where that is known; `hold` says why the letter is not made for
    now ("": it is). `others` are the further rows of a joint letter. `addressee` is unpacked each
    time that it is asked for, so that a letter which waits takes little room.
    """

    packed: Packed
    template: str
    language: str
    row: Row
    version: bytes
    hold: str = ""
    others: tuple[Row, ...] = ()

    @property
    def digest(self) -> str:
        return self.version[:8].hex()

    @property
    def inputs(self) -> str:
        """The hash of all that the row could read, "" where it is not known."""
        return self.version[8:].hex()

    @property
    def addressee(self) -> Addressee:
        """The first person, with the lines of the whole letter."""
        return self.packed.unpack()

    @property
    def addressees(self) -> Addressees:
        return self.packed.unpack_all()

    @property
    def rows(self) -> tuple[Row, ...]:
        return (self.row, *self.others)

    @property
    def members(self) -> tuple[str, ...]:
        """The ids of the rows."""
        return self.packed.members

    @property
    def is_recorded(self) -> bool:
        """Whether it was not addressed, since all its files are recorded and up to date."""
        return isinstance(self.packed, RecordedAddressee)

    @property
    def is_joint(self) -> bool:
        """Whether the letter has an id of its own, and not that of a row."""
        return isinstance(self.packed, PackedAddressees) and self.id not in self.members

    @property
    def parliament(self) -> str:
        return self.packed.parliament

    @property
    def id(self) -> str:
        return self.packed.id

    @property
    def name(self) -> str:
        return self.packed.name


@dataclass(frozen=True, slots=True)
class AddressedRosters:
    """Everyone a run could write to, and the rows that it cannot; `ids` are those of all.

    `held` are the rows on hold, `held_letters` the letters that could be made of them. `joint_ids`
    are the ids of all joint letters, made or not. `unaddressed` counts the rows that were read, no
    more. `told` is what was said of letters whose inputs are known, where anything was.
    """

    letters: tuple[Letter, ...]
    rejected: tuple[Failure, ...]
    report: Report
    sources: tuple[RosterSource, ...]
    ids: Collection[str]
    held: tuple[HeldRow, ...] = ()
    held_letters: tuple[Letter, ...] = ()
    joint_ids: frozenset[str] = frozenset()
    unaddressed: int = 0
    told: Mapping[str, tuple[Diagnostic, ...]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows there are; a joint letter has several."""
        lettered = sum(1 + len(one.others) for one in self.letters)
        return lettered + len(self.rejected) + len(self.held) + self.unaddressed

    def knows(self, id_: str) -> bool:
        """Return whether a letter has an id, or one of its rows has."""
        return any(id_ == one.id or id_ in one.members for one in self.addressed)

    @property
    def unaddressed_ids(self) -> tuple[str, ...]:
        """The ids of rows that were read, no more."""
        known = {member for one in self.addressed for member in one.members}
        known |= {one.id for one in self.rejected} | {one.id for one in self.held}
        return tuple(one for one in self.ids if one not in known)

    @property
    def held_ids(self) -> frozenset[str]:
        """The ids of rows on hold and of the letters that they are a part of."""
        return frozenset({one.id for one in self.held} | {one.id for one in self.held_letters})

    @property
    def frame(self) -> DataFrame:
        """The recipients as letters see them, as a pandas DataFrame of text.

        It has a row for each letter, and the columns that templates know as `recipient`; other
        columns of the rosters follow, those that have such a name as `extra.NAME`.
        """
        from ...recipients.recipients_frame import text_frame

        rows = [_row_of(one.addressee) for one in self.letters]
        return text_frame(rows, _COLUMNS, _COLUMNS)

    @property
    def joint_of(self) -> dict[str, str]:
        """The letters to be made of which rows are a part, by the id of the row."""
        return {
            member: one.id
            for one in (self.letters if self.joint_ids else ())
            for member in one.members
            if member != one.id
        }

    @property
    def letter_ids(self) -> Collection[str]:
        """The ids that letters have: of rows that have one of their own, and of joint letters."""
        moved = self.joint_of
        own = {one for one in self.ids if one not in moved} if moved else self.ids
        return {*own, *self.joint_ids} if self.joint_ids else own

    @property
    def addressed(self) -> tuple[Letter, ...]:
        """All letters, those on hold included."""
        return self.letters + self.held_letters


_COLUMNS = tuple(one.name for one in fields(Addressee) if one.name != "extra")


def _row_of(addressee: Addressee) -> dict[str, str]:
    """Return what is known of an addressee as text, the lines of the address as lines."""
    lines = {"address_block": "\n".join(addressee.address_block)}
    values = {name: getattr(addressee, name) for name in _COLUMNS} | lines
    for name, text in typed(addressee.extra):
        values[f"extra.{name}" if name in _COLUMNS else name] = text
    return values


def count_rows(letters: Iterable[Letter]) -> int:
    """Return the number of rows that letters are made of."""
    return sum(1 + len(one.others) for one in letters)


@dataclass(frozen=True, slots=True)
class RowOfPerson:
    """The row of one person of a letter."""

    row: Row


def persons_of(letters: Iterable[Letter]) -> Iterator[tuple[Letter | RowOfPerson, Addressee]]:
    """Yield each person of letters with what has the row."""
    for letter in letters:
        if len(letter.members) == 1:
            yield letter, letter.addressee
            continue
        rows = dict(zip(letter.members, letter.rows, strict=True))
        for one in letter.addressees.recipients:
            yield RowOfPerson(rows[one.id]), one
