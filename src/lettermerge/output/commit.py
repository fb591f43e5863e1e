"""Place written parts at their names, in groups: intents, sync, renames, sync, done.

Whatever moment the power goes, each name holds a whole file that the manifest knows. The disk is
waited for in a thread of its own where others make the files meanwhile.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, Protocol

from ..diagnostics import Diagnostic, Failure
from ..writers.writer_interface import Written
from .file_system_calls import FULL, fault_of
from .manifest import Manifest, Record
from .output_folder import FileChanged, Placement
from .plan import Action, Plan, Task
from .store import RunJournal
from .store_faults import ObjectExists, StoreUnreachable

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

GROUP = 64  # files that share their syncs
_RECORDS = 512  # that are written to the manifest together
PATIENCE = 0.5  # seconds that a finished file waits for others, at most
WAITING = 16  # groups that may wait for the disk, so that memory is bounded


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


class Placed(NamedTuple):
    """What became of a group: the files that have their names, those that failed, and why it ended.

    `moved` are those of the first whose file at an old name is gone. With a `fault` nothing more
    can be placed; files that are in no list count as not reached.
    """

    placed: tuple[Finished, ...] = ()
    moved: frozenset[int] = frozenset()
    failed: tuple[tuple[Finished, Diagnostic], ...] = ()
    fault: Diagnostic | None = None


class Listener(Protocol):
    """Who is told what becomes of each file."""

    def write(self, finished: Finished) -> None: ...

    def move(self, task: Task) -> None: ...

    def fail(self, failure: Failure, task: Task) -> None: ...


def record_inputs(plan: Plan, manifest: Manifest, journal: RunJournal) -> None:
    """Record what the rows of files that are right could read, where that has changed.

    So the next plan need not compose their letters. The engines that made them stay recorded.
    Raises nothing: where the disk takes no more, the next plan composes them once more.
    """
    records: list[Record] = []
    with suppress(OSError):
        for task in plan.tasks.changed(Action.KEEP):
            job = task.job
            history = manifest.find(job.id, job.format) if task.change.renewed else None
            if history is None:
                continue
            old = history.latest
            made_by = {"engines": old.fingerprint.get("engines", "")}
            new = replace(old, fingerprint=job.fingerprint | made_by, inputs=job.inputs)
            records.append(new)
            if len(records) >= _RECORDS:
                journal.restate(records)
                records.clear()
        if records:
            journal.restate(records)


class Committer:
    """Collects finished parts and places them; tells `listener`, in the thread that calls.

    With `beside`, groups are placed one after the other in a second thread, so that the caller has
    time for those who make the files. Nothing else may use the journal and its store meanwhile.
    """

    def __init__(self, journal: RunJournal, listener: Listener, *, beside: bool = False) -> None:
        self._folder = journal.folder
        self._journal = journal
        self._listener = listener
        self._beside = beside
        self._pending: list[Finished] = []
        self._oldest = 0.0
        self._thread: ThreadPoolExecutor | None = None
        self._groups: deque[Future[Placed]] = deque()  # that are being placed, in their order
        self._ended = False  # nothing more can be placed

    def add(self, finished: Finished) -> None:
        """Take a file; raises Stopped as `flush` does."""
        if not self._pending:
            self._oldest = time.monotonic()
        self._pending.append(finished)
        if len(self._pending) >= GROUP:
            self._begin()

    def tick(self) -> None:
        """Begin to place what has waited long enough, and tell what became of earlier files.

        Raises:
            Stopped: as `flush` does.
        """
        if self._pending and time.monotonic() - self._oldest >= PATIENCE:
            self._begin()
        self._collect(leave=WAITING)

    def flush(self) -> None:
        """Place everything that is pending; return when all is placed.

        Raises:
            Stopped: the disk takes no more. What could not be placed leaves no trace; of what
                filled the disk, one half makes room for the lines of the other.
        """
        self._collect(leave=0)
        pending, self._pending = self._pending, []
        self._tell(self._place(pending))

    def _begin(self) -> None:
        """Begin to place the group that is pending."""
        if not self._beside:
            self.flush()
            return
        if self._thread is None:
            from concurrent.futures import ThreadPoolExecutor

            self._thread = ThreadPoolExecutor(1, "placing")
        pending, self._pending = self._pending, []
        self._groups.append(self._thread.submit(self._place, pending))

    def _collect(self, leave: int) -> None:
        """Tell what became of the groups that are done with; wait for all but `leave`."""
        while self._groups and (len(self._groups) > leave or self._groups[0].done()):
            self._tell(self._groups.popleft().result())

    def _tell(self, group: Placed) -> None:
        for finished, fault in group.failed:
            self._listener.fail(Failure((fault,)), finished.task)
        for finished in group.placed:
            if finished.place in group.moved:
                self._listener.move(finished.task)
            self._listener.write(finished)
        if group.fault is not None:
            raise Stopped(group.fault)

    def _place(self, pending: list[Finished]) -> Placed:
        """Place a group, in whichever thread; after one that ended with a fault, none."""
        if self._ended:
            self._discard(pending)
            return Placed()
        try:
            group = self._place_group(pending)
        except BaseException:
            self._ended = True
            raise
        self._ended |= group.fault is not None
        return group

    def _place_group(self, pending: list[Finished]) -> Placed:
        fault: Diagnostic | None = None
        while pending:
            records = [self._to_record(finished) for finished in pending]
            try:
                self._journal.intend(records, [f.file.part for f in pending])
                break
            except OSError as error:
                fault = fault_of(error, self._folder.place)
                spared = len(pending) // 2 if fault.code == FULL else 0
                self._discard(pending[spared:])
                pending = pending[:spared]
        group = self._name_all(pending, records) if pending else Placed()
        return group._replace(fault=group.fault or fault)

    def _name_all(self, pending: Sequence[Finished], records: Sequence[Record]) -> Placed:
        """Give the parts of a group their names, whose intents survive; record that it is done."""
        placements = [
            Placement(finished.file.part, record, finished.task.change.seen)
            for finished, record in zip(pending, records, strict=True)
        ]
        errors = self._folder.place_group(placements)
        fatal = self._find_fatal(errors)
        placed: list[tuple[Finished, Record]] = []
        failed: list[tuple[Finished, Diagnostic]] = []
        for finished, one, error in zip(pending, placements, errors, strict=True):
            if error is None:
                placed.append((finished, one.record))
            elif fatal is not None:  # no letter's fault: it counts as not reached
                self._folder.discard(one.part)
            else:
                self._folder.discard(one.part)
                failed.append((finished, _fault(error, finished.task)))
        undone = self._record_done(placed)
        named = tuple(finished for finished, _ in placed)
        moved = frozenset(one.place for one in named if self._replaced_elsewhere(one.task))
        return Placed(named, moved, tuple(failed), undone or fatal)

    def _find_fatal(self, errors: Sequence[OSError | None]) -> Diagnostic | None:
        """Return why nothing more can be placed: the store is gone, or held by another run."""
        for error in errors:
            if isinstance(error, StoreUnreachable):
                return fault_of(error, self._folder.place)
        if any(isinstance(error, (FileChanged, ObjectExists)) for error in errors):
            try:
                self._journal.require()
            except OSError as error:
                return fault_of(error, self._folder.place)
        return None

    def _record_done(self, placed: Sequence[tuple[Finished, Record]]) -> Diagnostic | None:
        """Record which files are placed; return why that cannot be."""
        if not placed:
            return None
        try:
            self._folder.sync_folders(finished.task.job.path for finished, _ in placed)
            self._journal.done(record for _, record in placed)
        except OSError as error:  # the files are whole, and known by their intents
            return fault_of(error, self._folder.place)
        return None

    def conclude(self) -> None:
        """Ask, when all is placed, that no other run has taken the place of this one meanwhile.

        Raises:
            Stopped: another has.
        """
        try:
            self._journal.require()
        except OSError as error:
            raise Stopped(fault_of(error, self._folder.place)) from error

    def settle(self, tasks: Iterable[Task]) -> None:
        """Record anew what is kept, where a killed run left the manifest in doubt.

        Raises:
            Stopped: as `flush` does.
        """
        records = [task.change.record for task in tasks if task.change.record is not None]
        if not records:
            return
        try:
            self._journal.restate(records)
            self._journal.sync()
        except OSError as error:
            raise Stopped(fault_of(error, self._folder.place)) from error

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
            raise Stopped(fault_of(error, self._folder.place)) from error
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
            self._journal.done(moved)
        except OSError as error:
            raise Stopped(fault_of(error, self._folder.place)) from error

    def abandon(self) -> None:
        """Remove what is pending; these letters count as not reached.

        The group in hand is placed. Why the run ends has been told already.
        """
        self._ended = True
        if self._thread is not None:
            self._thread.shutdown()
        with suppress(Stopped, OSError):
            self._collect(leave=0)
        self._groups.clear()
        self._discard(self._pending)
        self._pending.clear()

    def _discard(self, files: Iterable[Finished]) -> None:
        for finished in files:
            self._folder.discard(finished.file.part)

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
            inputs=job.inputs,
        )

    def _replaced_elsewhere(self, task: Task) -> bool:
        """Remove what a file that was written anew left at its old name; tell if it is gone."""
        if task.change.previous:
            with suppress(OSError):  # it stays, as an old version that the next plan finds
                self._give_up(task)
                return True
        return False

    def _give_up(self, task: Task) -> None:
        """Remove the file at the old name, if it is still the version that the plan saw."""
        old = task.change
        if old.record and self._folder.digest(old.previous) == old.record.sha256:
            self._folder.remove(old.previous)


def _fault(error: OSError, task: Task) -> Diagnostic:
    """Return why a file did not get its name."""
    path = task.job.path
    if isinstance(error, (FileChanged, ObjectExists)):
        return Diagnostic(
            "output.altered",
            f"{path} was changed while the run went on, and is left alone",
            task.job.where,
            "look at the file, then run the same command again",
        )
    return fault_of(error, path)
