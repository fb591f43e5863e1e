"""Print a table, or write it into a CSV or XLSX file that the command line names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from ..errors import OutputError, UsageError
from .console import Console

FileOption = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write the table into this .csv or .xlsx file.",
        show_default=False,
    ),
]
_KINDS = (".csv", ".xlsx")


def require_kind(output: Path | None) -> None:
    """Refuse a file of a kind that is not written.

    Raises:
        UsageError: its name ends in neither .csv nor .xlsx.
    """
    if output is not None and output.suffix.casefold() not in _KINDS:
        raise UsageError(
            f"{output} is neither a .csv nor a .xlsx file",
            hint=f"write -o {output.with_suffix('.csv')}, or --json for JSON",
        )


def print_or_write(
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    output: Path | None,
    console: Console,
) -> None:
    """Print a table to stdout, or write it into `output` and print that path.

    Lines inside a cell are lines in a file, and are behind each other on a terminal. With
    `--json` only the file is written: the document is the caller's to print.

    Raises:
        UsageError: a cell, or the table, is too large for a workbook.
        OutputError: the file cannot be written.
    """
    if output is not None:
        _write(headings, rows, output)
        if not console.json:
            console.result(str(output))
    elif not console.json:
        flat = ([" | ".join(cell.splitlines()) for cell in row] for row in rows)
        console.table(headings, flat)


def _write(headings: Sequence[str], rows: Iterable[Sequence[str]], output: Path) -> None:
    from ..recipients.table_writer import TableFileError, csv_bytes, xlsx_bytes

    make = csv_bytes if output.suffix.casefold() == ".csv" else xlsx_bytes
    try:
        content = make(headings, rows)
    except TableFileError as error:
        raise UsageError(str(error), hint=f"write -o {output.with_suffix('.csv')}") from None
    write_output(output, content)


def write_output(path: Path, content: bytes) -> None:
    """Write a file that the command line names; raises OutputError where that cannot be."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written: {error.strerror}", hint="choose another path"
        ) from None
