"""Address the recipients of all lists: apply protocol, and choose each one's template.

Rows that fail here are kept beside the others, so that a run can say what became of every row.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from sys import intern

from ...config.settings import RosterSettings, Settings, with_locale
from ...diagnostics import NO_ROW, Diagnostic, Failure, Report, Row, Severity
from ...letter.template import FOLDER, Template, choose
from ...protocol.addressee import Addressees, PackedAddressee, PackedAddressees
from ...protocol.addressee_builder import address_together, unknown_language
from ...protocol.chamber_and_role import resolve_parliament
from ...protocol.joint_row_agreement import agree
from ...protocol.language_cells import language_of
from ...protocol.languages import base_language, language_name, with_region
from ...recipients import Recipient, Roster, read_recipients
from ...recipients.holds import HeldRow, notes_of_held
from ...recipients.packed_row import typed
from ...workers.letter_limits import EXPRESSION, limited, one_letter
from ...workers.parallel_map import parallel_map
from ..project import Project
from .addressed_letters import AddressedRosters, Letter, Packed
from .joint_groups import JointGroup, JointGroups
from .roster_download import fetch_roster
from .up_to_date_addressee import Found, KnownRows, RecordedAddressee

__all__ = [
    "ALL_ROWS", "AddressedRosters", "KnownRows", "Letter", "RowChoice", "address_letter",
    "address_mapped", "read_rosters",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class RowChoice:
    """Which rows are addressed: those with one of `ids`, or as many as make `limit` letters.

    The others are read, no more. Rows of joint letters, and with a limit rows on hold, are always
    addressed.
    """

    ids: frozenset[str] | None = None
    limit: int | None = None


ALL_ROWS = RowChoice()

#: Columns that rows of earlier versions did not have: where they are empty, hashes stay the same.
_NEWER = ("joint", "title_2", "given_name_2", "family_name_2", "full_name_2", "gender_2")
_HASHED = tuple(
    name for name in Recipient.__slots__ if name not in (*_NEWER, "row", "extra", "hold")
)


def readable_rosters(rosters: Iterable[RosterSettings], settings: Settings) -> list[RosterSettings]:
    """Return rosters with what it takes to read them: their locale, and a copy of an object."""
    return [fetch_roster(with_locale(one, settings), settings.output) for one in rosters]


def read_rosters(project: Project, rosters: Sequence[RosterSettings] | None = None) -> Roster:
    """Read the rosters (the settings' own, unless others are given); no protocol is applied.

    Raises:
        RosterError: a roster is unusable as a whole.
    """
    chosen = readable_rosters(rosters or project.settings.recipients, project.settings)
    return read_recipients(chosen, project.folder, project.sandbox, hold=_expression)


def address_mapped(
    project: Project,
    rosters: Sequence[RosterSettings] | None = None,
    choice: RowChoice = ALL_ROWS,
    processes: int = 1,
    recorded: KnownRows | None = None,
) -> AddressedRosters:
    """Read the rosters (the settings' own, unless others are given) and apply protocol.

    `choice` says which rows are addressed; the others are read, no more. At most `processes` apply
    protocol at once. Rows that `recorded` finds are not addressed again: their letters have no
    addressee.

    Raises:
        RosterError: a roster is unusable as a whole.
    """
    reading = _Reading(project, choice, processes, recorded)
    chosen = readable_rosters(rosters or project.settings.recipients, project.settings)
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
        unaddressed=reading.unaddressed,
        told=reading.told,
    )


@dataclass(slots=True)
class _Reading:
    """What has been made of the rosters so far."""

    project: Project
    choice: RowChoice
    processes: int
    recorded: KnownRows | None = None
    told: dict[str, tuple[Diagnostic, ...]] = field(default_factory=dict)
    letters: list[Letter] = field(default_factory=list)
    rejected: list[Failure] = field(default_factory=list)
    held: list[HeldRow] = field(default_factory=list)
    found: list[Diagnostic] = field(default_factory=list)
    groups: tuple[JointGroup, ...] = ()
    waiting: JointGroups = field(default_factory=JointGroups)
    made: int = 0  # letters that are not on hold
    unaddressed: int = 0

    def take(self, recipients: Sequence[Recipient]) -> None:
        """Address the recipients of some rows; those of joint letters wait for the others."""
        left = []
        for one in recipients:
            if one.joint:
                self.waiting.add(one)
            else:
                left.append(one)
        while left:
            chosen, left = self._choose(left)
            self._address(chosen)

    def _choose(self, recipients: list[Recipient]) -> tuple[list[Recipient], list[Recipient]]:
        """Return whom to address now, and of whom some may be addressed after them."""
        ids, limit = self.choice.ids, self.choice.limit
        if ids is None and limit is None:
            return recipients, []
        if limit is not None and self.made < limit:
            sound = [place for place, one in enumerate(recipients) if not one.hold]
            end = [*sound, len(recipients)][: limit - self.made + 1][-1]
            return recipients[:end], recipients[end:]
        chosen: list[Recipient] = []
        others: list[Recipient] = []
        for one in recipients:
            wanted = one.hold if ids is None else one.id in ids
            (chosen if wanted else others).append(one)
        self.held += (HeldRow(one.row, one.id, one.hold) for one in others if one.hold)
        self.unaddressed += sum(not one.hold for one in others)
        return chosen, []

    def _address(self, recipients: Sequence[Recipient]) -> None:
        rows = self.recorded
        hashes = [rows.hash(one) if rows else b"" for one in recipients]
        pairs = zip(recipients, hashes, strict=True)
        known = [rows.find(*pair) if rows else None for pair in pairs]
        left = [one for one, found in zip(recipients, known, strict=True) if found is None]
        addressed = parallel_map(partial(_address_bare, self.project), left, self.processes)
        for recipient, inputs, found in zip(recipients, hashes, known, strict=True):
            if found is not None:
                self._take_recorded(recipient, inputs, found)
            else:
                self._take_addressed(recipient, inputs, *next(addressed))

    def _take_recorded(self, recipient: Recipient, inputs: bytes, found: Found) -> None:
        packed, version, diagnostics = found
        self.letters.append(Letter(packed, packed.template, "", recipient.row, version + inputs))
        self.found.extend(diagnostics)
        self.made += 1

    def _take_addressed(
        self,
        recipient: Recipient,
        inputs: bytes,
        bare: Letter | None,
        diagnostics: tuple[Diagnostic, ...],
    ) -> None:
        self.found.extend(diagnostics)
        if bare is not None:
            self.letters.append(_with_row(bare, recipient, inputs))
            self.made += not recipient.hold
            if inputs and diagnostics:
                self.told[recipient.id] = diagnostics
        elif not recipient.hold:
            self.rejected.append(Failure(diagnostics, recipient.row, recipient.id))
        if recipient.hold:
            name = bare.name if bare else ""
            self.held.append(HeldRow(recipient.row, recipient.id, recipient.hold, name))

    def take_groups(self, roster: Roster) -> None:
        """Address the joint letters, now that all rows are there."""
        self.groups = self.waiting.close(roster)
        addressed = parallel_map(
            partial(_address_groups, self.project), self.groups, self.processes
        )
        in_part = len(roster.sources) < len(self.project.settings.recipients)
        for group, (letter, diagnostics) in zip(self.groups, addressed, strict=True):
            if in_part and letter is not None and not letter.hold:
                letter, diagnostics = None, tuple(group.refuse_part())  # noqa: PLW2901
            self.found += (*group.remarks(), *diagnostics)
            if letter is not None:
                self.letters.append(letter)
            if group.hold:
                self.held += group.hold_rows(letter.name if letter else "")
            elif letter is None:
                self.rejected += group.fail_rows(diagnostics)
        if self.groups:
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
        if letter is not None:
            letter = _as(letter, _with_shared(letter.packed, "", {}), NO_ROW, letter.version)
        bare.append((letter, found))
    return bare


def _address_groups(project: Project, groups: Sequence[JointGroup]) -> list[_Addressed]:
    """Apply protocol to joint letters; one of which a row is unsound is not made."""
    return [
        address_letter(project, *group.recipients, joint=group) if group.is_sound else (None, ())
        for group in groups
    ]


def _with_row(bare: Letter, recipient: Recipient, inputs: bytes) -> Letter:
    """Return a letter with its row again, holding once what many letters have in common."""
    packed = _with_shared(bare.packed, recipient.id, recipient.extra)
    return _as(bare, packed, recipient.row, bare.version + inputs)


def _with_shared(packed: Packed, id_: str, extra: Mapping[str, str]) -> Packed:
    assert not isinstance(packed, RecordedAddressee)
    return packed.with_shared(id_, extra)


def _as(letter: Letter, packed: Packed, row: Row, version: bytes) -> Letter:
    template, language = intern(letter.template), intern(letter.language)
    return Letter(packed, template, language, row, version, letter.hold)


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
    wanted = language_of(recipient.language, profile) if recipient.language else profile.language
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
    if recipient.language and not wanted:
        found = (*found, unknown_language(recipient, profile, spoken))
    elif recipient.language and base_language(wanted) != base_language(spoken):
        found = (*found, _other_language(recipient, template, (wanted, spoken)))
    if template.prints_first and len(together.recipients) > 1:
        found = (*found, _one_of_several(recipient, together, template))
    first, *others = _in_order(rows, together)
    packed: Packed = PackedAddressee(together.recipient)
    if joint or len(together.recipients) > 1:
        packed = PackedAddressees(replace(together, id=joint.id) if joint else together)
    return Letter(
        packed,
        template.name,
        with_region(spoken, profile),
        first.row,
        _hash_rows(rows),
        joint.hold if joint else recipient.hold,
        tuple(one.row for one in others),
    ), found


def _in_order(rows: Sequence[Recipient], together: Addressees) -> list[Recipient]:
    """Return rows in the order of their persons."""
    by_id = {one.id: one for one in rows}
    return [by_id[one] for one in together.members]


def _one_of_several(recipient: Recipient, together: Addressees, template: Template) -> Diagnostic:
    """Return the warning of a joint letter in which the text names one person alone."""
    return Diagnostic(
        "letter.one-of-several",
        f"the letter goes to {together.name}, and its text prints values of "
        f"{together.recipients[0].name} alone",
        recipient.row.at(),
        f"write `{{% if recipients | length == 1 %}}` around them in {template.name}, or name all "
        "by `recipients`",
        Severity.WARNING,
    )


def _other_language(
    recipient: Recipient, template: Template, languages: tuple[str, str]
) -> Diagnostic:
    """Return the warning of a letter that is not in the language of its row."""
    wanted, spoken = languages
    own = template.name.removesuffix(".md").removesuffix(f".{template.language or spoken}")
    return Diagnostic(
        "letter.other-language",
        f"there is no letter in `{recipient.language}`; {template.name} ({spoken}) is used",
        recipient.row.at("language", recipient.language),
        f"add {FOLDER}/{own}.{base_language(wanted)}.md to write in {language_name(wanted)}",
        Severity.WARNING,
    )


def _hash_rows(rows: Sequence[Recipient]) -> bytes:
    """Return eight bytes that tell versions of the rows apart, to say why a file is out of date."""
    if len(rows) > 1:
        return hashlib.sha256(b"".join(_hash_rows((one,)) for one in rows)).digest()[:8]
    (recipient,) = rows
    fields = [f"{name}={getattr(recipient, name)!r}" for name in _HASHED]
    fields += [f"{name}={value!r}" for name in _NEWER if (value := getattr(recipient, name))]
    fields += [f"{name}={value!r}" for name, value in sorted(typed(recipient.extra))]
    return hashlib.sha256("\n".join(fields).encode("utf-8", "surrogatepass")).digest()[:8]
