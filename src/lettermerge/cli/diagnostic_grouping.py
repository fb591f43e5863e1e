"""Group diagnostics that say the same of many rows: each is told once, with the other rows."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ..diagnostics import Diagnostic, number_of

_FIRST = 10  # rows that are named when not all are
#: So many wordings of one kind of fault are told apart; of more only one is.
APART, APART_IN_FULL = 2, 20

#: The place in a text file at which a message begins, `letters/a.md:6`.
_PLACE = re.compile(r"\S+\.\w+:\d+(?=: )")
#: What a message quotes, and (as a group) its numbers.
_VARIABLE = re.compile(r"`[^`]*`|(\d+(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class Alike:
    """A diagnostic, and the rows of all others that say the same, as spreadsheets show them.

    `is_kind` tells that the others differ in more than their row: in a value, or a measure.
    """

    first: Diagnostic
    rows: list[int] = field(default_factory=list)
    is_kind: bool = False

    def __len__(self) -> int:
        return 1 + len(self.rows)

    def more(self, *, all_rows: bool = False) -> str:
        """Return which rows share the first one's fault; "" for none."""
        if not self.rows:
            return ""
        named = self.rows if all_rows else self.rows[:_FIRST]
        dots = " ..." if len(named) < len(self.rows) else ""
        rows = number_of(len(self.rows), "more row")
        kind = " of this kind" if self.is_kind else ""
        return f"{rows}{kind}: {', '.join(map(str, named))}{dots}"

    def add(self, row: int | None) -> None:
        """Enter one more row, once."""
        if row is not None and row not in (self.first.where.row, *self.rows[-1:]):
            self.rows.append(row)


class Gathering:
    """Diagnostics as they come in, those alike together; of a kind only the first wordings."""

    def __init__(self, apart: int = APART) -> None:
        self._apart = apart
        self._found: dict[Diagnostic, Alike] = {}
        self._kinds: dict[Hashable, list[Alike]] = {}
        self._rest: dict[Hashable, Alike] = {}

    def __iter__(self) -> Iterator[Alike]:
        yield from self._found.values()
        yield from self._rest.values()

    def add(self, diagnostic: Diagnostic) -> bool:
        """Take one; return whether it is the first of its like, and is to be told."""
        row = diagnostic.where.row
        key = replace(diagnostic, where=replace(diagnostic.where, row=None))
        if key in self._found:
            self._found[key].add(row)
            return False
        told = self._kinds.setdefault(kind_of(diagnostic), [])
        if row is not None and len(told) >= self._apart:
            rest = self._rest.setdefault(
                kind_of(diagnostic), Alike(told[-1].first, [], is_kind=True)
            )
            rest.add(row)
            return False
        self._found[key] = Alike(diagnostic)
        told.append(self._found[key])
        return True


def kind_of(diagnostic: Diagnostic) -> Hashable:
    """Return what faults of one kind share: code and column, and the line of a template."""
    where = diagnostic.where
    place = _PLACE.match(diagnostic.message)
    return (
        diagnostic.severity, diagnostic.code, where.file, where.column, where.row is None,
        place[0] if place else "",
    )  # fmt: skip


def gather(diagnostics: Iterable[Diagnostic], apart: int = APART) -> list[Alike]:
    """Return diagnostics, those alike together, in the order of the first of each.

    A kind with more than `apart` wordings is told once, at the worst of them.
    """
    exact: dict[Diagnostic, Alike] = {}
    for one in diagnostics:
        key = replace(one, where=replace(one.where, row=None))
        exact.setdefault(key, Alike(one)).add(one.where.row)
    kinds: dict[Hashable, list[Alike]] = {}
    for group in exact.values():
        kinds.setdefault(kind_of(group.first), []).append(group)
    merged: list[Alike] = []
    for groups in kinds.values():
        has_rows = groups[0].first.where.row is not None
        merged += [_merge(groups)] if has_rows and len(groups) > apart else groups
    return merged


def _merge(groups: Sequence[Alike]) -> Alike:
    """Return groups of one kind as one: at the worst where they differ in measures alone."""
    first = groups[0].first
    if len({_VARIABLE.sub("#", group.first.message) for group in groups}) == 1:
        first = max((group.first for group in groups), key=_numbers)
    rows = {group.first.where.row for group in groups}
    rows |= {row for group in groups for row in group.rows}
    others = sorted(row for row in rows if row is not None and row != first.where.row)
    return Alike(first, others, is_kind=True)


def _numbers(fault: Diagnostic) -> list[float]:
    return [float(found) for found in _VARIABLE.findall(fault.message) if found]
