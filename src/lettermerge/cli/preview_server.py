"""Serve the preview page for `lettermerge preview --serve`: the address on stdout, until Ctrl-C."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ..preview.server.endpoint import Endpoint
    from .console import Console

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
    from ..preview.server.http_server import LOOPBACK, BindAddress, serve

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
