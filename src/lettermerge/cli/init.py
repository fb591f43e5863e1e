"""Define `lettermerge init`: a new project that renders at once, from a letter and a roster."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import ConsoleOptions


def init(
    *,
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
    common: ConsoleOptions,
) -> int:
    """Run `lettermerge init`; return its exit code."""
    import datetime
    import shlex

    from ..app.setup.new_project import make_new_project
    from .import_report import show_gaps, show_report
    from .next_command import program

    today = datetime.datetime.now().astimezone().date()
    made = make_new_project(directory, today, letter, roster)
    console = common.console()
    if common.json:
        told = made.report.as_json() if made.report else {}
        gaps = [{"file": one.file, "line": one.line, "what": one.what} for one in made.gaps]
        console.document({"files": made.paths, **told, "to_fill_in": gaps})
        return 0
    for path in made.paths:
        console.result(str(directory / path))
    if made.report:
        show_report(console, made.report)
    if roster is not None:
        copy = directory / roster.name
        console.say(f"{copy} is a copy of your list: edit that one from now on, not {roster}")
    show_gaps(console, made.gaps)
    here = "" if directory == Path() else f" -C {shlex.quote(str(directory))}"
    if made.first_step:
        console.say(f"next: {made.first_step}, then {program()} roster map{here}")
        return 0
    console.say(f"next: {program()} preview {made.first}{here}, then {program()} render{here}")
    return 0
