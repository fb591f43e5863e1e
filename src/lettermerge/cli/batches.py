"""Turn the options of `render` and `status` into a request, and plans and outcomes into words."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..app.letter_selection import Selection
from ..diagnostics import number_of
from ..errors import ExitCode, UsageError
from .console import Console, as_json
from .orphan_report import moves_of, say_orphans, say_tidied
from .progress import Progress
from .summary import conclude, rows_in_letters, say_incomplete, say_notes

if TYPE_CHECKING:
    from ..app.batch import Prepared, Request
    from ..output.orphans import Tidied
    from ..output.plan import Plan
    from ..workers.cluster.cluster_access import ClusterAccess
    from ..workers.fork_server import ForkServer

_ALL = Selection()
_LARGE_ROSTER = 1 << 16  # bytes: some hundred rows, of which workers make letters
_DEMO = "Signing with a DEMO identity: these letters are not for mailing."
_READING, _LOOKING = "reading rosters and template", "looking at the letters that are there"
_WORDS = {"write": "to write", "move": "to move", "keep": "up to date", "refuse": "left alone"}


@dataclass(frozen=True, slots=True)
class Wish:
    """The options of a command line, as typed."""

    project: Path
    formats: tuple[str, ...] = ()
    output: Path | None = None
    selection: Selection = _ALL
    roster: str = ""
    force: bool = False
    upgrade: bool = False
    sign: bool = True
    workers: int | None = None
    cluster: str = ""
    fail_fast: bool = False
    dry_run: bool = False
    compact: bool = False
    tidy: bool = False


def to_request(wish: Wish, console: Console) -> Request:
    """Read the settings, apply the options, load the identity."""
    from ..app.batch import Request, make_signer
    from ..app.pipeline import unsealed
    from ..config.settings import load_settings
    from ..output.plan import PlanOptions

    settings = load_settings(wish.project)
    made = settings.output.formats
    if unknown := [one for one in wish.formats if one not in ("pdf", "docx")]:
        raise UsageError(f"`{unknown[0]}` is not a format", hint="write -f pdf or -f docx")
    if wish.formats:
        formats: Any = tuple(dict.fromkeys(wish.formats))
        settings = replace(settings, output=replace(settings.output, formats=formats))
    if not wish.sign:
        settings = unsealed(settings)
    signer = make_signer(settings, wish.project, asker(console), datetime.now(UTC))
    if signer:
        console.diagnostics(signer.identity.warnings)
    directory = (wish.output or wish.project / settings.output.directory).absolute()
    return Request(
        settings=settings,
        project=wish.project,
        directory=directory,
        selection=wish.selection,
        roster=wish.roster,
        signer=signer,
        plan=PlanOptions(
            force=wish.force, upgrade=wish.upgrade, made=(*made, *settings.output.formats)
        ),
    )


def asker(console: Console) -> Any:
    """Return what asks for a passphrase, None where nobody can be asked."""
    if console.json or not sys.stdin.isatty():
        return None
    from .passphrases import ask

    return ask


def render_batch(wish: Wish, console: Console) -> int:
    """Do what `render` was asked for; return the exit code."""
    began = time.monotonic()
    with ExitStack() as early:
        return _render(wish, console, began, early)


def _render(wish: Wish, console: Console, began: float, early: ExitStack) -> int:
    from ..app.batch import look, prepare, render
    from ..app.run import RunOptions
    from ..workers.signals import interruptible, stop_on_signals

    try:
        with interruptible():
            request = to_request(wish, console)
            cluster = _check_cluster(wish, request)
            fork_server = None if cluster else _start_fork_server(wish, request)
            if fork_server:
                early.enter_context(fork_server)
            with console.doing(_READING):
                prepared = prepare(request, _processes(wish))
            console.diagnostics(prepared.told_first)
            if wish.dry_run:
                with console.doing(_LOOKING):
                    plan = look(prepared)
                return _show_plan(prepared, plan, console)
    except KeyboardInterrupt:
        with stop_on_signals():
            return _give_up(console)
    signer = prepared.request.signer
    note = _DEMO if signer and signer.identity.demo else ""
    workers = (wish.workers or 0) if cluster else _workers(wish, len(prepared.jobs))
    with stop_on_signals() as stop:
        planned = time.monotonic()
        with Progress(console, note) as progress:
            options = RunOptions(
                workers=workers,
                fail_fast=wish.fail_fast,
                listener=progress,
                stop=stop,
                fork_server=fork_server,
                cluster=cluster,
            )
            result = render(prepared, options)
        return conclude(prepared, result, planned - began, console)


def _check_cluster(wish: Wish, request: Request) -> ClusterAccess | None:
    """Return how to reach the cluster that is asked for, so that a fault is told before planning.

    Raises:
        LettermergeError: as `check_access` says.
    """
    if not wish.cluster:
        return None
    from ..workers.cluster.cluster_access import check_access

    signs = request.signer is not None
    return check_access(wish.cluster, request.settings.cluster, request.project, signs=signs)


def _start_fork_server(wish: Wish, request: Request) -> ForkServer | None:
    """Let engines be imported while the run is planned, where it will surely need workers."""
    from ..app.batch import engines_of
    from ..workers.fork_server import ForkServer

    own = [path for one in request.settings.recipients for path in one.files(wish.project)]
    rosters = [Path(request.roster)] if request.roster else own
    size = sum(one.stat().st_size for one in rosters if one.is_file())
    wanted = size > _LARGE_ROSTER if wish.workers is None else wish.workers > 0
    if not wanted or wish.dry_run or wish.selection != _ALL:
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


def _processes(wish: Wish) -> int:
    """Return how many processes may plan: as asked, else one for each core."""
    from ..workers.parallel_map import cores

    return cores() if wish.workers is None else wish.workers


def _workers(wish: Wish, files: int) -> int:
    """Return the number of workers: as asked; none for a handful of files.

    A worker takes a second or two to begin, in which one process makes hundreds of files.
    """
    if wish.workers is not None:
        return wish.workers
    from ..workers.parallel_map import cores

    return min(cores(), max(1, files // 1000)) if files > 40 else 0


def _show_plan(
    prepared: Prepared,
    plan: Plan,
    console: Console,
    waiting: dict[str, int] | None = None,
    tidied: Tidied | None = None,
) -> int:
    from ..app.row_counts import count_planned

    counted = count_planned(prepared, plan)
    code = ExitCode.LETTERS if prepared.rejected else ExitCode.DONE
    if plan.faults:
        console.diagnostics(plan.faults)
        code = ExitCode.DATA
    elif plan.refused or (tidied and tidied.left):
        code = ExitCode.OUTPUT
    if console.json:
        told = (*prepared.diagnostics, *plan.faults, *(tidied.faults if tidied else ()))
        document = plan.to_json() | ({"moved": moves_of(tidied)} if tidied else {})
        document |= {} if waiting is None else {"waiting": waiting}
        document |= {"rows": asdict(counted), "on_hold": [one.to_json() for one in prepared.held]}
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
    console.say(", ".join(counts) or "nothing to do")
    console.say(
        f"{number_of(counted.rows, 'row')}: "
        f"{rows_in_letters(counted.written, counted.letters_written)} to write, "
        f"{rows_in_letters(counted.up_to_date, counted.letters_up_to_date)} up to date, "
        f"{counted.failed:,} failed, "
        f"{counted.on_hold:,} on hold, {counted.not_selected:,} not selected"
    )
    say_incomplete(plan.incomplete, console)
    if tidied is None:
        say_orphans(len(plan.orphans), prepared.request, console)
    say_notes(prepared.jobs.notes, console)
    if plan.has_new_engines:
        console.say("Other versions of the engines made some files: --upgrade makes them again.")
    for name, files in (waiting or {}).items():
        console.say(f"waits for {name}: {number_of(files, 'PDF')}")
    return int(code)


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
    for held in prepared.held:
        yield "on hold", f"{held.row.file}, row {held.row.number}", str(held)


def show_status(wish: Wish, console: Console) -> int:
    """Do what `status` was asked for; return the exit code."""
    from ..app.batch import count_waiting, look, prepare, tidy
    from ..output.manifest import Manifest

    request = to_request(wish, console)
    if wish.compact:
        _compact(request.directory, console)
    with console.doing(_READING):
        prepared = prepare(request, _processes(wish))
    console.diagnostics(prepared.diagnostics)
    tidied = None
    with console.doing(_LOOKING):
        if wish.tidy:
            plan, tidied = tidy(prepared)
        else:
            plan = look(prepared)
    code = _show_plan(prepared, plan, console, count_waiting(prepared, plan), tidied)
    if request.directory.is_dir() and not console.json:
        with Manifest(request.directory) as manifest:
            demo = sum(
                1
                for id_, kind in manifest
                if (history := manifest.find(id_, kind))
                and history.latest.signer.startswith("demo:")
            )
        if demo:
            console.say(f"Signed by a DEMO identity, not for mailing: {number_of(demo, 'file')}.")
    return code


def _compact(directory: Path, console: Console) -> None:
    from ..output.files import Folder
    from ..output.lock import hold
    from ..output.manifest import FILE_NAME

    if not (directory / FILE_NAME).exists():
        console.say("there is no manifest yet, so there is nothing to compact")
        return
    with Folder(directory) as folder, hold(folder) as journal:
        saved = journal.compact()
    console.say(f"the manifest is {number_of(saved, 'byte')} shorter")
