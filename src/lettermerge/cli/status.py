"""Define `lettermerge status`: the manifest against lists, template and files."""

from __future__ import annotations

from typing import Annotated

import typer

from .options import (
    JsonOption,
    OutputOption,
    ProjectOption,
    QuietOption,
    VerboseOption,
    project_folder,
)


def status(
    output: OutputOption = None,
    tidy: Annotated[
        bool, typer.Option("--tidy", help="Move orphaned files to OUTPUT/orphans/.")
    ] = False,
    compact: Annotated[
        bool, typer.Option("--compact", help="Rewrite the manifest without its history.")
    ] = False,
    json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    project: ProjectOption = None,
) -> int:
    """Say what a run would do: new, changed, missing, altered, up to date, orphaned."""
    from .batches import Wish, show_status
    from .console import Console

    wish = Wish(project=project_folder(project), output=output, compact=compact, tidy=tidy)
    return show_status(wish, Console(quiet=quiet, verbose=verbose, json=json))
