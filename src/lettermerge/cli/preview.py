"""Run `lettermerge preview`: one letter, all in a browser, the proof pack, or two compared."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from .options import CommonOptions, WhereOption
from .shell_completion import complete_recipient, complete_shown_format, complete_theme

if TYPE_CHECKING:
    from ..preview.server.endpoint import Endpoint
    from .console import Console

RecipientArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="[RECIPIENT]",
        help="An id, or an unambiguous part of a name.",
        autocompletion=complete_recipient,
    ),
]
FormatOption = Annotated[
    str | None,
    typer.Option(
        "--format",
        "-f",
        metavar="FORMAT",
        help="pdf (the default), docx, html or png.",
        show_default=False,
        autocompletion=complete_shown_format,
    ),
]
PathOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="PATH", help="Where to write it.", show_default=False),
]
ProofOption = Annotated[
    bool,
    typer.Option(
        "--proof", help="Make one PDF of few letters that show everything the batch contains."
    ),
]
DiffOption = Annotated[
    tuple[str, str] | None,
    typer.Option(
        "--diff",
        metavar="A B",
        help="Print what differs between the letters of two recipients.",
        show_default=False,
        autocompletion=complete_recipient,
    ),
]


ThemeOption = Annotated[
    str | None,
    typer.Option(
        "--theme",
        metavar="NAME",
        help="Show it in another theme: a folder of letters/themes/, classic, modern or official.",
        show_default=False,
        autocompletion=complete_theme,
    ),
]


def preview(
    *,
    recipient: RecipientArgument = None,
    where: WhereOption = "",
    kind: FormatOption = None,
    output: PathOption = None,
    open_it: Annotated[bool, typer.Option("--open", help="Open it when it is made.")] = False,
    serve: ServeOption = False,
    port: PortOption = None,
    host: HostOption = None,
    proof: ProofOption = False,
    difference: DiffOption = None,
    theme: ThemeOption = None,
    common: CommonOptions,
) -> int:
    """Run `lettermerge preview`; return its exit code."""
    from ..app.letter_selection import Selection
    from .preview_difference import show_difference
    from .proof_pack import show_proof

    named = recipient is not None or bool(where and not (serve or proof))
    others = {"--serve": serve, "--proof": proof, "--diff": difference is not None}
    shown = _only_one({"RECIPIENT": named, **others})
    _refuse_unused(
        shown,
        {
            "--format": kind is not None,
            "--output": output is not None,
            "--open": open_it,
            "--port": port is not None,
            "--host": host is not None,
            "--json": common.json,
            "--theme": theme is not None,
            "--where": bool(where),
        },
    )
    console = common.console()
    folder = common.folder()
    if serve:
        return serve_project(folder, host, port, console, open_it=open_it)
    if difference is not None:
        return show_difference(folder, difference, console)
    if proof:
        code, path = show_proof(folder, output, Selection(condition=where), console)
    else:
        code, path = 0, _show_letter(folder, _Asked(recipient, where, kind, output, theme), console)
    if open_it:
        typer.launch(str(path))
    return code


class _Asked(NamedTuple):
    """The letter that was asked for; a `theme` of None is that of the project."""

    recipient: str | None
    where: str
    kind: str | None
    output: Path | None
    theme: str | None


def _show_letter(folder: Path, asked: _Asked, console: Console) -> Path:
    """Make one letter and print its paths; return its first file."""
    from ..app.letter_selection import Selection
    from ..app.project import open_project
    from ..app.signing.sealing import unsealed
    from ..config.settings import load_settings
    from ..preview.single_letter import make_preview, save_preview
    from .console import as_json

    settings = unsealed(load_settings(folder))
    if asked.theme is not None:
        settings = replace(settings, letter=replace(settings.letter, theme=asked.theme))
    names = () if asked.recipient is None else (asked.recipient,)
    selection = Selection(names, asked.where)
    made = make_preview(open_project(folder, settings), selection, asked.kind or "pdf")
    paths = save_preview(made, asked.output, settings.output.preview_folder(folder))
    if console.json:
        diagnostics = [as_json(one) for one in made.diagnostics]
        told = {"id": made.name, "files": paths, "personal_note": made.note}
        console.document({**told, "diagnostics": diagnostics})
        return paths[0]
    console.diagnostics(made.diagnostics)
    if made.note:
        console.say(f"personal note: {made.note} are its own")
    if made.selected > 1:
        console.say(f"the first of {made.selected:,} letters that are selected: {made.name}")
    for path in paths:
        console.result(str(path))
    return paths[0]


def _only_one(given: Mapping[str, bool]) -> str:
    """Return the one of these that is given; refuse a command line with none or several."""
    from ..errors import UsageError

    names = [name for name, there in given.items() if there]
    if len(names) != 1:
        listed = ", ".join(given)
        raise UsageError(
            f"{' and '.join(names)} do not go together" if names else "say which letter to preview",
            hint=f"give one of {listed}",
        )
    return names[0]


#: What each option can be combined with.
_GOES_WITH = {
    "--format": ("RECIPIENT",),
    "--output": ("RECIPIENT", "--proof"),
    "--open": ("RECIPIENT", "--proof", "--serve"),
    "--port": ("--serve",),
    "--host": ("--serve",),
    "--json": ("RECIPIENT", "--proof", "--diff"),
    "--theme": ("RECIPIENT",),
    "--where": ("RECIPIENT", "--proof"),
}


def _refuse_unused(shown: str, given: Mapping[str, bool]) -> None:
    """Refuse options that would have no effect."""
    from ..errors import UsageError

    for option, there in given.items():
        if there and shown not in _GOES_WITH[option]:
            hint = f"it goes with {' or '.join(_GOES_WITH[option])}"
            raise UsageError(f"{option} does not go with {shown}", hint=hint)


ServeOption = Annotated[
    bool, typer.Option("--serve", help="Show every letter in a browser, and follow edits.")
]
PortOption = Annotated[
    int | None,
    typer.Option(
        "--port",
        metavar="N",
        min=0,
        max=65535,
        help="Serve there (default: 8323, or any that is free).",
        show_default=False,
    ),
]
HostOption = Annotated[
    str | None,
    typer.Option(
        "--host",
        metavar="ADDRESS",
        help="Serve other machines, too (default: this one only).",
        show_default=False,
    ),
]


def serve_project(
    folder: Path, host: str | None, port: int | None, console: Console, *, open_it: bool
) -> int:
    """Serve a project's letters, on loopback only unless another host is given."""
    from ..preview.server.uvicorn_server import LOOPBACK, BindAddress, serve

    where = BindAddress(host or LOOPBACK[0], port)
    if where.host not in LOOPBACK:
        console.say(
            "warning: anybody with the address can read every letter, and it travels unencrypted"
        )

    def announce(endpoint: Endpoint) -> None:
        console.result(endpoint.url)
        sys.stdout.flush()
        console.say("open it in a browser; Ctrl-C ends it")
        if open_it:
            typer.launch(endpoint.url_once)

    def warn_unwatched(error: BaseException) -> None:
        console.say("warning: files are no longer watched, and pages do not follow edits")
        console.say("    reload a page to see an edit, or start the preview again")
        traceback.print_exception(error)

    serve(folder, where, announce, warn_unwatched)
    return 0
