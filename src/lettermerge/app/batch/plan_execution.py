"""Carry out a plan: render what it says, place it, and say what became of it.

One letter's failure is an outcome. What ends a run early (a full disk, a signal) leaves every
name with a whole file, so the same command goes on where it stopped.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from typing import TypeVar, cast

from ...diagnostics import Diagnostic, Failure
from ...errors import RosterError
from ...output.commit import Committer, Finished, Stopped
from ...output.file_system_calls import FATAL, fault_of, is_full
from ...output.job import Job
from ...output.plan import Action, Plan, Tasks
from ...output.store import RunJournal
from ...workers.chunk_queue import ChunkQueue, Item
from ...workers.cluster.cluster_access import ClusterAccess
from ...workers.executor_choice import choose_executor
from ...workers.fork_server import ForkServer
from ...workers.letter_limits import Limits
from ...workers.process_interface import WorkersLost
from ...workers.service import DoneItem, WorkerOptions
from ...workers.stop_signals import StopRequest
from .file_counts import Tally
from .render_chunk import Renderer, service_of
from .run_events import Listener, Outcome, RunBegun, Stopping, WorkerLost, WorkerRefused, ignore

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RunOptions:
    """`workers` processes render; 0 renders in this one, for debugging and for a single letter.

    `limits` hold for each letter. `fail_fast` stops after the first letter that fails; where one
    has failed already (`failed`, a row that makes no letter) nothing is begun. `listener`
    is called from the thread of the run, in the order in which things happen. `stop` asks the
    run to stop (see `signals.stop_on_signals`). `fork_server` is one that was started beforehand,
    so that its imports go on while the run is planned; None starts one when it is needed. With a
    `cluster` its machines work.
    """

    workers: int = 1
    limits: Limits = field(default_factory=Limits)
    fail_fast: bool = False
    failed: bool = False
    listener: Listener = ignore
    stop: StopRequest = field(default_factory=StopRequest)
    fork_server: ForkServer | None = None
    cluster: ClusterAccess | None = None


_DEFAULT = RunOptions()


def run(
    plan: Plan, renderer: Renderer, journal: RunJournal, options: RunOptions = _DEFAULT
) -> Outcome:
    """Do what `plan` says, in the folder that `journal` holds; see `run_in_steps`."""
    return finish_steps(run_in_steps(plan, renderer, journal, options))


def finish_steps(steps: Generator[None, None, T]) -> T:
    """Take all steps; return what they come to."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return cast("T", end.value)


def run_in_steps(
    plan: Plan, renderer: Renderer, journal: RunJournal, options: RunOptions = _DEFAULT
) -> Generator[None, None, Outcome]:
    """Do what `plan` says, in the folder that `journal` holds; yield after each file, and return.

    Whoever takes no further step (and closes the generator) stops the run: names have whole files.

    Raises nothing for a letter, a worker or the disk: see `Outcome`. What `renderer.make` raises
    is raised here.

    Raises:
        RosterError: the plan has faults; nothing was written.
    """
    folder = journal.folder
    if plan.faults:
        raise RosterError("file names collide", hint="fix each of these", faults=plan.faults)
    queue = _queue(plan.tasks, options.workers)
    tally = Tally(plan, options.listener)
    others = bool(options.workers or options.cluster)
    committer = Committer(journal, tally, beside=others)
    began = time.monotonic()
    options.listener(RunBegun(queue.size, options.workers if queue.size else 0))
    for task in plan.select(Action.REFUSE):
        tally.refuse(task)
    if options.fail_fast and options.failed:
        tally.fell_fast = True
        options.stop.request()
    stopped: Diagnostic | None = None
    try:
        folder.sweep()
        committer.settle(plan.tasks.changed(Action.KEEP))
        committer.move(tuple(plan.select(Action.MOVE)))
        if queue.size:
            service = service_of(renderer, folder.staging)
            produce = choose_executor(service, _worker_options(options))
            with closing(produce(queue)) as results:
                yield from _consume(results, plan.tasks, committer, tally, options)
        committer.conclude()
    except (Stopped, WorkersLost) as stop:
        stopped = stop.fault
    except OSError as error:  # a renderer could not be made: engines write files of their own
        if not is_full(error):
            raise
        stopped = fault_of(error, error.filename or tempfile.gettempdir())
    finally:
        committer.abandon()
        with suppress(OSError):  # the next run sweeps again
            folder.sweep()
    asked = options.stop.soon() and not tally.fell_fast
    return tally.conclude(stopped, asked, time.monotonic() - began)


def _queue(tasks: Tasks, workers: int) -> ChunkQueue:
    """Return the files that are to be written; a place is an index into the tasks."""

    def items() -> Iterator[Item]:
        for place in tasks.places(Action.WRITE):
            job = tasks.brief(place)
            yield Item(place, job.id, job.group)

    def payload(places: Sequence[int]) -> tuple[Job, ...]:
        return tuple(tasks[place].job for place in places)

    return ChunkQueue(items(), lambda place: tasks.brief(place).id, payload, workers)


def _consume(
    results: Iterator[DoneItem | None],
    tasks: Tasks,
    committer: Committer,
    tally: Tally,
    options: RunOptions,
) -> Generator[None]:
    for done in results:
        if done is not None:
            task = tasks[done.place]
            if not isinstance(done.value, Failure):
                committer.add(Finished(done.place, task, done.value))
            elif fatal := _fatal(done.value):  # no letter's fault: it counts as not reached
                committer.flush()
                raise Stopped(fatal)
            else:
                tally.fail(done.value, task)
                if options.fail_fast and not options.stop.soon():
                    tally.fell_fast = True
                    options.stop.request()
        committer.tick()
        yield
    committer.flush()
    yield


def _fatal(failure: Failure) -> Diagnostic | None:
    """Return the fault after which nothing more can be written, if there is one."""
    return next((one for one in failure.diagnostics if one.code in FATAL), None)


def _worker_options(options: RunOptions) -> WorkerOptions:
    tell = options.listener
    return WorkerOptions(
        options.workers,
        options.limits,
        options.stop,
        options.fork_server,
        on_stop=lambda now: tell(Stopping(now)),
        on_lost=lambda reason: tell(WorkerLost(reason)),
        on_refused=lambda reason: tell(WorkerRefused(reason)),
        cluster=options.cluster,
    )
