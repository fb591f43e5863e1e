"""Send e-mails one after the other, so that nobody gets two.

Each is recorded as being sent before the server gets it, and as sent after it answered. What a
broken connection leaves open is unknown, and is not sent again by itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from ...errors import LettermergeError
from .smtp_answer_classification import SmtpAnswer
from .smtp_connection import ConnectionLostError, SmtpConnection

MOST_IN_VAIN = 5  # e-mails in a row that did not go out, after which a server is left in peace
MOST_ADDRESSES = 20  # of these, such as it refused for an address that is none
INTERRUPTED = "interrupted"  #: why a run ended that was asked to stop
_TICK = 0.2  # seconds after which a wait looks whether it is to stop


class Delivery(StrEnum):
    """What became of an e-mail in a run."""

    SENT = "sent"
    REFUSED = "refused"
    DEFERRED = "deferred"
    UNKNOWN = "unknown"
    UNREACHED = "not reached"


class Outgoing(Protocol):
    """An e-mail on its way. `content` is made when its turn comes."""

    @property
    def sender(self) -> str: ...
    @property
    def recipients(self) -> tuple[str, ...]: ...
    def content(self) -> bytes: ...


O = TypeVar("O", bound=Outgoing)  # noqa: E741
O_contra = TypeVar("O_contra", contravariant=True)


class DeliveryRecord(Protocol[O_contra]):
    """Records what happens to e-mails; when a method returns, it is on the disk."""

    def sending(self, one: O_contra) -> None: ...
    def sent(self, one: O_contra, answer: str) -> None: ...
    def refused(self, one: O_contra, answer: str) -> None: ...
    def deferred(self, one: O_contra, answer: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Delivered(Generic[O]):
    """An e-mail and what became of it; `note` is the server's answer or the reason.

    `answer` is None where the server gave none.
    """

    email: O
    state: Delivery
    note: str = ""
    answer: SmtpAnswer | None = None


@dataclass(slots=True)
class Pace:
    """Waits between e-mails and before connecting again; gives up when it is asked to stop.

    `interval` is in seconds. `waits` are those before each new attempt to connect; `last_wait` is
    one more where the server has said "not so fast", since many count by the minute. `clock`
    returns seconds, `pause` lets some pass.
    """

    stop: Callable[[], bool]
    interval: float = 0.0
    waits: tuple[float, ...] = (1.0, 5.0, 20.0)
    last_wait: float = 60.0
    clock: Callable[[], float] = time.monotonic
    pause: Callable[[float], None] = time.sleep
    _next: float = field(default=0.0, init=False)

    def turn(self) -> bool:
        """Wait for the next e-mail's turn; return whether it may go."""
        may = self.sleep(self._next - self.clock())
        self._next = self.clock() + self.interval
        return may

    def sleep(self, seconds: float) -> bool:
        """Wait; return False where the run is to stop."""
        return self._wait(self.clock() + seconds, self.clock)

    def wait_until(self, moment: float, now: Callable[[], float] = time.time) -> bool:
        """Wait for a moment in seconds since 1970; return False where the run is to stop.

        The clock on the wall is asked again and again: a machine that slept is not late by that.
        """
        return self._wait(moment, now)

    def _wait(self, end: float, clock: Callable[[], float]) -> bool:
        while not self.stop() and (left := end - clock()) > 0:
            self.pause(min(left, _TICK))
        return not self.stop()


@dataclass(slots=True)
class _InVain:
    """Counts e-mails in a row that did not go out: more of them would make it worse.

    Who has reached a limit, or may not send here at all, would have each letter refused for good.
    """

    others: int = 0
    addresses: int = 0

    def reason_to_stop(self, one: Delivered[O]) -> str:
        """Enter what became of the next e-mail; return why the run ends, "" where it goes on."""
        if one.state is Delivery.SENT:
            self.others = self.addresses = 0
        elif one.answer and one.answer.is_of_recipient:
            self.addresses += 1
        else:
            self.others += 1
        if one.answer and one.answer.is_limit:
            return f"the server takes no more for now: {one.note}"
        if self.others < MOST_IN_VAIN and self.addresses < MOST_ADDRESSES:
            return ""
        if one.state is Delivery.REFUSED:
            return f"the server refuses one e-mail after the other: {one.note}"
        if one.state is Delivery.UNKNOWN:
            return f"one e-mail after the other is unknown: {one.note}"
        return f"the server takes no more for now: {one.note}"


