"""Define `lettermerge import`: a letter from elsewhere into a template, a theme and a report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import JsonOption, ProjectOption, QuietOption, VerboseOption, project_folder


def import_(
    letter: Annotated[
        Path,
        typer.Argument(metavar="LETTER", help="A letter: docx, dotx, odt, rtf, txt, md or html."),
    ],
    name: Annotated[
        str,
        typer.Option("--name", help="The template's and the theme's name (default: the file's)."),
    ] = "",
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite a template and a theme of this name.")
    ] = False,
    project: ProjectOption = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> int:
    """Import a Word, ODT or text letter into this project, and say what was not carried over."""
    from ..app.letter_import import import_into
    from .console import Console
    from .import_report import show_report

    folder = project_folder(project)
    report = import_into(folder, letter, name, force=force)
    console = Console(quiet=quiet, verbose=verbose, json=json)
    if json:
        console.document(report.as_json())
    else:
        show_report(console, report)
    return 0
