"""Print what became of a run, as a table or JSON, and what to do next.

The numbers are those of rows, and add up:
rows = written + up to date + failed + on hold + waiting for approval + not selected.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ..diagnostics import number_of
from ..errors import ExitCode, prevailing
from .console import Console, as_json
from .next_command import near, next_command
from .orphan_report import say_orphans
from .waiting_letters_report import say_waiting, waiting_facts

if TYPE_CHECKING:
    from ..app.batch.batch_model import Prepared, Result
    from ..app.batch.row_counts import RowCounts
    from ..output.job import Incomplete

MOST_PAIRS = 20  # incomplete ones that are named

_MOST_NOTES = 10  # personal notes that are named without -v


def conclude(prepared: Prepared, result: Result, planning: float, console: Console) -> int:
    """Say what became of a run; return the exit code. `planning` is in seconds, before the run."""
    from ..app.batch.row_counts import count_made

    outcome = result.outcome
    codes = {outcome.exit_code}
    if prepared.rejected:
        codes.add(ExitCode.LETTERS)
    if prepared.waiting:
        codes.add(ExitCode.SIGNATURE)
    code = prevailing(codes)
    counted = count_made(prepared, result)
    summary: dict[str, Any] = {
        **asdict(counted),
        **waiting_facts(prepared),
        "files": dict(outcome.written),
        "pages": dict(outcome.pages),
        "routes": dict(outcome.routes),
        "moved": outcome.moved,
        "refused": outcome.refused,
        "unreached": outcome.unreached,
        "orphans": outcome.orphans,
        "incomplete": [pair.id for pair in outcome.incomplete],
        "errors": list(result.errors),
        "seconds": round(outcome.seconds, 3),
        "planning_seconds": round(planning, 3),
        "interrupted": outcome.interrupted,
        "stopped": as_json(outcome.stopped) if outcome.stopped else None,
        "exit_code": int(code),
    }
    if console.json:
        failures = [as_json(d) for f in outcome.failures for d in f.diagnostics]
        refusals = [as_json(refusal.diagnostic) for refusal in outcome.refusals]
        reported = [as_json(d) for d in prepared.diagnostics]
        console.document({**summary, "diagnostics": reported + failures + refusals})
    else:
        if not console.quiet:
            console.table(("summary", ""), _rows(prepared, result, planning, counted))
        _say_what_next(prepared, result, console)
        if code is ExitCode.DONE and counted.not_selected < counted.rows:
            project = prepared.request.project
            commands = (next_command(project, one) for one in ("status", "print"))
            console.say(f"next: {', then '.join(commands)} (or mail, or handoff)")
    for traceback in outcome.bugs:
        console.fault(traceback)
    return int(code)


def _rows(
    prepared: Prepared, result: Result, planning: float, counted: RowCounts
) -> list[tuple[str, object]]:
    outcome = result.outcome
    pages = ", ".join(f"{n} {paper}" for paper, n in sorted(outcome.pages.items())) or "none"
    files = ", ".join(f"{n} {kind}" for kind, n in sorted(outcome.written.items())) or "none"
    special = [
        f"{number} {what}"
        for number, what in (
            (outcome.rows_unreached, "not reached"),
            (outcome.rows_refused, "left alone"),
        )
        if number
    ]
    failed = counted.failed
    rows: list[tuple[str, object]] = [
        ("rows", counted.rows),
        ("letters written", rows_in_letters(counted.written, counted.letters_written)),
        ("up to date", rows_in_letters(counted.up_to_date, counted.letters_up_to_date)),
        ("failed", f"{failed} ({', '.join(special)})" if special else failed),
        ("on hold", counted.on_hold),
        *([("waiting for approval", counted.waiting_for_approval)] if prepared.approvals else []),
        ("not selected", counted.not_selected),
        ("files written", files),
        *([("files moved", outcome.moved)] if outcome.moved else []),
        ("pages by paper", pages),
        ("seconds", f"{outcome.seconds:.1f}, after {planning:.1f} of planning"),
    ]
    letters = max(outcome.written.values(), default=0)
    if letters and outcome.seconds:
        rate = letters / outcome.seconds
        rows.append(("letters per second", f"{rate:.0f}" if rate >= 10 else f"{rate:.1f}"))
    return [*rows, ("folder", prepared.request.directory)]


def rows_in_letters(rows: int, letters: int) -> str:
    """Return a number of rows, and that of their letters where it is another: `3 in 2 letters`."""
    return f"{rows}" if rows == letters else f"{rows} in {number_of(letters, 'letter')}"


def _say_what_next(prepared: Prepared, result: Result, console: Console) -> None:
    outcome, directory = result.outcome, prepared.request.directory
    if prepared.jobs.repairs:
        console.diagnostics(prepared.unrepaired)
    say_incomplete(outcome.incomplete, console)
    if prepared.request.selection.names:
        for held in prepared.held:
            console.say(f"on hold: {held.row.file}, row {held.row.number}: {held}")
    for name in result.errors:
        path = shlex.quote(near(directory / name))
        console.say(
            f"failed rows, each with its reason: {path}; fix rows there and anything else in "
            f"its own file, then run: lettermerge render --roster {path}"
        )
    if outcome.refused:
        files = number_of(outcome.refused, "file", "is", "are")
        console.say(f"{files} left alone (see above); --force replaces what was altered")
    say_orphans(outcome.orphans, prepared.request, console)
    say_waiting(prepared, console)
    if outcome.stopped:
        console.diagnostics((outcome.stopped,))
    if outcome.interrupted or outcome.unreached:
        why = "Interrupted" if outcome.interrupted else "Stopped early"
        left = (
            f", {number_of(outcome.unreached, 'file')} still to be made"
            if outcome.unreached
            else ""
        )
        console.say(f"{why}: what is written is whole{left}. The same command goes on from here.")


def say_notes(notes: Mapping[str, str], console: Console) -> None:
    """Say which letters have a personal note, and how much of each that is."""
    if not notes:
        return
    console.say(f"{number_of(len(notes), 'letter')} with a personal note:")
    shown = list(notes.items()) if console.verbose else list(notes.items())[:_MOST_NOTES]
    for id_, share in shown:
        console.say(f"  {id_}: {share} are its own")
    if len(shown) < len(notes):
        console.say(f"  ... and {len(notes) - len(shown)} more (all of them: -v)")


def say_incomplete(pairs: Sequence[Incomplete], console: Console) -> None:
    """Name the pairs of which one file is missing, the first of them where there are many."""
    shown = pairs if console.verbose else pairs[:MOST_PAIRS]
    for pair in shown:
        console.say(f"incomplete pair: {pair}")
    if len(shown) < len(pairs):
        console.say(f"... and {len(pairs) - len(shown):,} more incomplete pairs (all of them: -v)")
