"""Find on which side the words of each column of a table are."""

from __future__ import annotations

from collections import Counter

from .source_letter import SourceTable, TabStop, paragraphs

_DECIMAL = ("decimal", "num")  # tab stops that a cell's number is at without a tab


def column_sides(table: SourceTable) -> tuple[str, ...]:
    """Return "left", "center" or "right" for each column: where most of its cells are.

    The first row is the head, which is often centred: it counts where it is the only one.
    """
    width = max((len(row) for row in table.rows), default=0)
    body = table.rows[1:] or table.rows
    found: list[Counter[str]] = [Counter() for _ in range(width)]
    for row in body:
        for side, cell in zip(found, row, strict=False):
            words = [one for one in paragraphs(cell) if one.text.strip()]
            side.update({_side(words[0].align, words[0].layout.tabs)} if words else ())
    return tuple(side.most_common(1)[0][0] if side else "left" for side in found)


def _side(align: str, tabs: tuple[TabStop, ...]) -> str:
    if align in ("center", "right"):
        return align
    return "right" if any(one.kind in _DECIMAL for one in tabs) else "left"
