"""Send planned e-mails: decide which are due, record each before and after it goes out.

The ledger's folder is locked meanwhile, so that two runs never send the same letters.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from ..dispatch.dispatch_history import (
    MAIL,
    DispatchHistory,
    DispatchStanding,
    LetterKey,
    histories_of,
)
from ..dispatch.ledger import EventKind, Ledger, LedgerEvent
from ..dispatch.mail.delivery import INTERRUPTED, Courier, Delivered, Delivery, Pace
from ..dispatch.mail.email_address import Mailbox
from ..dispatch.mail.email_message import Envelope, SignEntity, message_id
from ..dispatch.mail.smtp_connection import SmtpConnection
from ..errors import ExitCode, LettermergeError, OutputError, prevailing
from ..output.files import Folder
from ..output.lock import hold
from ..output.manifest import Manifest, dispatched_line
from .dispatch_record import event_of, ledger_of
from .mail_plan import MailPlan, PlannedEmail

MOST_TESTED = 3  # letters that `--test` sends
_NEW = DispatchHistory()


@dataclass(frozen=True, slots=True)
class SendWish:
    """What else may be sent than letters that are due.

    `again`: what was sent before, in this version or another; `retry_unknown`: what may have been
    sent. `test` is the address that gets the first letters in everybody's place.
    """

    again: bool = False
    retry_unknown: bool = False
    test: Mailbox | None = None


@dataclass(frozen=True, slots=True)
class SendPlan:
    """The e-mails that are sent, and how all others of the plan stand."""

    plan: MailPlan
    due: tuple[PlannedEmail, ...]
    standing: tuple[tuple[PlannedEmail, DispatchStanding, str], ...]
    is_test: bool = False

    def select(self, standing: DispatchStanding) -> list[PlannedEmail]:
        """Return the e-mails that stand so and are not sent."""
        return [one for one, how, _ in self.standing if how is standing]

    @property
    def exit_code(self) -> ExitCode:
        """The code of what is left out, refused, unknown, or changed since it was sent."""
        codes = {self.plan.exit_code}
        if self.select(DispatchStanding.REFUSED) or self.select(DispatchStanding.UNKNOWN):
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
    return replace(event, channel=MAIL, note=note, day=now[:10], message_id=one.message_id)


def plan_sending(plan: MailPlan, wish: SendWish) -> SendPlan:
    """Decide which e-mails are due, by the ledger as it is now.

    Raises:
        OutputError: the ledger cannot be read, or is gone although letters were sent.
    """
    if wish.test is not None:
        first = tuple(_for_test(one, wish.test) for one in plan.emails[:MOST_TESTED])
        return SendPlan(plan, first, (), is_test=True)
    ledger = ledger_of(plan.finished.prepared.request)
    _require_ledger(ledger, plan)
    histories = histories_of(ledger.events())
    due, others = [], []
    for one in plan.emails:
        history = histories.get(_key(plan, one), _NEW)
        standing, note = _standing(history, one, wish)
        if standing is DispatchStanding.DUE:
            due.append(one)
        else:
            others.append((one, standing, note))
    return SendPlan(plan, tuple(due), tuple(others))


def _require_ledger(ledger: Ledger, plan: MailPlan) -> None:
    """Refuse to send where letters were sent before and the ledger is gone."""
    with Manifest(plan.finished.prepared.request.directory) as manifest:
        if not manifest.dispatched or ledger.path.exists():
            return
    raise OutputError(
        f"letters were sent before, and {ledger.path} is missing: nobody knows who got one",
        hint="put it back from a backup, or correct ledger.directory",
    )


def _mark_dispatched(plan: MailPlan, ledger: Ledger) -> None:
    """Say in the manifest, once, that there is a ledger from now on, which records what is sent."""
    directory = plan.finished.prepared.request.directory
    with Manifest(directory) as manifest:
        if manifest.dispatched:
            return
    ledger.path.touch()
    with Folder(directory) as folder, hold(folder) as journal:
        journal.append([dispatched_line(journal.now())])
        journal.sync()


def _key(plan: MailPlan, one: PlannedEmail) -> LetterKey:
    return event_of(plan.finished, one.letter, EventKind.SENDING).letter


def _standing(
    history: DispatchHistory, one: PlannedEmail, wish: SendWish
) -> tuple[DispatchStanding, str]:
    found = history.standing(one.letter.sha256, MAIL, one.message_id)
    if found is DispatchStanding.UNKNOWN:
        if wish.retry_unknown and {*history.open} == {one.message_id}:
            return DispatchStanding.DUE, ""
        return found, next(iter(history.open.values())).time
    if found in (DispatchStanding.SENT, DispatchStanding.CHANGED) and wish.again:
        return DispatchStanding.DUE, ""
    return found, history.refused.get(one.message_id, "")


def _for_test(one: PlannedEmail, address: Mailbox) -> PlannedEmail:
    """Return an e-mail that goes to the one who tests, and to nobody else."""
    envelope: Envelope = replace(one.envelope, recipients=(address,))
    key = (one.id, "test", one.message_id)
    return replace(one, envelope=envelope, message_id=message_id(key, one.letter.sha256, envelope))


def send(
    chosen: SendPlan,
    wish: SendWish,
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
        return _deliver(plan, chosen.due, Courier(connect, _NoRecord(), pace), sign)
    ledger = ledger_of(plan.finished.prepared.request)
    with _locked(ledger.directory):
        planned = {one.message_id for one in chosen.due}
        due = [one for one in plan_sending(plan, wish).due if one.message_id in planned]
        if due:
            _mark_dispatched(plan, ledger)
        return _deliver(plan, due, Courier(connect, _MailRecord(ledger, plan), pace), sign)


def _deliver(
    plan: MailPlan,
    due: Sequence[PlannedEmail],
    courier: Courier[OutgoingEmail],
    sign: SignEntity | None,
) -> SendResult:
    """Deliver until all is done; an error that ends the run before anything went out is raised."""
    done = tuple(courier.deliver(OutgoingEmail(plan, one, sign) for one in due))
    if courier.error and all(one.state is Delivery.UNREACHED for one in done):
        raise courier.error
    return SendResult(done, courier.stopped, courier.error)


@contextmanager
def _locked(directory: Path) -> Iterator[None]:
    """Hold the ledger's folder, for one run that sends at a time; the kernel frees it of the dead.

    Raises:
        OutputError: another run holds it.
    """
    directory.mkdir(parents=True, exist_ok=True)
    folder = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OutputError(
                "another run is sending these letters",
                hint="wait until it has ended, then run the same command again",
            ) from None
        yield
    finally:
        os.close(folder)
