"""Show what would be sent, have it agreed, send it, and say what became of it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import typer

from ..diagnostics import number_of
from ..dispatch.dispatch_standing import DispatchStanding
from ..dispatch.mail.delivery import INTERRUPTED, Delivery, Pace
from ..errors import ExitCode, UsageError, prevailing
from .console import Console
from .dispatch_report import again_sentence
from .mail_drafting import plan_facts, read_plan, refuse_plan, show_plan
from .passphrase_prompt import find_prompt
from .render_request import RequestOptions

if TYPE_CHECKING:
    from ..app.mail.mail_sending import SendPlan, SendRequest, SendResult
    from ..dispatch.mail.delivery import Delivered

MOST_NAMED = 20  # e-mails of one state that a terminal names
_SETTLE = "find out, then `lettermerge ledger add ID sent` or `not-sent`; or --retry-unknown"
_REFUSED = "correct the address; or fix the cause, then `lettermerge ledger add ID not-sent`"
_SAID = {
    DispatchStanding.SENT: "already sent",
    DispatchStanding.CHANGED: "changed since sent: --again sends the new version",
    DispatchStanding.REFUSED: f"refused before: {_REFUSED}",
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


def send_mail(
    letters: RequestOptions, options: SendOptions, console: Console, *, dry_run: bool
) -> int:
    """Send what was asked for; return the exit code."""
    from ..app.mail.mail_sending import plan_again, plan_sending, send
    from ..app.mail.mail_server import find_server, find_server_faults
    from ..dispatch.mail.smtp_connection import SmtpConnection
    from ..workers.parallel_map import cores
    from ..workers.stop_signals import stop_on_signals

    asked = _send_request(options)
    moment = _moment(options.at, datetime.now().astimezone()) if options.at else None
    plan = read_plan(letters, console, sends=True)
    settings = plan.finished.prepared.request.settings.mail
    interval = _interval(settings.rate if options.rate is None else options.rate)
    faults = tuple(find_server_faults(settings, letters.project, find_prompt(console)))
    if plan.faults or faults:
        return refuse_plan(plan, faults, console)
    chosen = plan_sending(plan, asked)
    show_plan(plan, console)
    _show_standing(chosen, moment, interval, console)
    if dry_run or not chosen.due:
        return _conclude(chosen, None, console)
    server = find_server(settings, letters.project, find_prompt(console))
    if not _is_agreed(chosen, options, str(server)):
        console.say("nothing was sent")
        return int(ExitCode.DONE)
    with stop_on_signals() as stop:
        pace = Pace(stop.soon, interval)
        if moment:
            if not _wait(pace, moment, console):
                return int(ExitCode.INTERRUPTED)
            chosen = plan_again(chosen, asked, datetime.now(UTC), cores())
            if chosen.plan.faults:
                return refuse_plan(chosen.plan, (), console)
            _show_withheld(chosen, console)
        result = send(chosen, asked, lambda: SmtpConnection(server), pace)
    return _conclude(chosen, result, console)


def _wait(pace: Pace, moment: datetime, console: Console) -> bool:
    """Wait for the moment to send; return False where the wait was interrupted."""
    console.say(f"waiting until {moment:%Y-%m-%d %H:%M}; Ctrl-C ends it, and nothing is sent")
    if pace.wait_until(moment.timestamp()):
        return True
    told = "interrupted while waiting: nothing was sent"
    if console.json:
        code = int(ExitCode.INTERRUPTED)
        console.document({"error": told, "interrupted": True, "exit_code": code})
    console.say(told)
    return False


def _send_request(options: SendOptions) -> SendRequest:
    from ..app.mail.mail_sending import SendRequest
    from ..dispatch.mail.email_address import AddressFault, read_mailbox

    try:
        test = read_mailbox(options.test) if options.test else None
    except AddressFault as fault:
        hint = "write --test name@example.org"
        raise UsageError(f"--test `{options.test}` is no address: {fault}", hint=hint) from None
    return SendRequest(options.again, options.retry_unknown, test)


def _interval(rate: str) -> float:
    from ..app.mail.mail_server import interval_of

    try:
        return interval_of(rate)
    except ValueError:
        hint = "write a whole number and s, min or h, such as --rate 20/min"
        raise UsageError(f"`{rate}` is not a rate", hint=hint) from None


def _moment(typed: str, now: datetime) -> datetime:
    """Return when to send: a time of day (the next one), or a date and time, as the clock here."""
    text = typed.strip()
    hint = "write --at 18:30 or --at 2026-03-04T18:30"
    try:
        if len(text) <= 5:
            hour, minute = (int(part) for part in text.split(":"))
            here = now.replace(tzinfo=None, second=0, microsecond=0)
            found = here.replace(hour=hour, minute=minute)
            found = _on_the_clock(found if found > here else found + timedelta(days=1))
        else:
            found = datetime.fromisoformat(text)
            found = found.astimezone() if found.tzinfo else _on_the_clock(found)
    except (ValueError, OverflowError):
        raise UsageError(f"`{typed}` is not a time", hint=hint) from None
    if found < now:
        raise UsageError(f"--at {typed} is past", hint="leave it out to send now")
    return found


def _on_the_clock(local: datetime) -> datetime:
    """Return a local time with its zone, by the rules of its own day: summer time may begin."""
    found = local.astimezone()
    if found.replace(tzinfo=None) != local:
        raise UsageError(
            f"there is no {local:%H:%M} on {local:%Y-%m-%d}: the clocks are put forward",
            hint="give a time after that hour",
        )
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
    sent = sum(1 for _, how, _ in chosen.standing if how is DispatchStanding.SENT)
    if sent and not chosen.due:
        others = chosen.plan.letters_left_out + len(chosen.standing) - sent
        console.say(again_sentence(sent, others, "e-mailed", "sends"))
    when = f" at {moment:%Y-%m-%d %H:%M}" if moment else ""
    spread = f", one every {interval:g} s" if interval else ""
    who = ""
    if chosen.is_test and chosen.due:
        who = f" for a test to {chosen.due[0].envelope.recipients[0].address} and nobody else"
    console.say(f"to be sent{when}: {number_of(len(chosen.due), 'e-mail')}{spread}{who}")


def _show_withheld(chosen: SendPlan, console: Console) -> None:
    """Say which e-mails are not sent because they changed during the wait, and why."""
    if not chosen.withheld:
        return
    gone = {one.id for one in chosen.withheld}
    console.diagnostics(one.diagnostic for one in chosen.plan.left_out if one.id in gone)
    console.say(f"{number_of(len(gone), 'e-mail')} changed during the wait, and not sent:")
    for one in chosen.withheld[:MOST_NAMED]:
        console.say(f"    {one.id} ({one.letter.name})")
    console.say("run the same command again to see the plan as it is now")


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
    if result.select(Delivery.REFUSED):
        console.say(f"Of what is refused: {_REFUSED}")
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
        "withheld": [one.id for one in chosen.withheld],
        "stopped": result.stopped if result else "",
        "interrupted": bool(result and result.stopped == INTERRUPTED),
    }


def _told(one: Delivered[Any]) -> dict[str, str]:
    return {"state": one.state.value, "note": one.note}
