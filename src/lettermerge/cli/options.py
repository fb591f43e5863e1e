"""Define the options that several commands share, and find the project they name."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ProjectOption = Annotated[
    Path | None,
    typer.Option(
        "--project",
        "-C",
        metavar="DIR",
        help="The project folder (default: the nearest lettermerge.toml upwards).",
        show_default=False,
    ),
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but faults.")]
VerboseOption = Annotated[bool, typer.Option("--verbose", "-v", help="Say notes as well.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
OutputOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="DIR", help="The output folder.", show_default=False),
]
FormatsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--format", "-f", metavar="FORMAT", help="pdf or docx; may be repeated.", show_default=False
    ),
]

RecipientsArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="[RECIPIENT]...", help="Ids or parts of names (default: all)."),
]
WhereOption = Annotated[
    str, typer.Option("--where", "-w", metavar="EXPR", help="Only where this expression holds.")
]
LimitOption = Annotated[
    int | None, typer.Option("--limit", metavar="N", min=1, help="At most N letters.")
]


def project_folder(option: Path | None) -> Path:
    """Return the project's folder: the one that was named, or the nearest upwards.

    Raises:
        SettingsError: there is no lettermerge.toml.
    """
    from ..config.settings import find_project

    return find_project(Path.cwd()) if option is None else find_project_at(option)


def find_project_at(folder: Path) -> Path:
    """Return `folder` if it is a project; a settings file may be named in its place."""
    from ..config.settings import FILE_NAME
    from ..errors import SettingsError

    folder = folder.parent if folder.name == FILE_NAME else folder
    if not (folder / FILE_NAME).is_file():
        raise SettingsError(
            f"{folder} holds no {FILE_NAME}", hint=f"make one with `lettermerge init {folder}`"
        )
    return folder.resolve()
