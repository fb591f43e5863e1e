"""Plan a run from the jobs, the manifest and the files on disk.

Every file that may be kept or replaced is read: neither a size nor a time proves that it is the
one that was written.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field

from ..errors import OutputError
from .file_names import collision_key, find_collisions
from .file_system_calls import fault_of
from .job import APPROVED, CAUSES, DECIDES, Job
from .manifest import History, Manifest, Record
from .orphans import find_orphans
from .output_folder import mark
from .plan import (
    Action,
    Change,
    Judgement,
    Plan,
    PlanOptions,
    Reason,
    Task,
    Tasks,
    find_incomplete,
)
from .store import StoredFiles

_DEFAULT = PlanOptions()
Key = tuple[str, str]  # id and format


def make_plan(
    jobs: Sequence[Job],
    roster: Collection[str],
    manifest: Manifest,
    folder: StoredFiles,
    options: PlanOptions = _DEFAULT,
) -> Plan:
    """Compare what is wanted with what stands.

    `roster` holds the id of every row, selected or not, sound or not: the files of all others are
    orphans. Every file that may be kept or replaced is read, since a size or a time proves nothing.
    """
    faults = tuple(find_collisions(jobs))
    planner = _Planner(jobs, roster, manifest, folder, options)
    judge_map = options.judge_map or _one_by_one
    tasks = Tasks(jobs, judge_map(planner.judge_all, range(len(jobs))))
    orphans = find_orphans(manifest, folder, roster, options.made)
    return Plan(tasks, orphans, faults, find_incomplete(tasks, lambda _: False))


def _one_by_one(
    work: Callable[[Sequence[int]], Sequence[Judgement]], values: Sequence[int]
) -> Iterator[Judgement]:
    return (one for place in values for one in work((place,)))


@dataclass(slots=True)
class _Planner:
    """Decide the action for each file."""

    jobs: Sequence[Job]
    roster: Collection[str]
    manifest: Manifest
    folder: StoredFiles
    options: PlanOptions
    wanted: dict[str, Job] = field(default_factory=dict)
    selected: set[Key] = field(default_factory=set)
    owners: dict[str, list[Key]] = field(default_factory=dict)
    held: frozenset[str] | None = None  # letters that a later signature keeps as they are

    def judge_all(self, places: Sequence[int]) -> list[Judgement]:
        """Judge the jobs at some places."""
        tasks = (self.judge(self.jobs[place]) for place in places)
        return [(task.action, task.reasons, task.change) for task in tasks]

    def judge(self, job: Job) -> Task:
        """Say what is to be done to one file.

        Raises:
            OutputError: it cannot be read.
        """
        try:
            task = self._judge(job)
            older = task.action is Action.KEEP and task.change.record is not None
            changes = older or task.action in (Action.WRITE, Action.MOVE)
            if changes and self._is_held(job.id):
                reasons = (*task.reasons, Reason.PAIRED)
                return Task(job, Action.REFUSE, reasons, Change(seen=task.change.seen))
            return task
        except OSError as error:
            fault = fault_of(error, job.path)
            raise OutputError(
                f"{job.path} cannot be read: {error.strerror}", hint=fault.hint, faults=(fault,)
            ) from error

    def _judge(self, job: Job) -> Task:
        if job.expected and not self.options.force and self._digest(job.path) == job.expected:
            return Task(job, Action.KEEP)
        found = self.folder.stat(job.path)
        history = self.manifest.find(job.id, job.format)
        if history is None:
            return self._judge_new(job, Reason.NEW, mark(found))
        record = history.match(self._digest(job.path)) if found is not None else None
        if record is not None:
            signed = None if record.cosigners else self._find_signed(job, history)
            return self._judge_known(job, history, *(signed or (job.path, record)))
        for path in self._other_paths(job, history):
            record = history.match(self._digest(path))
            if record is not None:
                return self._judge_known(job, history, path, record)
            if history.done and path == history.done.path and self._find_owner(path) is None:
                return self._refuse(job, Reason.ALTERED, mark(found))
        if found is not None and self._find_owner(job.path) is None:
            reason = Reason.ALTERED if stat.S_ISREG(found.st_mode) else Reason.FOREIGN
            return self._refuse(job, reason, mark(found))
        return self._judge_new(job, Reason.MISSING if history.done else Reason.NEW, mark(found))

    def _judge_known(self, job: Job, history: History, at: str, record: Record) -> Task:
        """Judge a file that is as it was written, as `record` says, and is at `at`."""
        reasons = self._changes(job, record)
        if record.cosigners and not self._is_right(reasons) and not self.options.force:
            return self._refuse(job, Reason.COSIGNED, 0)
        moved = at != job.path
        previous, old = (at, record) if moved else self._find_left(job, history)
        if previous and not self._is_free(previous):
            previous, old = "", None
        seen = 0
        if moved or not self._is_right(reasons):
            seen = mark(self.folder.stat(job.path))
        if moved:
            if seen and not self._is_given_up(job.path):
                return self._refuse(job, Reason.FOREIGN, seen)
            reasons = (*reasons, Reason.RENAMED)
        if not self._is_right(reasons) or (moved and (seen or not previous)):
            if record.cosigners and not self.options.force:  # it can be moved, not made anew
                return Task(job, Action.REFUSE, (Reason.RENAMED, Reason.COSIGNED))
            reasons = reasons or (Reason.FORCED,)
            return Task(job, Action.WRITE, reasons, Change(previous, seen, old))
        if previous:
            return Task(job, Action.MOVE, reasons, Change(previous, int(not moved), old))
        if record is history.done and record is history.latest:
            return Task(job, Action.KEEP, reasons, self._read_anew(job, record))
        return Task(job, Action.KEEP, reasons, Change(record=record))

    def _read_anew(self, job: Job, record: Record) -> Change:
        """Say of a file that is right whether its row could read other things than recorded.

        Nothing is recorded anew of what somebody has signed since, and of a version of an earlier
        program.
        """
        read = record.inputs.hash if record.inputs else ""
        if job.inputs is None or job.inputs.hash == read or DECIDES not in record.fingerprint:
            return Change()
        return Change(renewed=job.id not in self.manifest.cosigned)

    def _judge_new(self, job: Job, reason: Reason, seen: int) -> Task:
        if seen and not self._is_given_up(job.path):
            return self._refuse(job, Reason.FOREIGN, seen)
        return Task(job, Action.WRITE, (reason,), Change(seen=seen))

    def _refuse(self, job: Job, reason: Reason, seen: int) -> Task:
        if self.options.force:
            return Task(job, Action.WRITE, (Reason.FORCED, reason), Change(seen=seen))
        return Task(job, Action.REFUSE, (reason,), Change(seen=seen))

    def _is_right(self, reasons: tuple[Reason, ...]) -> bool:
        """Return whether none of the reasons asks for new bytes."""
        spared = {Reason.RENAMED} if self.options.upgrade else {Reason.RENAMED, Reason.ENGINES}
        return not self.options.force and spared.issuperset(reasons)

    def _is_held(self, id_: str) -> bool:
        """Return whether a file of the letter that somebody has signed is out of date."""
        if self.held is None:
            self.held = find_held_letters(self.jobs, self.manifest, self._digest, self.options)
        return id_ in self.held

    def _changes(self, job: Job, record: Record) -> tuple[Reason, ...]:
        """Return why a version is not what is wanted now, and `ENGINES` where those are new.

        The hash of what is printed decides, the causes only name the reason. A version without
        that hash (of an earlier program) is judged by its causes.
        """
        old, new = record.fingerprint, job.fingerprint
        if old == new:
            return ()
        causes = tuple(Reason(cause) for cause in CAUSES if old.get(cause) != new.get(cause))
        if DECIDES not in old:
            return causes
        if old[DECIDES] == job.document:
            if job.approval and old.get(APPROVED) != job.approval:
                return (Reason.APPROVAL,)
            return tuple(cause for cause in causes if cause is Reason.ENGINES)
        return causes if {*causes} - {Reason.ENGINES} else (*causes, Reason.PROGRAM)

    def _find_signed(self, job: Job, history: History) -> tuple[str, Record] | None:
        """Return where a version that somebody has signed is, of a file that has an older copy."""
        if not any(record.cosigners for record in history.records):
            return None
        for path in self._other_paths(job, history):
            record = history.match(self._digest(path))
            if record is not None and record.cosigners:
                return path, record
        return None

    def _find_left(self, job: Job, history: History) -> tuple[str, Record | None]:
        """Return an old path where an unaltered version still stands, and that version."""
        for path in self._other_paths(job, history):
            if (record := history.match(self._digest(path))) is not None:
                return path, record
        return "", None

    def _other_paths(self, job: Job, history: History) -> Iterator[str]:
        """Yield the other paths at which there is something, the newest first."""
        tried = {job.path}
        for record in reversed(history.records):
            if record.path not in tried:
                tried.add(record.path)
                if self.folder.stat(record.path) is not None:
                    yield record.path

    def _digest(self, path: str) -> str:
        try:
            return self.folder.digest(path)
        except (FileNotFoundError, NotADirectoryError):
            return ""

    def _is_free(self, path: str) -> bool:
        """Return whether no other job of this plan wants `path`.

        A path in another case or normal form is wanted only where both are one file.
        """
        user = self._wanted().get(collision_key(path))
        if user is None:
            return True
        if user.path == path:
            return False
        here, there = self.folder.stat(path), self.folder.stat(user.path)
        return here is None or there is None or not os.path.samestat(here, there)

    def _wanted(self) -> dict[str, Job]:
        if not self.wanted:
            self.wanted = {collision_key(job.path): job for job in self.jobs}
            self.selected = {(job.id, job.format) for job in self.jobs}
        return self.wanted

    def _is_given_up(self, path: str) -> bool:
        """Return whether what is at `path` is an orphan, or another one's who leaves it.

        A file that somebody has signed since is left to nobody, nor is the other format of a
        letter that stays as it is.
        """
        if (owner := self._find_owner(path)) is None:
            return False
        (id_, format_), record = owner
        if record.cosigners or self._is_held(id_):
            return False
        self._wanted()
        return id_ not in self.roster or (id_, format_) in self.selected

    def _find_owner(self, path: str) -> tuple[Key, Record] | None:
        """Return whose unaltered file is at `path`."""
        if not self.owners:
            for id_, format_ in self.manifest:
                history = self.manifest.find(id_, format_)
                for record in history.records if history else ():
                    keys = self.owners.setdefault(collision_key(record.path), [])
                    if (id_, format_) not in keys:
                        keys.append((id_, format_))
        digest = self._digest(path)
        for key in self.owners.get(collision_key(path), ()):
            history = self.manifest.find(*key)
            if history and (found := history.match(digest)) is not None:
                return key, found
        return None


#: The causes that each format has its own hash of: they say nothing of another format's letter.
_OWN = {"signer", "engines"}


def find_held_letters(
    jobs: Sequence[Job], manifest: Manifest, digest: Callable[[str], str], options: PlanOptions
) -> frozenset[str]:
    """Return the ids of letters of which a co-signed file is there and out of date.

    Who signed the PDF signed this version of the letter: with a DOCX of another version beside it,
    nobody could say which is the letter. So all formats are made anew, or none is.
    Files in formats that this run does not make count, too, unless the settings no longer make
    them. `digest` returns the SHA-256 of a path, "" where there is no file. With `force` none is.
    """
    if options.force or not manifest.cosigned:
        return frozenset()
    mine = [job for job in jobs if job.id in manifest.cosigned]
    selected = {(job.id, job.format) for job in mine}
    spared = set() if options.upgrade else {"engines"}
    held = set()
    for job in mine:
        for format_ in manifest.formats:
            if format_ == job.format:
                causes = set(CAUSES) - spared
            elif (job.id, format_) in selected or format_ not in (options.made or (format_,)):
                continue
            else:
                causes = set(CAUSES) - _OWN
            record = _find_cosigned(manifest, job.id, format_, digest)
            if record and _is_other(record, job, causes):
                held.add(job.id)
    return frozenset(held)


def _find_cosigned(
    manifest: Manifest, id_: str, format_: str, digest: Callable[[str], str]
) -> Record | None:
    """Return the newest co-signed version that is on disk as it was written."""
    history = manifest.find(id_, format_)
    for record in reversed(history.records if history else ()):
        if record.cosigners and digest(record.path) == record.sha256:
            return record
    return None


def _is_other(record: Record, job: Job, causes: set[str]) -> bool:
    new = job.fingerprint
    return any(record.fingerprint.get(cause) != new.get(cause) for cause in causes)
