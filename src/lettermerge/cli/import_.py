"""Define `lettermerge import`: a letter from elsewhere into a template, a theme and a report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import CommonOptions


def import_(
    *,
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
    common: CommonOptions,
) -> int:
    """Run `lettermerge import`; return its exit code."""
    from ..app.setup.letter_import import import_into
    from .import_report import show_report

    folder = common.folder()
    report = import_into(folder, letter, name, force=force)
    console = common.console()
    if common.json:
        console.document(report.as_json())
    else:
        show_report(console, report)
    return 0
