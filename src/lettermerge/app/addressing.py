"""Address the recipients of all lists: apply protocol, and choose each one's template.

Rows that fail here are kept beside the others, so that a run can say what became of every row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from functools import partial
from sys import intern
from typing import TYPE_CHECKING

from ..config.settings import RosterSettings, with_locale
from ..diagnostics import NO_ROW, Diagnostic, Failure, Report, Row, Severity, Where
from ..errors import RosterError
from ..letter.template import Template, choose
from ..protocol.address import address_together
from ..protocol.addressee import Addressee, Addressees, PackedAddressee, PackedAddressees
from ..protocol.chamber_and_role import resolve_parliament
from ..protocol.joint_rows import agree
from ..protocol.languages import base_language, language_tag, with_region
from ..recipients import Recipient, Roster, RosterSource, read_recipients
from ..recipients.holds import HeldRow, notes_of_held
from ..recipients.packed_row import typed
from ..workers.limits import EXPRESSION, limited, one_letter
from ..workers.parallel_map import parallel_map
from .joint_groups import JointGroup, JointGroups
from .project import Project
from .row_version import hash_rows

if TYPE_CHECKING:
    from ..recipients.recipients_frame import DataFrame

Packed = PackedAddressee | PackedAddressees


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to be made: to whom, from which template, and the row that asks for it.

    `language` is the letter's BCP 47 tag, region included where the parliament has one;
    `version` tells versions of the roster's row apart; `hold` says why the letter is not made for
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
        return self.version.hex()

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
    are the ids of all joint letters, made or not.
    """

    letters: tuple[Letter, ...]
    rejected: tuple[Failure, ...]
    report: Report
    sources: tuple[RosterSource, ...]
    ids: Collection[str]
    held: tuple[HeldRow, ...] = ()
    held_letters: tuple[Letter, ...] = ()
    joint_ids: frozenset[str] = frozenset()

    @property
    def rows(self) -> int:
        """How many rows there are; a joint letter has several."""
        return (
            sum(1 + len(one.others) for one in self.letters) + len(self.rejected) + len(self.held)
        )

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
        from ..recipients.recipients_frame import text_frame

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


def read_rosters(project: Project, rosters: Sequence[RosterSettings] | None = None) -> Roster:
    """Read the rosters (the settings' own, unless others are given); no protocol is applied.

    Raises:
        RosterError: a roster is unusable as a whole.
    """
    settings = project.settings
    chosen = [with_locale(one, settings) for one in rosters or settings.recipients]
    return read_recipients(chosen, project.folder, project.sandbox, hold=_expression)


def address_rosters(
    project: Project,
    rosters: Sequence[RosterSettings] | None = None,
    only: str | None = None,
    processes: int = 1,
) -> AddressedRosters:
    """Read the rosters (the settings' own, unless others are given) and apply protocol.

    `only` is the id of the one recipient who is addressed; the others' rows are read, no more. At
    most `processes` apply protocol at once.

    Raises:
        RosterError: a roster is unusable as a whole; of one that is not mapped it has a block.
    """
    try:
        return address_mapped(project, rosters, only, processes)
    except RosterError as error:
        from .roster_mapping import with_blocks

        raise with_blocks(
            error, project, rosters or project.settings.recipients, processes
        ) from None


def address_mapped(
    project: Project,
    rosters: Sequence[RosterSettings] | None = None,
    only: str | None = None,
    processes: int = 1,
) -> AddressedRosters:
    """Do as `address_rosters`, and propose nothing where a roster is not mapped."""
    reading = _Reading(project, only, processes)
    settings = project.settings
    chosen = [with_locale(one, settings) for one in rosters or settings.recipients]
    roster = read_recipients(chosen, project.folder, project.sandbox, reading.take, _expression)
    reading.take_groups(roster)
    held = (*(one for one in roster.held if one.row not in roster.joint), *reading.held)
    places = {(one.row.file, one.row.number) for one in held}
    found = (*roster.report, *reading.found, *(one.diagnostic for one in held))
    rejected = (*roster.rejected, *reading.rejected)
    return AddressedRosters(
        letters=tuple(one for one in reading.letters if not one.hold),
        rejected=tuple(one for one in rejected if (one.row.file, one.row.number) not in places),
        report=Report(tuple(notes_of_held(found, places))),
        sources=roster.sources,
        ids=roster.ids,
        held=held,
        held_letters=tuple(one for one in reading.letters if one.hold),
        joint_ids=frozenset(one.id for one in reading.groups),
    )


