"""Choose the letters of a run: by names or ids, by an expression, up to a number."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..config.settings import RosterSettings
from ..config.store_address import Place
from ..diagnostics import Diagnostic, Report, Where
from ..errors import LetterError, UsageError
from ..recipients import select
from ..recipients.holds import HeldRow
from ..templating import SandboxError
from ..workers.letter_limits import EXPRESSION, Limits, limited, one_letter
from .dispatch.ledger_facts import LedgerFactsOf, facts_by_letter, no_facts, reads_ledger
from .empty_selection import explain_empty, refuse_whole_values
from .project import Project
from .rosters.addressing import AddressedRosters, Letter, RowChoice
from .rosters.roster_addressing import address_rosters
from .rosters.up_to_date_addressee import KnownRows


@dataclass(frozen=True, slots=True)
class Selection:
    """Which letters are wanted: names or ids, a `-w` expression, at most `limit`."""

    names: tuple[str, ...] = ()
    condition: str = ""
    limit: int | None = None


ALL = Selection()


def address_selected(
    project: Project,
    rosters: Sequence[RosterSettings],
    selection: Selection,
    processes: int = 1,
    recorded: KnownRows | None = None,
) -> AddressedRosters:
    """Read the rosters, and address no more rows than a selection needs.

    An expression and a part of a name need all of them; ids and a limit do not.

    Raises:
        RosterError: a roster is unusable as a whole.
    """
    if selection.names:
        ids = frozenset(map(str.strip, selection.names))
        audience = address_rosters(project, rosters, RowChoice(ids), processes, recorded)
        if all(map(audience.knows, ids)):
            return audience
    elif selection.limit is not None and not selection.condition:
        choice = RowChoice(limit=selection.limit)
        return address_rosters(project, rosters, choice, processes, recorded)
    return address_rosters(project, rosters, processes=processes, recorded=recorded)


def choose_letters(
    project: Project,
    letters: Iterable[Letter],
    selection: Selection,
    directory: Place | None = None,
) -> tuple[Letter, ...]:
    """Return the letters that are wanted, in the rosters' order; a limit spares those on hold.

    `directory` is the output folder where it is not that of the settings.

    Raises:
        UsageError: an unknown or ambiguous name, or an expression that fails.
        OutputError: the expression asks for a ledger that is gone although letters went out.
    """
    chosen = select(tuple(letters), selection.names)
    if selection.condition:
        try:
            holds = project.sandbox.compile_condition(selection.condition, Where(column="-w"))
            refuse_whole_values(project.sandbox, selection.condition)
            facts: LedgerFactsOf = no_facts
            if reads_ledger(selection.condition):
                facts = facts_by_letter(project.folder, project.settings, directory)
            with limited(EXPRESSION) as clocks:
                chosen = [one for one in chosen if _holds(project, one, holds, clocks, facts)]
        except LetterError as error:
            raise UsageError(f"-w: {error.message}", hint=error.hint) from None
        except SandboxError as error:
            place = f"{error.fault.where}: " if error.fault.where.row else ""
            message = f"-w: {place}{error.fault.message}"
            raise UsageError(message, hint=error.fault.hint) from None
    if selection.limit is not None:
        made = [one for one in chosen if not one.hold][: selection.limit]
        chosen = [*made, *(one for one in chosen if one.hold)]
    return tuple(chosen)


def tell_empty(
    project: Project, letters: Sequence[Letter], selection: Selection, chosen: Sequence[Letter]
) -> tuple[Diagnostic, ...]:
    """Return a warning where an expression chose none of the letters that names leave."""
    if chosen or not selection.condition:
        return ()
    named = select(tuple(letters), selection.names)
    seen = [variables for one in named for variables in _seen(project, one)]
    return (explain_empty(project.sandbox, selection.condition, len(named), seen),)


def _seen(project: Project, letter: Letter) -> Iterator[dict[str, object]]:
    """Yield what an expression sees of a letter, but for the ledger: once for each recipient."""
    profile, to = project.profiles[letter.parliament], letter.addressees
    own = [] if letter.id in letter.members else [replace(to.recipient, id=letter.id)]
    for one in (*own, *to.recipients):
        yield {"recipients": to.recipients, "parliament": profile, "recipient": one}


def _holds(
    project: Project,
    letter: Letter,
    holds: Callable[[Mapping[str, object]], bool],
    clocks: Limits | None,
    facts: LedgerFactsOf,
) -> bool:
    """Say whether a letter is wanted, within the limits of an expression.

    A letter to several persons is, where one of them is; its own id counts, too.
    """
    ledger = facts(letter.id)
    with one_letter(clocks, "the expression"):
        return any(holds({**seen, "ledger": ledger}) for seen in _seen(project, letter))


def select_held(
    audience: AddressedRosters, selection: Selection, chosen: Collection[Letter]
) -> tuple[HeldRow, ...]:
    """Return the rows on hold that a selection means: those of the `chosen` letters.

    One without a letter is meant like one that fails: unless names are asked for.
    """
    wanted = {member for one in chosen if one.hold for member in one.members}
    known = {member for one in audience.held_letters for member in one.members}
    return tuple(
        one
        for one in audience.held
        if (one.id in wanted if one.id in known else not selection.names)
    )


def narrow_rosters(
    project: Project, audience: AddressedRosters, selection: Selection
) -> AddressedRosters:
    """Return the rosters as if they had the selected letters alone, with what is said of these.

    Rows that make no letter are selected unless names are asked for; `ids` stay those of all.

    Raises:
        UsageError, OutputError: as `choose_letters` does.
    """
    if selection == ALL:
        return audience
    chosen = choose_letters(project, audience.addressed, selection)
    held = select_held(audience, selection, chosen)
    rejected = () if selection.names else audience.rejected
    rows = (row for one in chosen for row in one.rows)
    others = (*(one.row for one in held), *(one.row for one in rejected))
    places = {(row.file, row.number) for row in (*rows, *others)}
    told = (
        one
        for one in audience.report
        if one.where.row is None or (one.where.file, one.where.row) in places
    )
    return replace(
        audience,
        letters=tuple(one for one in chosen if not one.hold),
        held_letters=tuple(one for one in chosen if one.hold),
        held=held,
        rejected=rejected,
        report=Report((*tell_empty(project, audience.addressed, selection, chosen), *told)),
    )
