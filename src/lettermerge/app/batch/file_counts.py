"""Count what becomes of each file of a plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from ...diagnostics import NO_ROW, Diagnostic, Failure, Where
from ...output.commit import Finished
from ...output.job import Brief, Job
from ...output.plan import Action, Plan, Task, find_incomplete, refusal_of
from .run_events import FileMoved, FileRefused, FileWritten, Listener, Outcome

_KEPT, _FRESH, _UNREACHED, _REFUSED, _FAILED = 1, 2, 4, 8, 16  # the worst decides a row
_BITS = {
    "kept": _KEPT,
    "written": _FRESH,
    "moved": _FRESH,
    "unreached": _UNREACHED,
    "refused": _REFUSED,
    "failed": _FAILED,
}
_BUGS = 5  # different tracebacks that are kept; a bug that meets every letter is told once


class Tally:
    """Counts what happens, file by file, into an `Outcome`."""

    def __init__(self, plan: Plan, listener: Listener) -> None:
        self._plan = plan
        self._listener = listener
        self._written: Counter[str] = Counter()
        self._pages: Counter[str] = Counter()
        self._routes: Counter[str] = Counter()
        self._failures: list[Failure] = []
        self._refusals: list[FileRefused] = []
        self._bugs: list[str] = []
        self._done = bytearray(len(plan.tasks))  # a set of keys would outweigh the plan
        self._moved: set[tuple[str, str]] = set()
        self.fell_fast = False

    def write(self, finished: Finished) -> None:
        job, file = finished.task.job, finished.file
        self._done[finished.place] = 1
        self._written[job.format] += 1
        if file.pages is not None:
            self._pages[file.paper] += file.pages
        if file.route:
            self._routes[file.route] += 1
        warnings = locate(file.warnings, job)
        self._listener(FileWritten(job, file.pages, warnings))

    def move(self, task: Task) -> None:
        if task.action is Action.MOVE:
            self._moved.add((task.job.id, task.job.format))
        self._listener(FileMoved(task.job, task.change.previous))

    def fail(self, failure: Failure, task: Task) -> None:
        job = task.job
        failure = replace(
            failure,
            diagnostics=locate(failure.diagnostics, job),
            row=job.row or NO_ROW,
            id=job.id,
            format=job.format,
        )
        self._failures.append(failure)
        if failure.bug and failure.bug not in self._bugs and len(self._bugs) < _BUGS:
            self._bugs.append(failure.bug)
        self._listener(failure)

    def refuse(self, task: Task) -> None:
        refusal = FileRefused(task.job, refusal_of(task))
        self._refusals.append(refusal)
        self._listener(refusal)

    def conclude(self, stopped: Diagnostic | None, asked: bool, seconds: float) -> Outcome:
        files: Counter[str] = Counter()
        letters: dict[str, int] = {}
        several: dict[str, int] = {}
        for job, state in self._states():
            files[state] += 1
            letters[job.id] = letters.get(job.id, 0) | _BITS[state]
            if job.rows > 1:
                several[job.id] = job.rows
        made: Counter[int] = Counter()
        worst: Counter[int] = Counter()  # of each row
        for id_, bits in letters.items():
            state_bit = max(bit for bit in _BITS.values() if bit & bits)
            made[state_bit] += 1
            worst[state_bit] += several.get(id_, 1)
        return Outcome(
            written=self._written,
            pages=self._pages,
            routes=self._routes,
            moved=files["moved"],
            kept=files["kept"],
            refused=files["refused"],
            unreached=files["unreached"],
            letters_written=made[_FRESH],
            letters_kept=made[_KEPT],
            rows_written=worst[_FRESH],
            rows_kept=worst[_KEPT],
            rows_failed=worst[_UNREACHED] + worst[_REFUSED] + worst[_FAILED],
            rows_refused=worst[_REFUSED],
            rows_unreached=worst[_UNREACHED],
            orphans=len(self._plan.orphans),
            failures=tuple(self._failures),
            refusals=tuple(self._refusals),
            incomplete=find_incomplete(self._plan.tasks, lambda place: bool(self._done[place])),
            interrupted=asked,
            stopped=stopped,
            bugs=tuple(self._bugs),
            seconds=seconds,
        )

    def _states(self) -> Iterator[tuple[Brief, str]]:
        """Yield what became of each file of the plan."""
        failed = {(failure.id, failure.format) for failure in self._failures}
        tasks = self._plan.tasks
        for place, (action, _) in enumerate(tasks.verdicts):
            job = tasks.brief(place)
            key = (job.id, job.format)
            if action is Action.REFUSE:
                state = "refused"
            elif key in failed:
                state = "failed"
            elif action is Action.KEEP:
                state = "kept"
            elif self._done[place]:
                state = "written"
            else:
                state = "moved" if key in self._moved else "unreached"
            yield job, state


def locate(faults: tuple[Diagnostic, ...], job: Job) -> tuple[Diagnostic, ...]:
    """Return diagnostics, those without a place at the recipient's row."""
    return tuple(replace(f, where=job.where) if f.where == Where() else f for f in faults)
