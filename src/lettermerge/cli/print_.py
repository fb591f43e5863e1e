"""Define `lettermerge print`: finished letters as print files, with a job ticket."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import AgainOption, CommonOptions, DryRunOption, OutputOption, SelectionOptions

if TYPE_CHECKING:
    from ..app.printing.print_run import PreparedPrint, Printed
    from .console import Console
    from .render_request import RequestOptions


def print_(
    *,
    chosen: SelectionOptions,
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
    again: AgainOption = False,
    output: OutputOption = "",
    dry_run: DryRunOption = False,
    common: CommonOptions,
) -> int:
    """Run `lettermerge print`; return its exit code."""
    from .render_request import RequestOptions

    letters = RequestOptions(common.folder(), chosen.selection(), output)
    asked = _Asked(sort, by, duplex, sheets, separators, again)
    console = common.console()
    return _print(letters, asked, console, dry_run=dry_run)


@dataclass(frozen=True, slots=True)
class _Asked:
    """How letters are to be printed, as typed; `duplex` is None where the settings decide."""

    sort: str
    by: str
    duplex: bool | None
    sheets: int | None
    separators: bool
    again: bool


def _print(letters: RequestOptions, asked: _Asked, console: Console, *, dry_run: bool) -> int:
    from datetime import UTC, datetime

    from ..app.printing.print_run import PrintRequest, prepare_print, print_letters
    from ..dispatch.print_plan import PrintOptions
    from ..workers.parallel_map import cores
    from .render_request import LOOKING, to_request

    request = to_request(letters, console)
    own = request.settings.print
    options = PrintOptions(
        duplex=own.duplex if asked.duplex is None else asked.duplex,
        sheets=asked.sheets,
        separators=asked.separators,
        marks=own.marks,
        first=own.trays.first,
        later=own.trays.later,
    )
    wanted = PrintRequest(request, options, asked.sort or own.sort, asked.by, asked.again)
    with console.doing(LOOKING):
        prepared = prepare_print(wanted, cores())
    if not console.json:
        console.diagnostics_in_short(prepared.diagnostics)
    printed = None
    if prepared.files and not dry_run:
        with console.doing("writing print files"):
            printed = print_letters(prepared, datetime.now(UTC))
    return _conclude(prepared, printed, console)


def _conclude(prepared: PreparedPrint, printed: Printed | None, console: Console) -> int:
    """Say what was printed, or would be; return the exit code."""
    from ..app.printing.print_run import NO_TAGS
    from ..diagnostics import number_of
    from ..dispatch.job_ticket import HEADINGS, ticket_rows
    from .dispatch_report import told_before

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
    elif before := told_before(prepared.finished, "printed", "prints"):
        console.say(before)
    else:
        console.say("There is no finished letter to print: run `lettermerge status`.")
    return int(code)


def _document(prepared: PreparedPrint, printed: Printed | None) -> dict[str, Any]:
    from ..app.printing.print_run import NO_TAGS
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
