"""Name a roster's columns by their own headings in what is said of its rows.

Protocol knows the columns by our names; whoever reads a message looks for the heading in the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ...config.settings import RosterSettings
from ...diagnostics import Diagnostic, Failure, Row
from ...recipients.column_mapping import looks_up, ours_of
from ...recipients.roster import row_file

_QUOTED = re.compile(r"`(\w+)`")


def with_headings(
    found: Iterable[Diagnostic], rosters: Sequence[RosterSettings]
) -> Iterator[Diagnostic]:
    """Yield diagnostics; those of rows name the columns as their roster does."""
    known = {row_file(one): _headings(one) for one in rosters}
    for one in found:
        headings = known.get(one.where.file, {})
        yield _named(one, headings) if headings and one.where.row else one


def fault_with_headings(failure: Failure, rosters: Sequence[RosterSettings]) -> Failure:
    """Return a failed row whose diagnostics name the columns as its roster does."""
    return replace(failure, diagnostics=tuple(with_headings(failure.diagnostics, rosters)))


def _headings(roster: RosterSettings) -> Mapping[str, str]:
    """Return the headings that are mapped whole to one of our columns, by our names."""
    return {
        ours: heading
        for ours, heading in roster.columns.items()
        if heading and heading != ours and "{" not in heading
    }


def cells_behind(row: Row, name: str, rosters: Sequence[RosterSettings]) -> tuple[str, str]:
    """Return the heading of the cell that a value of ours was made of, and its text as it is there.

    An expression may look up several: their headings and texts are listed. Where the cells are not
    known, it is our name, and "".
    """
    mapped = next((one.columns.get(name, "") for one in rosters if row_file(one) == row.file), "")
    if "{" in mapped:
        headings = [one for one in row.cells if row.cells[one] and looks_up(mapped, one)]
    else:
        own = [one for one in row.cells if ours_of(one) == name]
        headings = [mapped] if mapped in row.cells else own[:1]
    texts = [" ".join(row.cells[one].split()) for one in headings]
    return ", ".join(headings) or name, " | ".join(texts)


def _named(one: Diagnostic, headings: Mapping[str, str]) -> Diagnostic:
    def heading(match: re.Match[str]) -> str:
        return f"`{headings.get(match[1], match[1])}`"

    column = headings.get(one.where.column, one.where.column)
    value = f"`{one.where.value}`"
    typed = value if value.strip("`") in headings else ""  # a cell that is the name of a column
    message = one.message if typed and typed in one.message else _QUOTED.sub(heading, one.message)
    return replace(
        one,
        message=message,
        hint=_QUOTED.sub(heading, one.hint),
        where=replace(one.where, column=column),
    )
