"""Write the job ticket of a print run: a CSV table of which letter is where, and of which file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..recipients.table_writer import csv_bytes
from .print_plan import PlannedFile, PrintEntry

FILE_NAME = "job-ticket.csv"
HEADINGS = (
    "position", "id", "name", "pages", "sheets", "paper", "file", "sha256", "print_file",
    "print_page",
)  # fmt: skip


def ticket_rows(files: Iterable[PlannedFile]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each letter of each print file.

    `file` and `sha256` are those of the finished letter, `print_file` and `print_page` where its
    first page is printed.
    """
    for one in files:
        for entry in one.entries:
            yield tuple(str(value) for value in _values(one, entry).values())


def ticket_json(files: Iterable[PlannedFile]) -> list[dict[str, Any]]:
    """Return the rows as objects."""
    return [_values(one, entry) for one in files for entry in one.entries]


def ticket_bytes(files: Iterable[PlannedFile]) -> bytes:
    """Return the ticket as CSV, its cells guarded as in errors.csv."""
    return csv_bytes(HEADINGS, ticket_rows(files))


def _values(one: PlannedFile, entry: PrintEntry) -> dict[str, Any]:
    letter = entry.letter
    values = (
        entry.position, letter.id, letter.name, letter.pages, entry.sheets, letter.paper,
        letter.path, letter.sha256, one.name, entry.page,
    )  # fmt: skip
    return dict(zip(HEADINGS, values, strict=True))
