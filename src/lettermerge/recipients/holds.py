"""Read the column `hold`: rows of which no letter is made for now, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from ..diagnostics import Diagnostic, Row, Severity
from .formula_errors import is_error
from .suppression_words import is_yes, says_no


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A row of which no letter is made for now. `id` and `name` are "" where they are not known.

    `reason` is what the roster says under `hold`.
    """

    row: Row
    id: str
    reason: str
    name: str = ""

    def __str__(self) -> str:
        who = f"{self.name} ({self.id}): " if self.name else f"{self.id}: " if self.id else ""
        return who + self.reason

    @property
    def diagnostic(self) -> Diagnostic:
        """The note that the row is on hold."""
        return Diagnostic(
            "roster.on-hold",
            f"no letter is made while the row is on hold: {self.reason}",
            self.row.at("hold", self.reason),
            "empty the cell to make it",
            Severity.NOTE,
        )

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values; `row` is the row as a spreadsheet shows it."""
        return {
            "id": self.id,
            "name": self.name,
            "file": self.row.file,
            "row": self.row.number,
            "reason": self.reason,
        }


def read_hold(cell: str, heading: str = "") -> str:
    """Return why a row is on hold, "" where its cell says that it is not.

    That is the heading where the cell says yes and no more: `Do not send`. A formula in error says
    nothing: it stays the error of its row.
    """
    reason = " ".join(cell.split())
    if reason in ("", "-") or says_no(reason) or is_error(reason):
        return ""
    return heading if heading.casefold() not in ("", "hold") and is_yes(reason) else reason


def as_notes(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return what is wrong with rows on hold: nothing fails of it for now."""
    return tuple(replace(one, severity=Severity.NOTE) for one in found)


def notes_of_held(
    found: Iterable[Diagnostic], held: Collection[tuple[str, int]]
) -> Iterator[Diagnostic]:
    """Yield diagnostics; those at rows on hold, given by file and number, as notes."""
    for one in found:
        if held and (one.where.file, one.where.row) in held:
            yield replace(one, severity=Severity.NOTE)
        else:
            yield one
