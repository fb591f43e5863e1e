"""Read the rows of a roster whose mapping is to be proposed, column by column."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from ...config.settings import RosterSettings
from ...diagnostics import Diagnostic
from ..readers.source_dispatch import open_source
from .column_cells import ColumnCells

MOST_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class RosterSample:
    """The rows of a roster, or the first 100,000. `defaults` is what the file's format says.

    `rows` are the numbers of the rows as a spreadsheet shows them.
    """

    source: str
    sheet: str
    columns: Mapping[str, ColumnCells]
    rows: tuple[int, ...]
    defaults: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Diagnostic, ...] = ()


def read_sample(settings: RosterSettings, project: Path) -> RosterSample:
    """Read the roster that the settings name.

    Raises:
        TableError: it cannot be read, or its headings repeat.
    """
    table = open_source(project, settings)
    cells: list[list[str]] = [[] for _ in table.headings.names]
    numbers: list[int] = []
    with closing(table):
        for block in table.frames:
            for place, (codes, texts) in enumerate(block.columns):
                trimmed = [text.strip() for text in texts]
                cells[place] += [trimmed[code] for code in codes]
            numbers += block.numbers
            if len(numbers) >= MOST_ROWS:
                break
    columns = {
        heading: ColumnCells(heading, column)
        for heading, column in zip(table.headings.names, cells, strict=True)
    }
    return RosterSample(
        settings.name, settings.sheet, columns, tuple(numbers), table.defaults, table.notes
    )
