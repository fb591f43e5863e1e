"""Take a letter out of a table that lays it out: a cell with the letter, and cells beside it.

Beside a letter are names of a board or an address; they become text boxes in the margin, which is
as wide as their column. Rows above are the letter's head, rows below its foot.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..letter import letter_phrases as phrases
from .frame_recognition import is_greeting
from .letter_parts import flatten
from .source_letter import (
    PlacedBox,
    SourceBlock,
    SourceLetter,
    SourceParagraph,
    SourceTable,
    Story,
    TextBox,
)

_FEWEST = 3  # paragraphs of a letter
_NARROWEST = 80.0  # millimetres that a letter needs beside its margins


def without_layout_table(letter: SourceLetter) -> SourceLetter:
    """Return a letter without the table that it is in; one that is in none as it is."""
    for number, block in enumerate(letter.body):
        place = _place_of_letter(block) if isinstance(block, SourceTable) else None
        if isinstance(block, SourceTable) and place is not None:
            return _taken_out(letter, number, block, place)
    return letter


def _place_of_letter(table: SourceTable) -> tuple[int, int] | None:
    """Return the row and the column of the one cell that has a letter, None where none has."""
    found = [
        (row, column)
        for row, cells in enumerate(table.rows)
        for column, cell in enumerate(cells)
        if _holds_letter(cell)
    ]
    wide = any(len(cells) > 1 for cells in table.rows)
    return found[0] if len(found) == 1 and wide else None


def _holds_letter(cell: tuple[SourceBlock, ...]) -> bool:
    lines = [one for one in flatten(cell) if not one.blank]
    greeted = next((n for n, one in enumerate(lines) if is_greeting(one)), None)
    if greeted is None or len(lines) - greeted < _FEWEST:
        return False
    return any(phrases.is_close(one.text) for one in lines[greeted + 1 :])


def _taken_out(
    letter: SourceLetter, number: int, table: SourceTable, place: tuple[int, int]
) -> SourceLetter:
    row, column = place
    cells = table.rows[row]
    top, right, bottom, left = letter.page.margins
    widths = _widths(table, letter.page.width - left - right)
    start, end = sum(widths[:column]), sum(widths[: _end(cells, column)])
    sides = tuple(_boxes(cells, column, widths, left))
    before = any(not _is_blank(one) for one in cells[:column])
    after = any(not _is_blank(one) for one in cells[column + 1 :])
    margins = (
        top,
        right + sum(widths) - end if after else right,
        bottom,
        left + start if before else left,
    )
    if letter.page.width - margins[1] - margins[3] < _NARROWEST:
        margins = letter.page.margins
    body: list[SourceBlock] = list(letter.body[:number])
    if row:
        body.append(replace(table, rows=table.rows[:row]))
    body += [SourceParagraph(sides, table.place), *cells[column], *letter.body[number + 1 :]]
    stories = letter.stories
    if below := table.rows[row + 1 :]:
        stories = (*stories, Story("first-page footer", (replace(table, rows=below),)))
    page = replace(letter.page, margins=margins)
    return replace(letter, body=tuple(body), stories=stories, page=page)


def _is_blank(cell: tuple[SourceBlock, ...]) -> bool:
    return all(one.blank for one in flatten(cell))


def _end(cells: tuple[tuple[SourceBlock, ...], ...], column: int) -> int:
    """Return the column after a cell and those that it spans."""
    following = (n for n in range(column + 1, len(cells)) if cells[n])
    return next(following, len(cells))


def _widths(table: SourceTable, measure: float) -> list[float]:
    most = max(len(cells) for cells in table.rows)
    widths = list(table.layout.columns)
    return widths if len(widths) >= most and sum(widths) > 1 else [measure / most] * most


def _boxes(
    cells: tuple[tuple[SourceBlock, ...], ...], column: int, widths: list[float], left: float
) -> Iterator[TextBox]:
    """Yield the cells beside the letter as text boxes in the columns that they are in."""
    for number, cell in enumerate(cells):
        if number != column and not _is_blank(cell):
            wide = sum(widths[number : _end(cells, number)])
            x = left + sum(widths[:number])
            box = PlacedBox(max(x, 2.0), 0.0, wide, 0.0, "page", "margin")
            yield TextBox(cell, box, number, (1.0, 0.0))
