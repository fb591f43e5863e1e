"""A plan into files: renders what it says, places it, and says what became of it.

One letter's failure is an outcome. What ends a run early (a full disk, a signal) leaves every
name with a whole file, so the same command goes on where it stopped.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import closing, suppress
from typing import Protocol

from ..diagnostics import Diagnostic
from ..errors import RosterError
from ..output.commit import Committer, Stopped
from ..output.disk import fault_of, is_full
from ..output.files import Folder
from ..output.incomplete import find_incomplete
from ..output.job import Job, Renderer
from ..output.journal import Journal
from ..output.plan import Action, Plan, Task
from ..output.refusal import refusal_of
from .chunk_queue import Queue
from .events import Begun, FileFailed, FileMoved, FileRefused, FileWritten, Listener, Outcome
from .options import RunOptions
from .result import Failed, Finished

_DEFAULT = RunOptions()
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


class Producer(Protocol):
    """Renders a queue. None means that nothing has happened for a moment."""

    def __call__(self, queue: Queue) -> Generator[Finished | Failed | None]: ...


def run(
    plan: Plan, renderer: Renderer, journal: Journal, options: RunOptions = _DEFAULT
) -> Outcome:
    """Do what `plan` says, in the folder that `journal` holds.

    Raises nothing for a letter, a worker or the disk: see `Outcome`. What `renderer.make` raises
    is raised here.

    Raises:
        RosterError: the plan has faults; nothing was written.
    """
    folder = journal.folder
    if plan.faults:
        raise RosterError("file names collide", hint="mend each of these", faults=plan.faults)
    queue = Queue(plan.tasks, options.workers)
    tally = _Tally(plan, options.listener)
    committer = Committer(journal, tally)
    began = time.monotonic()
    options.listener(Begun(queue.size, options.workers if queue.size else 0))
    for task in plan.select(Action.REFUSE):
        tally.refuse(task)
    if options.fail_fast and options.failed:
        tally.fell_fast = True
        options.switch.press()
    stopped: Diagnostic | None = None
    try:
        folder.sweep()
        committer.settle(plan.select(Action.KEEP))
        committer.move(tuple(plan.select(Action.MOVE)))
        if queue.size:
            produce = _choose_producer(renderer, folder, options)
            with closing(produce(queue)) as results:
                _consume(results, committer, tally, options)
    except Stopped as stop:
        stopped = stop.fault
    except OSError as error:  # a renderer could not be made: engines write files of their own
        if not is_full(error):
            raise
        stopped = fault_of(error, error.filename or tempfile.gettempdir())
    finally:
        committer.abandon()
        with suppress(OSError):  # the next run sweeps again
            folder.sweep()
    asked = options.switch.soon() and not tally.fell_fast
    return tally.conclude(stopped, asked, time.monotonic() - began)


def _consume(
    results: Iterator[Finished | Failed | None],
    committer: Committer,
    tally: _Tally,
    options: RunOptions,
) -> None:
    for result in results:
        if isinstance(result, Finished):
            committer.add(result)
        elif isinstance(result, Failed):
            if result.fatal:  # no letter's fault: it counts as not reached
                committer.flush()
                raise Stopped(result.fatal)
            tally.fail(result)
            if options.fail_fast and not options.switch.soon():
                tally.fell_fast = True
                options.switch.press()
        committer.tick()
    committer.flush()


def _choose_producer(renderer: Renderer, folder: Folder, options: RunOptions) -> Producer:
    if options.workers == 0:
        from .local_producer import LocalProducer

        return LocalProducer(renderer, folder, options)
    from .worker_producer import WorkerProducer

    return WorkerProducer(renderer, folder, options)


class _Tally:
    """Counts what happens, file by file, into an `Outcome`."""

    def __init__(self, plan: Plan, listener: Listener) -> None:
        self._plan = plan
        self._listener = listener
        self._written: Counter[str] = Counter()
        self._pages: Counter[str] = Counter()
        self._routes: Counter[str] = Counter()
        self._failures: list[FileFailed] = []
        self._refusals: list[FileRefused] = []
        self._bugs: list[str] = []
        self._done = bytearray(len(plan.tasks))  # a set of keys would outweigh the plan
        self._moved: set[tuple[str, str]] = set()
        self.fell_fast = False

    def write(self, finished: Finished) -> None:
        job = finished.task.job
        self._done[finished.place] = 1
        self._written[job.format] += 1
        if finished.pages is not None:
            self._pages[finished.paper] += finished.pages
        if finished.route:
            self._routes[finished.route] += 1
        self._listener(FileWritten(job, finished.pages, finished.warnings))

    def move(self, task: Task) -> None:
        if task.action is Action.MOVE:
            self._moved.add((task.job.id, task.job.format))
        self._listener(FileMoved(task.job, task.change.previous))

    def fail(self, failed: Failed) -> None:
        failure = FileFailed(failed.task.job, failed.diagnostics)
        self._failures.append(failure)
        if failed.bug and failed.bug not in self._bugs and len(self._bugs) < _BUGS:
            self._bugs.append(failed.bug)
        self._listener(failure)

    def refuse(self, task: Task) -> None:
        refusal = FileRefused(task.job, refusal_of(task))
        self._refusals.append(refusal)
        self._listener(refusal)

    def conclude(self, stopped: Diagnostic | None, asked: bool, seconds: float) -> Outcome:
        files: Counter[str] = Counter()
        rows: dict[str, int] = {}
        for job, state in self._states():
            files[state] += 1
            rows[job.id] = rows.get(job.id, 0) | _BITS[state]
        worst = Counter(max(bit for bit in _BITS.values() if bit & bits) for bits in rows.values())
        return Outcome(
            written=self._written,
            pages=self._pages,
            routes=self._routes,
            moved=files["moved"],
            kept=files["kept"],
            refused=files["refused"],
            unreached=files["unreached"],
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

    def _states(self) -> Iterator[tuple[Job, str]]:
        """Yield what became of each file of the plan."""
        failed = {(failure.job.id, failure.job.format) for failure in self._failures}
        for place, task in enumerate(self._plan.tasks):
            key = (task.job.id, task.job.format)
            if task.action is Action.REFUSE:
                state = "refused"
            elif key in failed:
                state = "failed"
            elif task.action is Action.KEEP:
                state = "kept"
            elif self._done[place]:
                state = "written"
            else:
                state = "moved" if key in self._moved else "unreached"
            yield task.job, state
