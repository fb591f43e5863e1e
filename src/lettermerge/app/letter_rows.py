"""Count the rows that letters are made of, and list the persons with their rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..diagnostics import Row
from ..protocol.addressee import Addressee
from .addressing import Letter


def count_rows(letters: Iterable[Letter]) -> int:
    """Return the number of rows that letters are made of."""
    return sum(1 + len(one.others) for one in letters)


@dataclass(frozen=True, slots=True)
class RowOfPerson:
    """The row of one person of a letter."""

    row: Row


def persons_of(letters: Iterable[Letter]) -> Iterator[tuple[Letter | RowOfPerson, Addressee]]:
    """Yield each person of letters with what has the row."""
    for letter in letters:
        if len(letter.members) == 1:
            yield letter, letter.addressee
            continue
        rows = dict(zip(letter.members, letter.rows, strict=True))
        for one in letter.addressees.recipients:
            yield RowOfPerson(rows[one.id]), one
