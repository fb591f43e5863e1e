"""Send planned e-mails: decide which are due, record each before and after it goes out.

The ledger's folder is locked meanwhile, so that two runs never send the same letters.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from ...dispatch.dispatch_standing import MAIL, DispatchStanding
from ...dispatch.ledger import EventKind, Ledger, LedgerEvent, local_day
from ...dispatch.mail.delivery import INTERRUPTED, Delivered, Delivery, Pace, SmtpDelivery
from ...dispatch.mail.email_address import Mailbox
from ...dispatch.mail.email_message import Envelope, SignEntity, message_id
from ...dispatch.mail.smtp_connection import SmtpConnection
from ...errors import ExitCode, LettermergeError, prevailing
from ..dispatch.dispatch_record import event_of, ledger_of
from ..dispatch.dispatch_rules import mark_dispatched
from ..dispatch.letter_histories import LetterRecord, read_histories
from .mail_plan import MailPlan, PlannedEmail, plan_mail

MOST_TESTED = 3  # letters that `--test` sends


@dataclass(frozen=True, slots=True)
class SendRequest:
    """What else may be sent than letters that are due.

    `again`: what was sent before, in this version or another; `retry_unknown`: what may have been
    sent. `test` is the address that gets the first letters in everybody's place.
    """

    again: bool = False
    retry_unknown: bool = False
    test: Mailbox | None = None


@dataclass(frozen=True, slots=True)
class SendPlan:
    """The e-mails that are sent, and how all others of the plan stand.

    `withheld` are e-mails that were agreed to and are not the same any more, or not due.
    """

    plan: MailPlan
    due: tuple[PlannedEmail, ...]
    standing: tuple[tuple[PlannedEmail, DispatchStanding, str], ...]
    is_test: bool = False
    withheld: tuple[PlannedEmail, ...] = ()

    def select(self, standing: DispatchStanding) -> list[PlannedEmail]:
        """Return the e-mails that stand so and are not sent."""
        return [one for one, how, _ in self.standing if how is standing]

    @property
    def exit_code(self) -> ExitCode:
        """The code of what is left out, refused, unknown, or changed since it was sent."""
        codes = {self.plan.exit_code}
        unsettled = (DispatchStanding.REFUSED, DispatchStanding.UNKNOWN)
        if self.withheld or any(self.select(one) for one in unsettled):
            codes.add(ExitCode.LETTERS)
        if self.select(DispatchStanding.CHANGED):
            codes.add(ExitCode.OUTPUT)
        return prevailing(codes)


@dataclass(frozen=True, slots=True)
class OutgoingEmail:
    """One e-mail on its way."""

    plan: MailPlan
    planned: PlannedEmail
    sign: SignEntity | None = field(default=None, repr=False)

    @property
    def sender(self) -> str:
        return self.planned.envelope.sender.address

    @property
    def recipients(self) -> tuple[str, ...]:
        return tuple(one.address for one in self.planned.envelope.recipients)

    def content(self) -> bytes:
        """Return it, dated now, its letter read and checked now."""
        return self.plan.email(self.planned).dated(datetime.now(UTC).astimezone(), self.sign)


@dataclass(frozen=True, slots=True)
class SendResult:
    """What became of the e-mails that were due.

    `stopped` is why the run ended early ("" where it did not), `error` what ended it.
    """

    delivered: tuple[Delivered[OutgoingEmail], ...]
    stopped: str = ""
    error: LettermergeError | None = None

    def select(self, state: Delivery) -> list[Delivered[OutgoingEmail]]:
        return [one for one in self.delivered if one.state is state]

    @property
    def exit_code(self) -> ExitCode:
        if self.stopped == INTERRUPTED:
            return ExitCode.INTERRUPTED
        codes = {self.error.exit_code} if self.error else set()
        if any(one.state is not Delivery.SENT for one in self.delivered):
            codes.add(ExitCode.LETTERS)
        return prevailing(codes)


class _MailRecord:
    """Writes what happens to e-mails into the ledger."""

    def __init__(self, ledger: Ledger, plan: MailPlan) -> None:
        self._ledger, self._plan = ledger, plan

    def sending(self, one: OutgoingEmail) -> None:
        self._write(one, EventKind.SENDING, "")

    def sent(self, one: OutgoingEmail, answer: str) -> None:
        self._write(one, EventKind.SENT, answer)

    def refused(self, one: OutgoingEmail, answer: str) -> None:
        self._write(one, EventKind.REFUSED, answer)

    def deferred(self, one: OutgoingEmail, answer: str) -> None:
        self._write(one, EventKind.DEFERRED, answer)

    def _write(self, one: OutgoingEmail, kind: EventKind, note: str) -> None:
        now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        self._ledger.append([mail_event(self._plan, one.planned, kind, note, now)], now)


class _NoRecord:
    """Records nothing: test messages reach no recipient."""

    def sending(self, one: OutgoingEmail) -> None: ...
    def sent(self, one: OutgoingEmail, answer: str) -> None: ...
    def refused(self, one: OutgoingEmail, answer: str) -> None: ...
    def deferred(self, one: OutgoingEmail, answer: str) -> None: ...


def mail_event(
    plan: MailPlan, one: PlannedEmail, kind: EventKind, note: str, now: str
) -> LedgerEvent:
    """Return an event of a planned e-mail; `now` is a time in UTC (ISO 8601)."""
    event = event_of(plan.finished, one.letter, kind)
    day = local_day(datetime.fromisoformat(now)).isoformat()
    return replace(event, channel=MAIL, note=note, day=day, message_id=one.message_id)


def plan_sending(plan: MailPlan, asked: SendRequest) -> SendPlan:
    """Decide which e-mails are due, by the ledger as it is now.

    Raises:
        OutputError: the ledger cannot be read, or is gone although letters were sent.
    """
    if asked.test is not None:
        first = tuple(_for_test(one, asked.test) for one in plan.emails[:MOST_TESTED])
        return SendPlan(plan, first, (), is_test=True)
    histories = read_histories(plan.finished)
    due, others = [], []
    for one in plan.emails:
        standing, note = _standing(histories.of(one.letter), one, asked)
        if standing is DispatchStanding.DUE:
            due.append(one)
        else:
            others.append((one, standing, note))
    return SendPlan(plan, tuple(due), tuple(others))


def plan_again(chosen: SendPlan, asked: SendRequest, now: datetime, processes: int = 1) -> SendPlan:
    """Plan once more at `now`, after a wait: what is due as it was agreed to, and nothing else.

    Meanwhile somebody may have put a row on hold, corrected an address or the text, or taken an
    approval back. The settings are those of before.

    Raises:
        LettermergeError: as `plan_mail` and `plan_sending` do.
    """
    request = replace(chosen.plan.finished.prepared.request, now=now)
    fresh = plan_sending(plan_mail(request, processes, sends=True), asked)
    found = {one.message_id: one for one in fresh.due}
    same = {one.message_id for one in chosen.due if _is_same(one, found.get(one.message_id))}
    due = tuple(one for one in fresh.due if one.message_id in same)
    withheld = tuple(one for one in chosen.due if one.message_id not in same)
    return replace(fresh, due=due, withheld=withheld)


def _is_same(one: PlannedEmail, other: PlannedEmail | None) -> bool:
    return other is not None and (one.envelope, one.text) == (other.envelope, other.text)


def _standing(
    record: LetterRecord, one: PlannedEmail, asked: SendRequest
) -> tuple[DispatchStanding, str]:
    history = record.history
    found = history.standing(one.letter.sha256, MAIL, one.message_id, again=asked.again)
    former = f"to `{record.formers[0].id}`" if record.formers else ""
    if found is DispatchStanding.UNKNOWN:
        if asked.retry_unknown and {*history.open} == {one.message_id}:
            return DispatchStanding.DUE, ""
        return found, " ".join(filter(None, (former, next(iter(history.open.values())).time)))
    if found is DispatchStanding.CHANGED:
        return found, former
    return found, history.refused.get(one.message_id, "")


def _for_test(one: PlannedEmail, address: Mailbox) -> PlannedEmail:
    """Return an e-mail that goes to the one who tests, and to nobody else."""
    envelope: Envelope = replace(one.envelope, recipients=(address,))
    key = (one.id, "test", one.message_id)
    return replace(one, envelope=envelope, message_id=message_id(key, one.letter.sha256, envelope))


def send(
    chosen: SendPlan,
    asked: SendRequest,
    connect: Callable[[], SmtpConnection],
    pace: Pace,
) -> SendResult:
    """Send what is due. What another run sent since the plan was made is left out.

    Raises:
        SettingsError: the server is refused, or refuses us, before anything was sent.
        OutputError: another run sends these letters.
    """
    plan = chosen.plan
    sign = plan.sign
    if chosen.is_test:
        return _deliver(plan, chosen.due, SmtpDelivery(connect, _NoRecord(), pace), sign)
    ledger = ledger_of(plan.finished.prepared.request)
    with ledger.record.hold():
        planned = {one.message_id for one in chosen.due}
        due = [one for one in plan_sending(plan, asked).due if one.message_id in planned]
        if due:
            mark_dispatched(plan.finished.prepared.request)
        return _deliver(plan, due, SmtpDelivery(connect, _MailRecord(ledger, plan), pace), sign)


def _deliver(
    plan: MailPlan,
    due: Sequence[PlannedEmail],
    delivery: SmtpDelivery[OutgoingEmail],
    sign: SignEntity | None,
) -> SendResult:
    """Deliver until all is done; an error that ends the run before anything went out is raised."""
    done = tuple(delivery.deliver(OutgoingEmail(plan, one, sign) for one in due))
    if delivery.error and all(one.state is Delivery.UNREACHED for one in done):
        raise delivery.error
    return SendResult(done, delivery.stopped, delivery.error)
