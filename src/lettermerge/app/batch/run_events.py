"""Describe what happens in a run and what it has come to, as values.

How they look is the caller's business: the library never prints.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from ...diagnostics import Diagnostic, Failure
from ...errors import ExitCode, prevailing
from ...output.job import Incomplete, Job


@dataclass(frozen=True, slots=True)
class RunBegun:
    """`files` are to be made, by `workers` processes (0: by this one)."""

    files: int
    workers: int


@dataclass(frozen=True, slots=True)
class FileWritten:
    """A file is at its name. `warnings` are what its letter was told beside."""

    job: Job
    pages: int | None
    warnings: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class FileMoved:
    """A file's name has changed, so it was moved, or its old version removed after the new one."""

    job: Job
    previous: str


@dataclass(frozen=True, slots=True)
class FileRefused:
    """A file must not be touched, as the plan says; `diagnostic` says why."""

    job: Job
    diagnostic: Diagnostic


@dataclass(frozen=True, slots=True)
class WorkerLost:
    """A worker died and was replaced; its letters are tried once more."""

    reason: str


@dataclass(frozen=True, slots=True)
class WorkerRefused:
    """A worker that came while the run went on cannot work for it, and is left out."""

    reason: str


@dataclass(frozen=True, slots=True)
class Stopping:
    """The run was asked to stop: after the letters in hand, or (`now`) at once."""

    now: bool


Event = (
    RunBegun
    | FileWritten
    | FileMoved
    | Failure
    | FileRefused
    | WorkerLost
    | WorkerRefused
    | Stopping
)
Listener = Callable[[Event], None]


def ignore(event: Event) -> None:
    """A listener for those who want none."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a plan.

    `written`, `pages` and `routes` count files by format, pages by paper, and files by the way
    they were set. `moved`, `kept`, `refused`, `unreached` are numbers of files. `rows_...` are
    numbers of recipients: failed where any of their files did (or was refused, or was not
    reached), written where any was written or moved and none failed, up to date otherwise.
    `rows_refused` and `rows_unreached` are those of the failed that nothing else befell.
    A joint letter has several rows: `letters_written` and `letters_kept` count it once.
    `orphans` is the number of files that are there for recipients who are in no roster.
    `incomplete` are the letters that have one format but not another. `stopped` says why the run
    ended before its last letter, if not because it was asked to (`interrupted`). `bugs` are
    tracebacks of faults of our own.
    """

    written: Counter[str] = field(default_factory=Counter)
    pages: Counter[str] = field(default_factory=Counter)
    routes: Counter[str] = field(default_factory=Counter)
    moved: int = 0
    kept: int = 0
    refused: int = 0
    unreached: int = 0
    letters_written: int = 0
    letters_kept: int = 0
    rows_written: int = 0
    rows_kept: int = 0
    rows_failed: int = 0
    rows_refused: int = 0
    rows_unreached: int = 0
    orphans: int = 0
    failures: tuple[Failure, ...] = ()
    refusals: tuple[FileRefused, ...] = ()
    incomplete: tuple[Incomplete, ...] = ()
    interrupted: bool = False
    stopped: Diagnostic | None = None
    bugs: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def exit_code(self) -> ExitCode:
        """Return the code that wins, by `errors.PRECEDENCE`."""
        codes = {d.exit_code for failure in self.failures for d in failure.diagnostics}
        if self.interrupted:
            codes.add(ExitCode.INTERRUPTED)
        if self.bugs:
            codes.add(ExitCode.BUG)
        if self.refused:
            codes.add(ExitCode.OUTPUT)
        if self.stopped:
            codes.add(self.stopped.exit_code)
        if self.unreached:
            codes.add(ExitCode.LETTERS)
        return prevailing(codes)
