"""Define `lettermerge labels`: the addresses of finished letters on label sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import UsageError
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
    from .console import Console


def labels(
    recipients: RecipientsArgument = None,
    sheet: Annotated[
        str,
        typer.Option(
            "--sheet", metavar="SHEET", help="The sheet's part number, such as L7160 or 5160."
        ),
    ] = "",
    skip: Annotated[
        int,
        typer.Option(
            "--skip", metavar="N", min=0, help="Leave the first N labels of a used sheet."
        ),
    ] = 0,
    outline: Annotated[
        bool, typer.Option("--outline", help="Print the edges of all labels, for a test print.")
    ] = False,
    list_: Annotated[bool, typer.Option("--list", help="List the known sheets.")] = False,
    where: WhereOption = "",
    limit: LimitOption = None,
    output: OutputOption = None,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    project: ProjectOption = None,
) -> int:
    """Print a label for each finished letter, as PDF and DOCX.

    The files are in a new numbered folder of OUTPUT/print.
    """
    from ..app.addressed_paper import LabelRequest, prepare_labels
    from ..app.letter_selection import Selection
    from ..workers.parallel_map import cores
    from .address_report import print_prepared
    from .batches import Wish, to_request
    from .console import Console

    console = Console(quiet=quiet, verbose=verbose, json=json)
    if list_:
        return _list(console)
    if not sheet:
        raise UsageError(
            "say which label sheet", hint="write --sheet L7160; --list lists the known sheets"
        )
    wish = Wish(
        project=project_folder(project),
        output=output,
        selection=Selection(tuple(recipients or ()), where, limit),
    )
    request = to_request(wish, console)
    with console.doing("looking at the letters that are there"):
        prepared = prepare_labels(request, LabelRequest(sheet, skip, outline), cores())
    return print_prepared(prepared, "label", console, dry_run=dry_run)


def _list(console: Console) -> int:
    from ..layout.label_sheet import load_label_sheets

    headings = ("sheet", "equal sheets", "paper", "width_mm", "height_mm", "columns", "rows", "for")
    rows = [
        (
            one.title,
            " ".join(one.names[1:]),
            one.paper.name,
            one.first.width,
            one.first.height,
            one.columns,
            one.rows,
            one.description,
        )
        for one in load_label_sheets()
        if one.paper is not None
    ]
    if console.json:
        console.document({"sheets": [dict(zip(headings, row, strict=True)) for row in rows]})
    else:
        console.table(headings, rows)
    return 0
