"""What `render` and `status` share: wishes into a request, plans and outcomes into words."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..audience import Selection
from ..errors import ExitCode, UsageError
from .console import Console, as_json
from .progress import Progress

if TYPE_CHECKING:
    from ..batch.plan import Plan
    from ..rendering import Prepared, Request, Result

_ALL = Selection()


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
    fail_fast: bool = False
    dry_run: bool = False
    compact: bool = False


def to_request(wish: Wish, console: Console) -> Request:
    """Read the settings, apply the options, load the identity."""
    from ..batch.options import PlanOptions
    from ..pipeline import unsealed
    from ..rendering import Request, make_signer
    from ..settings import load_settings

    settings = load_settings(wish.project)
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
        plan=PlanOptions(force=wish.force, upgrade=wish.upgrade),
    )


def asker(console: Console) -> Any:
    """Return what asks for a passphrase, None where nobody can be asked."""
    import sys

    if console.json or not sys.stdin.isatty():
        return None
    from .passphrases import ask

    return ask


def render_batch(wish: Wish, console: Console) -> int:
    """Do what `render` was asked for; return the exit code."""
    from ..batch.options import RunOptions
    from ..batch.switch import listening
    from ..rendering import look, prepare, render

    prepared = prepare(to_request(wish, console))
    console.diagnostics(prepared.diagnostics)
    if wish.dry_run:
        return _show_plan(prepared, look(prepared), console)
    signer = prepared.request.signer
    if signer and signer.identity.demo:
        console.say("Signing with a DEMO identity: these letters are not for mailing.")
    workers = _workers(wish, len(prepared.jobs))
    with listening() as switch, Progress(console) as progress:
        options = RunOptions(
            workers=workers, fail_fast=wish.fail_fast, listener=progress, switch=switch
        )
        result = render(prepared, options)
    return _conclude(prepared, result, console)


def _workers(wish: Wish, files: int) -> int:
    """Return the number of processes: as asked; none of its own for a handful of files.

    A worker takes a second or two to begin, in which one process makes hundreds of files.
    """
    if wish.workers is not None:
        return wish.workers
    cores = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    return min(cores, max(1, files // 1000)) if files > 40 else 0


def _show_plan(prepared: Prepared, plan: Plan, console: Console) -> int:
    code = ExitCode.LETTERS if prepared.rejected else ExitCode.DONE
    if plan.faults:
        console.diagnostics(plan.faults)
        code = ExitCode.DATA
    elif plan.refused:
        code = ExitCode.OUTPUT
    if console.json:
        faults = [as_json(d) for d in (*prepared.diagnostics, *plan.faults)]
        console.document({**plan.to_json(), "diagnostics": faults, "exit_code": int(code)})
        return int(code)
    rows: list[tuple[str, str, str]] = [
        (task.action.value, task.job.path, ", ".join(reason.value for reason in task.reasons))
        for task in plan.tasks
    ]
    rows += [("orphan", orphan.path, "its recipient is in no roster") for orphan in plan.orphans]
    rows += [
        (
            "failed",
            f"{one.row.file}, row {one.row.number}",
            "; ".join(d.message for d in one.diagnostics),
        )
        for one in prepared.rejected
    ]
    console.table(("action", "file", "because"), rows)
    counts = ", ".join(f"{number} {action}" for action, number in sorted(plan.counts.items()))
    console.say(counts or "nothing to do")
    for id_ in plan.incomplete:
        console.say(f"incomplete pair: {id_} has one format but not the other")
    if plan.has_new_engines:
        console.say("Other versions of the engines made some files: --upgrade makes them anew.")
    return int(code)


def show_status(wish: Wish, console: Console) -> int:
    """Do what `status` was asked for; return the exit code."""
    from ..batch.manifest import Manifest
    from ..rendering import look, prepare

    request = to_request(wish, console)
    if wish.compact:
        _compact(request.directory, console)
    prepared = prepare(request)
    console.diagnostics(prepared.diagnostics)
    code = _show_plan(prepared, look(prepared), console)
    if request.directory.is_dir() and not console.json:
        with Manifest(request.directory) as manifest:
            demo = sum(
                1
                for id_, kind in manifest
                if (history := manifest.find(id_, kind))
                and history.latest.signer.startswith("demo:")
            )
        if demo:
            console.say(f"{demo} files are signed by a DEMO identity: they are not for mailing.")
    return code


def _compact(directory: Path, console: Console) -> None:
    from ..batch.files import Folder
    from ..batch.lock import hold

    with Folder(directory) as folder, hold(folder) as journal:
        saved = journal.compact()
    console.say(f"the manifest is {saved} bytes shorter")


def _conclude(prepared: Prepared, result: Result, console: Console) -> int:
    from ..errors import PRECEDENCE

    outcome = result.outcome
    codes = {outcome.exit_code}
    if prepared.rejected:
        codes.add(ExitCode.LETTERS)
    code = next((one for one in PRECEDENCE if one in codes), ExitCode.DONE)
    failed = outcome.rows_failed + len(prepared.rejected)
    summary: dict[str, Any] = {
        "rows": prepared.audience.rows,
        "written": outcome.rows_written,
        "up_to_date": outcome.rows_kept,
        "failed": failed,
        "not_selected": prepared.unselected,
        "files": dict(outcome.written),
        "pages": dict(outcome.pages),
        "routes": dict(outcome.routes),
        "moved": outcome.moved,
        "refused": outcome.refused,
        "unreached": outcome.unreached,
        "incomplete": list(outcome.incomplete),
        "errors": list(result.errors),
        "seconds": round(outcome.seconds, 3),
        "interrupted": outcome.interrupted,
        "exit_code": int(code),
    }
    if console.json:
        failures = [as_json(d) for f in outcome.failures for d in f.diagnostics]
        reported = [as_json(d) for d in prepared.diagnostics]
        console.document({**summary, "diagnostics": reported + failures})
    else:
        _print_summary(prepared, result, summary, console)
    for traceback in outcome.bugs:
        console.fault(traceback)
    return int(code)


def _print_summary(
    prepared: Prepared, result: Result, summary: dict[str, Any], console: Console
) -> None:
    outcome, directory = result.outcome, prepared.request.directory
    pages = ", ".join(f"{n} {paper}" for paper, n in sorted(outcome.pages.items())) or "none"
    files = ", ".join(f"{n} {kind}" for kind, n in sorted(outcome.written.items())) or "none"
    rate = sum(outcome.written.values()) / outcome.seconds if outcome.seconds else 0.0
    rows = [
        ("rows", summary["rows"]),
        ("letters written", summary["written"]),
        ("up to date", summary["up_to_date"]),
        ("failed", summary["failed"]),
        ("not selected", summary["not_selected"]),
        ("files written", files),
        ("pages by paper", pages),
        ("seconds", f"{outcome.seconds:.1f} ({rate:.0f} files a second)"),
        ("folder", directory),
    ]
    if not console.quiet:
        console.table(("summary", ""), rows)
    for id_ in outcome.incomplete:
        console.say(f"incomplete pair: {id_} has one format but not the other")
    for name in result.errors:
        console.say(f"failed rows: {directory / name} (mend them, then render --roster that file)")
    if outcome.refused:
        console.say(
            f"{outcome.refused} files were altered since they were written and are left alone; "
            "--force replaces them"
        )
    if outcome.stopped:
        console.diagnostics((outcome.stopped,))
    if outcome.interrupted or outcome.unreached:
        console.say("Stopped early; what is written is whole. The same command goes on from here.")
