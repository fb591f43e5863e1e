"""Describe the files that are wanted: one `Job` for each recipient and format.

Nothing here looks into a payload, so the output folder knows neither letters nor engines.
"""

from __future__ import annotations

import hashlib
from abc import abstractmethod
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from sys import intern
from typing import Any, NamedTuple

from ..diagnostics import Row, Where

#: Why a file can be out of date, in the order in which the reasons are told.
CAUSES: tuple[str, ...] = (
    "recipient", "profile", "template", "theme", "settings", "signer", "engines",
)  # fmt: skip
#: The hash that decides whether a file is up to date.
DECIDES = "document"
#: The hash that approvals name, of projects that ask for them (see `app.fingerprint`).
APPROVED = "approval"


@dataclass(frozen=True, slots=True)
class Repair:
    """How the row that a letter was made of differs from its row in the roster.

    `file` and `row` are those of the roster (row 0: it has no such row); `cells` are column, text
    there and text of the letter's row, for each cell that differs.
    """

    file: str
    row: int
    cells: tuple[tuple[str, str, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {"file": self.file, "row": self.row, "cells": [list(one) for one in self.cells]}

    @classmethod
    def from_json(cls, data: Any) -> Repair:
        """Return what `to_json` made an object of.

        Raises:
            ValueError, KeyError, TypeError: it is another object.
        """
        cells = tuple((str(column), str(old), str(new)) for column, old, new in data["cells"])
        return cls(str(data["file"]), int(data["row"]), cells)


_TEXTS = 5  # at least, of what is told of a row


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a letter's row could read, and what a plan says of the letter that it must compose for.

    `hash` covers all of it. `name` is the recipient's, `template` the letter's; `note` says how
    much of the letter its personal note is; `told` is what was said of the row: code, severity,
    message, hint, column and, where there is one, the cell.
    """

    hash: str
    name: str = ""
    template: str = ""
    note: str = ""
    told: tuple[tuple[str, ...], ...] = ()

    def to_json(self) -> dict[str, Any]:
        more = {"note": self.note, "told": [list(one) for one in self.told]}
        known = {"hash": self.hash, "name": self.name, "template": self.template}
        return known | {key: value for key, value in more.items() if value}

    @staticmethod
    def check(data: Any) -> None:
        """Check that `to_json` may have made an object.

        Raises:
            ValueError, KeyError, TypeError: it has not.
        """
        for key in ("hash", "name", "template"):
            if not isinstance(data[key], str):
                raise TypeError("not text")
        for one in data.get("told", ()):
            if not isinstance(one, list) or len(one) < _TEXTS:
                raise ValueError("not what is told of a row")

    @classmethod
    def from_json(cls, data: Any) -> Inputs:
        """Return what `to_json` made an object of; `check` has found that it is one."""
        told = tuple(tuple(map(str, one)) for one in data.get("told", ()))
        note = str(data.get("note", ""))
        return cls(data["hash"], data["name"], intern(data["template"]), note, told)


@dataclass(frozen=True, slots=True)
class Job:
    """One file that is wanted: one recipient, one format.

    `label` names the recipient in messages. `name` is the path below the output folder without
    the ending (see `names.make_name`). `document` is the hash of all that is printed, and
    decides whether a file is up to date; `recipient_hash` and `causes` (the other causes of
    `CAUSES`) say why it is not. Pass one `causes` object for all jobs that share it, since a
    mapping for each row would cost more than the rest of the plan. Jobs of one `group` may be
    rendered together; the jobs of one id always are, so `group` should not depend on the format.
    `repair` says how the row differs from the roster's own, where it was repaired elsewhere,
    `inputs` what it could read, where that is known. `expected` is the SHA-256 of the file that is
    recorded and up to date by all that is known before it is read, "" elsewhere. `approval` is
    what approvals call the file (SHA-256, 64 hex digits), "" where none are asked for.
    `payload` is what the renderer needs beside that: picklable and small. `row` is where the
    recipient stands, for messages. A joint letter has the `others` of its rows, and the ids of all
    as `members`. None of these travels to a worker, nor does the fingerprint.
    """

    id: str
    label: str
    format: str
    name: str
    group: Hashable = None
    payload: Any = None
    recipient_hash: str = ""
    causes: Mapping[str, str] = field(default_factory=dict, hash=False)
    document: str = ""
    row: Row | None = field(default=None, compare=False)
    others: tuple[Row, ...] = field(default=(), compare=False)
    members: tuple[str, ...] = ()
    repair: Repair | None = field(default=None, compare=False)
    approval: str = ""
    inputs: Inputs | None = field(default=None, compare=False)
    expected: str = field(default="", compare=False)

    @property
    def rows(self) -> int:
        """How many rows of the rosters the letter is for."""
        return 1 + len(self.others)

    @property
    def path(self) -> str:
        """The file's path below the output folder, with `/` between its parts."""
        return f"{self.name}.{self.format}"

    @property
    def fingerprint(self) -> dict[str, str]:
        """The hash that decides, if it is known, and one for each cause."""
        decides = {DECIDES: self.document} if self.document else {}
        if self.approval:
            decides[APPROVED] = self.approval
        return {**decides, "recipient": self.recipient_hash, **self.causes}

    @property
    def where(self) -> Where:
        return self.row.at() if self.row else Where()

    def __reduce__(self) -> tuple[Any, ...]:
        known = (self.id, self.label, self.format, self.name, self.group, self.payload)
        return _bare_job, (known, self.approval)


class Brief(NamedTuple):
    """What those need of a job who look at all jobs of a run; see `Job`."""

    id: str
    format: str
    name: str
    group: Hashable
    rows: int


class BriefJobs(Sequence[Job]):
    """Jobs that are made when they are asked for, which costs more than to tell of one in brief."""

    @abstractmethod
    def brief(self, place: int) -> Brief: ...


def brief_of(jobs: Sequence[Job], place: int) -> Brief:
    """Tell of the job at a place in brief; it is not made, where that is spared."""
    if isinstance(jobs, BriefJobs):
        return jobs.brief(place)
    job = jobs[place]
    return Brief(job.id, job.format, job.name, job.group, job.rows)


def _bare_job(known: tuple[Any, ...], approval: str) -> Job:
    """Return what a worker needs of a job."""
    job = Job(*known)
    return replace(job, approval=approval) if approval else job


@dataclass(frozen=True, slots=True)
class Incomplete:
    """A letter and the state of each of its formats, as a person would say it."""

    id: str
    label: str
    states: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        told = ", ".join(f"{format_} {state}" for format_, state in self.states)
        return f"{self.label} ({self.id}): {told}"


def hash_of(*parts: str | bytes) -> str:
    """Return 16 hex digits of a SHA-256 over the parts, each with its length before it.

    Short, because it tells versions of one file apart; nothing is protected by it.
    """
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()[:16]
