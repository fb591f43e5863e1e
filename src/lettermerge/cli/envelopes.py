"""Define `lettermerge envelopes`: the addresses of finished letters on envelopes."""

from __future__ import annotations

from typing import Annotated

import typer

from .options import CommonOptions, DryRunOption, OutputOption, SelectionOptions


def envelopes(
    *,
    chosen: SelectionOptions,
    size: Annotated[
        str,
        typer.Option(
            "--size",
            metavar="SIZE",
            help="dl, c5, c6, 10 or monarch (default: dl for A4, 10 for US Letter).",
            show_default=False,
        ),
    ] = "",
    output: OutputOption = "",
    dry_run: DryRunOption = False,
    common: CommonOptions,
) -> int:
    """Run `lettermerge envelopes`; return its exit code."""
    from ..app.printing.envelopes_and_labels import prepare_envelopes
    from ..workers.parallel_map import cores
    from .envelope_and_label_report import print_prepared
    from .render_request import LOOKING, RequestOptions, to_request

    console = common.console()
    request = to_request(RequestOptions(common.folder(), chosen.selection(), output), console)
    with console.doing(LOOKING):
        prepared = prepare_envelopes(request, size.casefold(), cores())
    return print_prepared(prepared, "envelope", console, dry_run=dry_run)
