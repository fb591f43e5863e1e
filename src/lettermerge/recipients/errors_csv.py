"""Write failed rows to `errors.csv`: the list's own cells, verbatim, and what is wrong.

It is itself a roster: it is rendered with the same mapping once its rows are fixed. Then the
columns that are added here are left out again, the apostrophes of `formula_guard.py` taken off, and
cells get their values back (`list_file_reading.py`, `row_blocks.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields

from ..config.settings import RosterSettings
from ..diagnostics import Failure, Severity
from ..typed_cell import TypedCell
from .packed_row import PackedRow, TypedRow
from .readers.list_file_reading import REJECT_HEADINGS
from .readers.row_blocks import VALUE
from .table_writer import csv_bytes

#: The settings that say where rows come from, not what their columns mean.
_OF_A_FILE = ("source", "encoding", "delimiter", "sheet", "sql", "database")


def write_rejects(headings: Sequence[str], rejected: Iterable[Failure]) -> bytes:
    """Return the bytes of an `errors.csv`, the rows in the order of their numbers.

    Cells right of the last heading come after the added columns. Behind a column whose cells have
    values that they do not show comes one with these.
    """
    failed = sorted(rejected, key=lambda one: one.row.number)
    typed = _typed_headings(headings, failed)
    rows = (_row(headings, typed, one) for one in failed)
    return csv_bytes((*_with_values(headings, typed), *REJECT_HEADINGS), rows)


def _row(headings: Sequence[str], typed: Collection[str], one: Failure) -> list[str]:
    errors = [d for d in one.diagnostics if d.severity is Severity.ERROR]
    cells = one.row.cells
    overflow = cells.overflow if isinstance(cells, PackedRow) else ()
    return [
        *_cells(cells, headings, typed),
        "; ".join(dict.fromkeys(error.code for error in errors)),
        "; ".join(error.message for error in errors),
        "; ".join(dict.fromkeys(error.hint for error in errors if error.hint)),
        *overflow,
    ]


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

    How the first file was encoded and cut says nothing of the other, nor what it is if it is no
    file but a query or a data frame.
    """
    mapping = {
        one.name: getattr(settings, one.name)
        for one in fields(RosterSettings)
        if one.name not in _OF_A_FILE
    }
    return RosterSettings(source=source, **mapping)
