"""Pack the cells of one row: a mapping by heading that costs little more than its text.

Why: a roster of 100,000 rows is held whole, and 28 Python strings a row take five times the
memory of their text. Both mappings can be pickled, and share what all rows have in common.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..diagnostics import Diagnostic, FaultyCellError, Row, Where
from ..typed_cell import TypedCell
from .cell_cleaning import clean

_BETWEEN = "\x1f"  # the unit separator of ASCII, which hardly any cell holds;
_OTHERWISE = b"\xff"  # else a byte that UTF-8 never uses (RFC 3629, 1), also in front of all


@dataclass(frozen=True, slots=True)
class Headings:
    """The columns of one roster, in its order; each heading occurs once.

    `read_as` are the columns of ours that other headings are read as.
    """

    names: tuple[str, ...]
    index: Mapping[str, int]
    read_as: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Iterable[str]) -> Headings:
        ordered = tuple(names)
        return cls(ordered, {name: place for place, name in enumerate(ordered)})


def pack(texts: Sequence[str]) -> bytes:
    """Return texts, whatever they hold, as one value of little more than their size."""
    joined = _BETWEEN.join(texts)
    if joined.count(_BETWEEN) < len(texts):
        return joined.encode("utf-8", "surrogatepass")
    parts = [b"", *(text.encode("utf-8", "surrogatepass") for text in texts)]
    return _OTHERWISE.join(parts)


def unpack(data: bytes) -> list[str]:
    """Return the texts that were packed, in order."""
    if not data.startswith(_OTHERWISE):
        return data.decode("utf-8", "surrogatepass").split(_BETWEEN)
    return [part.decode("utf-8", "surrogatepass") for part in data.split(_OTHERWISE)[1:]]


def unpack_first(data: bytes) -> str:
    """Return the first of the texts that were packed, which are at least one."""
    if data.startswith(_OTHERWISE):
        return unpack(data)[0]
    return data.partition(_BETWEEN.encode())[0].decode("utf-8", "surrogatepass")


class PackedRow(Mapping[str, str]):
    """One row by heading, verbatim. `overflow` holds the cells to the right of the last heading."""

    __slots__ = ("_data", "headings")

    def __init__(self, headings: Headings, cells: Sequence[str]) -> None:
        self.headings = headings
        self._data = pack(cells)

    def unpack(self) -> list[str]:
        """Return the row's cells in order, as many as the row has."""
        return unpack(self._data)

    @property
    def packed(self) -> bytes:
        """All that the row holds, headings aside: equal rows have equal bytes."""
        return self._data

    def typed_cells(self) -> list[str]:
        """Return the row's cells in order, with their values where they have some."""
        return self.unpack()

    @property
    def overflow(self) -> tuple[str, ...]:
        return tuple(self.unpack()[len(self.headings.names) :])

    def __getitem__(self, heading: str) -> str:
        place = self.headings.index[heading]
        cells = self.unpack()
        return cells[place] if place < len(cells) else ""

    def __iter__(self) -> Iterator[str]:
        return iter(self.headings.names)

    def __len__(self) -> int:
        return len(self.headings.names)

    def __repr__(self) -> str:
        return repr(dict(self))


class TypedRow(PackedRow):
    """A row of a sheet or of our own `errors.csv`: some of its cells are TypedCells."""

    __slots__ = ("_values",)

    def __init__(self, headings: Headings, cells: Sequence[str]) -> None:
        super().__init__(headings, cells)
        values = [cell.value if isinstance(cell, TypedCell) else "" for cell in cells]
        self._values = pack(values) if any(values) else b""

    @property
    def packed(self) -> bytes:
        """All that the row holds, headings aside: equal rows have equal bytes."""
        return b"%d\0%b%b" % (len(self._data), self._data, self._values)

    def __getitem__(self, heading: str) -> str:
        text = super().__getitem__(heading)
        values = unpack(self._values) if self._values else ()
        place = self.headings.index[heading]
        value = values[place] if place < len(values) else ""
        return TypedCell(text, value) if value else text

    def typed_cells(self) -> list[str]:
        """Return the row's cells in order, with their values where they have some."""
        cells = self.unpack()
        if not self._values:
            return cells
        pairs = zip(cells, unpack(self._values), strict=True)
        return [TypedCell(cell, value) if value else cell for cell, value in pairs]

    def typed_headings(self) -> Iterator[str]:
        """Yield the headings of the cells whose value is not what they show."""
        values = unpack(self._values) if self._values else ()
        return (name for name, value in zip(self.headings.names, values, strict=False) if value)


class Extra(Mapping[str, str]):
    """The columns that are not ours, cleaned: some lie in the row, some were computed from it.

    Reading one whose cell has no value raises FaultyCellError.
    """

    __slots__ = ("_computed", "_faults", "_names", "_row")

    def __init__(
        self,
        names: Headings,
        row: Row,
        computed: tuple[str, ...] = (),
        faults: Mapping[str, Diagnostic] | None = None,
    ) -> None:
        """`names.index` maps a name to a column of the row or, as -1 - i, to `computed[i]`.

        `faults` are the names whose cells hold no value.
        """
        self._names, self._row, self._computed, self._faults = names, row, computed, faults

    def __getitem__(self, name: str) -> str:
        if self._faults and name in self._faults:
            raise FaultyCellError(self._faults[name])
        return self.as_typed(name)

    def as_typed(self, name: str) -> str:
        """Return what a cell holds, be it a value or not."""
        return self._read(name, self._unpack())

    def all_as_typed(self) -> Iterator[tuple[str, str]]:
        """Yield each name with what its cell holds, be it a value or not."""
        cells = self._unpack()
        return ((name, self._read(name, cells)) for name in self._names.names)

    def _read(self, name: str, cells: Sequence[str]) -> str:
        place = self._names.index[name]
        if place < 0:
            return self._computed[-1 - place]
        cell = cells[place] if place < len(cells) else ""
        text = clean(cell)[0]
        return TypedCell(text, cell.value) if isinstance(cell, TypedCell) else text

    def _unpack(self) -> Sequence[str]:
        cells = self._row.cells
        return cells.typed_cells() if isinstance(cells, PackedRow) else ()

    @property
    def columns(self) -> Headings:
        """The names of the columns, and where they are; rows of one roster share them."""
        return self._names

    def taken_as(self, name: str) -> str:
        """Return the column of ours that a heading is read as, so that it is not here; else ""."""
        return self._names.read_as.get(name, "")

    @property
    def packed(self) -> bytes:
        """All that does not lie in the row's own cells: equal for equal columns."""
        return pack((*self._computed, *sorted(self._faults or ())))

    def place_of(self, value: str) -> Where:
        """Return the row, and the columns whose cells print a value ("" for none)."""
        names = (name for name, cell in self.all_as_typed() if cell == value)
        return self._row.at(" or ".join(names), value)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names.names)

    def __len__(self) -> int:
        return len(self._names.names)

    def __repr__(self) -> str:
        return repr(dict(typed(self)))


def typed(extra: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each name of a row's other columns with what its cell holds, be it a value or not."""
    return extra.all_as_typed() if isinstance(extra, Extra) else iter(extra.items())
