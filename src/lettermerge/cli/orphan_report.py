"""Say how many orphans are beside the letters, and what `status --tidy` did to them."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..diagnostics import number_of
from .console import Console
from .next_command import near

if TYPE_CHECKING:
    from ..app.batch.batch_model import Request
    from ..output.orphans import Tidied


def say_orphans(number: int, request: Request, console: Console) -> None:
    """Say how many orphans are in the output folder, and which command moves them."""
    if not number:
        return
    why = (
        "its recipient is no longer in a roster, or its format is no longer made"
        if number == 1
        else "their recipients are no longer in a roster, or their formats are no longer made"
    )
    console.say(
        f"{number_of(number, 'file', 'is', 'are')} orphaned ({why}). To keep orphans out of the "
        f"mail, move them to {near(request.directory)}/orphans: {tidy_command(request)}"
    )


def tidy_command(request: Request) -> str:
    """Return the command that moves the orphans of this project and output folder."""
    words = ["lettermerge", "status", "--tidy"]
    if not Path.cwd().is_relative_to(request.project):
        words += ["-C", near(request.project)]
    if request.directory != request.settings.output.place(request.project):
        words += ["-o", near(request.directory)]
    return shlex.join(words)


def say_tidied(tidied: Tidied, console: Console) -> None:
    """Print a line for each file that was moved, and say which were not and why."""
    if tidied.moved:
        console.table(("moved", "to"), [(move.orphan.path, move.target) for move in tidied.moved])
    console.diagnostics(tidied.faults)
    if not tidied.moved and not tidied.left:
        console.say("no file is orphaned: nothing to move")


def moves_of(tidied: Tidied) -> list[dict[str, Any]]:
    """Return what was moved as plain values."""
    return [
        {
            "id": move.orphan.id,
            "format": move.orphan.format,
            "path": move.orphan.path,
            "to": move.target,
        }
        for move in tidied.moved
    ]
