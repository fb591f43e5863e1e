"""Write failed rows to `errors.csv`: the list's own cells, verbatim, and what is wrong.

It is itself a roster: it is rendered with the same mapping once its rows are fixed. Then the three
columns that are added here are left out again, and the apostrophes of `formulas.py` taken off
(`format_dispatch.py`, `row_blocks.py`).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import fields
from io import StringIO

from ..config.settings import RosterSettings
from ..diagnostics import Failure, Severity
from .formula_guard import guard
from .packed_row import PackedRow
from .readers.format_dispatch import REJECT_HEADINGS

#: The settings that say where rows come from, not what their columns mean.
_OF_A_FILE = ("source", "encoding", "delimiter", "sheet", "sql", "database")


def write_rejects(headings: Sequence[str], rejected: Iterable[Failure]) -> bytes:
    """Return the bytes of an `errors.csv`, the rows in the order of their numbers.

    UTF-8 with a byte-order mark, without which Excel takes it for Windows-1252; commas, CRLF and
    quotes as in RFC 4180. Cells right of the last heading come after the added columns.
    """
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*map(guard, headings), *REJECT_HEADINGS])
    for one in sorted(rejected, key=lambda rejected: rejected.row.number):
        errors = [d for d in one.diagnostics if d.severity is Severity.ERROR]
        cells = one.row.cells
        overflow = cells.overflow if isinstance(cells, PackedRow) else ()
        writer.writerow(
            [
                *(guard(cells.get(heading, "")) for heading in headings),
                "; ".join(dict.fromkeys(error.code for error in errors)),
                guard("; ".join(error.message for error in errors)),
                guard("; ".join(dict.fromkeys(error.hint for error in errors if error.hint))),
                *map(guard, overflow),
            ]
        )
    return text.getvalue().encode("utf-8-sig", "replace")


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
