"""Count what becomes of each row of the rosters, in a plan and after a run.

The numbers add up: rows = written + up to date + failed + on hold + not selected.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ..output.plan import Action, Plan
from .batch import Prepared, Result

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
    not_selected: int
    letters_written: int
    letters_up_to_date: int


def count_planned(prepared: Prepared, plan: Plan) -> RowCounts:
    """Return what a run would make of each row; one of which a file is left alone fails."""
    worst: dict[str, int] = {}
    several: dict[str, int] = {}
    for task in plan.tasks:
        job, place = task.job, _WORST.index(task.action)
        worst[job.id] = min(place, worst.get(job.id, place))
        if job.others:
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
        not_selected=prepared.unselected,
        letters_written=letters[Action.WRITE] + letters[Action.MOVE],
        letters_up_to_date=letters[Action.KEEP],
    )


def count_made(prepared: Prepared, result: Result) -> RowCounts:
    """Return what became of each row in a run."""
    outcome = result.outcome
    return RowCounts(
        rows=prepared.audience.rows,
        written=outcome.rows_written,
        up_to_date=outcome.rows_kept,
        failed=outcome.rows_failed + len(prepared.rejected),
        on_hold=len(prepared.held),
        not_selected=prepared.unselected,
        letters_written=outcome.letters_written,
        letters_up_to_date=outcome.letters_kept,
    )
