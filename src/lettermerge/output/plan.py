"""Describe what will be done to each file, and why: shared by runs, `--dry-run` and `status`.

Say, too, which letters have formats that do not belong together: someone who mails the PDF and
files the DOCX must hear of it, whatever the reason was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from shlex import quote
from typing import Any, Protocol, overload

from ..diagnostics import Diagnostic
from .job import Brief, Incomplete, Job, brief_of
from .manifest import Record
from .orphans import Orphan


class JudgeMap(Protocol):
    """Applies a function to parts of a list; yields the results, one for each value, in order."""

    def __call__(
        self, work: Callable[[Sequence[int]], Sequence[Judgement]], values: Sequence[int]
    ) -> Iterator[Judgement]: ...


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """`force` redoes every file, altered ones too; `upgrade` redoes what new engines changed.

    `made` are the formats that the settings make: files in others are orphans. Empty: not known.
    `judge_map` applies a function to parts of a list, in order, mostly in several processes;
    without it the files are looked at one by one.
    """

    force: bool = False
    upgrade: bool = False
    made: tuple[str, ...] = ()
    judge_map: JudgeMap | None = None


class Action(StrEnum):
    """What happens to a file."""

    WRITE = "write"
    MOVE = "move"  # it is right, but has another name (or its old name as well)
    KEEP = "keep"
    REFUSE = "refuse"  # it was altered since it was written; only `force` replaces it


class Reason(StrEnum):
    """Why. The causes of a fingerprint are named as there; `program` is none of them."""

    NEW = "new"
    RECIPIENT = "recipient"
    PROFILE = "profile"
    TEMPLATE = "template"
    THEME = "theme"
    SETTINGS = "settings"
    SIGNER = "signer"
    ENGINES = "engines"
    APPROVAL = "approval"  # it was made when no approval was asked for, so none can name it
    PROGRAM = "program"  # another version, or a library, composes the same letter differently
    MISSING = "missing"
    ALTERED = "altered"
    FOREIGN = "foreign"  # a file that no line of the manifest knows is at its name
    COSIGNED = "cosigned"  # it is out of date, but somebody has signed it since
    PAIRED = "paired"  # somebody has signed the letter's other format, which is out of date
    RENAMED = "renamed"
    FORCED = "forced"


@dataclass(frozen=True, slots=True)
class Change:
    """What a task must know beside its action; most tasks have none of it.

    `previous` is the path that the file has now, if it is another; it is given up when the file
    has got its new one, and `record` is the version that is there. `seen` marks what was at
    the job's path when the plan was made (0: nothing), so that a file which appears or changes
    meanwhile is not replaced. A file that is kept has a `record` if the manifest does not end with
    it, because a run was killed before it could say so; it is `renewed` if its row could read other
    things than are recorded.
    """

    previous: str = ""
    seen: int = 0
    record: Record | None = None
    renewed: bool = False


_UNCHANGED = Change()


@dataclass(frozen=True, slots=True)
class Task:
    """One job with what will be done to it, and why."""

    job: Job
    action: Action
    reasons: tuple[Reason, ...] = ()
    change: Change = _UNCHANGED


Verdict = tuple[Action, tuple[Reason, ...]]
#: What was decided of one file, without the job that it is of.
Judgement = tuple[Action, tuple[Reason, ...], Change]


class Tasks(Sequence[Task]):
    """The tasks of a plan, in the order of its jobs; each is made when it is asked for.

    A hundred thousand rows have as many tasks for each format, and few different verdicts.
    """

    def __init__(self, jobs: Sequence[Job], judgements: Iterable[Judgement]) -> None:
        """`judgements` has one for each of `jobs`, in their order."""
        verdicts: dict[Verdict, Verdict] = {}
        self._jobs = jobs
        self._verdicts: list[Verdict] = []
        self._changes: dict[int, Change] = {}
        for place, (action, reasons, change) in enumerate(judgements):
            verdict = (action, reasons)
            self._verdicts.append(verdicts.setdefault(verdict, verdict))
            if change != _UNCHANGED:
                self._changes[place] = change

    def __len__(self) -> int:
        return len(self._verdicts)

    @overload
    def __getitem__(self, place: int) -> Task: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Task, ...]: ...

    def __getitem__(self, place: int | slice) -> Task | tuple[Task, ...]:
        if isinstance(place, slice):
            return tuple(self[each] for each in range(*place.indices(len(self))))
        place = range(len(self))[place]
        action, reasons = self._verdicts[place]
        return Task(self._jobs[place], action, reasons, self._changes.get(place, _UNCHANGED))

    def brief(self, place: int) -> Brief:
        """Tell of the job of a task in brief."""
        return brief_of(self._jobs, place)

    @property
    def verdicts(self) -> Sequence[Verdict]:
        """Action and reasons of each task, for those who need not know whose file it is."""
        return self._verdicts

    def changed(self, action: Action) -> Iterator[Task]:
        """Yield the tasks with one action of which more is known than their reasons."""
        places = (place for place in self._changes if self._verdicts[place][0] is action)
        return (self[place] for place in places)

    def places(self, action: Action) -> Iterator[int]:
        """Yield where the tasks with one action are."""
        return (place for place, verdict in enumerate(self._verdicts) if verdict[0] is action)


@dataclass(frozen=True, slots=True)
class Plan:
    """One task for each job, in their order, and what else is in the folder.

    `faults` (names that collide) stop a run before its first letter. `incomplete` are the
    letters that have one of the wanted formats but not another, or not of the same version.
    """

    tasks: Tasks
    orphans: tuple[Orphan, ...] = ()
    faults: tuple[Diagnostic, ...] = ()
    incomplete: tuple[Incomplete, ...] = ()

    def select(self, action: Action) -> Iterator[Task]:
        """Yield the tasks with one action."""
        return (self.tasks[place] for place in self.tasks.places(action))

    @property
    def counts(self) -> Counter[str]:
        """How many files each action concerns."""
        return Counter(action.value for action, _ in self.tasks.verdicts)

    @property
    def refused(self) -> tuple[Task, ...]:
        return tuple(self.select(Action.REFUSE))

    @property
    def has_new_engines(self) -> bool:
        """Whether a kept file was made by other engines than these."""
        return any(
            action is Action.KEEP and Reason.ENGINES in reasons
            for action, reasons in self.tasks.verdicts
        )

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
                    "previous": task.change.previous or None,
                    "file": task.job.where.file or None,
                    "row": task.job.where.row,
                }
                for task in self.tasks
            ],
            "orphans": [orphan.to_json() for orphan in self.orphans],
            "incomplete": [letter.id for letter in self.incomplete],
        }


_LACKING, _OLD, _RIGHT, _ALTERED, _REMADE = 1, 2, 4, 8, 16
_STATES = {_LACKING: "missing", _OLD: "out of date", _RIGHT: "right", _ALTERED: "altered"}
_SPARED = {
    Reason.FORCED,
    Reason.RENAMED,
    Reason.ENGINES,
    Reason.PAIRED,
}  # the bytes are right all the same


def find_incomplete(tasks: Tasks, is_done: Callable[[int], bool]) -> tuple[Incomplete, ...]:
    """Return the letters of `tasks` that have one format right and another not.

    `is_done` says whether the task at a place was carried out; before a run none was.
    """
    states = bytes(_bits(verdict, is_done(n)) for n, verdict in enumerate(tasks.verdicts))
    if len({bits & ~_REMADE for bits in set(states)}) < 2:  # all files are alike, as mostly
        return ()
    letters: dict[str, int] = {}
    for task, bits in zip(tasks, states, strict=True):
        letters[task.job.id] = letters.get(task.job.id, 0) | bits
    broken = {id_ for id_, bits in letters.items() if _is_mixed(bits)}
    if not broken:
        return ()
    files: dict[str, list[tuple[str, str]]] = {}
    labels: dict[str, str] = {}
    for place, task in enumerate(tasks):
        if (id_ := task.job.id) in broken:
            labels[id_] = task.job.label
            state = _STATES[_judge(task.reasons, is_done(place))]
            files.setdefault(id_, []).append((task.job.format, state))
    return tuple(Incomplete(id_, labels[id_], tuple(states)) for id_, states in files.items())


def _bits(verdict: Verdict, done: bool) -> int:
    """Return the state of a file, and whether it is made anew."""
    action, reasons = verdict
    remade = _is_remade(reasons) if action is Action.WRITE else 0
    return _judge(reasons, done) | remade


def _is_mixed(bits: int) -> bool:
    """Return whether the formats are of several states.

    What was altered counts as right beside a right one, and as old beside one that is made anew.
    """
    states = bits & (_LACKING | _OLD | _RIGHT)
    if bits & _ALTERED:
        states |= _OLD if bits & _REMADE else _RIGHT
    return states.bit_count() > 1


def _judge(reasons: tuple[Reason, ...], done: bool) -> int:
    return _RIGHT if done else _judge_undone(reasons)


@cache
def _judge_undone(reasons: tuple[Reason, ...]) -> int:
    """Return the state of a file to which something is to be done, or which is right."""
    causes = set(reasons) - _SPARED
    if not causes:
        return _RIGHT
    if causes & {Reason.NEW, Reason.MISSING, Reason.FOREIGN}:
        return _LACKING
    return _ALTERED if Reason.ALTERED in causes else _OLD


@cache
def _is_remade(reasons: tuple[Reason, ...]) -> int:
    """Return `_REMADE` where a file is written for its content, or because it is not there."""
    return _REMADE if set(reasons) - _SPARED - {Reason.ALTERED} else 0


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
