"""A plan into files: renders what it says, places it, and says what became of it.

One letter's failure is an outcome. What ends a run early (a full disk, a signal) leaves every
name with a whole file, so the same command goes on where it stopped.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import closing, suppress
from typing import Protocol

from ..diagnostics import Diagnostic
from .commit import Committer, Stopped
from .events import Begun, FileFailed, FileMoved, FileWritten, Listener, Outcome
from .files import Folder
from .job import Renderer
from .journal import Journal
from .options import RunOptions
from .plan import Action, Plan, Task
from .queue import Queue
from .result import Failed, Finished

_DEFAULT = RunOptions()


class Producer(Protocol):
    """Renders a queue. None means that nothing has happened for a moment."""

    def __call__(self, queue: Queue) -> Generator[Finished | Failed | None]: ...


def run(
    plan: Plan, renderer: Renderer, journal: Journal, options: RunOptions = _DEFAULT
) -> Outcome:
    """Do what `plan` says, in the folder that `journal` holds.

    Raises nothing for a letter, a worker or the disk: see `Outcome`. What `renderer.make` raises
    is raised here.
    """
    folder = journal.folder
    tally = _Tally(plan, options.listener)
    queue = Queue(plan.select(Action.WRITE), options.workers)
    committer = Committer(journal, tally)
    began = time.monotonic()
    options.listener(Begun(len(queue.tasks), options.workers if queue.tasks else 0))
    stopped: Diagnostic | None = None
    try:
        folder.sweep()
        committer.move(tuple(plan.select(Action.MOVE)))
        if queue.tasks:
            produce = _choose_producer(renderer, folder, options)
            with closing(produce(queue)) as results:
                _consume(results, committer, tally, options)
    except Stopped as stop:
        stopped = stop.fault
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
            tally.fail(result)
            if options.fail_fast and not options.switch.soon():
                tally.fell_fast = True
                options.switch.press()
        committer.tick()
    committer.flush()


def _choose_producer(renderer: Renderer, folder: Folder, options: RunOptions) -> Producer:
    if options.workers == 0:
        from .local import LocalProducer

        return LocalProducer(renderer, folder, options)
    from .workers import WorkerProducer

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
        self._bugs: list[str] = []
        self._done: set[tuple[str, str]] = set()
        self.fell_fast = False

    def write(self, finished: Finished) -> None:
        job = finished.task.job
        self._written[job.format] += 1
        self._done.add((job.id, job.format))
        if finished.pages is not None:
            self._pages[finished.paper] += finished.pages
        if finished.route:
            self._routes[finished.route] += 1
        self._listener(FileWritten(job, finished.pages, finished.warnings))

    def move(self, task: Task) -> None:
        if task.action is Action.MOVE:
            self._done.add((task.job.id, task.job.format))
        self._listener(FileMoved(task.job, task.previous))

    def fail(self, failed: Failed) -> None:
        failure = FileFailed(failed.task.job, failed.diagnostics)
        self._failures.append(failure)
        if failed.bug:
            self._bugs.append(failed.bug)
        self._listener(failure)

    def conclude(self, stopped: Diagnostic | None, asked: bool, seconds: float) -> Outcome:
        failed = {(failure.job.id, failure.job.format) for failure in self._failures}
        rows: dict[str, set[str]] = {}
        files: Counter[str] = Counter()
        for task in self._plan.tasks:
            key = (task.job.id, task.job.format)
            if task.action is Action.REFUSE:
                state = "refused"
            elif key in failed:
                state = "failed"
            elif task.action is Action.KEEP:
                state = "kept"
            elif key not in self._done:
                state = "unreached"
            else:
                state = "moved" if task.action is Action.MOVE else "written"
            files[state] += 1
            rows.setdefault(task.job.id, set()).add(state)
        bad, fresh = {"refused", "failed", "unreached"}, {"written", "moved"}
        failed_rows = sum(1 for states in rows.values() if states & bad)
        written_rows = sum(1 for states in rows.values() if states & fresh and not states & bad)
        return Outcome(
            written=self._written,
            pages=self._pages,
            routes=self._routes,
            moved=files["moved"],
            kept=files["kept"],
            refused=files["refused"],
            unreached=files["unreached"],
            rows_written=written_rows,
            rows_kept=len(rows) - failed_rows - written_rows,
            rows_failed=failed_rows,
            failures=tuple(self._failures),
            incomplete=tuple(
                id_ for id_, states in rows.items() if states & bad and not states <= bad
            ),
            interrupted=asked,
            stopped=stopped,
            bugs=tuple(self._bugs),
            seconds=seconds,
        )
