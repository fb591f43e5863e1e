"""Choose the letters of a run: by names or ids, by an expression, up to a number."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from ..diagnostics import Where
from ..errors import LetterError, UsageError
from ..recipients import select
from ..recipients.holds import HeldRow
from ..templating import SandboxError
from ..workers.limits import EXPRESSION, Limits, limited, one_letter
from .addressing import AddressedRosters, Letter
from .ledger_facts import LedgerFactsOf, facts_by_letter
from .project import Project


@dataclass(frozen=True, slots=True)
class Selection:
    """Which letters are wanted: names or ids, a `-w` expression, at most `limit`."""

    names: tuple[str, ...] = ()
    condition: str = ""
    limit: int | None = None


def choose_letters(
    project: Project, letters: Iterable[Letter], selection: Selection
) -> tuple[Letter, ...]:
    """Return the letters that are wanted, in the rosters' order; a limit spares those on hold.

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
    if selection.limit is not None:
        made = [one for one in chosen if not one.hold][: selection.limit]
        chosen = [*made, *(one for one in chosen if one.hold)]
    return tuple(chosen)


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
    profile, to = project.profiles[letter.parliament], letter.addressees
    own = [] if letter.id in letter.members else [replace(to.recipient, id=letter.id)]
    variables: dict[str, object] = {"recipients": to.recipients, "parliament": profile}
    variables["ledger"] = facts(letter.id)
    with one_letter(clocks, "the expression"):
        return any(holds({**variables, "recipient": one}) for one in (*own, *to.recipients))


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
