"""Cut the records below the headings into blocks of some thousands of rows, by column.

Cells are text, and stay it: `02138` is no number and `NA` is not nothing. The distinct texts of
each column are found, so that each is kept and cleaned once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from ...diagnostics import Diagnostic, Where
from ...typed_cell import TypedCell
from ..cell_cleaning import show
from ..formula_guard import unguard
from .delimited_text import Record, TableError

FRAME_ROWS = 4096
#: What the heading of a column of values in our own `errors.csv` ends with.
VALUE = " (value)"


@dataclass(frozen=True, slots=True)
class RowBlock:
    """Some rows of a table. `numbers[i]` is the row as a spreadsheet shows it.

    `cells[i]` is the row verbatim, and may be wider than the headings, which `columns` are not.
    `faults` are those found while cutting the file, by position. `typed` says that cells may be
    TypedCells, which keep the values behind what they show.
    """

    numbers: Sequence[int]
    cells: Sequence[Sequence[str]]
    columns: Sequence[Column]
    faults: Mapping[int, tuple[Diagnostic, ...]]
    typed: bool = False

    def column(self, place: int) -> list[str] | None:
        """Return a column as it is in the rows, None where all of it is plain text."""
        cells = [row[place] for row in self.cells] if self.typed else []
        return cells if any(isinstance(cell, TypedCell) for cell in cells) else None


class Column(NamedTuple):
    """A column of a frame: row `i` holds `texts[codes[i]]`, and each text is there once."""

    codes: Sequence[int]
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file's records become rows.

    `names` are the headings as they are in the file, "" for a column without one. Behind them
    `added` columns are those of our own `errors.csv`, whose apostrophes are taken off again, and
    whose columns of `values` give those of other columns (by their places) their values back.
    `unread` are the places without a heading whose cells number the rows.
    """

    file: str
    names: tuple[str, ...]
    added: int
    unread: frozenset[int] = frozenset()
    values: Mapping[int, int] = field(default_factory=dict)
    typed: bool = False

    @property
    def places(self) -> list[int]:
        return [place for place, name in enumerate(self.names) if name]


def cut_frames(records: Iterator[Record], shape: Shape) -> Iterator[RowBlock]:
    """Yield the rows that are not blank, some thousands at a time."""
    width, places = len(shape.names), shape.places
    while block := list(islice(records, FRAME_ROWS)):
        numbers: list[int] = []
        rows: list[Sequence[str]] = []
        faults: dict[int, tuple[Diagnostic, ...]] = {}
        for number, record in block:
            cells = _without_added(record, shape) if shape.added else record
            if not any(map(str.strip, cells)):
                continue
            if len(cells) != width or len(places) != width:
                cells, fault = _fit(cells, number, shape, places)
                if fault:
                    faults[len(rows)] = (fault,)
            numbers.append(number)
            rows.append(cells)
        if rows:
            even = [row[: len(places)] for row in rows] if faults else rows
            yield RowBlock(numbers, rows, _columns(even), faults, shape.typed)


def _columns(rows: Sequence[Sequence[str]]) -> list[Column]:
    """Return the columns of rows of one width, each distinct text once.

    `pandas.factorize` takes three quarters of the time, and its import as long as a hundred frames.
    """
    columns = []
    for column in zip(*rows, strict=True):
        codes = dict(zip(dict.fromkeys(column), range(len(column)), strict=False))
        columns.append(Column(list(map(codes.__getitem__, column)), tuple(codes)))
    return columns


def _without_added(record: list[str], shape: Shape) -> list[str]:
    """Return a row of our own `errors.csv` as the roster had it."""
    width = len(shape.names) + len(shape.values)
    cells = [unguard(cell) for cell in record[:width] + record[width + shape.added :]]
    if not shape.values:
        return cells
    for place, column in shape.values.items():
        if place < len(cells) and (value := cells[place].strip()):
            cells[column] = TypedCell(cells[column], value)
    return [cell for place, cell in enumerate(cells) if place not in shape.values]


def value_columns(names: Sequence[str]) -> dict[int, int]:
    """Return which columns hold the values of which, by their places: `NAME (value)` of `NAME`.

    One that has a column of values itself is the roster's own.
    """
    places = {name: place for place, name in enumerate(names)}
    return {
        place: places[column]
        for place, name in enumerate(names)
        if name.endswith(VALUE)
        and (column := name.removesuffix(VALUE)) in places
        and name + VALUE not in places
    }


def _fit(
    cells: list[str], number: int, shape: Shape, places: list[int]
) -> tuple[list[str], Diagnostic | None]:
    """Return the cells that are under headings (and what stands right of them), and a fault.

    Blank cells right of the last heading are harmless: a trailing delimiter makes one.
    """
    width = len(shape.names)
    for place in range(width):
        if shape.names[place] or place in shape.unread or place >= len(cells):
            continue
        if cells[place].strip():
            raise TableError(
                Diagnostic(
                    "roster.missing-heading",
                    f"column {place + 1} has cells and no heading",
                    Where(shape.file, row=number, value=show(cells[place])),
                    "give the column a heading, or empty it; headings are the first row, and a "
                    "merged cell is that of its first column alone",
                )
            )
    fault = None
    right = cells[width:] if any(map(str.strip, cells[width:])) else []
    if right or len(cells) < width:
        fault = Diagnostic(
            "roster.ragged-row",
            f"the row has {len(cells)} cells, and there are {width} headings",
            Where(shape.file, row=number, value=show(right[0]) if right else None),
            "put text that holds the delimiter in quotes, and leave no cell out",
        )
    return [*(cells[place] if place < len(cells) else "" for place in places), *right], fault
