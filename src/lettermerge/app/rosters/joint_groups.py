"""Collect the rows of joint letters, and say what becomes of them: a fault of one is of all.

Rows of one letter may be far apart, in several rosters; they wait here until all are read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from ...diagnostics import Diagnostic, Failure, Row, Severity
from ...recipients import Recipient, Roster
from ...recipients.holds import HeldRow

_PREFIX = "joint-"


@dataclass(slots=True)
class JointGroup:
    """The rows with one value under `joint`; `id` is the letter's.

    `recipients` are the sound rows, `failed` and `held` those that are no recipients.
    """

    value: str
    id: str = ""
    recipients: list[Recipient] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    held: list[HeldRow] = field(default_factory=list)

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(self._ids)

    @property
    def _ids(self) -> dict[Row, str]:
        """The rows, each with its id."""
        return (
            {one.row: one.id for one in self.recipients}
            | {one.row: one.id for one in self.failed}
            | {one.row: one.id for one in self.held}
        )

    @property
    def ids(self) -> frozenset[str]:
        """The letter's id and those of the rows."""
        return frozenset((self.id, *filter(None, self._ids.values())))

    @property
    def is_sound(self) -> bool:
        """Whether each row is a recipient."""
        return not self.failed and not self.held

    @property
    def hold(self) -> str:
        """Why the letter is on hold, with the row that says so; "" where none does."""
        reasons = [(one.row, one.hold) for one in self.recipients if one.hold]
        reasons += [(one.row, one.reason) for one in self.held]
        return "; ".join(f"{_place(row)} is on hold: {reason}" for row, reason in reasons)

    def hold_rows(self, name: str) -> Iterator[HeldRow]:
        """Yield all rows as held, each with its own reason or that of another."""
        own = {one.row: one.hold for one in self.recipients}
        own |= {one.row: one.reason for one in self.held}
        for row, id_ in self._ids.items():
            yield HeldRow(row, id_, own.get(row) or self.hold, name)

    def fail_rows(self, found: Iterable[Diagnostic]) -> tuple[Failure, ...]:
        """Return the failures of all rows but those that had failed before.

        `found` is what is wrong with the letter: a row with an error of its own has that one, the
        others name it.
        """
        errors: dict[Row, list[Diagnostic]] = {}
        for one in found:
            if one.severity is Severity.ERROR:
                errors.setdefault(Row(one.where.file, one.where.row or 0), []).append(one)
        culprits = [row for row in self.rows if row in errors or self._has_failed(row)]
        return tuple(
            Failure(
                tuple(errors.get(one.row) or (self._fault(one.row, culprits),)), one.row, one.id
            )
            for one in self.recipients
        )

    def _has_failed(self, row: Row) -> bool:
        return any(one.row == row for one in self.failed)

    def _fault(self, row: Row, culprits: list[Row]) -> Diagnostic:
        others = " and ".join(_place(one) for one in culprits) or "another row"
        return Diagnostic(
            "roster.joint-row-failed",
            f"no joint letter `{self.value}` is made: {others} "
            f"{'has an error' if len(culprits) < 2 else 'have errors'}",
            row.at("joint", self.value),
            "fix that, or empty `joint` in this row to write to it alone",
        )

    def refuse_part(self) -> Iterator[Diagnostic]:
        """Yield an error for each row where not all lists were read: others may be joint, too."""
        for row in self.rows:
            yield Diagnostic(
                "roster.joint-in-part",
                f"the joint letter `{self.value}` may have rows in the lists that are not read",
                row.at("joint", self.value),
                "fix the rows in their own lists, and render without --roster",
            )

    def remarks(self) -> Iterator[Diagnostic]:
        """Yield a warning where a letter is joint with nobody."""
        if len(self.rows) == 1:
            (row,) = self.rows
            yield Diagnostic(
                "roster.joint-alone",
                f"no other row has `{self.value}` under `joint`",
                row.at("joint", self.value),
                "write the same value into the other row, or empty the cell",
                Severity.WARNING,
            )


class JointGroups:
    """The groups of a run, by value, in the order in which they were met."""

    def __init__(self) -> None:
        self._groups: dict[str, JointGroup] = {}

    def add(self, recipient: Recipient) -> None:
        """Enter a sound row."""
        self._of(recipient.joint).recipients.append(recipient)

    def close(self, roster: Roster) -> tuple[JointGroup, ...]:
        """Return the groups, with the rows that are no recipients, each with the letter's id."""
        for failure in roster.rejected:
            if value := roster.joint.get(failure.row):
                self._of(value).failed.append(failure)
        for held in roster.held:
            if value := roster.joint.get(held.row):
                self._of(value).held.append(held)
        taken = set(roster.ids) if self._groups else set()
        for group in self._groups.values():
            group.id = _free_id(group.value, taken)
            taken.add(group.id)
        return tuple(self._groups.values())

    def _of(self, value: str) -> JointGroup:
        return self._groups.setdefault(value, JointGroup(value))


def _free_id(value: str, taken: Collection[str]) -> str:
    """Return the value as an id that no row has."""
    while value in taken:
        value = _PREFIX + value
    return value


def _place(row: Row) -> str:
    return f"row {row.number} of {row.file}"
