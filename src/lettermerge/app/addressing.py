"""Address the recipients of all lists: apply protocol, and choose each one's template.

Rows that fail here are kept beside the others, so that a run can say what became of every row.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from functools import partial
from sys import intern
from typing import TYPE_CHECKING

from ..config.settings import RosterSettings
from ..diagnostics import NO_ROW, Diagnostic, Failure, Report, Row, Severity, Where
from ..errors import LetterError, RosterError, UsageError
from ..letter.template import Template, choose
from ..protocol.address import address
from ..protocol.addressee import Addressee, PackedAddressee
from ..protocol.chamber_and_role import resolve_parliament
from ..protocol.languages import language_tag
from ..protocol.profile import Profile
from ..recipients import Recipient, Roster, RosterSource, read_recipients, select
from ..recipients.packed_row import typed
from ..templating import SandboxError
from ..workers.limits import EXPRESSION, Limits, limited, one_letter
from ..workers.parallel_map import parallel_map
from .ledger_facts import LedgerFactsOf, facts_by_letter
from .project import Project

if TYPE_CHECKING:
    from ..recipients.recipients_frame import DataFrame


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to be made: to whom, from which template, and the row that asks for it.

    `language` is the letter's BCP 47 tag, region included where the parliament has one;
    `version` tells versions of the roster's row apart. `addressee` is unpacked each time that it is
    asked for, so that a letter which waits takes little room.
    """

    packed: PackedAddressee
    template: str
    language: str
    row: Row
    version: bytes

    @property
    def digest(self) -> str:
        return self.version.hex()

    @property
    def addressee(self) -> Addressee:
        return self.packed.unpack()

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
    """Everyone a run could write to, and the rows that it cannot; `ids` are those of both."""

    letters: tuple[Letter, ...]
    rejected: tuple[Failure, ...]
    report: Report
    sources: tuple[RosterSource, ...]
    ids: Collection[str]

    @property
    def rows(self) -> int:
        return len(self.letters) + len(self.rejected)

    @property
    def frame(self) -> DataFrame:
        """The recipients as letters see them, as a pandas DataFrame of text.

        It has a row for each letter, and the columns that templates know as `recipient`; other
        columns of the rosters follow, those that have such a name as `extra.NAME`.
        """
        from ..recipients.recipients_frame import text_frame

        rows = [_row_of(one.addressee) for one in self.letters]
        return text_frame(rows, _COLUMNS, _COLUMNS)


_COLUMNS = tuple(one.name for one in fields(Addressee) if one.name != "extra")


def _row_of(addressee: Addressee) -> dict[str, str]:
    """Return what is known of an addressee as text, the lines of the address as lines."""
    values = {name: getattr(addressee, name) for name in _COLUMNS}
    values["address_block"] = "\n".join(addressee.address_block)
    for name, text in typed(addressee.extra):
        values[f"extra.{name}" if name in _COLUMNS else name] = text
    return values


@dataclass(frozen=True, slots=True)
class Selection:
    """Which letters are wanted: names or ids, a `-w` expression, at most `limit`."""

    names: tuple[str, ...] = ()
    condition: str = ""
    limit: int | None = None


def read_rosters(project: Project, rosters: Sequence[RosterSettings] | None = None) -> Roster:
    """Read the rosters (the settings' own, unless others are given); no protocol is applied.

    Raises:
        RosterError: a roster is unusable as a whole.
    """
    chosen = rosters or project.settings.recipients
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
    found: list[Diagnostic] = []
    rejected: list[Failure] = []
    letters: list[Letter] = []

    def take(recipients: Sequence[Recipient]) -> None:
        wanted = [one for one in recipients if only in (None, one.id)]
        addressed = parallel_map(partial(_address_bare, project), wanted, processes)
        for recipient, (bare, diagnostics) in zip(wanted, addressed, strict=True):
            found.extend(diagnostics)
            if bare is None:
                rejected.append(Failure(diagnostics, recipient.row, recipient.id))
            else:
                letters.append(_clad(bare, recipient))

    chosen = rosters or project.settings.recipients
    roster = read_recipients(chosen, project.folder, project.sandbox, take, _expression)
    return AddressedRosters(
        tuple(letters),
        (*roster.rejected, *rejected),
        Report((*roster.report, *found)),
        roster.sources,
        roster.ids,
    )


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