class SmtpDelivery(Generic[O]):
    """Delivers e-mails over a connection that it opens, and opens again when it breaks."""

    def __init__(
        self, connect: Callable[[], SmtpConnection], record: DeliveryRecord[O], pace: Pace
    ) -> None:
        self._connect = connect
        self._record = record
        self._pace = pace
        self._connection: SmtpConnection | None = None
        self._in_hand = False  # the ledger says "sending", and not yet what became of it
        self._taken = ""  # what the server answered when it took the e-mail in hand
        self.stopped = ""  #: why the run ended early
        self.error: LettermergeError | None = None  #: what ended it

    def deliver(self, emails: Iterable[O]) -> Iterator[Delivered[O]]:
        """Yield what becomes of each e-mail, in order; those after a stop are not reached.

        `error` is set, and the run ends, where the server is refused or refuses us, the ledger
        cannot be written, or a letter was altered meanwhile.
        """
        in_vain = _InVain()
        try:
            for one in emails:
                if not self.stopped and not self._pace.turn():
                    self.stopped = INTERRUPTED
                if self.stopped:
                    yield Delivered(one, Delivery.UNREACHED)
                    continue
                result = self._try(one)
                yield result
                self._stop(in_vain.reason_to_stop(result))
        finally:
            self._hang_up()

    def _stop(self, reason: str) -> None:
        """End the run for a reason, "" for none; the first one is told."""
        self.stopped = self.stopped or reason

    def _try(self, one: O) -> Delivered[O]:
        """Deliver one e-mail; an error of ours ends the run after it."""
        self._in_hand, self._taken = False, ""
        try:
            return self._deliver(one)
        except LettermergeError as error:
            self.error, self.stopped = error, error.message
            if self._taken:
                told = f"the server took it ({self._taken}), which cannot be noted: {error.message}"
                return Delivered(one, Delivery.UNKNOWN, told)
            state = Delivery.UNKNOWN if self._in_hand else Delivery.UNREACHED
            return Delivered(one, state, error.message)

    def _deliver(self, one: O) -> Delivered[O]:
        """Try one e-mail; a connection that breaks before the server has it is opened again.

        One that breaks it each time is put off, so that it does not keep the others back.
        """
        content = one.content()
        lost, was_in_hand = "", False
        limit: SmtpAnswer | None = None
        for number, wait in enumerate((0.0, *self._pace.waits, self._pace.last_wait)):
            if limit is None and number > len(self._pace.waits):
                break
            if wait and not self._pace.sleep(wait):
                self.stopped = INTERRUPTED
                return Delivered(one, Delivery.UNREACHED)
            if self._connection is not None and not self._connection.is_open:
                self._hang_up()
            was_open = self._connection is not None

            def about_to() -> None:
                self._record.sending(one)
                self._in_hand = True

            try:
                self._connection = self._connection or self._connect()
                answer = self._connection.deliver(one.sender, one.recipients, content, about_to)
            except ConnectionLostError as error:
                self._hang_up()
                lost = str(error)
                if error.is_unknown:
                    return Delivered(one, Delivery.UNKNOWN, lost)
                was_in_hand = self._in_hand
                if was_in_hand:
                    self._record.deferred(one, lost)
                    self._in_hand = False
                continue
            closes = answer.code == 421 and was_open  # RFC 5321, 3.8
            if not (closes or answer.is_brief):
                return self._settle(one, answer)
            limit = answer if answer.is_brief else None
            self._settle(one, answer)
            self._hang_up()
        if limit:
            return Delivered(one, Delivery.DEFERRED, str(limit), limit)
        if was_in_hand:
            return Delivered(one, Delivery.DEFERRED, lost)
        self.stopped = f"the server cannot be reached: {lost}" if lost else "the server hangs up"
        return Delivered(one, Delivery.UNREACHED, lost)

    def _settle(self, one: O, answer: SmtpAnswer) -> Delivered[O]:
        told, state = str(answer), Delivery.DEFERRED
        if answer.is_accepted:
            self._taken = told
            self._record.sent(one, told)
            state = Delivery.SENT
        elif answer.is_of_sender and self._connection:
            self._record.deferred(one, told)  # it is not for this letter that all would be refused
            self.error = self._connection.refuse_sender(one.sender, answer)
            self.stopped = self.error.message
        elif answer.is_final:
            self._record.refused(one, told)
            state = Delivery.REFUSED
        else:
            self._record.deferred(one, told)
        self._in_hand = False
        return Delivered(one, state, told, answer)

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None
