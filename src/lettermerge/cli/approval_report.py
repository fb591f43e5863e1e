"""Show what an approver is asked to agree to, and the approvals that there are."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from ..app.mail.email_composition import EMAIL
from ..diagnostics import number_of
from ..dispatch.approval_folder import FOLDER
from ..errors import ExitCode, prevailing
from .console import Console, as_json, printable
from .next_command import near
from .render_request import READING, RequestOptions, to_request

if TYPE_CHECKING:
    from ..app.approval.approval_signing import ApprovalPlan
    from ..app.approval.approval_status import Approval
    from ..app.approval.waiting_letters import WaitingLetter
    from ..app.batch.batch_model import Prepared

_MOST = 20  # new letters that a terminal names; changed ones are all named
_HEADINGS = ("approval", "counts", "approver", "time", "letters", "as they are now", "remarks")


def show_approval_plan(plan: ApprovalPlan, console: Console) -> None:
    """Print which letters are to be approved: new ones, and those that changed, with the cause."""
    if console.json:
        return
    changed = [one for one in plan.letters if one.changed]
    new = [one for one in plan.letters if not one.changed]
    shown = new if console.verbose or len(new) <= _MOST else new[:_MOST]
    if plan.letters:
        to = ("e-mail to",) if plan.emails else ()
        console.table(
            ("letter", "recipient", *to, "because"),
            (_plan_row(plan, one) for one in (*changed, *shown)),
            whole=to,
        )
    if len(shown) < len(new):
        console.say(f"... and {len(new) - len(shown):,} more that are new (all of them: -v)")
    causes = Counter(cause for one in changed for cause in one.changed)
    why = ", ".join(f"{cause} {count:,}" for cause, count in causes.most_common())
    console.say(
        f"{number_of(len(plan.letters), 'letter')} to approve: {len(new):,} new, "
        f"{len(changed):,} changed{f' ({why})' if why else ''}; {plan.approved:,} approved already"
    )
    if plan.own:
        letters = number_of(len(plan.own), "letter", "waits", "wait")
        console.say(f"{letters} for another approver: you have approved them")
    _say_email(plan, console)
    _say_others(plan.prepared, console)
    if plan.hidden_signer:
        console.say(f"{plan.hidden_signer}. If it is yours, let somebody else approve.")


def _plan_row(plan: ApprovalPlan, one: WaitingLetter) -> tuple[str, ...]:
    email = plan.emails.get(one.id)
    addresses = ", ".join(to.address for to in email.envelope.recipients) if email else ""
    to = (addresses,) if plan.emails else ()
    return (one.id, printable(one.letter.name), *to, str(one))


def _say_email(plan: ApprovalPlan, console: Console) -> None:
    """Print the first of the e-mails that are approved with their letters; all of them with -v."""
    emails = [plan.emails[one.id] for one in plan.letters if one.id in plan.emails]
    if not emails:
        return
    console.say(f"{number_of(len(emails), 'e-mail')} approved with them; the first says:")
    for one in emails if console.verbose else emails[:1]:
        text = "\n".join(f"    {line}".rstrip() for line in one.text.plain.splitlines())
        console.say(f"    Subject: {one.text.subject}\n\n{text}\n")


def _say_others(prepared: Prepared, console: Console) -> None:
    """Say which rows no approval is asked for now."""
    others = (
        (len(prepared.rejected), "failed"),
        (len(prepared.held), "on hold"),
        (prepared.unselected, "not selected"),
    )
    told = ", ".join(f"{number:,} {what}" for number, what in others if number)
    if told:
        console.say(f"not to be approved now: {told}")


def conclude_approval(plan: ApprovalPlan, path: Path | None, console: Console) -> int:
    """Say what was approved, and what is next; return the exit code."""
    code = ExitCode.LETTERS if plan.prepared.rejected else ExitCode.DONE
    if console.json:
        told = [as_json(one) for one in (*plan.prepared.diagnostics, *plan.remarks)]
        console.document(
            {
                "file": str(path) if path else None,
                "approver": plan.approver.name,
                "letters": [one.to_json() for one in plan.letters],
                "approved_already": plan.approved,
                "waiting_for_others": [one.id for one in plan.own],
                "diagnostics": told,
                "exit_code": int(code),
            }
        )
        return int(code)
    if path is None:
        console.say("there is nothing to approve")
        return int(code)
    letters = number_of(len(plan.letters), "letter")
    console.result(f"{near(path)}: {letters} approved by {plan.approver.name}")
    more = max((one.missing for one in plan.letters), default=1) - 1
    if more > 0:
        console.say(f"{number_of(more, 'more approver')} needed before they are sealed")
    else:
        console.say("`lettermerge render` seals them")
    return int(code)


def show_approvals(options: RequestOptions, console: Console) -> int:
    """List all approvals of the project, and what waits; return the exit code."""
    from ..app.approval.approval_signing import compose_emails, find_waiting, require_approvals
    from ..app.batch.batch import prepare
    from ..workers.parallel_map import cores

    with console.doing(READING):
        prepared = prepare(to_request(options, console), cores(), withholds=False)
    approvals = require_approvals(prepared)
    emails = compose_emails(prepared)
    waiting = tuple(find_waiting(prepared, approvals, emails))
    current = {(job.id, job.format): job.approval for job in prepared.jobs}
    current |= {(id_, EMAIL): email.approval() for id_, email in emails.items()}
    bad = any(one.reasons or one.replaced for one in approvals.all)
    codes = {ExitCode.SIGNATURE} if bad or waiting else set()
    code = prevailing(codes)
    if console.json:
        facts = [_facts(one, current) for one in approvals.all]
        rule = approvals.rule
        console.document(
            {
                "approvers": [
                    {"name": one.name, "file": one.file, "fingerprint": one.fingerprint}
                    for one in rule.approvers
                ],
                "count": rule.count,
                "approvals": facts,
                "unapproved": [one.to_json() for one in waiting],
                "exit_code": int(code),
            }
        )
        return int(code)
    console.table(_HEADINGS, (_row(one, current) for one in approvals.all))
    _say_rest(prepared, waiting, console)
    return int(code)


def _covered(one: Approval, current: dict[tuple[str, str], str]) -> int:
    """Return how many letters of an approval are as they were approved."""
    return sum(
        all(current.get((letter.id, kind)) == digest for kind, digest in letter.files.items())
        for letter in one.letters
    )


def _row(one: Approval, current: dict[tuple[str, str], str]) -> tuple[object, ...]:
    time = f"{one.signed_at:%Y-%m-%d %H:%M:%S %Z}" if one.signed_at else ""
    said = one.document or one.withdrawal
    note = f"note: {said.note}" if said and said.note else ""
    told = one.withdrawal.withdrawn if one.withdrawal else ()
    back = f"takes back {', '.join(f'{FOLDER}/{number}.p7m' for number in told)}" if told else ""
    remarks = (*one.reasons, one.withdrawn, back, one.replaced, *one.notes, note)
    return (
        one.path, "yes" if one.counts else "NO", printable(one.signer), time, len(one.letters),
        _covered(one, current), printable("; ".join(filter(None, remarks))),
    )  # fmt: skip


def _facts(one: Approval, current: dict[tuple[str, str], str]) -> dict[str, object]:
    document = one.document
    return {
        "file": one.path,
        "sha256": one.sha256,
        "counts": one.counts,
        "approver": one.signer,
        "fingerprint": one.fingerprint,
        "time": one.signed_at.isoformat() if one.signed_at else None,
        "note": document.note if document else "",
        "settings": document.settings if document else "",
        "letters": [letter.id for letter in one.letters],
        "as_they_are_now": _covered(one, current),
        "reasons": list(one.reasons),
        "replaced": one.replaced,
        "withdrawn": one.withdrawn,
        "withdraws": sorted(one.withdrawal.withdrawn) if one.withdrawal else [],
        "notes": list(one.notes),
    }


def _say_rest(prepared: Prepared, waiting: tuple[WaitingLetter, ...], console: Console) -> None:
    approved = len(prepared.jobs.letters) - len(waiting)
    console.say(f"{number_of(approved, 'letter')} approved, {len(waiting):,} waiting for approval")
    from .waiting_letters_report import name_waiting

    name_waiting(waiting, console)
