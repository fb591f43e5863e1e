"""E-mails keep their pace, and a run that is to stop ends between two of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from tests import smtp_server
from tests.smtp_server import Inbox

from lettermerge.dispatch.mail.delivery import INTERRUPTED, Delivery, Pace, SmtpDelivery
from lettermerge.dispatch.mail.smtp_connection import SmtpConnection, SmtpServer


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
