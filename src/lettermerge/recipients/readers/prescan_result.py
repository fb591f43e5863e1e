"""Hold what a scan learned of a worksheet: its extent, and cells the quick reader gets wrong.

Why before: it lays a sheet out as a full rectangle, so a file of 5 KB with one cell in the far
corner would take many gigabytes. The parsers of `xlsx_prescan` and `ods_prescan` see cell by cell.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field

LARGEST_HEIGHT = 250_000
LARGEST_WIDTH = 1_000
LARGEST_AREA = 10_000_000
SPARSE_AREA = 1_000_000  # cells, beyond which at least one in `SPARSEST` holds something
SPARSEST = 20
LARGEST_VOLUME = 128 << 20  # characters of all cells together, a text counted where it is shown
LONGEST_VALUE = 255  # characters of a cell that are looked at; no number shows more

Place = tuple[int, int]  # row and column, from 0


def _numbers() -> array[int]:
    return array("I")


@dataclass(slots=True)
class StyleRuns:
    """The formats of one column: `styles[i]` holds from row `rows[i]` on (from 0; 0 is none)."""

    rows: array[int] = field(default_factory=_numbers)
    styles: array[int] = field(default_factory=_numbers)

    def add(self, row: int, style: int) -> None:
        """Enter a cell's format; a row lies below the one before it, as in any sheet."""
        if (self.styles[-1] if self.styles else 0) != style:
            self.rows.append(max(row, self.rows[-1] if self.rows else 0))
            self.styles.append(style)


@dataclass(slots=True)
class SavedTexts:
    """The texts that cells of an ODS show where their value is another, row by row.

    The `i`-th row of the file with such cells is row `rows[i]` (from 0) and the `repeats[i]` - 1
    below it; its cells begin at `starts[i]` of `columns` and `widths`. Texts lie in `data`, cell
    after cell, up to `ends`.
    """

    rows: array[int] = field(default_factory=_numbers)
    repeats: array[int] = field(default_factory=_numbers)
    starts: array[int] = field(default_factory=_numbers)
    columns: array[int] = field(default_factory=_numbers)
    widths: array[int] = field(default_factory=_numbers)
    ends: array[int] = field(default_factory=_numbers)
    data: bytearray = field(default_factory=bytearray)

    def add(self, place: Place, repeats: int, width: int, text: str) -> None:
        """Enter what the cell at `place` and those right of it show, so many rows."""
        row, column = place
        if not self.rows or self.rows[-1] != row:
            self.rows.append(row)
            self.repeats.append(repeats)
            self.starts.append(len(self.columns))
        self.columns.append(column)
        self.widths.append(width)
        self.data += text.encode("utf-8", "surrogatepass")
        self.ends.append(len(self.data))

    def last_row(self, place: int) -> int:
        """Return the last row that an entry holds for."""
        return self.rows[place] + self.repeats[place] - 1

    def texts(self, place: int) -> Iterator[tuple[int, str]]:
        """Yield columns and texts of an entry."""
        behind = self.starts[place + 1] if place + 1 < len(self.starts) else len(self.columns)
        for cell in range(self.starts[place], behind):
            begin = self.ends[cell - 1] if cell else 0
            text = self.data[begin : self.ends[cell]].decode("utf-8", "surrogatepass")
            for right in range(self.widths[cell]):
                yield self.columns[cell] + right, text


@dataclass(slots=True)
class Scan:
    """Extent (rows and columns up to the last cell with content) and the cells to look at.

    `no_value` hold formulas whose value was never saved, `in_error` show an error such as #N/A.
    `styles` are the formats of an XLSX by column, numbered from 1 as in `codes` (a code, or the
    number of a built-in format), `saved` the texts that an ODS shows. `unsaved` are its columns
    with cells of a format that it has saved no text of: the first row (from 1) and the kind.
    `hidden` are rows with content that the sheet does not show. `merged` are the first and last
    cells of those of an ODS that are merged with cells below; an XLSX's reader knows them itself.
    `struck` are the rows of which half the cells or more are struck through.
    `filled` counts the cells of the file that hold something, a repeated one once; `shared` those
    of an XLSX that show a text of the table which all sheets share.
    """

    height: int = 0
    width: int = 0
    filled: int = 0
    shared: int = 0
    volume: int = 0
    no_value: list[Place] = field(default_factory=list)
    in_error: dict[Place, str] = field(default_factory=dict)
    styles: dict[int, StyleRuns] = field(default_factory=dict)
    codes: list[str | int] = field(default_factory=list)
    saved: SavedTexts = field(default_factory=SavedTexts)
    unsaved: dict[int, tuple[int, str]] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    struck: set[int] = field(default_factory=set)
    merged: list[tuple[Place, Place]] = field(default_factory=list)

    @property
    def is_too_large(self) -> bool:
        return (
            self.height > LARGEST_HEIGHT or self.width > LARGEST_WIDTH or self.area > LARGEST_AREA
        )

    @property
    def area(self) -> int:
        return self.height * self.width

    @property
    def is_sparse(self) -> bool:
        """Whether the quick reader would make far more empty cells than the file has filled."""
        return self.area > max(SPARSE_AREA, SPARSEST * self.filled)

    def hold(self, characters: int) -> None:
        """Count the characters of a cell; raises ValueError where all cells hold too many."""
        self.volume += characters
        if self.volume > LARGEST_VOLUME:
            raise ValueError(f"its cells hold more than {LARGEST_VOLUME >> 20} MiB of text")

    def reach(self, row: int, column: int) -> None:
        """Widen the extent to take in a cell with content."""
        self.filled += 1
        self.height, self.width = max(self.height, row + 1), max(self.width, column + 1)


@dataclass(slots=True)
class StruckCells:
    """Counts the cells of a row that are struck through, and the others that hold something."""

    struck: int = 0
    others: int = 0

    def add(self, *, is_struck: bool, cells: int = 1) -> None:
        """Count cells that hold something."""
        if is_struck:
            self.struck += cells
        else:
            self.others += cells

    def end_row(self) -> bool:
        """Say whether the row is struck through, and begin the next one.

        The number of a row, and what was typed beside it later, have no line through them.
        """
        is_struck = self.struck > 0 and self.struck >= self.others
        self.struck = self.others = 0
        return is_struck
