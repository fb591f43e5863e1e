"""Read the columns of a signature block: signatories side by side in a table, or parted by tabs.

A table's rows belong together where one has the names and the next the offices; rows of whole
signatories, or with an empty row between them, are read one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..letter import letter_phrases as phrases
from .letter_parts import flatten, lines_of
from .source_letter import Picture, Piece, Run, SourceParagraph, SourceTable

Column = list[SourceParagraph]
_GAP = re.compile(r"\s*\t\s*| {4,}")


def has_list(table: SourceTable) -> bool:
    """Say whether a table holds enclosures or copies: a label, and what it lists beside it."""
    return any(
        phrases.enclosures_of(one.text.strip()) is not None
        or phrases.copies_of(one.text.strip()) is not None
        for one in flatten([table])
    )


def columns_of_table(table: SourceTable) -> Iterator[list[Column]]:
    """Yield the signatories that are side by side, row after row; each as its lines."""
    band: list[Column] = []
    for row in table.rows:
        cells = [
            [line for one in flatten(cell) if not one.blank for line in lines_of(one)]
            for cell in row
        ]
        blank = not any(cells)
        ended = blank or (_whole(band) and _whole(cells))
        if ended and any(map(_named, band)):
            yield _filled(band)
            band = []
        if blank:
            continue
        band += [[] for _ in range(len(cells) - len(band))]
        for number, cell in enumerate(cells):
            band[number] += cell
    if any(band):
        yield _filled(band)


def _filled(band: Sequence[Column]) -> list[Column]:
    return [column for column in band if column]


def _whole(cells: Sequence[Column]) -> bool:
    return any(sum(_lettered(one) for one in cell) > 1 for cell in cells)


def _named(column: Column) -> bool:
    return any(map(_lettered, column))


def _lettered(paragraph: SourceParagraph) -> bool:
    return any(sign.isalpha() for sign in paragraph.text)


def columns_of_lines(group: Sequence[SourceParagraph]) -> list[Column]:
    """Return the columns of lines that tabs, or many spaces, part; one column where none do."""
    rows = [list(_stretches(one)) for one in group]
    if not any(sum(map(_lettered, row)) > 1 for row in rows):
        return [list(group)]
    columns: list[Column] = [[] for _ in range(max(map(len, rows)))]
    for row in rows:
        for column, stretch in zip(columns, row, strict=False):
            if not stretch.blank:
                column.append(stretch)
    return _filled(columns)


def _stretches(paragraph: SourceParagraph) -> Iterator[SourceParagraph]:
    """Yield what stands between a line's tabs; several in a row count as one."""
    stretches: list[list[Piece]] = [[]]
    for piece in _joined(paragraph.pieces):
        if not isinstance(piece, Run):
            stretches[-1].append(piece)
            continue
        first, *others = _GAP.split(piece.text)
        stretches[-1].append(replace(piece, text=first))
        for text in others:
            begun = paragraph.with_pieces(tuple(stretches[-1]))
            if begun.blank and len(stretches) > 1:
                stretches.pop()
            stretches.append([replace(piece, text=text)])
    for one in stretches:
        yield paragraph.with_pieces(tuple(one))


def _joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield pieces with the runs that are tabs or spaces put to the run before."""
    held: Run | None = None
    for piece in pieces:
        if isinstance(piece, Run) and held is not None and not piece.text.strip():
            held = replace(held, text=held.text + piece.text)
            continue
        if held is not None:
            yield held
        held = piece if isinstance(piece, Run) else None
        if held is None:
            yield piece
    if held is not None:
        yield held


def signature_picture(column: Sequence[SourceParagraph]) -> Picture | None:
    """Return the first picture in a signatory's lines."""
    found = (p for one in column for p in one.pieces if isinstance(p, Picture))
    return next(found, None)
