"""Define `lettermerge render`: the batch."""

from __future__ import annotations

from typing import Annotated

import typer

from .options import (
    FormatsOption,
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


def render(
    recipients: RecipientsArgument = None,
    formats: FormatsOption = None,
    where: WhereOption = "",
    limit: LimitOption = None,
    roster: Annotated[
        str,
        typer.Option("--roster", metavar="FILE", help="Read this file in place of the rosters."),
    ] = "",
    output: OutputOption = None,
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
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the plan, write nothing.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Redo all, altered files too.")] = False,
    upgrade: Annotated[
        bool, typer.Option("--upgrade", help="Redo what other versions of the engines made.")
    ] = False,
    fail_fast: Annotated[
        bool, typer.Option("--fail-fast", help="Stop after the first letter that fails.")
    ] = False,
    no_sign: Annotated[bool, typer.Option("--no-sign", help="Leave the files unsigned.")] = False,
    json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    project: ProjectOption = None,
) -> int:
    """Make the letters: everything that is new, changed or missing, and nothing else."""
    from ..app.letter_selection import Selection
    from .batches import Wish, render_batch
    from .console import Console

    wish = Wish(
        project=project_folder(project),
        formats=tuple(formats or ()),
        output=output,
        selection=Selection(tuple(recipients or ()), where, limit),
        roster=roster,
        force=force,
        upgrade=upgrade,
        sign=not no_sign,
        workers=workers,
        cluster=cluster,
        fail_fast=fail_fast,
        dry_run=dry_run,
    )
    return render_batch(wish, Console(quiet=quiet, verbose=verbose, json=json))
