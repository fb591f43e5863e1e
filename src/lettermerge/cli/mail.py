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
    from .batches import Wish
    from .console import Console
    from .mail_drafting import draft_mail

    wish = Wish(
        project=project_folder(project),
        output=output,
        selection=Selection(tuple(recipients or ()), where, limit),
        dry_run=dry_run,
    )
    return draft_mail(wish, mbox, Console(quiet=quiet, verbose=verbose, json=json))
