"""Find letters whose formats do not belong together: one is right, another is not.

Someone who mails the PDF and files the DOCX must hear of it, whatever the reason was.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from .job import Incomplete
from .plan import Action, Reason, Tasks, Verdict

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
