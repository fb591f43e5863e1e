"""Define `lettermerge mail`: each finished letter as an e-mail, a draft unless told otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import (
    JsonOption,
    OutputOption,
    ProjectOption,
    QuietOption,
    VerboseOption,
    project_folder,
)


def mail(
    recipients: Annotated[
        list[str] | None,
        typer.Argument(metavar="[RECIPIENT]...", help="Ids or parts of names (default: all)."),
    ] = None,
    where: Annotated[
        str, typer.Option("--where", "-w", metavar="EXPR", help="Only where this expression holds.")
    ] = "",
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", min=1, help="At most N letters.")
    ] = None,
    mbox: Annotated[
        Path | None,
        typer.Option(
            "--mbox", metavar="FILE", help="Write all drafts into FILE.", show_default=False
        ),
    ] = None,
    send: Annotated[
        bool, typer.Option("--send", help="Send the letters, after the plan is agreed to.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Agree to the plan.")] = False,
    test: Annotated[
        str,
        typer.Option("--test", metavar="ADDRESS", help="Send the first three, to ADDRESS only."),
    ] = "",
    rate: Annotated[
        str | None,
        typer.Option(
            "--rate", metavar="RATE", help="At most so many, such as 20/min.", show_default=False
        ),
    ] = None,
    at: Annotated[
        str, typer.Option("--at", metavar="TIME", help="Wait until then: 18:30, or with a date.")
    ] = "",
    again: Annotated[bool, typer.Option("--again", help="Send what was sent before, too.")] = False,
    retry_unknown: Annotated[
        bool, typer.Option("--retry-unknown", help="Send what may have been sent, too.")
    ] = False,
    output: OutputOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the plan, write nothing.")
    ] = False,
    json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    project: ProjectOption = None,
) -> int:
    """Write each finished letter as an e-mail: drafts, unless --send is given."""
    from ..app.addressing import Selection
    from ..errors import UsageError
    from .batches import Wish
    from .console import Console
    from .mail_drafting import draft_mail
    from .mail_sending import SendOptions, send_mail

    wish = Wish(
        project=project_folder(project),
        output=output,
        selection=Selection(tuple(recipients or ()), where, limit),
        dry_run=dry_run,
    )
    console = Console(quiet=quiet, verbose=verbose, json=json)
    options = SendOptions(yes, test, rate, at, again, retry_unknown)
    if send and mbox:
        raise UsageError("--send and --mbox exclude each other", hint="leave one of them out")
    if send:
        return send_mail(wish, options, console)
    if options != SendOptions():
        hint = "add --send: without it drafts are written and nothing is sent"
        raise UsageError("this option is for sending", hint=hint)
    return draft_mail(wish, mbox, console)
