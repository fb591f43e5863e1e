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
from .smtp_connection import ConnectionLostError, SmtpAnswer, SmtpConnection

MOST_DEFERRED = 5  # answers "not now" in a row, after which a server is left in peace
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
    """An e-mail and what became of it; `note` is the server's answer or the reason."""

    email: O
    state: Delivery
    note: str = ""


@dataclass(slots=True)
class Pace:
    """Waits between e-mails and before connecting again; gives up when it is asked to stop.

    `interval` is in seconds. `waits` are those before each new attempt to connect.
    """

    stop: Callable[[], bool]
    interval: float = 0.0
    waits: tuple[float, ...] = (1.0, 5.0, 20.0)
    _next: float = field(default=0.0, init=False)

    def turn(self) -> bool:
        """Wait for the next e-mail's turn; return whether it may go."""
        may = self.sleep(self._next - time.monotonic())
        self._next = time.monotonic() + self.interval
        return may

    def sleep(self, seconds: float) -> bool:
        """Wait; return False where the run is to stop."""
        end = time.monotonic() + seconds
        while not self.stop() and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, _TICK))
        return not self.stop()


class Courier(Generic[O]):
    """Delivers e-mails over a connection that it opens, and opens again when it breaks."""

    def __init__(
        self, connect: Callable[[], SmtpConnection], record: DeliveryRecord[O], pace: Pace
    ) -> None:
        self._connect = connect
        self._record = record
        self._pace = pace
        self._connection: SmtpConnection | None = None
        self._in_hand = False  # the server may have the e-mail, and the ledger does not say so
        self.stopped = ""  #: why the run ended early
        self.error: LettermergeError | None = None  #: what ended it

    def deliver(self, emails: Iterable[O]) -> Iterator[Delivered[O]]:
        """Yield what becomes of each e-mail, in order; those after a stop are not reached.

        `error` is set, and the run ends, where the server is refused or refuses us, the ledger
        cannot be written, or a letter was altered meanwhile.
        """
        deferred = 0
        try:
            for one in emails:
                if not self.stopped and not self._pace.turn():
                    self.stopped = INTERRUPTED
                if self.stopped:
                    yield Delivered(one, Delivery.UNREACHED)
                    continue
                result = self._try(one)
                yield result
                deferred = deferred + 1 if result.state is Delivery.DEFERRED else 0
                if deferred >= MOST_DEFERRED:
                    self.stopped = f"the server takes no more for now: {result.note}"
        finally:
            self._hang_up()

    def _try(self, one: O) -> Delivered[O]:
        """Deliver one e-mail; an error of ours ends the run after it."""
        self._in_hand = False
        try:
            return self._deliver(one)
        except LettermergeError as error:
            self.error, self.stopped = error, error.message
            state = Delivery.UNKNOWN if self._in_hand else Delivery.UNREACHED
            return Delivered(one, state, error.message)

    def _deliver(self, one: O) -> Delivered[O]:
        """Try one e-mail; a connection that breaks before the server has it is opened again."""
        content = one.content()
        lost = ""
        for wait in (0.0, *self._pace.waits):
            if wait and not self._pace.sleep(wait):
                self.stopped = INTERRUPTED
                return Delivered(one, Delivery.UNREACHED)
            was_open = self._connection is not None
            begun = False

            def about_to() -> None:
                nonlocal begun
                self._record.sending(one)
                begun = True

            try:
                self._connection = self._connection or self._connect()
                answer = self._connection.deliver(one.sender, one.recipients, content, about_to)
            except ConnectionLostError as error:
                self._hang_up()
                lost = str(error)
                if error.is_unknown:
                    return Delivered(one, Delivery.UNKNOWN, lost)
                if begun:
                    self._record.deferred(one, lost)
                continue
            if answer.code == 421 and was_open:  # it closes this connection, RFC 5321, 3.8
                self._settle(one, answer)
                self._hang_up()
                continue
            return self._settle(one, answer)
        self.stopped = f"the server cannot be reached: {lost}" if lost else "the server hangs up"
        return Delivered(one, Delivery.UNREACHED, lost)

    def _settle(self, one: O, answer: SmtpAnswer) -> Delivered[O]:
        told = str(answer)
        if answer.is_accepted:
            self._in_hand = True
            self._record.sent(one, told)
            return Delivered(one, Delivery.SENT, told)
        if answer.is_final:
            self._record.refused(one, told)
            return Delivered(one, Delivery.REFUSED, told)
        self._record.deferred(one, told)
        return Delivered(one, Delivery.DEFERRED, told)

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None
