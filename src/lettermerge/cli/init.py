"""Define `lettermerge init`: a new project that renders at once, from a letter and a roster."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import JsonOption, QuietOption, VerboseOption


def init(
    directory: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="The folder to make (default: this one).")
    ] = Path(),
    letter: Annotated[
        Path | None,
        typer.Option(
            "--letter",
            metavar="FILE",
            help="A letter: docx, odt, rtf, txt, md or html.",
            show_default=False,
        ),
    ] = None,
    roster: Annotated[
        Path | None,
        typer.Option(
            "--roster",
            metavar="FILE",
            help="A list of recipients: xlsx, csv, ods, json or xml.",
            show_default=False,
        ),
    ] = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> int:
    """Make a new project that renders at once; from a letter and a roster that you have."""
    import datetime
    import shlex

    from ..app.new_project import make_new_project
    from .console import Console
    from .import_report import show_report

    today = datetime.datetime.now().astimezone().date()
    made = make_new_project(directory, today, letter, roster)
    console = Console(quiet=quiet, verbose=verbose, json=json)
    if json:
        console.document({"files": made.paths, **(made.report.as_json() if made.report else {})})
        return 0
    for path in made.paths:
        console.result(str(directory / path))
    if made.report:
        show_report(console, made.report)
    here = "" if directory == Path() else f" -C {shlex.quote(str(directory))}"
    console.say(f"next: lettermerge preview {made.first}{here}, then lettermerge render{here}")
    return 0
