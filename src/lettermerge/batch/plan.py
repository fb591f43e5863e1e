"""Jobs, the manifest and the files on disk into a plan: what will be done to each file, and why.

`render --dry-run` and `status` print the same plan; a run does only what it says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any

from ..diagnostics import Diagnostic
from .files import Folder
from .job import CAUSES, Job
from .manifest import History, Manifest, Record
from .names import collision_key
from .options import PlanOptions

_DEFAULT = PlanOptions()


class Action(StrEnum):
    """What happens to a file."""

    WRITE = "write"
    MOVE = "move"  # it is right, but has another name (or its old name as well)
    KEEP = "keep"
    REFUSE = "refuse"  # it was altered since it was written; only `force` replaces it


class Reason(StrEnum):
    """Why. The causes of a fingerprint are named as there."""

    NEW = "new"
    RECIPIENT = "recipient"
    PROFILE = "profile"
    TEMPLATE = "template"
    THEME = "theme"
    SETTINGS = "settings"
    SIGNER = "signer"
    ENGINES = "engines"
    MISSING = "missing"
    ALTERED = "altered"
    FOREIGN = "foreign"  # a file that no line of the manifest knows stands at its name
    COSIGNED = "cosigned"  # it is out of date, but somebody has signed it since
    RENAMED = "renamed"
    FORCED = "forced"


@dataclass(frozen=True, slots=True)
class Task:
    """One job with what will be done to it.

    `previous` is the path that the file has now, if it is another; it is given up when the file
    has got its new one, and `record` is the version that stands there. `seen` marks what stood at
    the job's path when the plan was made (0: nothing), so that a file which appears or changes
    meanwhile is not replaced.
    """

    job: Job
    action: Action
    reasons: tuple[Reason, ...] = ()
    previous: str = ""
    seen: int = 0
    record: Record | None = None


@dataclass(frozen=True, slots=True)
class Orphan:
    """A file of a recipient who is in no roster any more. It is reported, never removed."""

    id: str
    format: str
    path: str


@dataclass(frozen=True, slots=True)
class Plan:
    """One task for each job, in their order, and what else stands in the folder.

    `faults` (names that collide) stop a run before its first letter. `incomplete` holds the ids
    that have a file of one format but not of another one that is wanted.
    """

    tasks: tuple[Task, ...]
    orphans: tuple[Orphan, ...] = ()
    faults: tuple[Diagnostic, ...] = ()
    incomplete: tuple[str, ...] = ()

    def select(self, *actions: Action) -> Iterator[Task]:
        return (task for task in self.tasks if task.action in actions)

    @property
    def counts(self) -> Counter[str]:
        """How many files each action concerns."""
        return Counter(task.action.value for task in self.tasks)

    @property
    def refused(self) -> tuple[Task, ...]:
        return tuple(self.select(Action.REFUSE))

    @property
    def has_new_engines(self) -> bool:
        """Whether a kept file was made by other engines than these."""
        return any(Reason.ENGINES in task.reasons for task in self.select(Action.KEEP))

    def to_json(self) -> dict[str, Any]:
        """Return the plan as plain values; `row` is the row as a spreadsheet shows it."""
        return {
            "counts": {action.value: self.counts[action.value] for action in Action},
            "files": [
                {
                    "id": task.job.id,
                    "format": task.job.format,
                    "path": task.job.path,
                    "action": task.action.value,
                    "reasons": [reason.value for reason in task.reasons],
                    "previous": task.previous or None,
                    "file": task.job.where.file or None,
                    "row": task.job.where.row,
                }
                for task in self.tasks
            ],
            "orphans": [
                {"id": orphan.id, "format": orphan.format, "path": orphan.path}
                for orphan in self.orphans
            ],
            "incomplete": list(self.incomplete),
        }


def make_plan(
    jobs: Iterable[Job],
    roster: Collection[str],
    manifest: Manifest,
    folder: Folder,
    options: PlanOptions = _DEFAULT,
) -> Plan:
    """Compare what is wanted with what stands.

    `roster` holds the id of every row, selected or not, sound or not: the files of all others are
    orphans. Every file that may be kept or replaced is read, since a size or a time proves nothing.
    """
    jobs = tuple(jobs)
    faults = tuple(find_collisions(jobs))
    eye = _Eye(jobs, roster, manifest, folder, options)
    tasks = tuple(eye.judge(job) for job in jobs)
    orphans = []
    for id_, format_ in manifest:
        if id_ in roster:
            continue
        history = manifest.find(id_, format_)
        path = (history.done or history.latest).path if history else ""
        if folder.stat(path) is not None:
            orphans.append(Orphan(id_, format_, path))
    return Plan(tasks, tuple(orphans), faults, tuple(_find_incomplete(tasks)))


def find_collisions(jobs: Iterable[Job]) -> Iterator[Diagnostic]:
    """Yield a fault for each pair of recipients whose names some file system takes for one.

    Also where one's name is a folder of the other's. Both are named, with their rows.
    """
    files: dict[str, Job] = {}
    folders: dict[str, Job] = {}
    for job in jobs:
        key = collision_key(job.name)
        other = files.setdefault(key, job)
        if other is not job and (other.id != job.id or other.format == job.format):
            yield _collision(job, other)
        head = key.rpartition("/")[0]
        while head and head not in folders:
            folders[head] = job
            head = head.rpartition("/")[0]
    for head, job in folders.items():
        stem, _, ending = head.rpartition(".")
        if ending in {"pdf", "docx"} and (clash := files.get(stem)) is not None:
            yield _collision(job, clash)


def _collision(job: Job, other: Job) -> Diagnostic:
    place = f" ({other.where})" if other.row else ""
    return Diagnostic(
        "output.collision",
        f"{job.label} and {other.label}{place} get the same file name: {other.path}"
        + (f" and {job.path}" if job.path != other.path else ""),
        job.where,
        "put {{ recipient.id }} into output.name, or change one of the two",
    )


@dataclass(slots=True)
class _Eye:
    """Looks at one file after the other, with what all of them need."""

    jobs: tuple[Job, ...]
    roster: Collection[str]
    manifest: Manifest
    folder: Folder
    options: PlanOptions
    paths: set[str] | None = None
    owners: dict[str, list[tuple[str, str]]] | None = None
    selected: set[tuple[str, str]] = field(default_factory=set)

    def judge(self, job: Job) -> Task:
        history = self.manifest.find(job.id, job.format)
        found = self.folder.stat(job.path)
        if history is None:
            return self._judge_new(job, mark(found))
        at, record = job.path, None
        if found is not None:
            record = history.match(self._digest(at))
        if record is None and (other := self._find_elsewhere(job, history)):
            at, record = other, history.match(self._digest(other))
        elif found is None:
            return Task(
                job,
                Action.WRITE,
                _because(Reason.MISSING if history.done else Reason.NEW),
            )
        if record is None:
            return self._refuse(job, Reason.ALTERED, mark(found))
        return self._judge_known(job, history, at, record)

    def _judge_known(self, job: Job, history: History, at: str, record: Record) -> Task:
        """Judge a file that is as it was written, as `record` says, and stands at `at`."""
        reasons = self._changes(job, record)
        if record.cosigners and reasons not in {(), (Reason.ENGINES,)} and not self.options.force:
            return self._refuse(job, Reason.COSIGNED, 0)
        seen = mark(self.folder.stat(job.path))
        left = self._find_elsewhere(job, history) if at == job.path else at
        previous = left if left and self._is_free(left) else ""
        old = history.match(self._digest(previous)) if previous else None
        if old is None:
            previous = ""
        if at != job.path:
            if seen and not self._is_given_up(job.path):
                return self._refuse(job, Reason.FOREIGN, seen)
            reasons = (*reasons, Reason.RENAMED)
        if self._is_right(reasons):
            if at == job.path:
                action = Action.MOVE if previous else Action.KEEP
                return Task(job, action, _because(*reasons), previous, seen, old)
            if previous and not seen:
                return Task(job, Action.MOVE, _because(*reasons), previous, seen, old)
        return Task(
            job,
            Action.WRITE,
            _because(*reasons or (Reason.FORCED,)),
            previous,
            seen,
            old,
        )

    def _is_right(self, reasons: tuple[Reason, ...]) -> bool:
        """Return whether none of the reasons asks for new bytes."""
        spared = {Reason.RENAMED} if self.options.upgrade else {Reason.RENAMED, Reason.ENGINES}
        return not self.options.force and spared.issuperset(reasons)

    def _judge_new(self, job: Job, seen: int) -> Task:
        if seen and not self._is_given_up(job.path):
            return self._refuse(job, Reason.FOREIGN, seen)
        return Task(job, Action.WRITE, _because(Reason.NEW), seen=seen)

    def _refuse(self, job: Job, reason: Reason, seen: int) -> Task:
        if self.options.force:
            return Task(job, Action.WRITE, _because(Reason.FORCED, reason), seen=seen)
        return Task(job, Action.REFUSE, _because(reason), seen=seen)

    def _changes(self, job: Job, record: Record) -> tuple[Reason, ...]:
        """Return the causes whose hashes differ."""
        old = record.fingerprint
        new = job.fingerprint
        if old == new:
            return ()
        return tuple(Reason(cause) for cause in CAUSES if old.get(cause) != new.get(cause))

    def _find_elsewhere(self, job: Job, history: History) -> str:
        """Return another path where a file of this id and format stands, unaltered if possible."""
        altered = ""
        for record in reversed(history.records):
            if record.path == job.path or self.folder.stat(record.path) is None:
                continue
            if history.match(self._digest(record.path)) is not None:
                return record.path
            if record is history.done:
                altered = record.path
        return altered

    def _digest(self, path: str) -> str:
        try:
            return self.folder.digest(path)
        except FileNotFoundError:
            return ""

    def _is_free(self, path: str) -> bool:
        """Return whether no job of this plan wants `path`, in any case or normal form."""
        if self.paths is None:
            self.paths = {collision_key(job.path) for job in self.jobs}
        return collision_key(path) not in self.paths

    def _is_given_up(self, path: str) -> bool:
        """Return whether what stands at `path` is another recipient's, who gives it up.

        That is: it is as recorded, and the other one is an orphan or gets a file elsewhere.
        """
        if self.owners is None:
            self.owners = {}
            for id_, format_ in self.manifest:
                history = self.manifest.find(id_, format_)
                for record in history.records if history else ():
                    self.owners.setdefault(collision_key(record.path), []).append((id_, format_))
            self.selected = {(job.id, job.format) for job in self.jobs}
        for id_, format_ in self.owners.get(collision_key(path), ()):
            history = self.manifest.find(id_, format_)
            if history and history.match(self._digest(path)):
                return (id_, format_) in self.selected or id_ not in self.roster
        return False


@cache
def _because(*reasons: Reason) -> tuple[Reason, ...]:
    """Return one and the same tuple for the same reasons: a plan holds very many."""
    return reasons


def mark(found: Any) -> int:
    """Return a number that changes with a file: its inode, size and times; 0 for no file."""
    if found is None:
        return 0
    return hash((found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)) or 1


def _find_incomplete(tasks: tuple[Task, ...]) -> Iterator[str]:
    """Yield the ids that have one of their files but not all of them."""
    stands: dict[str, int] = {}
    for task in tasks:
        lacks = Reason.NEW in task.reasons or Reason.MISSING in task.reasons
        stands[task.job.id] = stands.get(task.job.id, 0) | (1 if lacks else 2)
    return (id_ for id_, state in stands.items() if state == 3)
