"""Rosters into recipients: read each table, map its columns, clean and check its rows.

Faults of columns come first, of all rosters together; rows are looked at once the columns fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ..diagnostics import Diagnostic, Report, Severity
from ..errors import RosterError
from ..settings import RosterSettings
from .cells import Cells, Extra
from .delimited import TableError
from .mapping import ADDRESS_LINES, Mapped, map_columns, missing_columns
from .model import COLUMNS, Recipient, Row
from .roster import RejectedRow, Roster, Source
from .table import Frame, Table, read_table
from .validation import repeated_ids, row_faults
from .values import Evaluator, Values

if TYPE_CHECKING:
    from ..sandbox import Sandbox

_PLAIN = tuple(name for name in COLUMNS if name != "address")


@dataclass(slots=True)
class _Made:
    """What has been made so far, of all rosters."""

    recipients: list[Recipient] = field(default_factory=list)
    rejected: list[RejectedRow] = field(default_factory=list)
    found: list[Diagnostic] = field(default_factory=list)
    unusable: list[Diagnostic] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    ids: list[tuple[str, Row]] = field(default_factory=list)


def read_recipients(rosters: Sequence[RosterSettings], project: Path, sandbox: Sandbox) -> Roster:
    """Read all rosters of a project, in order.

    Each source is a path relative to `project`. A row with an error is not among the recipients
    but is listed as rejected, and its errors are in the report beside all warnings.

    Raises:
        RosterError: what makes the rosters unusable as a whole, with every such fault: a file that
            cannot be read, columns that are missing or repeat, ids that repeat.
    """
    made = _Made()
    opened = [_open(settings, project, sandbox, made) for settings in rosters]
    _stop_if_unusable(made)
    for settings, one in zip(rosters, opened, strict=True):
        if one:
            _read_rows(settings.source, *one, made)
    made.unusable += repeated_ids(made.ids)
    _stop_if_unusable(made)
    return Roster(
        tuple(made.recipients), tuple(made.rejected), Report(tuple(made.found)), tuple(made.sources)
    )


def _open(
    settings: RosterSettings, project: Path, sandbox: Sandbox, made: _Made
) -> tuple[Table, Mapped] | None:
    """Read headings and bind the columns; None where that is not possible."""
    try:
        table = read_table(project / settings.source, settings)
    except TableError as error:
        made.unusable += error.faults
        return None
    mapped, found = map_columns(table.headings, settings, table.defaults, sandbox)
    errors = [one for one in found if one.severity is Severity.ERROR]
    made.found += [*table.notes, *(one for one in found if one.severity is not Severity.ERROR)]
    made.unusable += errors or missing_columns(mapped, table.headings, settings.source)
    return table, mapped


def _stop_if_unusable(made: _Made) -> None:
    if made.unusable:
        files = ", ".join(dict.fromkeys(one.where.file for one in made.unusable))
        raise RosterError(
            f"the recipients cannot be read from {files}",
            hint="mend each of these",
            faults=tuple(made.unusable),
        )


def _read_rows(file: str, table: Table, mapped: Mapped, made: _Made) -> None:
    evaluator = Evaluator(table, mapped, file)
    rows = 0
    try:
        for frame in table.frames:
            values = evaluator.evaluate(frame)
            _make(file, table, mapped, frame, values, made)
            rows += len(frame.numbers)
    except TableError as error:
        made.unusable += error.faults
    made.sources.append(Source(file, table.headings.names, rows))


def _make(
    file: str, table: Table, mapped: Mapped, frame: Frame, values: Values, made: _Made
) -> None:
    """Turn the rows of a frame into recipients and rejected rows."""
    plain = {name: values.ours[name] for name in _PLAIN if name in values.ours}
    lines = [values.ours[name] for name in ("address", *ADDRESS_LINES) if name in values.ours]
    others = list(values.others.values())
    for position, number in enumerate(frame.numbers):
        cells = Cells(table.headings, frame.cells[position])
        row = Row(file, number, cells)
        fields = {name: column[position] for name, column in plain.items()}
        found = values.found.get(position, [])
        if not any(one.severity is Severity.ERROR for one in found):
            found = [*found, *row_faults(fields, row)]
        made.found += found
        if fields.get("id"):
            made.ids.append((fields["id"], row))
        if any(one.severity is Severity.ERROR for one in found):
            made.rejected.append(RejectedRow(row, tuple(found)))
            continue
        computed = tuple([column[position] for column in others])
        made.recipients.append(
            Recipient(
                **fields,
                row=row,
                address=_address([column[position] for column in lines]),
                extra=Extra(mapped.extra, cells, computed),
            )
        )


def _address(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the lines of `address` and `address_1` .. `address_6`: none blank, none twice."""
    lines = (" ".join(line.split("\t")).strip() for text in texts for line in text.split("\n"))
    return tuple(dict.fromkeys(filter(None, lines)))
