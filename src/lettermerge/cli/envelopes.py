"""Define `lettermerge envelopes`: the addresses of finished letters on envelopes."""

from __future__ import annotations

from typing import Annotated

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


def envelopes(
    recipients: RecipientsArgument = None,
    size: Annotated[
        str,
        typer.Option(
            "--size",
            metavar="SIZE",
            help="dl, c5, c6, 10 or monarch (default: dl for A4, 10 for US Letter).",
            show_default=False,
        ),
    ] = "",
    where: WhereOption = "",
    limit: LimitOption = None,
    output: OutputOption = None,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    project: ProjectOption = None,
) -> int:
    """Print an envelope for each finished letter, as PDF and DOCX.

    Each has the recipient's address and the sender's. The files are in a new numbered folder of
    OUTPUT/print.
    """
    from ..app.addressed_paper import prepare_envelopes
    from ..app.letter_selection import Selection
    from ..workers.parallel_map import cores
    from .address_report import print_prepared
    from .batches import Wish, to_request
    from .console import Console

    console = Console(quiet=quiet, verbose=verbose, json=json)
    wish = Wish(
        project=project_folder(project),
        output=output,
        selection=Selection(tuple(recipients or ()), where, limit),
    )
    request = to_request(wish, console)
    with console.doing("looking at the letters that are there"):
        prepared = prepare_envelopes(request, size.casefold(), cores())
    return print_prepared(prepared, "envelope", console, dry_run=dry_run)
