"""Show what `lettermerge` alone says: where one is, what is there, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..app.project_overview import Overview

_BEGIN = (
    ("lettermerge init my-letters", "make a project that renders at once"),
    (
        "lettermerge init my-letters --letter letter.docx --roster list.xlsx",
        "make one of a letter and a list that you have",
    ),
    ("lettermerge doctor", "check what this machine has and lacks"),
    ("lettermerge --help", "list all commands"),
)
#: What each next command does.
_DOES = {
    "check": "find every fault before anything is made",
    "approve": "let somebody else agree to them, after `preview --proof`",
    "render": "make what is new, changed or missing",
    "status": "see that all is up to date",
    "print": "make print files of the letters; or `mail`, or `handoff`",
    "ledger": "see what went to whom",
}


def show_overview(start: Path) -> int:
    """Print where one is and what to do next; return the exit code, which is that of a fault."""
    from ..app.project_overview import look_over
    from ..config.settings import find_project
    from ..errors import SettingsError
    from ..workers.parallel_map import cores
    from .console import Console
    from .next_command import next_command

    console = Console()
    try:
        folder = find_project(start)
    except SettingsError:
        console.result(f"no project: {start} and the folders above it have no lettermerge.toml")
        for command, does in _BEGIN:
            console.result(f"  {command}\n      {does}")
        return 0
    with console.doing("looking at the project"):
        overview = look_over(folder, cores())
    console.result(f"project  {overview.folder}")
    if overview.fault is not None:
        console.error(overview.fault)
        console.result(f"next     {next_command(folder, 'check')}: find every fault")
        return int(overview.fault.exit_code)
    for name, value in _lines(overview):
        console.result(f"{name:<8} {value}")
    commands = [overview.next]
    if overview.next == ("status",):
        commands.append(("print",))
    if overview.unapproved and overview.next == ("check",):
        commands.append(("approve",))
    for number, words in enumerate(commands):
        label = "" if number else "next"
        console.result(f"{label:<8} {next_command(folder, *words)}: {_DOES[words[0]]}")
    return 0


def _lines(overview: Overview) -> Iterator[tuple[str, str]]:
    """Yield what the project holds, as a word and a line each."""
    from ..diagnostics import number_of

    yield "letter", ", ".join(overview.templates)
    rosters = (f"{file} ({number_of(rows, 'row')})" for file, rows in overview.rosters)
    yield "lists", ", ".join(rosters)
    if overview.store:
        yield "letters", f"in {overview.store}"
    if overview.unseen is not None:
        yield "", f"which cannot be looked at: {overview.unseen}"
    finished = number_of(overview.finished, "letter")
    if overview.dispatched:
        finished += "; the ledger says which were dispatched"
    is_known = overview.unseen is None
    if is_known:
        yield "finished", finished if overview.finished else "none yet"
    waiting = [
        f"{count:,} {what}"
        for count, what in (
            (overview.waiting, "without a letter"),
            (overview.on_hold, "on hold"),
            (overview.failed, "with a fault"),
            (overview.unselected, "left out by letter.where"),
        )
        if count
    ]
    if waiting or is_known:
        yield "waiting", f"rows: {', '.join(waiting)}" if waiting else "no row"
    if overview.unapproved:
        letters = number_of(overview.unapproved, "letter", "waits", "wait")
        yield "approval", f"{letters} for approval"
    elif overview.unapproved is not None:
        yield "approval", "every letter has it"
    if overview.changed:
        yield "changed", "settings, letter or lists are newer than the letters"
    if overview.errors:
        yield "failed", f"rows in {', '.join(overview.errors)}"
