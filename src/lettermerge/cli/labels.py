"""Define `lettermerge labels`: the addresses of finished letters on label sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import UsageError
from .options import CommonOptions, DryRunOption, OutputOption, SelectionOptions

if TYPE_CHECKING:
    from .console import Console


def labels(
    *,
    chosen: SelectionOptions,
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
    output: OutputOption = "",
    dry_run: DryRunOption = False,
    common: CommonOptions,
) -> int:
    """Run `lettermerge labels`; return its exit code."""
    from ..app.printing.envelopes_and_labels import LabelRequest, prepare_labels
    from ..workers.parallel_map import cores
    from .envelope_and_label_report import print_prepared
    from .render_request import LOOKING, RequestOptions, to_request

    console = common.console()
    if list_:
        return _list(console)
    if not sheet:
        raise UsageError(
            "say which label sheet", hint="write --sheet L7160; --list lists the known sheets"
        )
    request = to_request(RequestOptions(common.folder(), chosen.selection(), output), console)
    with console.doing(LOOKING):
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
