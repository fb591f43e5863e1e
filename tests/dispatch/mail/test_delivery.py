"""E-mails keep their pace, and a run that is to stop ends between two of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from tests import smtp_server
from tests.smtp_server import Inbox

from lettermerge.dispatch.mail.delivery import INTERRUPTED, Delivery, Pace, SmtpDelivery
from lettermerge.dispatch.mail.smtp_connection import SmtpConnection, SmtpServer
from lettermerge.errors import OutputError, SettingsError


@dataclass
class Clock:
    """A clock that stands still but for what is waited."""

    time: float = 100.0
    stops_at: float = 1e9

    def pause(self, seconds: float) -> None:
        self.time += seconds

    def pace(self, interval: float) -> Pace:
        return Pace(
            lambda: self.time >= self.stops_at, interval, clock=lambda: self.time, pause=self.pause
        )


@dataclass(frozen=True)
class Mail:
    number: int
    sender: str = "office@specimen.example"

    @property
    def recipients(self) -> tuple[str, ...]:
        return (f"m{self.number}@commons.example",)

    def content(self) -> bytes:
        return b"Subject: A letter\r\n\r\nText\r\n"


@dataclass
class Record:
    """What is told of e-mails, and when, by a clock."""

    clock: Clock
    told: list[tuple[str, int, float]] = field(default_factory=list)

    def _add(self, kind: str, one: Mail) -> None:
        self.told.append((kind, one.number, round(self.clock.time, 3)))

    def sending(self, one: Mail) -> None:
        self._add("sending", one)

    def sent(self, one: Mail, answer: str) -> None:
        self._add("sent", one)

    def refused(self, one: Mail, answer: str) -> None:
        self._add("refused", one)

    def deferred(self, one: Mail, answer: str) -> None:
        self._add("deferred", one)


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def server(inbox: Inbox) -> Iterator[SmtpServer]:
    controller = smtp_server.start(inbox)
    yield SmtpServer("127.0.0.1", controller.port, "none")
    controller.stop(no_assert=True)


def test_a_rate_is_kept_between_the_beginnings_of_e_mails(server: SmtpServer, inbox: Inbox) -> None:
    clock = Clock()
    record = Record(clock)
    delivery: SmtpDelivery[Mail] = SmtpDelivery(
        lambda: SmtpConnection(server), record, clock.pace(3.0)
    )
    assert [one.state for one in delivery.deliver(map(Mail, range(3)))] == [Delivery.SENT] * 3
    assert record.told == [
        ("sending", 0, 100.0), ("sent", 0, 100.0), ("sending", 1, 103.0), ("sent", 1, 103.0),
        ("sending", 2, 106.0), ("sent", 2, 106.0),
    ]  # fmt: skip
    assert inbox.addresses == [f"m{number}@commons.example" for number in range(3)]


def test_a_run_that_is_to_stop_ends_before_the_next_e_mail(
    server: SmtpServer, inbox: Inbox
) -> None:
    clock = Clock(stops_at=104.0)
    record = Record(clock)
    delivery: SmtpDelivery[Mail] = SmtpDelivery(
        lambda: SmtpConnection(server), record, clock.pace(3.0)
    )
    states = [one.state for one in delivery.deliver(map(Mail, range(4)))]
    assert states == [Delivery.SENT] * 2 + [Delivery.UNREACHED] * 2
    assert delivery.stopped == INTERRUPTED
    assert clock.time < 104.5  # no more was waited for
    assert len(inbox.taken) == 2


@pytest.mark.parametrize("most", [1, 3])
def test_a_limit_of_a_session_begins_a_new_one(server: SmtpServer, inbox: Inbox, most: int) -> None:
    sessions: dict[int, int] = {}
    numbers: list[int] = []

    def connect() -> SmtpConnection:
        numbers.append(0)
        return SmtpConnection(server)

    def refuse(_inbox: Inbox, _envelope: object) -> str:
        taken = sessions.get(len(numbers), 0)
        sessions[len(numbers)] = taken + 1
        return "" if taken < most else "452 4.5.3 too many messages in this session"

    inbox.on_data = refuse
    clock = Clock()
    record = Record(clock)
    delivery: SmtpDelivery[Mail] = SmtpDelivery(connect, record, clock.pace(0.0))
    states = [one.state for one in delivery.deliver(map(Mail, range(7)))]
    assert states == [Delivery.SENT] * 7
    assert delivery.stopped == ""
    assert inbox.addresses == [f"m{number}@commons.example" for number in range(7)]
    assert len(numbers) == -(-7 // most)
    assert clock.time < 100 + 2 * len(numbers)  # nobody waits for long


def test_a_rate_is_waited_for_and_a_server_that_stays_at_it_is_left_in_peace(
    server: SmtpServer, inbox: Inbox
) -> None:
    clock = Clock()
    free_at = 150.0  # seconds of the clock
    inbox.on_rcpt = lambda _: "" if clock.time >= free_at else "450 4.7.1 Error: too much mail from"
    record = Record(clock)
    delivery: SmtpDelivery[Mail] = SmtpDelivery(
        lambda: SmtpConnection(server), record, clock.pace(0.0)
    )
    states = [one.state for one in delivery.deliver(map(Mail, range(2)))]
    assert states == [Delivery.SENT] * 2
    free_at = 1e9
    delivery = SmtpDelivery(lambda: SmtpConnection(server), record, clock.pace(0.0))
    states = [one.state for one in delivery.deliver(map(Mail, range(2, 5)))]
    assert states == [Delivery.DEFERRED, Delivery.UNREACHED, Delivery.UNREACHED]
    assert "too much mail" in delivery.stopped


def test_a_sender_that_is_refused_after_the_message_ends_the_run_and_refuses_no_letter(
    server: SmtpServer, inbox: Inbox
) -> None:
    inbox.on_data = lambda *_: "554 Message rejected: Email address is not verified."
    clock = Clock()
    record = Record(clock)
    delivery: SmtpDelivery[Mail] = SmtpDelivery(
        lambda: SmtpConnection(server), record, clock.pace(0.0)
    )
    states = [one.state for one in delivery.deliver(map(Mail, range(3)))]
    assert states == [Delivery.DEFERRED, Delivery.UNREACHED, Delivery.UNREACHED]
    assert isinstance(delivery.error, SettingsError)
    assert [kind for kind, *_ in record.told] == ["sending", "deferred"]


def test_what_was_taken_and_cannot_be_noted_is_told_to_have_been_taken(
    server: SmtpServer, inbox: Inbox
) -> None:
    class Full(Record):
        def sent(self, one: Mail, answer: str) -> None:
            raise OutputError("the disk is full")

    clock = Clock()
    delivery: SmtpDelivery[Mail] = SmtpDelivery(
        lambda: SmtpConnection(server), Full(clock), clock.pace(0.0)
    )
    first, second = delivery.deliver(map(Mail, range(2)))
    assert (first.state, second.state) == (Delivery.UNKNOWN, Delivery.UNREACHED)
    assert first.note == "the server took it (250 taken), which cannot be noted: the disk is full"
    assert len(inbox.taken) == 1


def test_a_moment_is_that_of_the_clock_on_the_wall() -> None:
    clock = Clock()
    slept = [3600.0]  # the machine sleeps once, for an hour

    def wall() -> float:
        if clock.time > 150.0 and slept:
            clock.time += slept.pop()
        return clock.time

    assert clock.pace(0.0).wait_until(3000.0, wall)
    assert 3700.0 < clock.time < 3760.0
    assert not Clock(stops_at=105.0).pace(0.0).wait_until(200.0, lambda: 101.0)
