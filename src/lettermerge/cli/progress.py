"""Show a run's events as a progress bar on a terminal, or as lines of failures elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ..app.batch.run_events import (
    Event,
    FileMoved,
    FileRefused,
    FileWritten,
    RunBegun,
    Stopping,
    WorkerLost,
    WorkerRefused,
)
from ..diagnostics import Diagnostic, Failure
from .console import Console
from .diagnostic_grouping import Gathering

MOST_MOVES = 20  # that are named; more are counted in the summary


class Progress:
    """A listener of a run; also a context, which ends the bar and says how many failed alike.

    `note` is said before the first file is made, where there is any to make.
    """

    def __init__(self, console: Console, note: str = "") -> None:
        self.console = console
        self._note = note
        self._bar: Any = None
        self._task: Any = None
        self._moved = 0
        self._told: set[tuple[str, Diagnostic]] = set()
        self._failures = Gathering()

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()
        for alike in self._failures:
            self.console.more_alike(alike)

    def __call__(self, event: Event) -> None:
        """Show one event."""
        match event:
            case RunBegun(files):
                if files and self._note:
                    self.console.say(self._note)
                self._begin(files)
            case FileWritten(_, _, warnings):
                self.console.diagnostics(warnings)
                self._step()
            case Failure(diagnostics, id=id_):
                # what fails both formats is told once, and so is what fails several rows
                news = [one for one in diagnostics if (id_, one) not in self._told]
                self._told.update((id_, one) for one in diagnostics)
                self.console.diagnostics([one for one in news if self._failures.add(one)])
                self._step()
            case FileRefused(_, diagnostic):
                self.console.diagnostics((diagnostic,))
            case FileMoved(job, previous):
                self._moved += 1
                if self._moved <= MOST_MOVES or self.console.verbose:
                    self.console.say(f"moved {previous} to {job.path}")
                elif self._moved == MOST_MOVES + 1:
                    self.console.say("... and more (all of them: -v)")
            case WorkerLost(reason):
                self.console.say(f"a worker was lost: {reason}; its letters are tried once more")
            case WorkerRefused(reason):
                self.console.say(f"a worker is left out: {reason}")
            case Stopping(now):
                self.console.say("stopping now" if now else "finishing the letters in hand")

    def _begin(self, files: int) -> None:
        if not self.console.live or files < 2:
            return
        self._bar = _make_bar()
        self._task = self._bar.add_task("files", total=files, rate="")
        self._bar.start()

    def _step(self) -> None:
        if self._bar is not None:
            speed = self._bar.tasks[0].speed
            self._bar.update(self._task, advance=1, rate=_rate(speed))


@contextmanager
def counting(console: Console, noun: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function that shows how many of how many are done, as a bar on a terminal."""
    if not console.live:
        yield lambda _done, _total: None
        return
    bar = _make_bar()
    task = bar.add_task(noun, total=None, rate="")

    def show(done: int, total: int) -> None:
        bar.update(task, completed=done, total=total, rate=_rate(bar.tasks[0].speed))

    with bar:
        yield show


def _make_bar() -> Any:
    from rich.console import Console as Rich
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    return Bar(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=Rich(stderr=True),
        transient=True,
    )


def _rate(speed: float | None) -> str:
    return f"{speed:.0f}/s" if speed else ""
