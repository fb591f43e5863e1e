"""Find the row of headings among a list's first records."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ...diagnostics import Diagnostic, Severity, Where
from ..cell_cleaning import show
from .delimited_text import Record

_FEWEST_KNOWN = 2  # headings of a row that is below another one of headings
HIGHEST_TITLE = 10  # rows that may be above the headings


def read_lead(records: Iterator[Record]) -> list[Record]:
    """Return the first records that are not blank, up to one that fills half of its cells."""
    lead: list[Record] = []
    for record in records:
        filled = _filled(record)
        lead += [record] if filled else []
        if (filled > 1 and filled * 2 >= len(record[1])) or len(lead) > HIGHEST_TITLE:
            break
    return lead


def rows_above(lead: Sequence[Record]) -> int:
    """Return how many records are above the headings: a sheet's title, its date and author.

    They hold one cell, or less than half as many as the row of headings does. A lone cell with a
    delimiter in it is a row of headings that was not cut.
    """
    if any(re.search(r"[;\t|]", cell) for cell in lead[0][1]):
        return 0
    several = next((place for place, one in enumerate(lead) if _filled(one) > 1), 0)
    last = _filled(lead[-1])
    return len(lead) - 1 if all(_filled(one) * 2 < last for one in lead[several:-1]) else several


def is_band(record: Record, following: Record) -> bool:
    """Say whether a row groups the headings of the next one: Person, Where over Name, Parliament.

    Its cells are merged, so that the next row has a heading where this one has none; two of those
    at least are headings that lists are known to have.
    """
    from ..mapping.heading_words import is_known_heading  # that package reads rosters, too

    cells, below = ([cell.strip() for cell in one[1]] for one in (record, following))
    width = max(len(cells), len(below))
    cells += [""] * (width - len(cells))
    below += [""] * (width - len(below))
    gaps = [place for place in range(width) if below[place] and not cells[place]]
    filled = sum(map(bool, below))
    known = sum(map(is_known_heading, filter(None, below)))
    return bool(gaps) and known >= _FEWEST_KNOWN and known * 2 >= filled


def _filled(record: Record) -> int:
    return sum(map(bool, map(str.strip, record[1])))


def passed_over(record: Record, headings: int, file: str) -> Diagnostic:
    """Return the warning of a record that is above the headings in row `headings`."""
    number, cells = record
    return Diagnostic(
        "roster.above-headings",
        f"the row is above the headings in row {headings}, and is not read",
        Where(file, row=number, value=show(next(filter(None, map(str.strip, cells))))),
        "delete it to silence this",
        Severity.WARNING,
    )


def row_numbers(
    names: Sequence[str], records: Sequence[Record], row: int, file: str
) -> dict[int, Diagnostic]:
    """Return the places without a heading whose cells number the rows, each with its warning.

    pandas writes such a column; nothing in it is of a recipient.
    """
    found: dict[int, Diagnostic] = {}
    for place, name in enumerate(names):
        cells = [cells[place].strip() for _, cells in records if place < len(cells)]
        filled = list(filter(None, cells))
        if name or not filled or len({*filled}) < len(filled):
            continue
        if all(re.fullmatch(r"\d+(\.0)?", cell) for cell in filled):
            found[place] = Diagnostic(
                "roster.row-numbers",
                f"column {place + 1} has no heading and numbers the rows: it is not read",
                Where(file, row=row),
                "delete the column to silence this, or give it a heading to read it",
                Severity.WARNING,
            )
    return found


def heading_faults(names: Iterable[str], row: int, file: str) -> list[Diagnostic]:
    """Return a fault for each heading that several columns have; "" is none."""
    counts = Counter(filter(None, names))
    return [
        Diagnostic(
            "roster.repeated-heading",
            f"{count} columns have the heading `{name}`",
            Where(file, row=row, column=name),
            "give each column a heading of its own",
        )
        for name, count in counts.items()
        if count > 1
    ]
