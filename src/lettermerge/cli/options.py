"""Define the options that several commands share, and what they come to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .shell_completion import complete_format, complete_recipient

if TYPE_CHECKING:
    from ..app.letter_selection import Selection
    from ..config.store_address import Place
    from .console import Console

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
    str,
    typer.Option("--output", "-o", metavar="DIR", help="The output folder, or an s3:// address."),
]
FormatsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--format",
        "-f",
        metavar="FORMAT",
        help="pdf or docx; may be repeated.",
        show_default=False,
        autocompletion=complete_format,
    ),
]

RecipientsArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[RECIPIENT]...",
        help="Ids or parts of names (default: all).",
        autocompletion=complete_recipient,
    ),
]
WhereOption = Annotated[
    str, typer.Option("--where", "-w", metavar="EXPR", help="Only where this expression holds.")
]
LimitOption = Annotated[
    int | None, typer.Option("--limit", metavar="N", min=1, help="At most N letters.")
]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Say what would be done, write nothing.")
]
AgainOption = Annotated[
    bool, typer.Option("--again", help="Take letters that went out before, too.")
]


RosterOption = Annotated[
    str, typer.Option("--roster", metavar="FILE", help="Read this file in place of the rosters.")
]
PassphraseOption = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        metavar="FILE",
        help="Its first line is the passphrase (else LETTERMERGE_PASSPHRASE, else you are asked).",
        show_default=False,
    ),
]


@dataclass(frozen=True, slots=True)
class ConsoleOptions:
    """How a command prints what it has to say."""

    json: JsonOption = False
    quiet: QuietOption = False
    verbose: VerboseOption = False

    def console(self) -> Console:
        """Return the console that prints so."""
        from .console import Console

        return Console(quiet=self.quiet, verbose=self.verbose, json=self.json)


@dataclass(frozen=True, slots=True)
class CommonOptions(ConsoleOptions):
    """The options of nearly all commands."""

    project: ProjectOption = None

    def folder(self) -> Path:
        """Return the project's folder; see `project_folder`."""
        return project_folder(self.project)


@dataclass(frozen=True, slots=True)
class SelectionOptions:
    """Which letters a command is about."""

    recipients: RecipientsArgument = None
    where: WhereOption = ""
    limit: LimitOption = None

    def selection(self) -> Selection:
        """Return the selection of letters, or of their rows."""
        from ..app.letter_selection import Selection

        return Selection(tuple(self.recipients or ()), self.where, self.limit)


def project_folder(option: Path | None) -> Path:
    """Return the project's folder: the one that was named, or the nearest upwards.

    Raises:
        SettingsError: there is no lettermerge.toml.
    """
    from ..config.settings import find_project

    return find_project(Path.cwd()) if option is None else find_project_at(option)


def place_of(text: str, project: Path | None) -> Place:
    """Return the path or the address that a text names; a project says what serves addresses.

    Raises:
        SettingsError: an address or an endpoint that cannot be used.
    """
    from ..config.settings import load_settings
    from ..config.store_address import is_address, parse_address
    from ..errors import SettingsError

    if not is_address(text):
        return Path(text)
    try:
        folder = project_folder(project)
        output = load_settings(folder).output
    except SettingsError:
        return parse_address(text)
    return output.place(folder, text)


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
