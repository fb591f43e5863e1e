"""Define `lettermerge handoff`: a parcel of finished letters for a print-and-post service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import (
    DryRunOption,
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
    from ..app.handoff import HandedParcel, PreparedParcel
    from .console import Console


def handoff(
    service: Annotated[
        str,
        typer.Argument(
            metavar="SERVICE", help="notify, lob, postgrid, click2mail, stannp or generic."
        ),
    ],
    recipients: RecipientsArgument = None,
    where: WhereOption = "",
    limit: LimitOption = None,
    options: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="Set an option of the service."),
    ] = None,
    output: OutputOption = None,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    project: ProjectOption = None,
) -> int:
    """Put finished letters into a folder and a ZIP for a print-and-post service.

    With the PDFs are the service's own list of addresses, options, and counts by price class.
    Nothing is sent. The files are in a new numbered folder of OUTPUT/handoff/SERVICE.
    """
    from datetime import UTC, datetime

    from ..app.handoff import hand_over, prepare_parcel
    from ..app.letter_selection import Selection
    from ..dispatch.print_service import choose_options, find_print_service
    from ..workers.parallel_map import cores
    from .batches import Wish, to_request
    from .console import Console

    console = Console(quiet=quiet, verbose=verbose, json=json)
    chosen = find_print_service(service)
    values = choose_options(chosen, tuple(options or ()))
    wish = Wish(
        project=project_folder(project),
        output=output,
        selection=Selection(tuple(recipients or ()), where, limit),
    )
    request = to_request(wish, console)
    with console.doing("looking at the letters that are there"):
        prepared = prepare_parcel(request, chosen, values, cores())
    if not console.json:
        console.diagnostics(prepared.diagnostics)
    handed = None
    if prepared.letters and not dry_run:
        with console.doing("writing the parcel"):
            handed = hand_over(prepared, datetime.now(UTC))
    return _conclude(prepared, handed, console)


def _conclude(prepared: PreparedParcel, handed: HandedParcel | None, console: Console) -> int:
    """Say what was handed over, or would be; return the exit code."""
    from ..diagnostics import number_of

    code = int(prepared.exit_code)
    if console.json:
        console.document(_document(prepared, handed))
        return code
    if handed is not None:
        console.result(str(handed.folder))
        console.result(str(handed.folder / handed.names[-1]))
    else:
        headings = ("destination", "sheets", "letters", "pages")
        classes = prepared.describe()["price_classes"]
        console.table(headings, (tuple(one[name] for name in headings) for one in classes))
    told = f"{number_of(len(prepared.letters), 'letter')} for {prepared.job.service.name}"
    left = len(prepared.finished.letters) - len(prepared.letters) + len(prepared.finished.left_out)
    console.say(told + (f"; {left:,} left out" if left else ""))
    return code


def _document(prepared: PreparedParcel, handed: HandedParcel | None) -> dict[str, Any]:
    from .console import as_json

    return {
        "folder": str(handed.folder) if handed else None,
        "zip": str(handed.folder / handed.names[-1]) if handed else None,
        "parcel": prepared.describe(),
        "files": [{"id": one.id, "file": one.file} for one in prepared.letters],
        "left_out": [one.to_json() for one in prepared.finished.left_out],
        "diagnostics": [as_json(one) for one in prepared.diagnostics],
        "exit_code": int(prepared.exit_code),
    }
