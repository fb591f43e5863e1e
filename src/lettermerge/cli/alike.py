"""Diagnostics that differ in their row alone, told once: the first, and which rows share it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from ..diagnostics import Diagnostic

_FIRST = 10  # rows that are named when not all are


@dataclass(frozen=True, slots=True)
class Alike:
    """A diagnostic, and the rows of all others that say the same, as spreadsheets show them."""

    first: Diagnostic
    rows: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return 1 + len(self.rows)

    def more(self, *, all_rows: bool = False) -> str:
        """Return which rows share the first one's fault; "" for none."""
        if not self.rows:
            return ""
        named = self.rows if all_rows else self.rows[:_FIRST]
        dots = " ..." if len(named) < len(self.rows) else ""
        rows = "row" if len(self.rows) == 1 else "rows"
        return f"{len(self.rows):,} more {rows}: {', '.join(map(str, named))}{dots}"


class Gathering:
    """Diagnostics as they come in, those alike together."""

    def __init__(self) -> None:
        self._found: dict[Diagnostic, Alike] = {}

    def __iter__(self) -> Iterator[Alike]:
        return iter(self._found.values())

    def add(self, diagnostic: Diagnostic) -> bool:
        """Take one; return whether it is the first of its like."""
        row = diagnostic.where.row
        key = replace(diagnostic, where=replace(diagnostic.where, row=None))
        known = self._found.get(key)
        if known is None:
            self._found[key] = Alike(diagnostic)
        elif row is not None and row not in (known.first.where.row, *known.rows[-1:]):
            known.rows.append(row)
        return known is None


def gather(diagnostics: Iterable[Diagnostic]) -> list[Alike]:
    """Return diagnostics, those alike together, in the order of the first of each."""
    gathering = Gathering()
    for diagnostic in diagnostics:
        gathering.add(diagnostic)
    return list(gathering)
