"""Define `lettermerge mail`: each finished letter as an e-mail, a draft unless told otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import (
    JsonOption,
    LimitOption,
    OutputOption,
    ProjectOption,
    QuietOption,
    RecipientsArgument,
    VerboseOption,
    WhereOption,
    project_folder,
)

MboxOption = Annotated[
    Path | None,
    typer.Option("--mbox", metavar="FILE", help="Write all drafts into FILE.", show_default=False),
]
SendOption = Annotated[
    bool, typer.Option("--send", help="Send the letters, after the plan is agreed to.")
]
YesOption = Annotated[bool, typer.Option("--yes", help="Agree to the plan.")]
TestOption = Annotated[
    str, typer.Option("--test", metavar="ADDRESS", help="Send the first three, to ADDRESS only.")
]
RateOption = Annotated[
    str | None,
    typer.Option(
        "--rate", metavar="RATE", help="At most so many, such as 20/min.", show_default=False
    ),
]
AtOption = Annotated[
    str, typer.Option("--at", metavar="TIME", help="Wait until then: 18:30, or with a date.")
]
AgainOption = Annotated[bool, typer.Option("--again", help="Send what was sent before, too.")]
RetryOption = Annotated[
    bool, typer.Option("--retry-unknown", help="Send what may have been sent, too.")
]
RepliesOption = Annotated[
    Path | None,
    typer.Option(
        "--replies",
        metavar="FILE",
        help="Note the answers in this mbox or Maildir in the ledger.",
        show_default=False,
    ),
]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Print the plan, write nothing.")]


def mail(
    recipients: RecipientsArgument = None,
    where: WhereOption = "",
    limit: LimitOption = None,
    mbox: MboxOption = None,
    send: SendOption = False,
    yes: YesOption = False,
    test: TestOption = "",
    rate: RateOption = None,
    at: AtOption = "",
    again: AgainOption = False,
    replies: RepliesOption = None,
    retry_unknown: RetryOption = False,
    output: OutputOption = None,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    project: ProjectOption = None,
) -> int:
    """Write finished letters as e-mails: drafts, sent only with --send; or note the answers."""
    from ..app.letter_selection import Selection
    from ..errors import UsageError
    from .batches import Wish
    from .console import Console
    from .mail_drafting import draft_mail
    from .mail_replies import note_answers
    from .mail_sending import SendOptions, send_mail

    wish = Wish(
        project=project_folder(project),
        output=output,
        selection=Selection(tuple(recipients or ()), where, limit),
        dry_run=dry_run,
    )
    console = Console(quiet=quiet, verbose=verbose, json=json)
    options = SendOptions(yes, test, rate, at, again, retry_unknown)
    if bool(send) + bool(mbox) + bool(replies) > 1:
        told = "--send, --mbox and --replies exclude one another"
        raise UsageError(told, hint="give one of them")
    if replies:
        return note_answers(project_folder(project), replies, console)
    if send:
        return send_mail(wish, options, console)
    if options != SendOptions():
        hint = "add --send: without it drafts are written and nothing is sent"
        raise UsageError("this option is for sending", hint=hint)
    return draft_mail(wish, mbox, console)