@dataclass(slots=True)
class _Reading:
    """What has been made of the rosters so far."""

    project: Project
    only: str | None
    processes: int
    letters: list[Letter] = field(default_factory=list)
    rejected: list[Failure] = field(default_factory=list)
    held: list[HeldRow] = field(default_factory=list)
    found: list[Diagnostic] = field(default_factory=list)
    groups: tuple[JointGroup, ...] = ()
    waiting: JointGroups = field(default_factory=JointGroups)

    def take(self, recipients: Sequence[Recipient]) -> None:
        """Address the recipients of some rows; those of joint letters wait for the others."""
        wanted = []
        for one in recipients:
            if one.joint:
                self.waiting.add(one)
            elif self.only in (None, one.id):
                wanted.append(one)
        addressed = parallel_map(partial(_address_bare, self.project), wanted, self.processes)
        for recipient, (bare, diagnostics) in zip(wanted, addressed, strict=True):
            self.found.extend(diagnostics)
            if bare is not None:
                self.letters.append(_clad(bare, recipient))
            elif not recipient.hold:
                self.rejected.append(Failure(diagnostics, recipient.row, recipient.id))
            if recipient.hold:
                name = bare.name if bare else ""
                self.held.append(HeldRow(recipient.row, recipient.id, recipient.hold, name))

    def take_groups(self, roster: Roster) -> None:
        """Address the joint letters, now that all rows are there."""
        self.groups = self.waiting.close(roster)
        wanted = [one for one in self.groups if self.only is None or self.only in one.ids]
        addressed = parallel_map(partial(_address_groups, self.project), wanted, self.processes)
        in_part = len(roster.sources) < len(self.project.settings.recipients)
        for group, (letter, diagnostics) in zip(wanted, addressed, strict=True):
            if in_part and letter is not None and not letter.hold:
                letter, diagnostics = None, tuple(group.refuse_part())  # noqa: PLW2901
            self.found += (*group.remarks(), *diagnostics)
            if letter is not None:
                self.letters.append(letter)
            if group.hold:
                self.held += group.hold_rows(letter.name if letter else "")
            elif letter is None:
                self.rejected += group.fail_rows(diagnostics)
        if wanted:
            order = {one.file: place for place, one in enumerate(roster.sources)}
            self.letters.sort(key=lambda one: min((order[r.file], r.number) for r in one.rows))


@contextmanager
def _expression() -> Iterator[None]:
    """Hold an expression of the settings, over some thousands of rows, to its limits."""
    with limited(EXPRESSION) as clocks, one_letter(clocks, "the expression"):
        yield


_Addressed = tuple[Letter | None, tuple[Diagnostic, ...]]


def _address_bare(project: Project, recipients: Sequence[Recipient]) -> list[_Addressed]:
    """Apply protocol to some recipients; the letters lack what the rows hold, and travel light."""
    bare: list[_Addressed] = []
    for recipient in recipients:
        letter, found = address_letter(project, recipient)
        bare.append((letter and _as(letter, letter.packed.lend("", {}), NO_ROW), found))
    return bare


def _address_groups(project: Project, groups: Sequence[JointGroup]) -> list[_Addressed]:
    """Apply protocol to joint letters; one of which a row is unsound is not made."""
    return [
        address_letter(project, *group.recipients, joint=group) if group.is_sound else (None, ())
        for group in groups
    ]


def _clad(bare: Letter, recipient: Recipient) -> Letter:
    """Return a letter with its row again, holding once what many letters have in common."""
    return _as(bare, bare.packed.lend(recipient.id, recipient.extra), recipient.row)


def _as(letter: Letter, packed: Packed, row: Row) -> Letter:
    template, language = intern(letter.template), intern(letter.language)
    return Letter(packed, template, language, row, letter.version, letter.hold)


def address_letter(
    project: Project, *rows: Recipient, joint: JointGroup | None = None
) -> tuple[Letter | None, tuple[Diagnostic, ...]]:
    """Apply protocol to the rows of one letter, in the language of the template there is for it.

    `joint` is the group of which the rows are, where there is one.
    """
    if len(rows) > 1:
        rows, faults = agree(rows, project.profiles)
        if faults:
            return None, faults
    recipient = rows[0]
    profile = resolve_parliament(recipient, project.profiles)
    if isinstance(profile, Diagnostic):
        return None, (profile,)
    wanted = language_tag(recipient.language) if recipient.language else profile.language
    template = choose(project.templates, wanted)
    spoken = template.language or project.settings.letter.language
    speaks = (recipient.language or profile.language) != spoken
    together, found = address_together(
        [replace(one, language=spoken) for one in rows] if speaks else rows,
        project.profiles,
        project.settings.sender.country,
        project.address_printing,
        prints_parts=template.prints_parts,
    )
    if together is None:
        return None, found
    if recipient.language and base_language(wanted) != base_language(spoken):
        found = (*found, _other_language(recipient, template, spoken))
    first, *others = _in_order(rows, together)
    packed: Packed = PackedAddressee(together.recipient)
    if joint or len(together.recipients) > 1:
        packed = PackedAddressees(replace(together, id=joint.id) if joint else together)
    return Letter(
        packed,
        template.name,
        with_region(spoken, profile),
        first.row,
        hash_rows(rows),
        joint.hold if joint else recipient.hold,
        tuple(one.row for one in others),
    ), found


def _in_order(rows: Sequence[Recipient], together: Addressees) -> list[Recipient]:
    """Return rows in the order of their persons."""
    by_id = {one.id: one for one in rows}
    return [by_id[one] for one in together.members]


def _other_language(recipient: Recipient, template: Template, spoken: str) -> Diagnostic:
    return Diagnostic(
        "letter.other-language",
        f"there is no letter in `{recipient.language}`; {template.name} ({spoken}) is used",
        Where(recipient.row.file, recipient.row.number, "language", recipient.language),
        "add letters/NAME.<language>.md to write in that language",
        Severity.WARNING,
    )
