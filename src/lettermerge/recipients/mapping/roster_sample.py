"""Read the rows of a roster whose mapping is to be proposed, column by column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from ...config.settings import RosterSettings
from ...diagnostics import Diagnostic
from ..readers.source_dispatch import open_source
from ..section_column import USUAL_NAME, SectionReader
from ..section_headings import is_lone, is_section, lone_cell, named_sections
from .column_cells import ColumnCells
from .heading_words import rank_of

MOST_ROWS = 100_000
#: What a row may hold alone and still be somebody.
_NAMING = ("full_name", "lone_name", "family_name", "given_name", "sort_name", "office", "role")


@dataclass(frozen=True, slots=True)
class RosterSample:
    """The rows of a roster, or the first 100,000. `defaults` is what the file's format says.

    `rows` are the numbers of the rows as a spreadsheet shows them, without headings and totals
    between them; `read` is how many there are with these, and `sections` are those of the headings
    that name a parliament, a chamber or a country. `section_column` is the heading of the column
    that says of each row what heads it, "" where nothing does.
    """

    source: str
    sheet: str
    columns: Mapping[str, ColumnCells]
    rows: tuple[int, ...]
    defaults: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Diagnostic, ...] = ()
    read: int = 0
    sections: tuple[str, ...] = ()
    section_column: str = ""


def read_sample(settings: RosterSettings, project: Path) -> RosterSample:
    """Read the roster that the settings name, without headings and totals between its rows.

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
    read = len(numbers)
    between = _between(table.headings.names, cells)
    lone = (lone_cell([column[place] for column in cells]) for place in sorted(between))
    sections = tuple(dict.fromkeys(one for one in lone if len(named_sections(one)) == 1))
    names = list(table.headings.names)
    added = ""
    if settings.sections not in names and (sections or settings.sections):
        added = settings.sections or next(one for one in _section_names() if one not in names)
        reader = SectionReader()
        cells.append([reader.read(row) for row in zip(*cells, strict=True)])
        names.append(added)
    if between and len(between) < len(numbers):
        cells = [[one for n, one in enumerate(column) if n not in between] for column in cells]
        numbers = [one for n, one in enumerate(numbers) if n not in between]
    columns = {
        heading: ColumnCells(heading, column) for heading, column in zip(names, cells, strict=True)
    }
    return RosterSample(
        settings.name, settings.sheet, columns, tuple(numbers), table.defaults, table.notes, read,
        sections, added,
    )  # fmt: skip


def _section_names() -> Iterator[str]:
    yield USUAL_NAME
    yield from (f"{USUAL_NAME} {number}" for number in count(2))


def _between(headings: Sequence[str], cells: Sequence[Sequence[str]]) -> set[int]:
    """Return the places of the rows that are headings or totals, and nobody.

    A row of one cell is one, too, where that is not under a heading of names or offices, and
    others are: it can make no letter, and says nothing of what the columns hold.
    """
    naming = {
        place
        for place, heading in enumerate(headings)
        if any(rank_of(heading, ours) is not None for ours in _NAMING)
    }
    found = set()
    for place, row in enumerate(zip(*cells, strict=True)):
        lone = naming and is_lone(row) and not any(row[one] for one in naming)
        if lone or is_section(row):
            found.add(place)
    return found
