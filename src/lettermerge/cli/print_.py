"""Define `lettermerge print`: finished letters as print files, with a job ticket."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import (
    JsonOption,
    LimitOption,
    OutputOption,
    ProjectOption,
    QuietOption,
    RecipientsArgument,
    VerboseOption,
    WhereOption,
    project_folder,
)

if TYPE_CHECKING:
    from ..app.printing import PreparedPrint, Printed
    from .batches import Wish
    from .console import Console


def print_(
    recipients: RecipientsArgument = None,
    where: WhereOption = "",
    limit: LimitOption = None,
    sort: Annotated[
        str,
        typer.Option("--sort", metavar="EXPR", help="Print in this order (default: the rosters')."),
    ] = "",
    by: Annotated[
        str, typer.Option("--by", metavar="EXPR", help="A file for each value of this expression.")
    ] = "",
    duplex: Annotated[
        bool | None,
        typer.Option("--duplex/--simplex", help="Begin each letter on a new sheet of two sides."),
    ] = None,
    sheets: Annotated[
        int | None,
        typer.Option("--sheets", metavar="N", min=1, help="At most N sheets in each file."),
    ] = None,
    separators: Annotated[
        bool, typer.Option("--separators", help="A page before each group that names its letters.")
    ] = False,
    output: OutputOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the job ticket, write nothing.")
    ] = False,
    json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    project: ProjectOption = None,
) -> int:
    """Print finished letters into one PDF for each paper, with a job ticket.

    Pages are those of the letters that are up to date; what is not is left out and named. The
    files are in a new numbered folder of OUTPUT/print.
    """
    from ..app.letter_selection import Selection
    from .batches import Wish
    from .console import Console

    wish = Wish(
        project=project_folder(project),
        output=output,
        selection=Selection(tuple(recipients or ()), where, limit),
        dry_run=dry_run,
    )
    asked = _Asked(sort, by, duplex, sheets, separators)
    return _print(wish, asked, Console(quiet=quiet, verbose=verbose, json=json))


@dataclass(frozen=True, slots=True)
class _Asked:
    """How letters are to be printed, as typed; `duplex` is None where the settings decide."""

    sort: str
    by: str
    duplex: bool | None
    sheets: int | None
    separators: bool


def _print(wish: Wish, asked: _Asked, console: Console) -> int:
    from datetime import UTC, datetime

    from ..app.printing import PrintRequest, prepare_print, print_letters
    from ..dispatch.print_plan import PrintOptions
    from ..workers.parallel_map import cores
    from .batches import to_request

    request = to_request(wish, console)
    own = request.settings.print
    options = PrintOptions(
        duplex=own.duplex if asked.duplex is None else asked.duplex,
        sheets=asked.sheets,
        separators=asked.separators,
        marks=own.marks,
        first=own.trays.first,
        later=own.trays.later,
    )
    wanted = PrintRequest(request, options, asked.sort or own.sort, asked.by)
    with console.doing("looking at the letters that are there"):
        prepared = prepare_print(wanted, cores())
    if not console.json:
        console.diagnostics(prepared.diagnostics)
    printed = None
    if prepared.files and not wish.dry_run:
        with console.doing("writing print files"):
            printed = print_letters(prepared, datetime.now(UTC))
    return _conclude(prepared, printed, console)


def _conclude(prepared: PreparedPrint, printed: Printed | None, console: Console) -> int:
    """Say what was printed, or would be; return the exit code."""
    from ..app.printing import NO_TAGS
    from ..diagnostics import number_of
    from ..dispatch.job_ticket import HEADINGS, ticket_rows

    code = prepared.finished.exit_code
    if console.json:
        console.document(_document(prepared, printed))
        return int(code)
    if printed is None:
        console.table(HEADINGS, ticket_rows(prepared.files))
    else:
        for name in printed.names:
            console.result(str(printed.folder / name))
    letters = number_of(prepared.letters, "letter")
    files = number_of(len(prepared.files), "print file")
    left = len(prepared.finished.left_out)
    told = f"{letters}, {number_of(prepared.sheets, 'sheet')}, {files}"
    console.say(told + (f"; {left:,} left out" if left else ""))
    if prepared.files:
        console.say(NO_TAGS)
    else:
        console.say("There is no finished letter to print: run `lettermerge status`.")
    return int(code)


def _document(prepared: PreparedPrint, printed: Printed | None) -> dict[str, Any]:
    from ..app.printing import NO_TAGS
    from ..dispatch.job_ticket import ticket_json
    from .console import as_json

    return {
        "folder": str(printed.folder) if printed else None,
        "ticket": str(printed.folder / printed.names[-1]) if printed else None,
        "files": [
            {
                "name": one.name,
                "paper": one.paper,
                "letters": one.letters,
                "sheets": one.sheets,
                "tray": one.tray or None,
            }
            for one in prepared.files
        ],
        "letters": ticket_json(prepared.files),
        "left_out": [one.to_json() for one in prepared.finished.left_out],
        "note": NO_TAGS,
        "diagnostics": [as_json(one) for one in prepared.diagnostics],
        "exit_code": int(prepared.finished.exit_code),
    }
