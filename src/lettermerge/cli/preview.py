"""`lettermerge preview`: one letter to look at, or two compared."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from .options import JsonOption, ProjectOption, QuietOption, VerboseOption, project_folder


def preview(
    recipient: Annotated[
        str | None,
        typer.Argument(metavar="[RECIPIENT]", help="An id, or an unambiguous part of a name."),
    ] = None,
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
    difference: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--diff",
            metavar="A B",
            help="Print what differs between the letters of two recipients.",
            show_default=False,
        ),
    ] = None,
    json: JsonOption = False,
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
    from .console import Console, as_json
    from .difference import show_difference

    _only_one({"RECIPIENT": recipient is not None, "--diff": difference is not None})
    console = Console(quiet=quiet, verbose=verbose, json=json)
    folder = project_folder(project)
    if difference is not None:
        return show_difference(folder, difference, console)
    assert recipient is not None
    settings = unsealed(load_settings(folder))
    made = make(open_project(folder, settings), recipient, kind)
    paths = save(made, output, folder / settings.output.directory / "preview")
    if json:
        said = [as_json(one) for one in made.diagnostics]
        console.document({"id": made.name, "files": paths, "diagnostics": said})
    else:
        console.diagnostics(made.diagnostics)
        for path in paths:
            console.result(str(path))
    if open_it:
        typer.launch(str(paths[0]))
    return 0


def _only_one(given: Mapping[str, bool]) -> None:
    """Refuse a command line that asks for none of these, or for several."""
    from ..errors import UsageError

    names = [name for name, there in given.items() if there]
    if len(names) != 1:
        listed = ", ".join(given)
        raise UsageError(
            f"{' and '.join(names)} do not go together" if names else "nothing to look at is named",
            hint=f"give one of {listed}",
        )
