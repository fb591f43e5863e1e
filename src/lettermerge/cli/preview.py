"""`lettermerge preview`: one letter to look at."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import ProjectOption, QuietOption, VerboseOption, project_folder


def preview(
    recipient: Annotated[
        str, typer.Argument(metavar="RECIPIENT", help="An id, or an unambiguous part of a name.")
    ],
    kind: Annotated[
        str, typer.Option("--format", "-f", metavar="FORMAT", help="pdf, docx, html or png.")
    ] = "pdf",
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="PATH", help="Where to write it.", show_default=False
        ),
    ] = None,
    open_it: Annotated[bool, typer.Option("--open", help="Open it when it is made.")] = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    project: ProjectOption = None,
) -> int:
    """Make one letter, unsigned and marked as a proof, in output/preview/ unless told otherwise."""
    from ..pipeline import unsealed
    from ..preview.single import preview as make
    from ..preview.single import save
    from ..project import open_project
    from ..settings import load_settings
    from .console import Console

    console = Console(quiet=quiet, verbose=verbose)
    folder = project_folder(project)
    settings = unsealed(load_settings(folder))
    made = make(open_project(folder, settings), recipient, kind)
    console.diagnostics(made.diagnostics)
    paths = save(made, output, folder / settings.output.directory / "preview")
    for path in paths:
        console.result(str(path))
    if open_it:
        typer.launch(str(paths[0]))
    return 0
