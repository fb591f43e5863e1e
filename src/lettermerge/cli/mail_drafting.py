"""Show the plan of e-mails, and write the drafts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..diagnostics import number_of
from .console import Console, as_json
from .next_command import near
from .render_request import RequestOptions, to_request

if TYPE_CHECKING:
    from ..app.mail.mail_plan import MailPlan
    from ..diagnostics import Diagnostic

MOST_DOMAINS = 10  # that a terminal names


def draft_mail(
    letters: RequestOptions, mbox: Path | None, console: Console, *, dry_run: bool
) -> int:
    """Write the drafts that were asked for; return the exit code."""
    from ..app.mail.mail_drafts import count_sent, make_drafts

    plan = read_plan(letters, console)
    if plan.faults:
        return refuse_plan(plan, (), console)
    sent = count_sent(plan)
    written = () if dry_run else make_drafts(plan, mbox and mbox.absolute())
    code = int(plan.exit_code)
    if console.json:
        files = {"files": [str(path) for path in written]}
        console.document({**plan_facts(plan), "sent_before": sent, **files, "exit_code": code})
        return code
    show_plan(plan, console)
    if sent:
        told = number_of(sent, "letter", "was", "were")
        console.say(f"{told} e-mailed before: a draft of it would be a second one")
    if dry_run:
        return code
    if mbox is not None and written:
        console.result(f"{number_of(len(plan.emails), 'draft')} in {mbox}")
    elif written:
        folder = plan.finished.prepared.request.directory / "mail"
        console.result(f"{number_of(len(written), 'draft')} in {near(folder)}")
    else:
        console.say("no draft was written")
    return code


def refuse_plan(plan: MailPlan, more: tuple[Diagnostic, ...], console: Console) -> int:
    """Say all that stops e-mails, and which letters are left out besides; return the exit code."""
    from ..app.mail.mail_faults import exit_code_of

    faults = (*plan.faults, *more)
    code = int(exit_code_of(faults))
    if console.json:
        facts = plan_facts(plan)
        told = [*(as_json(one) for one in faults), *facts["diagnostics"]]
        console.document({**facts, "diagnostics": told, "exit_code": code})
        return code
    console.diagnostics((*faults, *plan.diagnostics))
    console.say(f"{number_of(len(faults), 'fault', 'stops', 'stop')} all e-mails")
    return code


def read_plan(options: RequestOptions, console: Console, *, sends: bool = False) -> MailPlan:
    """Read the project and plan its e-mails: drafts, or such as it `sends`."""
    from ..app.mail.mail_plan import plan_mail
    from ..workers.parallel_map import cores

    request = to_request(options, console)
    with console.doing("reading letters and rosters"):
        return plan_mail(request, cores(), sends=sends)


def plan_facts(plan: MailPlan) -> dict[str, Any]:
    """Return a plan as plain values."""
    return {
        "from": plan.sender.address if plan.sender else None,
        "emails": [
            {
                "id": one.id,
                "to": [to.address for to in one.envelope.recipients],
                "subject": one.text.subject,
                "message_id": one.message_id,
                "file": one.letter.path,
                "sha256": one.letter.sha256,
                "bytes": one.letter.size,
            }
            for one in plan.emails
        ],
        "domains": dict(plan.domains.most_common()),
        "left_out": [one.to_json() for one in plan.left_out],
        "diagnostics": [as_json(one) for one in plan.remarks],
    }


def show_plan(plan: MailPlan, console: Console) -> None:
    """Print how many e-mails there are, from whom, to which domains, and who is left out."""
    console.diagnostics(plan.diagnostics)
    sender = plan.sender
    told = ""
    if sender:
        told = (
            f" from {sender.name} <{sender.address}>" if sender.name else f" from {sender.address}"
        )
    size = plan.size / 1_000_000
    console.say(f"{number_of(len(plan.emails), 'e-mail')}{told}, {size:.1f} MB of letters")
    domains = plan.domains
    shown = [f"{name} ({count})" for name, count in domains.most_common(MOST_DOMAINS)]
    more = len(domains) - len(shown)
    if shown:
        rest = f" and {number_of(more, 'more domain')}" if more else ""
        console.say(f"to {', '.join(shown)}{rest}")
    if plan.left_out:
        console.say(f"left out: {number_of(plan.letters_left_out, 'letter')}")
