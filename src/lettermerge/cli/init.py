"""Define `lettermerge init`: a new project that renders at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import QuietOption, VerboseOption


def init(
    directory: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="The folder to make (default: this one).")
    ] = Path(),
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> int:
    """Make a new project that renders at once."""
    import datetime
    import shlex

    from ..config.starter import make_project
    from .console import Console

    made = make_project(directory, datetime.datetime.now().astimezone().date())
    console = Console(quiet=quiet, verbose=verbose)
    for path in made:
        console.result(str(directory / path))
    here = "" if directory == Path() else f" -C {shlex.quote(str(directory))}"
    console.say(f"next: lettermerge preview uk-body{here}, then lettermerge render{here}")
    return 0
