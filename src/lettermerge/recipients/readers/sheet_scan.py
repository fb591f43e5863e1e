"""Hold what a scan learned of a worksheet: its extent, and cells the quick reader gets wrong.

Why before: it lays a sheet out as a full rectangle, so a file of 5 KB with one cell in the far
corner would take many gigabytes. The parsers of `xlsx_scan` and `ods_scan` see cell by cell.
"""

from __future__ import annotations

from dataclasses import dataclass, field

LARGEST_HEIGHT = 250_000
LARGEST_WIDTH = 1_000
LARGEST_AREA = 10_000_000
SPARSE_AREA = 1_000_000  # cells, beyond which at least one in `SPARSEST` holds something
SPARSEST = 20
LARGEST_VOLUME = 128 << 20  # characters of all cells together, a text counted where it is shown
LONGEST_VALUE = 32  # characters of a cell that are looked at

Place = tuple[int, int]  # row and column, from 0


@dataclass(slots=True)
class Scan:
    """Extent (rows and columns up to the last cell with content) and the cells to look at.

    `no_value` hold formulas whose value was never saved, `in_error` show an error such as #N/A,
    `shown` are numbers that their format shows with other digits than they have (02138). `hidden`
    are rows with content that the sheet does not show. `merged` are the first and last cells of
    those of an ODS that are merged with cells below; an XLSX's reader knows them itself. `filled`
    counts the cells of the file that hold something, a repeated one once; `shared` those of an XLSX
    that show a text of the table which all sheets share.
    """

    height: int = 0
    width: int = 0
    filled: int = 0
    shared: int = 0
    volume: int = 0
    no_value: list[Place] = field(default_factory=list)
    in_error: dict[Place, str] = field(default_factory=dict)
    shown: dict[Place, str] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
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
