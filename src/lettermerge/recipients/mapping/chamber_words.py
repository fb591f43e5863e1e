"""Read what cells and headings say of chambers, for lists of one parliament and of several."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .column_cells import ColumnCells
from .heading_words import keys_of, rank_of
from .mapping_draft import Draft

MOST_KINDS = 40  # distinct cells of a column that says what somebody is
#: Of the rows, or one, may be empty or unclear under a heading of chambers: `check` names them.
UNSAID = 0.2
Known = Mapping[str, Mapping[str, Any]]


def meaning_of(
    draft: Draft, parliament: str, cell: str, known: Known, *, codes: bool = False
) -> str:
    """Return the chamber that a cell means, "" for none."""
    folded = " ".join(cell.casefold().split())
    for one, words in known.items():
        if folded in words.get("words", ()) or (codes and folded in words.get("codes", ())):
            return one
    known_by = draft.known.read_chamber if codes else draft.known.find_chamber
    return known_by(parliament, cell)


def unsaid_reason(rows: int) -> str:
    """Return the reason of a column that does not say it for some rows."""
    name = "row names" if rows == 1 else "rows name"
    return f"{rows} {name} no chamber that is known" if rows else ""


def is_naming_column(column: ColumnCells) -> bool:
    """Say whether a heading is that of names, titles or offices."""
    ours = ("full_name", "lone_name", "title", "honorific", "office", "role", "post_nominals")
    return any(rank_of(column.heading, one) is not None for one in ours)


def is_district(column: ColumnCells) -> bool:
    """Say whether a heading is that of districts."""
    keys = " ".join(keys_of(column.heading))
    return bool(re.search(r"\b(district|cd|riding|electorate|constituency)\b", keys)) and not (
        re.search(r"\b(office|name|id|address|phone|state)\b", keys)
    )
