"""Define what is asked of a batch, what is prepared for it, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ...config.settings import Settings
from ...config.store_address import Place
from ...diagnostics import Diagnostic, Failure
from ...output.job import Job
from ...output.plan import PlanOptions
from ...recipients.holds import HeldRow
from ..approval.approval_requirement import (
    tell_approvals,
)
from ..approval.approval_status import Approvals
from ..approval.waiting_letters import WaitingLetter
from ..letter_selection import ALL, Selection
from ..project import Project
from ..rosters.addressed_letters import count_rows
from ..rosters.addressing import AddressedRosters
from ..signing.sealing import Signer
from .job_list import Jobs
from .run_events import Outcome

if TYPE_CHECKING:
    pass

_AS_NEEDED = PlanOptions()


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a run. `roster` stands in for the settings' own rosters ("" for none).

    `fetched` is the address that it was fetched from, if it was. `directory` is the output folder,
    absolute, or an address. `signer` is None for an unsigned run. `now` (with a zone) is what the
    times of approvals are compared with; None compares them with nothing.
    """

    settings: Settings
    project: Path
    directory: Place
    selection: Selection = ALL
    roster: str = ""
    fetched: str = ""
    signer: Signer | None = None
    plan: PlanOptions = _AS_NEEDED
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request that was looked through: what will be written, and what cannot be.

    `rejected` are the rows of this run that make no letter, `held` those on hold; `waiting` are the
    letters that are not made because they lack approvals, `unapproved` those that lack some and
    are made all the same, since nobody seals them. `approvals` are all of the project's, None where
    the settings ask for none. `unselected` counts rows left out. `style` is what was said of the
    settings, the theme's own style sheet and the addresses of e-mails; `unrepaired` names the cells
    of the rosters that differ from rows repaired in errors.csv; `unselected_jobs` are of letters
    left out whose names may be those of others. At most `processes` look at the files that there
    are.
    """

    request: Request
    project: Project
    audience: AddressedRosters
    jobs: Jobs = field(repr=False)
    rejected: tuple[Failure, ...]
    held: tuple[HeldRow, ...]
    unselected: int
    style: tuple[Diagnostic, ...]
    unrepaired: tuple[Diagnostic, ...] = ()
    waiting: tuple[WaitingLetter, ...] = ()
    unapproved: tuple[WaitingLetter, ...] = ()
    approvals: Approvals | None = None
    unselected_jobs: tuple[Job, ...] = ()
    processes: int = 1

    @property
    def rows_waiting(self) -> int:
        """How many rows the letters that wait are for."""
        return count_rows(one.letter for one in self.waiting)

    @property
    def told_first(self) -> Iterator[Diagnostic]:
        """What is said before a run; of rows repaired in errors.csv it is said after it."""
        held = {*self.unrepaired} if self.jobs.repairs else set()
        return (one for one in self.diagnostics if one not in held)

    @property
    def diagnostics(self) -> Iterator[Diagnostic]:
        """Every fault and warning, those of rows that failed included."""
        told = (
            *self.style,
            *self.audience.report,
            *(d for r in self.rejected for d in r.diagnostics),
            *self.unrepaired,
            *(tell_approvals(self.approvals) if self.approvals else ()),
        )
        yield from dict.fromkeys(self.request.settings.warnings.applied(told))


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a run: the batch's outcome, and the rows that failed before or in it.

    `errors` are the names of the lists of these rows; `waiting` are the letters that were not made
    because they lack approvals.
    """

    outcome: Outcome
    rejected: tuple[Failure, ...]
    errors: tuple[str, ...]
    waiting: tuple[WaitingLetter, ...] = ()
