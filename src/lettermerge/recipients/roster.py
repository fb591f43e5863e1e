"""Hold what lists come to: recipients, the rows that failed, and the report on both."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING

from ..config.settings import RosterSettings
from ..diagnostics import Failure, Report, Row
from .holds import HeldRow
from .model import Recipient

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class RosterSource:
    """One roster as read: its headings in order, and how many rows it has.

    `file` is its path as in the settings, and the sheet where one is named (`members.xlsx#Lords`);
    so rows name it, too. `stem` tells it from the other rosters in a file name. `is_rejects` says
    that it is an `errors.csv`. `mapped` are the headings that are columns of ours as they are.
    """

    file: str
    headings: tuple[str, ...]
    rows: int
    stem: str = ""
    is_rejects: bool = False
    mapped: frozenset[str] = frozenset()


def row_file(roster: RosterSettings) -> str:
    """Return what rows name as their file: its path, and the sheet where one is named."""
    return f"{roster.name}#{roster.sheet}" if roster.sheet else roster.name


@dataclass(frozen=True, slots=True)
class Roster:
    """All rosters of a project. `rows` counts those that are not blank, rejected ones included.

    `held` are rows on hold that are no recipients, since something else is wrong with them. `ids`
    are those of every row that has one, rejected and held ones included. `joint` is, by row, what
    those of the rejected and held have under `joint`.
    """

    recipients: tuple[Recipient, ...]
    rejected: tuple[Failure, ...]
    report: Report
    sources: tuple[RosterSource, ...]
    ids: Collection[str] = ()
    held: tuple[HeldRow, ...] = ()
    joint: Mapping[Row, str] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(source.rows for source in self.sources)

    @property
    def frame(self) -> pd.DataFrame:
        """The recipients as their lists give them, as a pandas DataFrame of text."""
        from .recipients_frame import recipients_frame

        return recipients_frame(self.recipients)


def choose_mapping(rosters: Sequence[RosterSettings], file: str) -> RosterSettings:
    """Return the roster whose mapping another file is read by.

    It is the one whose name the file's name ends with (the longest such name), else the first.
    """
    stem = PurePath(file).stem
    names = zip(name_rosters(rosters), rosters, strict=True)
    fitting = [(len(name), one) for name, one in names if stem.endswith(name)]
    return max(fitting, key=lambda one: one[0])[1] if fitting else rosters[0]


def name_rosters(rosters: Sequence[RosterSettings]) -> tuple[str, ...]:
    """Return a name for each roster that none of the others has, fit to be part of a file name.

    It is made of the file's own name and the sheet; of rosters that are still alike the second
    ends in `-2`.
    """
    names: list[str] = []
    for roster in rosters:
        parts = filter(None, (PurePath(roster.name).stem, roster.sheet))
        name = re.sub(r"[^\w-]+", "-", "-".join(parts)).strip("-")
        numbered = (f"{name}-{number}" for number in range(2, len(rosters) + 2))
        names.append(next(one for one in (name, *numbered) if one not in names))
    return tuple(names)
