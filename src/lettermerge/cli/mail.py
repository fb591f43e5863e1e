"""Define `lettermerge mail`: each finished letter as an e-mail, a draft unless told otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .options import AgainOption, CommonOptions, DryRunOption, OutputOption, SelectionOptions

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


def mail(
    *,
    chosen: SelectionOptions,
    mbox: MboxOption = None,
    send: SendOption = False,
    yes: YesOption = False,
    test: TestOption = "",
    rate: RateOption = None,
    at: AtOption = "",
    again: AgainOption = False,
    replies: RepliesOption = None,
    retry_unknown: RetryOption = False,
    output: OutputOption = "",
    dry_run: DryRunOption = False,
    common: CommonOptions,
) -> int:
    """Run `lettermerge mail`; return its exit code."""
    from ..errors import UsageError
    from .mail_drafting import draft_mail
    from .mail_replies import note_answers
    from .mail_sending import SendOptions, send_mail
    from .render_request import RequestOptions

    letters = RequestOptions(common.folder(), chosen.selection(), output)
    console = common.console()
    sending = SendOptions(yes, test, rate, at, again, retry_unknown)
    if bool(send) + bool(mbox) + bool(replies) > 1:
        told = "--send, --mbox and --replies exclude one another"
        raise UsageError(told, hint="give one of them")
    if replies:
        return note_answers(common.folder(), replies, console)
    if send:
        return send_mail(letters, sending, console, dry_run=dry_run)
    if sending != SendOptions():
        hint = "add --send: without it drafts are written and nothing is sent"
        raise UsageError("this option is for sending", hint=hint)
    return draft_mail(letters, mbox, console, dry_run=dry_run)
