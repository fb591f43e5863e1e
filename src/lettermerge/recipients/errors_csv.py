"""Write failed rows to `errors.csv`: the list's own cells, verbatim, and what is wrong.

It is itself a roster: it is rendered with the same mapping once its rows are fixed. Then the
columns that are added here are left out again, the apostrophes of `formula_guard.py` taken off, and
cells get their values back (`row_blocks.py`). The only module that writes CSV.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from io import StringIO

from ..config.settings import RosterSettings
from ..diagnostics import Failure, Severity
from ..typed_cell import TypedCell
from .formula_guard import guard
from .packed_row import PackedRow, TypedRow
from .readers.format_dispatch import REJECT_HEADINGS
from .readers.row_blocks import VALUE


def write_rejects(headings: Sequence[str], rejected: Iterable[Failure]) -> bytes:
    """Return the bytes of an `errors.csv`, the rows in the order of their numbers.

    UTF-8 with a byte-order mark, without which Excel takes it for Windows-1252; commas, CRLF and
    quotes as in RFC 4180. Cells right of the last heading come after the added columns. Behind a
    column whose cells have values that they do not show comes one with these.
    """
    rows = sorted(rejected, key=lambda rejected: rejected.row.number)
    typed = _typed_headings(headings, rows)
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*map(guard, _with_values(headings, typed)), *REJECT_HEADINGS])
    for one in rows:
        errors = [d for d in one.diagnostics if d.severity is Severity.ERROR]
        cells = one.row.cells
        overflow = cells.overflow if isinstance(cells, PackedRow) else ()
        writer.writerow(
            [
                *(guard(text) for text in _cells(cells, headings, typed)),
                "; ".join(dict.fromkeys(error.code for error in errors)),
                guard("; ".join(error.message for error in errors)),
                guard("; ".join(dict.fromkeys(error.hint for error in errors if error.hint))),
                *map(guard, overflow),
            ]
        )
    return text.getvalue().encode("utf-8-sig", "replace")


def _typed_headings(headings: Sequence[str], rejected: Iterable[Failure]) -> frozenset[str]:
    """Return the headings behind which a column of values is written.

    They are those of cells with a value of their own. A roster's own column `sum (value)` gets one,
    too, an empty one: so it is not taken for the values of `sum` when the file is read.
    """
    own = {one for one in headings if one.endswith(VALUE) and one.removesuffix(VALUE) in headings}
    found = own | {
        heading
        for one in rejected
        if isinstance(one.row.cells, TypedRow)
        for heading in one.row.cells.typed_headings()
    }
    return frozenset(one for one in found if one + VALUE not in headings)


def _with_values(headings: Iterable[str], typed: Collection[str]) -> Iterator[str]:
    for heading in headings:
        yield heading
        if heading in typed:
            yield heading + VALUE


def _cells(
    cells: Mapping[str, str], headings: Iterable[str], typed: Collection[str]
) -> Iterator[str]:
    for heading in headings:
        cell = cells.get(heading, "")
        yield cell
        if heading in typed:
            yield cell.value if isinstance(cell, TypedCell) else ""


def read_instead(settings: RosterSettings, source: str) -> RosterSettings:
    """Return the settings that read another file with the same mapping (`render --roster`).

    How the first file was encoded and cut says nothing of the other.
    """
    return replace(settings, source=source, encoding="", delimiter="", sheet="")
