"""Place written parts at their names, in groups: intents, sync, renames, sync, done.

Whatever moment the power goes, each name holds a whole file that the manifest knows.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple, Protocol

from ..diagnostics import Diagnostic, Failure
from ..writers.written import Written
from .disk import FULL, fault_of
from .files import mark
from .journal import Journal
from .manifest import Record
from .plan import Task

GROUP = 64  # files that share their syncs
PATIENCE = 0.5  # seconds that a finished file waits for others, at most


class Stopped(Exception):
    """Nothing more can be written; `fault` says why."""

    def __init__(self, fault: Diagnostic) -> None:
        super().__init__(fault.message)
        self.fault = fault


class Finished(NamedTuple):
    """A file that waits for its name, and the place of its task in the plan."""

    place: int
    task: Task
    file: Written


class Listener(Protocol):
    """Who is told what becomes of each file."""

    def write(self, finished: Finished) -> None: ...

    def move(self, task: Task) -> None: ...

    def fail(self, failure: Failure, task: Task) -> None: ...


class Committer:
    """Collects finished parts and places them; tells `listener`."""

    def __init__(self, journal: Journal, listener: Listener) -> None:
        self._folder = journal.folder
        self._journal = journal
        self._listener = listener
        self._pending: list[Finished] = []
        self._oldest = 0.0

    def add(self, finished: Finished) -> None:
        if not self._pending:
            self._oldest = time.monotonic()
        self._pending.append(finished)
        if len(self._pending) >= GROUP:
            self.flush()

    def tick(self) -> None:
        """Place what has waited long enough."""
        if self._pending and time.monotonic() - self._oldest >= PATIENCE:
            self.flush()

    def flush(self) -> None:
        """Place everything that is pending.

        Raises:
            Stopped: the disk takes no more. What could not be placed leaves no trace; of what
                filled the disk, one half makes room for the lines of the other.
        """
        pending, self._pending = self._pending, []
        fault: Diagnostic | None = None
        while pending:
            records = [self._to_record(finished) for finished in pending]
            try:
                self._journal.append(record.to_line() for record in records)
                self._folder.sync_parts((f.file.part for f in pending), also=self._journal.file)
                break
            except OSError as error:
                fault = fault_of(error, self._folder.root)
                spared = len(pending) // 2 if fault.code == FULL else 0
                for finished in pending[spared:]:
                    self._folder.discard(finished.file.part)
                pending = pending[:spared]
        if pending:
            self._place_all(pending, records)
        if fault is not None:
            raise Stopped(fault)

    def _place_all(self, pending: Sequence[Finished], records: Sequence[Record]) -> None:
        """Rename the parts of a group whose intents are on disk, and say that it is done."""
        placed = [(f, r) for f, r in zip(pending, records, strict=True) if self._place(f)]
        if not placed:
            return
        try:
            self._folder.sync_folders(finished.task.job.path for finished, _ in placed)
            self._journal.append(record.done_line() for _, record in placed)
        except OSError as error:  # the files are whole, and known by their intents
            raise Stopped(fault_of(error, self._folder.root)) from error
        finally:
            for finished, _ in placed:
                self._conclude(finished)

    def settle(self, tasks: Iterable[Task]) -> None:
        """Record anew what is kept, where a killed run left the manifest in doubt.

        Raises:
            Stopped: as `flush` does.
        """
        records = [task.change.record for task in tasks if task.change.record is not None]
        if not records:
            return
        try:
            self._journal.append(line for r in records for line in (r.to_line(), r.done_line()))
            self._journal.sync()
        except OSError as error:
            raise Stopped(fault_of(error, self._folder.root)) from error

    def move(self, tasks: Sequence[Task]) -> None:
        """Give files that are right their new names, and take the old ones away.

        Raises:
            Stopped: as `flush` does.
        """
        for start in range(0, len(tasks), GROUP):
            self._move_group(tasks[start : start + GROUP])

    def _move_group(self, tasks: Sequence[Task]) -> None:
        known = [(task, task.change.record) for task in tasks if task.change.record is not None]
        records = [replace(record, path=task.job.path) for task, record in known]
        try:
            self._journal.append(record.to_line() for record in records)
            self._journal.sync()
        except OSError as error:
            raise Stopped(fault_of(error, self._folder.root)) from error
        moved = []
        for task, record in zip(tasks, records, strict=True):
            try:
                if task.change.seen:
                    self._give_up(task)
                else:
                    self._folder.rename(task.change.previous, task.job.path)
            except OSError as error:
                self._listener.fail(Failure((fault_of(error, task.job.path),)), task)
            else:
                moved.append(record)
                self._listener.move(task)
        try:
            self._folder.sync_folders(record.path for record in moved)
            self._journal.append(record.done_line() for record in moved)
        except OSError as error:
            raise Stopped(fault_of(error, self._folder.root)) from error

    def abandon(self) -> None:
        """Remove what is pending; the letters count as not reached."""
        for finished in self._pending:
            self._folder.discard(finished.file.part)
        self._pending.clear()

    def _to_record(self, finished: Finished) -> Record:
        job, file = finished.task.job, finished.file
        return Record(
            id=job.id,
            format=job.format,
            path=job.path,
            sha256=file.sha256,
            size=file.size,
            pages=file.pages,
            fingerprint=job.fingerprint,
            signer=file.signer,
            rendered_at=self._journal.now(),
            members=job.members,
            repair=job.repair,
        )

    def _place(self, finished: Finished) -> bool:
        """Rename one part, unless something else is at its name than when the plan was made."""
        task = finished.task
        try:
            found = mark(self._folder.stat(task.job.path))
            if found and found != task.change.seen:
                self._drop(
                    finished,
                    Diagnostic(
                        "output.altered",
                        f"{task.job.path} was changed while the run went on, and is left alone",
                        task.job.where,
                        "look at the file, then run the same command again",
                    ),
                )
                return False
            self._folder.rename(finished.file.part, task.job.path)
        except OSError as error:
            self._drop(finished, fault_of(error, task.job.path))
            return False
        return True

    def _conclude(self, finished: Finished) -> None:
        task = finished.task
        if task.change.previous:
            with suppress(OSError):  # it stays, as an old version that the next plan finds
                self._give_up(task)
                self._listener.move(task)
        self._listener.write(finished)

    def _give_up(self, task: Task) -> None:
        """Remove the file at the old name, if it is still the version that the plan saw."""
        old = task.change
        if old.record and self._folder.digest(old.previous) == old.record.sha256:
            self._folder.remove(old.previous)

    def _drop(self, finished: Finished, fault: Diagnostic) -> None:
        self._folder.discard(finished.file.part)
        self._listener.fail(Failure((fault,)), finished.task)
