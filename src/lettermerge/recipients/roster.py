"""What rosters come to: recipients, the rows that failed, and what is to be said of both."""

from __future__ import annotations

from dataclasses import dataclass

from ..diagnostics import Diagnostic, Report
from .model import Recipient, Row


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that makes no letter, with at least one error."""

    row: Row
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """One roster as read: its headings in order, and how many rows it has.

    `file` is its path as in the settings, and the sheet where one is named (`members.xlsx#Lords`);
    so rows name it, too. `stem` tells it from the other rosters in a file name.
    """

    file: str
    headings: tuple[str, ...]
    rows: int
    stem: str = ""


@dataclass(frozen=True, slots=True)
class Roster:
    """All rosters of a project. `rows` counts those that are not blank: recipients and rejected."""

    recipients: tuple[Recipient, ...]
    rejected: tuple[RejectedRow, ...]
    report: Report
    sources: tuple[Source, ...]

    @property
    def rows(self) -> int:
        return len(self.recipients) + len(self.rejected)
