"""Say why a file is left alone, and what the user may do."""

from __future__ import annotations

from shlex import quote

from ..diagnostics import Diagnostic
from .plan import Reason, Task


def refusal_of(task: Task) -> Diagnostic:
    """Return why a file is left alone; the codes are `output.` and the reason."""
    path, reason = task.job.path, task.reasons[-1]
    if reason is Reason.FOREIGN:
        told = f"the file at {path} was not written by this program, and is left alone"
        hint = "move it elsewhere and render again, or replace it with --force"
    elif reason is Reason.COSIGNED and Reason.RENAMED in task.reasons:
        told = (
            f"the letter that is to be {path} keeps its old name: somebody has signed it since, "
            "and another file is in the way"
        )
        hint = "move the file at the new name elsewhere, then render again"
    elif reason is Reason.COSIGNED:
        told = f"{path} is out of date, but somebody has signed it since, so it is left alone"
        hint = _renewal(task)
    elif reason is Reason.PAIRED:
        told = (
            f"{path} is left alone: somebody has signed another format of this letter since, "
            "which is out of date"
        )
        hint = _renewal(task)
    else:
        told = f"{path} was changed by hand since it was written, and is left alone"
        hint = "to get the letter back, move the file elsewhere, or replace it with --force"
    return Diagnostic(f"output.{reason.value}", told, task.job.where, hint)


def _renewal(task: Task) -> str:
    """Return how to get a letter that somebody has signed in its present version."""
    return (
        f"`lettermerge render {quote(task.job.id)} --force` makes every format of the letter "
        "again, without that signature: ask for it again"
    )
