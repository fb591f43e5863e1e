"""What every row must have, and what no two rows may share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from ..diagnostics import Diagnostic, Where
from .model import Row

#: One of these says who is written to; whether it says enough is for protocol to judge.
_NAMES = ("full_name", "family_name", "given_name", "envelope_name", "office", "role", "title")


def row_faults(values: Mapping[str, str], row: Row) -> list[Diagnostic]:
    """Return the faults of one row's own values."""
    faults = []
    if not values.get("id"):
        faults.append(_empty(row, "id", "the row has no id", "give it one that never changes"))
    if not values.get("parliament"):
        hint = "name the parliament, or give the roster one as a constant"
        faults.append(_empty(row, "parliament", "the row has no parliament", hint))
    if not any(values.get(name) for name in _NAMES):
        hint = "give a name, an office, or `body` as the role"
        faults.append(_empty(row, "full_name", "the row has no name", hint))
    return faults


def _empty(row: Row, column: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(f"roster.empty-{column.rsplit('_', maxsplit=1)[-1]}", message, _at(row, column, ""), hint)


def _at(row: Row, column: str, value: str) -> Where:
    return Where(row.file, row.number, column, value)


def repeated_ids(ids: Iterable[tuple[str, Row]]) -> list[Diagnostic]:
    """Return a fault for each id that several rows have, in any of the rosters; all are named."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for identity, row in ids:
        rows[identity].append(row)
    return [_repeated(identity, same) for identity, same in rows.items() if len(same) > 1]


def _repeated(identity: str, rows: list[Row]) -> Diagnostic:
    by_file: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        by_file[row.file].append(str(row.number))
    places = "; ".join(f"{file} rows {', '.join(numbers)}" for file, numbers in by_file.items())
    return Diagnostic(
        "roster.repeated-id",
        f"the id `{identity}` stands in {len(rows)} rows: {places}",
        _at(rows[0], "id", identity),
        "give each recipient an id of its own",
    )
