"""Collect what is proposed for one roster, column by column, with the reason for each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from .column_cells import ColumnCells, lookup
from .heading_words import rank_of
from .roster_sample import RosterSample

Test = Callable[[ColumnCells], bool]


@dataclass(frozen=True, slots=True)
class KnownParliaments:
    """The parliaments that letters can go to, as far as a mapping has to know them.

    `chambers` are the ids of each parliament's chambers by its id; `find` returns the id that a
    text names, `find_chamber` that of a chamber of a parliament ("" for none), `read_chamber` that
    of a cell of chambers, short forms included; `name_chamber` returns a name that both of these
    take for the chamber of this parliament and of no other ("" for none). `is_role` says whether a
    text is a role of a chamber, `title_chamber` which chamber a name's and other titles name.
    """

    chambers: Mapping[str, tuple[str, ...]]
    find: Callable[[str], str]
    find_chamber: Callable[[str, str], str]
    read_chamber: Callable[[str, str], str]
    name_chamber: Callable[[str, str], str]
    is_role: Callable[[str, str, str], bool]
    title_chamber: Callable[[str, str, Sequence[str]], str]


@dataclass(slots=True)
class Draft:
    """The mapping so far. `used` are the headings that are mapped, `reasons` say why, by column.

    `naming` is the heading of the column that names parliaments, "" for none; `named` are the
    parliaments that its cells name.
    """

    sample: RosterSample
    known: KnownParliaments
    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    guesses: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    naming: str = ""
    named: Mapping[str, str] = field(default_factory=dict)

    def is_bound(self, ours: str) -> bool:
        return ours in self.columns or ours in self.constants

    @property
    def free(self) -> list[ColumnCells]:
        """The columns that hold something and are not mapped yet."""
        return [one for one in self.current if one.heading not in self.used]

    @property
    def current(self) -> list[ColumnCells]:
        """The columns that hold something, without earlier terms and further offices."""
        return [
            one
            for heading, one in self.sample.columns.items()
            if one.filled and not re.search(r"\.\d+(\.|$)", heading)
        ]

    def best(self, ours: str, test: Test, *, any_heading: bool = False) -> ColumnCells | None:
        """Return the free column whose heading is nearest to one of ours and that passes a test.

        `any_heading` takes one whose heading says nothing where none does.
        """
        ranked = self.all_like(ours, test)
        if ranked or not any_heading:
            return ranked[0] if ranked else None
        return next(filter(test, self.free), None)

    def all_like(self, ours: str, test: Test) -> list[ColumnCells]:
        """Return every free column whose heading is like one of ours, the nearest first."""
        ranked = []
        for place, one in enumerate(self.free):
            own = (-1, 0) if one.heading.casefold() == ours else rank_of(one.heading, ours)
            if own is not None and test(one):
                ranked.append((*own, -one.fill if own[0] > 0 else 0.0, place, one))
        return [one[-1] for one in sorted(ranked, key=lambda each: each[:-1])]

    def take(
        self,
        ours: str,
        column: ColumnCells,
        text: str = "",
        reason: str = "",
        *,
        keep: bool = False,
    ) -> None:
        """Map one of ours to a column, or to an expression over it; `keep` leaves it free."""
        if self.is_bound(ours):
            return
        is_code = "{{" in column.heading or "{%" in column.heading
        plain = f"{{{{ {lookup(column.heading)} }}}}" if is_code else column.heading
        self.columns[ours] = text or plain
        if reason:
            self.reasons[ours] = reason
        if not keep:
            self.used.add(column.heading)

    def guess(self, ours: str, reason: str) -> None:
        """Mark what is proposed for one of ours as a guess."""
        self.reasons[ours] = f"a guess: {reason}"
        self.guesses.append(ours)
