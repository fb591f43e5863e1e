"""Define `lettermerge render`: the batch."""

from __future__ import annotations

from typing import Annotated

import typer

from .options import (
    CommonOptions,
    DryRunOption,
    FormatsOption,
    OutputOption,
    RosterOption,
    SelectionOptions,
)


def render(
    *,
    chosen: SelectionOptions,
    formats: FormatsOption = None,
    roster: RosterOption = "",
    output: OutputOption = "",
    workers: Annotated[
        int | None,
        typer.Option(
            "--jobs", "-j", metavar="N", min=0, help="Processes (default: up to one a core)."
        ),
    ] = None,
    cluster: Annotated[
        str,
        typer.Option(
            "--cluster",
            metavar="ADDRESS",
            help="Work on the Dask cluster of this scheduler (`local` starts one here).",
        ),
    ] = "",
    dry_run: DryRunOption = False,
    force: Annotated[bool, typer.Option("--force", help="Redo all, altered files too.")] = False,
    upgrade: Annotated[
        bool, typer.Option("--upgrade", help="Redo what other versions of the engines made.")
    ] = False,
    fail_fast: Annotated[
        bool, typer.Option("--fail-fast", help="Stop after the first letter that fails.")
    ] = False,
    no_sign: Annotated[bool, typer.Option("--no-sign", help="Leave the files unsigned.")] = False,
    common: CommonOptions,
) -> int:
    """Run `lettermerge render`; return its exit code."""
    from .render_request import RequestOptions
    from .render_run import BatchOptions, render_batch

    letters = RequestOptions(
        project=common.folder(),
        formats=tuple(formats or ()),
        output=output,
        selection=chosen.selection(),
        roster=roster,
        force=force,
        upgrade=upgrade,
        sign=not no_sign,
        seals=not dry_run,
    )
    options = BatchOptions(letters, workers, cluster, fail_fast, dry_run)
    return render_batch(options, common.console())
