"""Run what `render` asks for: plan it, start workers, show progress, say how it ended."""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ExitCode
from .console import Console
from .plan_report import show_plan
from .progress import Progress
from .render_request import LOOKING, READING, RequestOptions, to_request
from .run_summary import conclude

if TYPE_CHECKING:
    from ..app.batch.batch_model import Request
    from ..workers.cluster.cluster_access import ClusterAccess
    from ..workers.fork_server import ForkServer

_LARGE_ROSTER = 1 << 16  # bytes: some hundred rows, of which workers make letters
_FEW_FILES = 40  # files that are made sooner than a worker begins
_FILES_A_WORKER = 200
_DEMO = "Signing with a DEMO identity: these letters are not for mailing."


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """The options of `render`, as typed: which letters, and how they are made."""

    letters: RequestOptions
    workers: int | None = None
    cluster: str = ""
    fail_fast: bool = False
    dry_run: bool = False


def render_batch(options: BatchOptions, console: Console) -> int:
    """Do what `render` was asked for; return the exit code."""
    began = time.monotonic()
    with ExitStack() as early:
        return _render(options, console, began, early)


def _render(options: BatchOptions, console: Console, began: float, early: ExitStack) -> int:
    from ..app.batch.batch import look, prepare, render
    from ..app.batch.plan_execution import RunOptions
    from ..workers.stop_signals import interruptible, stop_on_signals

    try:
        with interruptible():
            request = to_request(options.letters, console)
            cluster = _check_cluster(options, request)
            fork_server = None if cluster else _start_fork_server(options, request)
            if fork_server:
                early.enter_context(fork_server)
            with console.doing(READING):
                processes = _processes(options)
                prepared = prepare(request, processes, reuse=True, fork_server=fork_server)
            console.diagnostics(prepared.told_first)
            if options.dry_run:
                with console.doing(LOOKING):
                    plan = look(prepared)
                return show_plan(prepared, plan, console)
    except KeyboardInterrupt:
        with stop_on_signals():
            return _give_up(console)
    signer = prepared.request.signer
    note = _DEMO if signer and signer.identity.demo else ""
    workers = (options.workers or 0) if cluster else _workers(options, len(prepared.jobs))
    with stop_on_signals() as stop:
        planned = time.monotonic()
        with Progress(console, note) as progress:
            run_options = RunOptions(
                workers=workers,
                fail_fast=options.fail_fast,
                listener=progress,
                stop=stop,
                fork_server=fork_server,
                cluster=cluster,
            )
            result = render(prepared, run_options)
        return conclude(prepared, result, planned - began, console)


def _check_cluster(options: BatchOptions, request: Request) -> ClusterAccess | None:
    """Return how to reach the cluster that is asked for, so that a fault is told before planning.

    Raises:
        LettermergeError: as `check_access` says.
    """
    if not options.cluster:
        return None
    from ..workers.cluster.cluster_access import check_access

    signs = request.signer is not None
    return check_access(options.cluster, request.settings.cluster, request.project, signs=signs)


def _start_fork_server(options: BatchOptions, request: Request) -> ForkServer | None:
    """Let engines be imported while the run is planned, where it will surely need workers."""
    from ..app.batch.batch import engines_of
    from ..workers.fork_server import ForkServer

    own = [
        path for one in request.settings.recipients for path in one.files(options.letters.project)
    ]
    rosters = [Path(request.roster)] if request.roster else own
    size = sum(one.stat().st_size for one in rosters if one.is_file())
    wanted = size > _LARGE_ROSTER if options.workers is None else options.workers > 0
    few = options.letters.selection.names or options.letters.selection.condition
    limit = options.letters.selection.limit or _LARGE_ROSTER
    if options.workers is None and limit * len(request.settings.output.formats) <= _FEW_FILES:
        return None
    if not wanted or options.dry_run or few:
        return None
    return ForkServer(engines_of(request.settings))


def _give_up(console: Console) -> int:
    """Say that a run was stopped before it began."""
    code = ExitCode.INTERRUPTED
    told = "interrupted while the run was planned: nothing was written"
    if console.json:
        console.document({"error": told, "interrupted": True, "exit_code": int(code)})
    console.say(f"{told}. The same command begins again.")
    return int(code)


def _processes(options: BatchOptions) -> int:
    """Return how many processes may plan: as asked, else one for each core."""
    from ..workers.parallel_map import cores

    return cores() if options.workers is None else options.workers


def _workers(options: BatchOptions, files: int) -> int:
    """Return the number of workers: as asked; none for a handful of files.

    A worker takes a second or two to begin, in which one process makes hundreds of files.
    """
    if options.workers is not None:
        return options.workers
    from ..workers.parallel_map import cores

    return min(cores(), max(1, files // _FILES_A_WORKER)) if files > _FEW_FILES else 0
