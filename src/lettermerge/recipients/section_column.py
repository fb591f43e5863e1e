"""Make a column of the headings between a roster's rows: what each heads, down to the next.

CANADA above some rows says of each of them for which parliament it is, and no cell of theirs does.
A chamber below a country, or below another chamber of it, is that country's; behind a total nothing
is headed any more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .packed_row import Headings
from .readers.list_file_reading import RosterTable
from .readers.row_blocks import Column, RowBlock
from .section_headings import (
    is_chamber,
    is_lone,
    is_section,
    is_total_row,
    lone_cell,
    named_sections,
    place_of,
)

USUAL_NAME = "Parliament above"


@dataclass(slots=True)
class SectionReader:
    """Goes down the rows, and knows what heads each; a heading is headed by none.

    A row of one cell that names no parliament, as of another one or of a party, heads those below,
    too: what is above it is not theirs for sure.
    """

    _place: str = ""  # the last heading that is more than a chamber
    _section: str = ""

    def read(self, cells: Sequence[str]) -> str:
        """Return what heads a row, "" for none, for headings and for totals."""
        if not is_section(cells) and not is_lone(cells):
            return self._section
        text = lone_cell(cells).rstrip(": ")
        named = named_sections(text)
        if is_total_row(cells) or len(named) > 1:
            self._place = self._section = ""
        elif named and is_chamber(text) and self._place:
            self._section = f"{self._place} – {text}"
        else:
            self._place, self._section = place_of(text) or text, text
        return ""


def with_sections(table: RosterTable, name: str) -> RosterTable:
    """Return a table with a column of what heads its rows; "" adds none.

    A table that has such a column keeps its own, as our own `errors.csv` has.
    """
    names = table.headings.names
    if not name or name in names:
        return table
    headings = Headings.of((*names, name))
    headings = replace(headings, read_as=table.headings.read_as)
    return replace(table, headings=headings, frames=_headed(table.frames, len(names)))


def _headed(frames: Iterator[RowBlock], width: int) -> Iterator[RowBlock]:
    reader = SectionReader()
    for frame in frames:
        found = [reader.read(row[:width]) for row in frame.cells]
        texts = tuple(dict.fromkeys(found))
        codes = {text: code for code, text in enumerate(texts)}
        rows = [
            [*row[:width], one, *row[width:]] for row, one in zip(frame.cells, found, strict=True)
        ]
        column = Column([codes[one] for one in found], texts)
        yield replace(frame, cells=rows, columns=[*frame.columns, column])
