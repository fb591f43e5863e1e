"""Say what a run would do: file by file, and how many rows it comes to."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from ..diagnostics import number_of
from ..errors import ExitCode, prevailing
from .console import Console, as_json
from .dispatch_report import DispatchReport
from .orphan_report import moves_of, say_orphans, say_tidied
from .run_summary import rows_in_letters, say_incomplete, say_notes
from .waiting_letters_report import say_waiting, waiting_facts

if TYPE_CHECKING:
    from ..app.batch.batch_model import Prepared
    from ..app.batch.row_counts import RowCounts
    from ..output.orphans import Tidied
    from ..output.plan import Plan

_WORDS = {"write": "to write", "move": "to move", "keep": "up to date", "refuse": "left alone"}


def show_plan(
    prepared: Prepared,
    plan: Plan,
    console: Console,
    waiting: dict[str, int] | None = None,
    tidied: Tidied | None = None,
    dispatch: DispatchReport | None = None,
) -> int:
    """Print a plan, and what `status` adds to it; return the exit code."""
    from ..app.batch.row_counts import count_planned

    counted = count_planned(prepared, plan)
    code = _code_of(prepared, plan, tidied, dispatch)
    console.diagnostics(() if console.json else plan.faults)
    if console.json:
        told = (*prepared.diagnostics, *plan.faults, *(tidied.faults if tidied else ()))
        document = plan.to_json() | ({"moved": moves_of(tidied)} if tidied else {})
        document |= {} if waiting is None else {"waiting": waiting}
        document |= dispatch.to_json() if dispatch else {}
        document |= {"rows": asdict(counted), "on_hold": [one.to_json() for one in prepared.held]}
        document |= waiting_facts(prepared)
        document |= {"personal_notes": prepared.jobs.notes}
        faults = [as_json(d) for d in told]
        console.document({**document, "diagnostics": faults, "exit_code": int(code)})
        return int(code)
    if tidied:
        say_tidied(tidied, console)
    rows = list(_plan_rows(prepared, plan, console))
    if rows or not sys.stdout.isatty():
        console.table(("action", "file", "because"), rows)
    counts = [f"{plan.counts[action]} {_WORDS[action]}" for action in _WORDS if plan.counts[action]]
    counts += [f"{len(plan.orphans)} orphaned"] if plan.orphans else []
    failed = len(prepared.rejected)
    counts += [f"{number_of(failed, 'row')} failed"] if failed else []
    counts += [f"{len(prepared.waiting):,} waiting for approval"] if prepared.waiting else []
    console.say(", ".join(counts) or "nothing to do")
    console.say(
        f"{number_of(counted.rows, 'row')}: "
        f"{rows_in_letters(counted.written, counted.letters_written)} to write, "
        f"{rows_in_letters(counted.up_to_date, counted.letters_up_to_date)} up to date, "
        f"{counted.failed:,} failed, "
        f"{counted.on_hold:,} on hold, "
        f"{_waiting_rows(counted)}{counted.not_selected:,} not selected"
    )
    say_incomplete(plan.incomplete, console)
    if tidied is None:
        say_orphans(len(plan.orphans), prepared.request, console)
    say_notes(prepared.jobs.notes, console)
    say_waiting(prepared, console)
    if plan.has_new_engines:
        console.say("Other versions of the engines made some files: --upgrade makes them again.")
    for name, files in (waiting or {}).items():
        console.say(f"waits for {name}: {number_of(files, 'PDF')}")
    if dispatch:
        dispatch.say(console)
    return int(code)


def _code_of(
    prepared: Prepared, plan: Plan, tidied: Tidied | None, dispatch: DispatchReport | None
) -> ExitCode:
    """Return what a plan ends with: what a run would, as far as it is known."""
    if plan.faults:
        return ExitCode.DATA
    codes = {ExitCode.LETTERS} if prepared.rejected else set()
    if plan.refused or (tidied and tidied.left) or (dispatch and dispatch.error):
        codes.add(ExitCode.OUTPUT)
    if prepared.waiting:
        codes.add(ExitCode.SIGNATURE)
    return prevailing(codes)


def _waiting_rows(counted: RowCounts) -> str:
    waiting = counted.waiting_for_approval
    return f"{waiting:,} waiting for approval, " if waiting else ""


def _plan_rows(prepared: Prepared, plan: Plan, console: Console) -> Iterator[tuple[str, str, str]]:
    """Yield the lines of a plan; on a terminal without the files that are right (-v: all)."""
    for task in plan.tasks:
        reasons = ", ".join(reason.value for reason in task.reasons)
        if task.change.previous:
            reasons += f", from {task.change.previous}"
        if task.action.value != "keep":
            yield task.action.value, task.job.path, reasons
        elif console.verbose or not sys.stdout.isatty():
            yield "keep", task.job.path, f"up to date, {reasons}" if reasons else "up to date"
    for orphan in plan.orphans:
        altered = ", and it was changed since it was written" if orphan.is_altered else ""
        yield "orphan", orphan.path, orphan.reason + altered
    for one in prepared.rejected:
        place = f"{one.row.file}, row {one.row.number}"
        yield "failed", place, "; ".join(d.message for d in one.diagnostics)
    for waiting in prepared.waiting:
        row = waiting.letter.row
        yield "waiting", f"{row.file}, row {row.number}", str(waiting)
    for held in prepared.held:
        yield "on hold", f"{held.row.file}, row {held.row.number}", str(held)
