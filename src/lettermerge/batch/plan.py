"""What will be done to each file, and why: the value that a run, `--dry-run` and `status` share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ..diagnostics import Diagnostic
from .job import Job
from .manifest import Record
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
