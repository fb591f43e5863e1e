"""Show what would be sent, have it agreed, send it, and say what became of it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import typer

from ..diagnostics import number_of
from ..dispatch.dispatch_history import DispatchStanding
from ..dispatch.mail.delivery import INTERRUPTED, Delivery, Pace
from ..errors import ExitCode, UsageError, prevailing
from .batches import Wish, asker
from .console import Console
from .mail_drafting import plan_facts, read_plan, show_plan

if TYPE_CHECKING:
    from ..app.mail_sending import SendPlan, SendResult, SendWish
    from ..dispatch.mail.delivery import Delivered

MOST_NAMED = 20  # e-mails of one state that a terminal names
_SETTLE = "find out, then `lettermerge ledger add ID sent` or `not-sent`; or --retry-unknown"
_SAID = {
    DispatchStanding.SENT: "already sent",
    DispatchStanding.CHANGED: "changed since sent: --again sends the new version",
    DispatchStanding.REFUSED: "refused before: correct the address, or `ledger add ID not-sent`",
    DispatchStanding.UNKNOWN: f"unknown whether it was sent: {_SETTLE}",
}


@dataclass(frozen=True, slots=True)
class SendOptions:
    """The options of `mail --send`, as typed."""

    yes: bool = False
    test: str = ""
    rate: str | None = None
    at: str = ""
    again: bool = False
    retry_unknown: bool = False


def send_mail(wish: Wish, options: SendOptions, console: Console) -> int:
    """Send what was asked for; return the exit code."""
    from ..app.mail_sending import plan_sending, send
    from ..app.mail_server import find_server
    from ..dispatch.mail.smtp_connection import SmtpConnection
    from ..workers.signals import stop_on_signals

    asked = _send_wish(options)
    moment = _moment(options.at, datetime.now().astimezone()) if options.at else None
    plan = read_plan(wish, console)
    settings = plan.finished.prepared.request.settings.mail
    interval = _interval(settings.rate if options.rate is None else options.rate)
    chosen = plan_sending(plan, asked)
    show_plan(plan, console)
    _show_standing(chosen, moment, interval, console)
    if wish.dry_run or not chosen.due:
        return _conclude(chosen, None, console)
    server = find_server(settings, wish.project, asker(console))
    if not _is_agreed(chosen, options, str(server)):
        console.say("nothing was sent")
        return int(ExitCode.DONE)
    with stop_on_signals() as stop:
        pace = Pace(stop.soon, interval)
        if moment and not pace.sleep((moment - datetime.now().astimezone()).total_seconds()):
            console.say("interrupted while waiting: nothing was sent")
            return int(ExitCode.INTERRUPTED)
        result = send(chosen, asked, lambda: SmtpConnection(server), pace)
    return _conclude(chosen, result, console)


def _send_wish(options: SendOptions) -> SendWish:
    from ..app.mail_sending import SendWish
    from ..dispatch.mail.email_address import AddressFault, read_mailbox

    try:
        test = read_mailbox(options.test) if options.test else None
    except AddressFault as fault:
        hint = "write --test name@example.org"
        raise UsageError(f"--test `{options.test}` is no address: {fault}", hint=hint) from None
    return SendWish(options.again, options.retry_unknown, test)


def _interval(rate: str) -> float:
    from ..app.mail_server import interval_of

    try:
        return interval_of(rate)
    except ValueError:
        raise UsageError(f"`{rate}` is not a rate", hint="write --rate 20/min") from None


def _moment(text: str, now: datetime) -> datetime:
    """Return when to send: a time of day (the next one), or a date and time."""
    try:
        if len(text) <= 5:
            hour, minute = (int(part) for part in text.split(":"))
            found = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
            return found if found > now else found + timedelta(days=1)
        found = datetime.fromisoformat(text)
    except ValueError:
        hint = "write --at 18:30 or --at 2026-03-04T18:30"
        raise UsageError(f"`{text}` is not a time", hint=hint) from None
    found = found if found.tzinfo else found.astimezone()
    if found < now:
        raise UsageError(f"--at {text} is past", hint="leave it out to send now")
    return found


def _show_standing(
    chosen: SendPlan, moment: datetime | None, interval: float, console: Console
) -> None:
    """Say what is sent and what is not, and why."""
    for standing, said in _SAID.items():
        some = [(one, note) for one, how, note in chosen.standing if how is standing]
        if not some:
            continue
        console.say(f"{number_of(len(some), 'letter')} {said}")
        if standing is not DispatchStanding.SENT:
            for one, note in some[:MOST_NAMED]:
                console.say(f"    {one.id} ({one.letter.name}){f': {note}' if note else ''}")
    when = f" at {moment:%Y-%m-%d %H:%M}" if moment else ""
    spread = f", one every {interval:g} s" if interval else ""
    who = ""
    if chosen.is_test and chosen.due:
        who = f" for a test to {chosen.due[0].envelope.recipients[0].address} and nobody else"
    console.say(f"to be sent{when}: {number_of(len(chosen.due), 'e-mail')}{spread}{who}")


def _is_agreed(chosen: SendPlan, options: SendOptions, server: str) -> bool:
    if options.yes:
        return True
    if not sys.stdin.isatty():
        hint = "look at the plan above, then add --yes"
        raise UsageError("nobody is here to agree to the plan", hint=hint)
    if options.retry_unknown:
        typer.echo("What is unknown may have arrived: some may get a letter twice.", err=True)
    asked = f"Send {number_of(len(chosen.due), 'e-mail')} through {server}?"
    return typer.confirm(asked, err=True)


def _conclude(chosen: SendPlan, result: SendResult | None, console: Console) -> int:
    """Say what became of it; return the exit code."""
    codes = {chosen.exit_code} | ({result.exit_code} if result else set())
    code = int(prevailing(codes))
    if console.json:
        console.document({**plan_facts(chosen.plan), **_facts(chosen, result), "exit_code": code})
        return code
    if result is None:
        return code
    for state in (Delivery.REFUSED, Delivery.DEFERRED, Delivery.UNKNOWN):
        for one in result.select(state)[:MOST_NAMED]:
            planned = one.email.planned
            console.say(f"{state}: {planned.id} ({planned.letter.name}): {one.note}")
    counts = [(state, len(result.select(state))) for state in Delivery]
    console.result(", ".join(f"{count} {state}" for state, count in counts if count))
    if result.error:
        console.error(result.error)
    elif result.stopped:
        console.say(f"stopped: {result.stopped}")
    if result.stopped or result.select(Delivery.DEFERRED):
        console.say("The same command sends the rest.")
    if result.select(Delivery.UNKNOWN):
        console.say(f"Of what is unknown: {_SETTLE}")
    return code


def _facts(chosen: SendPlan, result: SendResult | None) -> dict[str, Any]:
    standing = {one.id: {"state": how.value, "note": note} for one, how, note in chosen.standing}
    delivered = result.delivered if result else ()
    return {
        "due": [one.id for one in chosen.due],
        "standing": standing,
        "delivered": {one.email.planned.id: _told(one) for one in delivered},
        "stopped": result.stopped if result else "",
        "interrupted": bool(result and result.stopped == INTERRUPTED),
    }


def _told(one: Delivered[Any]) -> dict[str, str]:
    return {"state": one.state.value, "note": one.note}
