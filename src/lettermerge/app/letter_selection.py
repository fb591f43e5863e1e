"""Choose the letters of a run: by names or ids, by an expression, up to a number."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NoReturn

from ..config.settings import FILE_NAME, RosterSettings, Settings
from ..config.store_address import Place
from ..diagnostics import Diagnostic, Report, Where
from ..errors import LetterError, SettingsError, UsageError
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

_ANSWERED = re.compile(r"\banswered\b")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which letters are wanted: names or ids, a `-w` expression, at most `limit`.

    `standing` is `letter.where` of the settings, for what selects by it: previews do not.
    """

    names: tuple[str, ...] = ()
    condition: str = ""
    limit: int | None = None
    standing: str = ""

    def within(self, settings: Settings) -> Selection:
        """Return the part of the selection that the settings select."""
        return replace(self, standing=settings.letter.where)

    @property
    def asks_for_answers(self) -> bool:
        """Whether an expression decides about those who have answered."""
        return any(map(_ANSWERED.search, (self.condition, self.standing)))


ALL = Selection()
WHERE = "letter.where"  #: the setting, as messages call it


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
    elif selection.limit is not None and not (selection.condition or selection.standing):
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
        UsageError: an unknown or ambiguous name, one that `letter.where` leaves out, or an
            expression that fails.
        SettingsError: `letter.where` fails.
        OutputError: an expression asks for a ledger that is gone although letters went out.
    """
    named = select(tuple(letters), selection.names)
    chosen = named
    try:
        chosen = _narrow(project, chosen, selection.standing, WHERE, directory)
    except UsageError as error:
        raise SettingsError(f"{FILE_NAME}: {error.message}", hint=error.hint) from None
    if selection.names and len(chosen) < len(named):
        _refuse_left_out(next(one for one in named if one not in chosen), selection.standing)
    chosen = _narrow(project, chosen, selection.condition, "-w", directory)
    if selection.limit is not None:
        made = [one for one in chosen if not one.hold][: selection.limit]
        chosen = [*made, *(one for one in chosen if one.hold)]
    return tuple(chosen)


def _refuse_left_out(letter: Letter, standing: str) -> NoReturn:
    raise UsageError(
        f"{WHERE} leaves out {letter.name} ({letter.id}): `{standing}` does not hold",
        hint=f"change {WHERE} in {FILE_NAME} where the letter is to be made",
    )


def _narrow(
    project: Project,
    letters: list[Letter],
    condition: str,
    option: str,
    directory: Place | None,
) -> list[Letter]:
    """Return the letters for which an expression holds; all where it is "".

    Raises:
        UsageError, OutputError: as `choose_letters` does; `option` is what the expression is of.
    """
    if not condition:
        return letters
    try:
        holds = project.sandbox.compile_condition(condition, Where(column=option))
        refuse_whole_values(project.sandbox, condition, option)
        facts: LedgerFactsOf = no_facts
        if reads_ledger(condition):
            facts = facts_by_letter(project.folder, project.settings, directory)
        with limited(EXPRESSION) as clocks:
            return [one for one in letters if _holds(project, one, holds, clocks, facts)]
    except LetterError as error:
        raise UsageError(f"{option}: {error.message}", hint=error.hint) from None
    except SandboxError as error:
        place = f"{error.fault.where}: " if error.fault.where.row else ""
        message = f"{option}: {place}{error.fault.message}"
        raise UsageError(message, hint=error.fault.hint) from None


def tell_empty(
    project: Project,
    letters: Sequence[Letter],
    selection: Selection,
    chosen: Sequence[Letter],
    directory: Place | None = None,
) -> tuple[Diagnostic, ...]:
    """Return a warning where an expression chose none of the letters that are left to it."""
    if chosen or not (selection.condition or selection.standing):
        return ()
    left, option, condition = select(tuple(letters), selection.names), WHERE, selection.standing
    if selection.condition:
        standing = replace(selection, condition="", limit=None)
        within = choose_letters(project, letters, standing, directory)
        if within or not condition:
            left, option, condition = list(within), "-w", selection.condition
    seen = [variables for one in left for variables in _seen(project, one)]
    return (explain_empty(project.sandbox, condition, len(left), seen, option),)


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

    `letter.where` selects, too.

    Rows that make no letter are selected unless names are asked for; `ids` stay those of all.

    Raises:
        UsageError, OutputError: as `choose_letters` does.
    """
    selection = selection.within(project.settings)
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