def _clad(bare: Letter, recipient: Recipient) -> Letter:
    """Return a letter with its row again, holding once what many letters have in common."""
    return _as(bare, bare.packed.lend(recipient.id, recipient.extra), recipient.row)


def _as(letter: Letter, packed: PackedAddressee, row: Row) -> Letter:
    return Letter(packed, intern(letter.template), intern(letter.language), row, letter.version)


def address_letter(
    project: Project, recipient: Recipient
) -> tuple[Letter | None, tuple[Diagnostic, ...]]:
    """Apply protocol to one recipient, in the language of the template that is there for it."""
    profile = resolve_parliament(recipient, project.profiles)
    if isinstance(profile, Diagnostic):
        return None, (profile,)
    wanted = language_tag(recipient.language) if recipient.language else profile.language
    template = choose(project.templates, wanted)
    spoken = template.language or project.settings.letter.language
    addressee, found = address(
        replace(recipient, language=spoken)
        if (recipient.language or profile.language) != spoken
        else recipient,
        project.profiles,
        project.settings.sender.country,
        project.address_printing,
        prints_parts=template.prints_parts,
    )
    if addressee is None:
        return None, found
    if recipient.language and _base(wanted) != _base(spoken):
        found = (*found, _other_language(recipient, template, spoken))
    language = _with_region(spoken, profile)
    packed = PackedAddressee(addressee)
    return Letter(packed, template.name, language, recipient.row, _version(recipient)), found


def choose_letters(
    project: Project, letters: Iterable[Letter], selection: Selection
) -> tuple[Letter, ...]:
    """Return the letters that are wanted, in the rosters' order.

    Raises:
        UsageError: an unknown or ambiguous name, or an expression that fails.
    """
    chosen = select(tuple(letters), selection.names)
    if selection.condition:
        try:
            holds = project.sandbox.compile_condition(selection.condition, Where(column="-w"))
            facts = facts_by_letter(project.folder, project.settings)
            with limited(EXPRESSION) as clocks:
                chosen = [one for one in chosen if _holds(project, one, holds, clocks, facts)]
        except LetterError as error:
            raise UsageError(f"-w: {error.message}", hint=error.hint) from None
        except SandboxError as error:
            place = f"{error.fault.where}: " if error.fault.where.row else ""
            message = f"-w: {place}{error.fault.message}"
            raise UsageError(message, hint=error.fault.hint) from None
    return tuple(chosen if selection.limit is None else chosen[: selection.limit])


def _holds(
    project: Project,
    letter: Letter,
    holds: Callable[[Mapping[str, object]], bool],
    clocks: Limits | None,
    facts: LedgerFactsOf,
) -> bool:
    """Say whether a letter is wanted, within the limits of an expression."""
    profile = project.profiles[letter.parliament]
    ledger = facts(letter.id)
    with one_letter(clocks, "the expression"):
        return holds({"recipient": letter.addressee, "parliament": profile, "ledger": ledger})


def _other_language(recipient: Recipient, template: Template, spoken: str) -> Diagnostic:
    where = Where(recipient.row.file, recipient.row.number, "language", recipient.language)
    return Diagnostic(
        "letter.other-language",
        f"there is no letter in `{recipient.language}`; {template.name} ({spoken}) is used",
        where,
        "add letters/NAME.<language>.md to write in that language",
        Severity.NOTE,
    )


def _base(tag: str) -> str:
    return tag.partition("-")[0].casefold()


def _with_region(tag: str, profile: Profile) -> str:
    """Return a tag with the parliament's region, by which readers pronounce and spell."""
    if "-" in tag:
        return tag
    if len(profile.languages) > 2:  # a union of countries has no region of its own
        return "en-GB" if tag == "en" and profile.spelling == "british" else tag
    known = {_base(language) for language in profile.languages}
    return f"{tag}-{profile.country}" if _base(tag) in known else tag


def _version(recipient: Recipient) -> bytes:
    import hashlib

    fields = [
        f"{name}={getattr(recipient, name)!r}"
        for name in recipient.__slots__
        if name not in ("row", "extra")
    ]
    fields += [f"{name}={value!r}" for name, value in sorted(typed(recipient.extra))]
    return hashlib.sha256("\n".join(fields).encode("utf-8", "surrogatepass")).digest()[:8]
