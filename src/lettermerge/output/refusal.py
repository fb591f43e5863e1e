"""Say why a file is left alone, and what the user may do."""

from __future__ import annotations

from ..diagnostics import Diagnostic
from .plan import Reason, Task


def refusal_of(task: Task) -> Diagnostic:
    """Return why a file is left alone; the codes are `output.` and the reason."""
    path, reason = task.job.path, task.reasons[-1]
    if reason is Reason.FOREIGN:
        told = f"the file at {path} was not written by this program, and is left alone"
        hint = "move it elsewhere and render again, or replace it with --force"
    elif reason is Reason.COSIGNED:
        told = f"{path} is out of date, but somebody has signed it since, so it is left alone"
        hint = "ask for that signature again: --force makes the letter again without it"
    else:
        told = f"{path} was changed by hand since it was written, and is left alone"
        hint = "to get the letter back, move the file elsewhere, or replace it with --force"
    return Diagnostic(f"output.{reason.value}", told, task.job.where, hint)
