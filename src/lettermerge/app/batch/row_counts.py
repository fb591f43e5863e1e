"""Count what becomes of each row of the rosters, in a plan and after a run.

The numbers add up:
rows = written + up to date + failed + on hold + waiting for approval + not selected.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ...output.plan import Action, Plan
from .batch_model import Prepared, Result

_WORST = (Action.REFUSE, Action.WRITE, Action.MOVE, Action.KEEP)


@dataclass(frozen=True, slots=True)
class RowCounts:
    """How many rows there are, and what becomes of them; `written` are still to be, in a plan.

    A joint letter is written for several rows: `letters_written` and `letters_up_to_date` count it
    once.
    """

    rows: int
    written: int
    up_to_date: int
    failed: int
    on_hold: int
    waiting_for_approval: int
    not_selected: int
    letters_written: int
    letters_up_to_date: int


def count_planned(prepared: Prepared, plan: Plan) -> RowCounts:
    """Return what a run would make of each row; one of which a file is left alone fails."""
    worst: dict[str, int] = {}
    several: dict[str, int] = {}
    for number, (action, _) in enumerate(plan.tasks.verdicts):
        job, place = plan.tasks.brief(number), _WORST.index(action)
        worst[job.id] = min(place, worst.get(job.id, place))
        if job.rows > 1:
            several[job.id] = job.rows
    letters = Counter(_WORST[place] for place in worst.values())
    counts: Counter[Action] = Counter()
    for id_, place in worst.items():
        counts[_WORST[place]] += several.get(id_, 1)
    return RowCounts(
        rows=prepared.audience.rows,
        written=counts[Action.WRITE] + counts[Action.MOVE],
        up_to_date=counts[Action.KEEP],
        failed=counts[Action.REFUSE] + len(prepared.rejected),
        on_hold=len(prepared.held),
        waiting_for_approval=prepared.rows_waiting,
        not_selected=prepared.unselected,
        letters_written=letters[Action.WRITE] + letters[Action.MOVE],
        letters_up_to_date=letters[Action.KEEP],
    )


def count_approvers(prepared: Prepared) -> Counter[str]:
    """Return how many of the letters that are made each approver agreed to, by name."""
    found: Counter[str] = Counter()
    if prepared.approvals:
        step = len(prepared.project.settings.output.formats)
        for place in range(0, len(prepared.jobs), step):
            job = prepared.jobs[place]
            enough = prepared.approvals.covering((job.id, job.format), job.approval)
            found.update(one.signer for one in enough)
    return found


def count_made(prepared: Prepared, result: Result) -> RowCounts:
    """Return what became of each row in a run."""
    outcome = result.outcome
    return RowCounts(
        rows=prepared.audience.rows,
        written=outcome.rows_written,
        up_to_date=outcome.rows_kept,
        failed=outcome.rows_failed + len(prepared.rejected),
        on_hold=len(prepared.held),
        waiting_for_approval=prepared.rows_waiting,
        not_selected=prepared.unselected,
        letters_written=outcome.letters_written,
        letters_up_to_date=outcome.letters_kept,
    )
