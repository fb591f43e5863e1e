"""Write failed rows to `errors.csv`: the list's own cells, verbatim, and what is wrong.

It is itself a roster: it is rendered with the same mapping once its rows are fixed. Then the three
columns that are added here are left out again, and the apostrophes of `formula_guard.py` taken off
(`format_dispatch.py`, `row_blocks.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields

from ..config.settings import RosterSettings
from ..diagnostics import Failure, Severity
from .packed_row import PackedRow
from .readers.format_dispatch import REJECT_HEADINGS
from .table_file import csv_bytes

#: The settings that say where rows come from, not what their columns mean.
_OF_A_FILE = ("source", "encoding", "delimiter", "sheet", "sql", "database")


def write_rejects(headings: Sequence[str], rejected: Iterable[Failure]) -> bytes:
    """Return the bytes of an `errors.csv`, the rows in the order of their numbers.

    Cells right of the last heading come after the added columns.
    """
    rows = (_row(headings, one) for one in sorted(rejected, key=lambda one: one.row.number))
    return csv_bytes((*headings, *REJECT_HEADINGS), rows)


def _row(headings: Sequence[str], one: Failure) -> list[str]:
    errors = [d for d in one.diagnostics if d.severity is Severity.ERROR]
    cells = one.row.cells
    overflow = cells.overflow if isinstance(cells, PackedRow) else ()
    return [
        *(cells.get(heading, "") for heading in headings),
        "; ".join(dict.fromkeys(error.code for error in errors)),
        "; ".join(error.message for error in errors),
        "; ".join(dict.fromkeys(error.hint for error in errors if error.hint)),
        *overflow,
    ]


def read_instead(settings: RosterSettings, source: str) -> RosterSettings:
    """Return the settings that read another file with the same mapping (`render --roster`).

    How the first file was encoded and cut says nothing of the other, nor what it is if it is no
    file but a query or a data frame.
    """
    mapping = {
        one.name: getattr(settings, one.name)
        for one in fields(RosterSettings)
        if one.name not in _OF_A_FILE
    }
    return RosterSettings(source=source, **mapping)
