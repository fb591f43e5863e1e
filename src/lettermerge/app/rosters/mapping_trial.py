"""Propose a roster's mapping, try it on every row, and choose recipients to show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ...config.roster_settings_writer import RosterBlock
from ...config.settings import FILE_NAME, RosterSettings
from ...diagnostics import Diagnostic, Severity, Where
from ...errors import LettermergeError, RosterError
from ...protocol.known_parliaments import known_parliaments
from ...protocol.starter_profile import country_of
from ...recipients.mapping.mapping_proposal import Proposal, propose
from ...recipients.mapping.roster_sample import RosterSample, read_sample
from ...recipients.readers.delimited_text import TableError
from ...recipients.readers.workbook import visible_sheets
from ..project import Project
from .addressing import AddressedRosters, Letter, address_mapped
from .diagnostics_by_heading import with_headings
from .roster_download import fetch_roster
from .unused_columns import find_unused

_SHEETS = "roster.several-sheets"
_SHOWN = 5
_ROUNDS = 3
#: What cells say on purpose: without their columns letters would go to whom nobody writes.
_MEANT = ("roster.do-not-write", "roster.no-addressee")
_TRIED_UNASKED = 20_000  # rows of a roster that is tried though nobody asked for it
#: What a roster may do without: it is left out where its cells fail many rows.
_DISPENSABLE = (
    "chamber", "title", "honorific", "gender", "role", "office", "constituency", "language",
    "email", "suffix", "post_nominals", "country", "region", "postal_code", "city", "family_name",
    "given_name", "address",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownLetter:
    """A recipient as a letter would be addressed, and why this one is shown."""

    why: str
    row: int
    id: str
    envelope: tuple[str, ...]
    salutation: str


@dataclass(frozen=True, slots=True)
class TriedMapping:
    """A proposal and what it comes to: `letters` of `rows` can be addressed.

    `headings` are those of the list's own columns that hold something.
    """

    proposal: Proposal
    shown: tuple[ShownLetter, ...]
    letters: int
    rows: int
    report: tuple[Diagnostic, ...]
    roster: RosterSettings
    headings: tuple[str, ...] = ()

    def unused(self, texts: Sequence[str]) -> tuple[str, ...]:
        """Return the columns that neither the mapping nor the texts of a project read."""
        return find_unused(self.headings, self.proposal.columns, texts)

    @property
    def block(self) -> RosterBlock:
        return block_of(self.proposal, self.roster)

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        return tuple(one for one in self.report if one.severity is Severity.ERROR)


def block_of(proposal: Proposal, roster: RosterSettings) -> RosterBlock:
    """Return the block of the settings that a proposal for a roster is."""
    return RosterBlock(
        roster.source,
        roster.sheet,
        dict(proposal.columns),
        dict(proposal.constants),
        dict(proposal.reasons),
        roster.sql,
        roster.database,
        proposal.sections,
    )


def map_roster(
    project: Project, settings: RosterSettings, processes: int = 1, most_rows: int = 1 << 30
) -> TriedMapping:
    """Propose a mapping of a roster and try it; leave out what fails many of its rows.

    A roster of more than `most_rows` rows is not tried.

    Raises:
        RosterError: the roster cannot be read at all.
    """
    settings = fetch_roster(settings, project.settings.output)
    try:
        sample = read_sample(settings, project.folder)
    except TableError as error:
        raise unreadable(settings, error) from None
    known = known_parliaments(project.profiles)
    proposal = propose(sample, known, settings)
    if proposal.missing and any(one.code == _SHEETS for one in sample.notes):
        settings, sample, proposal = _best_sheet(project, settings, sample, proposal)
    own = (one for one in sample.columns.items() if one[0] != sample.section_column)
    filled = tuple(heading for heading, column in own if column.filled)
    unusable = {"id", "parliament", "full_name"} & {*proposal.missing}
    if unusable or len(sample.rows) > most_rows:
        return TriedMapping(proposal, (), 0, sample.read, sample.notes, settings, filled)
    best: tuple[Proposal, AddressedRosters] | None = None
    for _ in range(_ROUNDS):
        try:
            rosters = (proposal.settings(settings),)
            addressed = address_mapped(project, rosters, processes=processes)
        except RosterError as error:
            return TriedMapping(proposal, (), 0, sample.read, error.faults, settings, filled)
        if best is not None and len(addressed.letters) < len(best[1].letters):
            proposal, addressed = best  # what was left out is needed
            break
        best = proposal, addressed
        repaired = _without_failing(proposal, addressed)
        if repaired is None:
            break
        proposal = repaired
    shown = tuple(choose_shown(addressed.letters, sample, proposal))
    said = (*addressed.report, *(d for one in addressed.rejected for d in one.diagnostics))
    mapped = (proposal.settings(settings),)
    found = dict.fromkeys(with_headings(said, mapped))
    letters, rows = len(addressed.letters), addressed.rows
    return TriedMapping(proposal, shown, letters, rows, tuple(found), settings, filled)


def _best_sheet(
    project: Project, settings: RosterSettings, sample: RosterSample, proposal: Proposal
) -> tuple[RosterSettings, RosterSample, Proposal]:
    """Return the sheet of a workbook whose mapping lacks least, and how it is read.

    Notes may be on the first sheet, and the list on the next.
    """
    known = known_parliaments(project.profiles)
    best = settings, sample, proposal
    sheets = visible_sheets(project.folder / settings.source)
    for sheet in sheets[1:]:
        other = replace(settings, sheet=sheet)
        try:
            read = read_sample(other, project.folder)
        except TableError:  # no table: a sheet of pictures, an empty one
            continue
        found = propose(read, known, other)
        if read.rows and len(found.missing) < len(best[2].missing):
            best = other, read, found
    if best[0] is settings:
        return best
    others = ", ".join(f"`{one}`" for one in sheets if one != best[0].sheet)
    note = f"the sheet `{best[0].sheet}` is read, which holds recipients, and {others} is not"
    return best[0], best[1], replace(best[2], notes=(note, *best[2].notes))


def unreadable(settings: RosterSettings, error: TableError) -> RosterError:
    """Return the error of a roster that cannot be read as a table."""
    message = f"the recipients cannot be read from {settings.name}"
    return RosterError(message, hint="fix each of these", faults=error.faults)


def _without_failing(proposal: Proposal, addressed: AddressedRosters) -> Proposal | None:
    """Return the proposal without what fails more than a fifth of the rows; None for nothing."""
    failing: Counter[str] = Counter()
    why: dict[str, str] = {}
    for one in addressed.rejected:
        for fault in one.diagnostics:
            misplaced = fault.severity is Severity.ERROR and fault.code not in _MEANT
            if misplaced and fault.where.column in _DISPENSABLE:
                failing[fault.where.column] += 1
                why.setdefault(fault.where.column, fault.message)
    many = [
        name
        for name, count in failing.items()
        if count * 5 > addressed.rows and proposal.columns.get(name)
    ]
    if not many:
        return None
    columns = {**proposal.columns, **dict.fromkeys(many, "")}
    reasons = {**proposal.reasons, **{one: f"left out: {why[one]}" for one in many}}
    return replace(proposal, columns=columns, reasons=reasons)


def choose_shown(
    letters: Sequence[Letter], sample: RosterSample, proposal: Proposal
) -> Iterator[ShownLetter]:
    """Yield up to five recipients: the odd ones first, then those at the top of the roster."""
    left = dict(enumerate(letters))
    addressees = {place: letter.addressee for place, letter in left.items()}
    titles = Counter(one.honorific or one.title for one in addressees.values())
    chambers = Counter(one.chamber for one in addressees.values())
    postal = [
        heading
        for ours, heading in proposal.columns.items()
        if heading in sample.columns and (ours.startswith("address") or ours == "city")
    ]

    def rare(counts: Counter[str], value: str) -> bool:
        return bool(value) and len(counts) > 1 and counts[value] == min(counts.values())

    rules: tuple[tuple[str, Callable[[int], bool]], ...] = (
        ("no gender", lambda place: not addressees[place].gender),
        (
            "an unusual title",
            lambda place: rare(titles, addressees[place].honorific or addressees[place].title),
        ),
        ("the longest name", lambda place: place == longest),
        (
            "no address of its own",
            lambda place: (
                bool(postal)
                and not any(left[place].row.cells.get(one, "").strip() for one in postal)
            ),
        ),
        ("another chamber", lambda place: rare(chambers, addressees[place].chamber)),
    )
    longest = max(left, key=lambda place: len(letters[place].name), default=-1)
    taken: dict[int, str] = {}
    for why, holds in rules:
        found = next((place for place in left if place not in taken and holds(place)), None)
        if found is not None:
            taken[found] = why
    for place in list(left)[: _SHOWN * 2]:
        if len(taken) < _SHOWN:
            taken.setdefault(place, "")
    for place in sorted(taken):
        one = addressees[place]
        yield ShownLetter(
            taken[place], letters[place].row.number, one.id, one.address_block, one.salutation
        )


def with_blocks(
    error: RosterError, project: Project, rosters: Sequence[RosterSettings], processes: int
) -> RosterError:
    """Return an error of rosters with a block to paste for each that is not mapped yet.

    All that can be known beforehand is said at once: a missing chamber, ids that repeat.
    """
    codes = ("roster.missing-column", "roster.repeated-id")
    unmapped = {one.where.file for one in error.faults if one.code in codes}
    faults, blocks = list(error.faults), []
    for settings in rosters:
        if settings.name not in unmapped:
            continue
        try:
            tried = map_roster(project, settings, processes, _TRIED_UNASKED)
        except LettermergeError:
            continue
        faults += _not_said_yet(tried.proposal)
        blocks.append(annotated(tried))
    if not blocks:
        return error
    hint = (
        f"{error.hint}; or paste this into {FILE_NAME}, or let `lettermerge roster map` write it:\n"
        + "\n".join(blocks).rstrip()
    )
    return RosterError(error.message, hint=hint, faults=tuple(faults))


def annotated(tried: TriedMapping) -> str:
    """Return a block with what a person should look at in comments above it."""
    lines = [f"# {note}\n" for note in tried.proposal.notes]
    return "".join(lines) + tried.block.to_toml()


def _not_said_yet(proposal: Proposal) -> Iterator[Diagnostic]:
    """Yield what the next round would say."""
    if "chamber" in proposal.missing:
        yield Diagnostic(
            "roster.missing-column",
            "nothing in the roster says which chamber its recipients sit in",
            Where(proposal.source, column="chamber"),
            "add `chamber` to recipients.constants, or map a column",
        )


def propose_chambers(
    project: Project, audience: AddressedRosters, processes: int
) -> Iterator[Diagnostic]:
    """Yield a block to paste for each roster most of whose rows name no chamber."""
    lacking = Counter(
        one.row.file
        for one in audience.rejected
        if any(fault.code == "protocol.missing-chamber" for fault in one.diagnostics)
    )
    rosters = zip(project.settings.recipients, audience.sources, strict=True)
    for settings, source in rosters:
        if lacking[source.file] * 2 <= source.rows or not source.rows:
            continue
        tried = map_roster(project, settings, processes, _TRIED_UNASKED)
        if tried.proposal.columns.get("chamber") or tried.proposal.constants.get("chamber"):
            yield Diagnostic(
                "roster.unmapped-chamber",
                "the rows name no chamber, and the roster says more than is mapped",
                Where(source.file, column="chamber"),
                f"look at this block, and paste it into {FILE_NAME} where it is right:\n"
                + annotated(tried).rstrip(),
                Severity.WARNING,
            )


def country_of_roster(folder: Path, settings: RosterSettings) -> str:
    """Return the ISO code of the country in which most of a roster's addresses are, "" if unclear.

    Raises:
        RosterError: the roster cannot be read at all.
    """
    try:
        sample = read_sample(settings, folder)
    except TableError as error:
        raise unreadable(settings, error) from None
    found = (country_of(one.filled) for one in sample.columns.values() if one.fill > 0.5)
    return next(filter(None, found), "")
