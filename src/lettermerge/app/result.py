"""What a renderer's message means for its task: a finished part, or a failure with its place."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..diagnostics import Diagnostic, Where
from ..output.disk import FATAL
from ..output.files import Part
from ..output.plan import Task
from .render_chunk import Made, Unmade


@dataclass(frozen=True, slots=True)
class Finished:
    """A part that a renderer has made, with what the manifest and the outcome say of it.

    `place` is the task's in the plan.
    """

    place: int
    task: Task
    part: Part
    sha256: str
    size: int
    pages: int | None = None
    paper: str = ""
    route: str = ""
    signer: str = ""
    warnings: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """A file that could not be rendered. `bug` is a traceback where the fault is ours."""

    task: Task
    diagnostics: tuple[Diagnostic, ...]
    bug: str = ""

    @property
    def fatal(self) -> Diagnostic | None:
        """Return the fault after which nothing more can be written, if this is one."""
        return next((d for d in self.diagnostics if d.code in FATAL), None)


def to_result(task: Task, message: Made | Unmade) -> Finished | Failed:
    """Join a message with its task; a fault without a place gets the recipient's row."""
    if isinstance(message, Unmade):
        return Failed(task, _locate(task, message.diagnostics), message.bug)
    rendered = message.rendered
    return Finished(
        message.place,
        task,
        message.part,
        message.sha256,
        message.size,
        rendered.pages,
        rendered.paper,
        rendered.route,
        rendered.signer,
        _locate(task, rendered.diagnostics),
    )


def _locate(task: Task, faults: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    return tuple(replace(f, where=task.job.where) if f.where == Where() else f for f in faults)
