"""Servers that answer wrongly, close, or stay silent: nobody gets two, and none is lost."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import pytest
from tests.scripted_smtp import HANG_UP, Script, ScriptedServer, scripted

from lettermerge.dispatch.mail.delivery import (
    MOST_ADDRESSES,
    MOST_IN_VAIN,
    Delivered,
    Pace,
    SmtpDelivery,
)
from lettermerge.dispatch.mail.smtp_connection import (
    ConnectionLostError,
    SmtpConnection,
    SmtpServer,
)
from lettermerge.errors import OutputError, SettingsError
from lettermerge.signing.identity.passphrase import Passphrase


@dataclass(frozen=True)
class Pair:
    """A joint letter to two."""

    number: int
    sender: str = "office@specimen.example"

    @property
    def recipients(self) -> tuple[str, ...]:
        return f"a{self.number}@x.example", f"b{self.number}@x.example"

    def content(self) -> bytes:
        return b"Subject: A letter\r\n\r\n.Text\r\n"


@dataclass
class Record:
    """The ledger: what is told of each e-mail. `fails` is what it cannot write."""

    told: list[str] = field(default_factory=list)
    fails: str = ""

    def _add(self, kind: str, one: Pair) -> None:
        if kind == self.fails:
            raise OutputError("the disk is full", hint="make room")
        self.told.append(f"{kind} {one.number}")

    def sending(self, one: Pair) -> None:
        self._add("sending", one)

    def sent(self, one: Pair, answer: str) -> None:
        self._add("sent", one)

    def refused(self, one: Pair, answer: str) -> None:
        self._add("refused", one)

    def deferred(self, one: Pair, answer: str) -> None:
        self._add("deferred", one)


def connect(server: ScriptedServer, timeout: float = 60.0) -> SmtpConnection:
    where = SmtpServer("127.0.0.1", server.port, "none", timeout=timeout, last_timeout=timeout)
    return SmtpConnection(where)


@pytest.mark.slow
def test_the_answer_to_a_message_may_take_longer_than_others() -> None:
    def slow(said: str, _told: str) -> None:
        time.sleep(3.0 if said == "." else 0.0)

    with scripted(slow) as server:
        where = SmtpServer("127.0.0.1", server.port, "none", timeout=2.0, last_timeout=60.0)
        answer = SmtpConnection(where).deliver(
            "a@x.example", ["b@x.example"], b"x\r\n", lambda: None
        )
        assert answer.is_accepted


def deliver(
    script: Script, number: int = 3, record: Record | None = None
) -> tuple[list[Delivered[Pair]], ScriptedServer, SmtpDelivery[Pair]]:
    pace = Pace(lambda: False, waits=(0.0, 0.0, 0.0))
    with scripted(script) as server:
        courier: SmtpDelivery[Pair] = SmtpDelivery(
            lambda: connect(server), record or Record(), pace
        )
        done = list(courier.deliver(map(Pair, range(number))))
    return done, server, courier


def states(done: list[Delivered[Pair]]) -> list[str]:
    return [one.state.value for one in done]


@pytest.mark.parametrize(
    ("verb", "about", "answer"),
    [
        ("RCPT", "b1@", b"550 no such user" + HANG_UP),
        ("RCPT", "b1@", b"550 no such user"),
        ("RSET", "", b"421 goodbye" + HANG_UP),
    ],
)
def test_one_address_that_is_refused_keeps_no_other_letter_back(
    verb: str, about: str, answer: bytes
) -> None:
    def script(said: str, told: str) -> bytes | None:
        if verb == "RSET" and said == "RCPT" and "b1@" in told:
            return b"550 no such user"
        return answer if said == verb and about in told else None

    done, server, courier = deliver(script)
    assert states(done) == ["sent", "refused", "sent"]
    assert done[1].note == "b1@x.example: 550 no such user"
    assert server.taken == [Pair(0).recipients, Pair(2).recipients]
    assert courier.stopped == ""


def test_a_refusal_of_the_message_is_one_also_where_the_server_closes() -> None:
    answers = iter([b"554 spam" + HANG_UP])
    done, server, _ = deliver(lambda said, _: next(answers, None) if said == "DATA" else None)
    assert states(done) == ["refused", "sent", "sent"]
    assert len(server.taken) == 2


@pytest.mark.parametrize(
    "answer",
    [b"354 go on", b"999 what", b"taken", b"250-taken\r\n550 or not", b"250", b"25", HANG_UP],
)
def test_a_message_without_a_right_answer_is_unknown(answer: bytes) -> None:
    answers = iter([answer])
    done, server, _ = deliver(lambda said, _: next(answers, None) if said == "." else None, 2)
    assert states(done) == ["sent" if answer == b"250" else "unknown", "sent"]
    assert len(server.taken) == 2  # each once


def test_a_server_that_is_out_of_step_has_no_message_taken_for_sent() -> None:
    answers = iter([b"550 no such user", None])
    once = iter([b"250 ok\r\n250 one too many"])

    def script(said: str, _told: str) -> bytes | None:
        if said == "RCPT":
            return next(answers, None)
        return next(once, None) if said == "RSET" else None

    done, server, _ = deliver(script)
    assert states(done) == ["refused", "sent", "sent"]
    assert server.taken == [Pair(1).recipients, Pair(2).recipients]


@pytest.mark.parametrize("answer", [b"250-more\r\n" * 10_000 + b"250 ok", b"250 " + b"x" * 100_000])
def test_an_answer_without_end_is_not_read_to_its_end(answer: bytes) -> None:
    done, server, courier = deliver(lambda said, _: answer if said == "MAIL" else None, 1)
    assert states(done) == ["not reached"]
    assert "an answer without end" in courier.stopped
    assert server.taken == []


def test_an_answer_that_drips_ends_with_its_time() -> None:
    with (
        scripted(lambda *_: None, pause=0.04) as server,  # the greeting takes 0.4 s
        pytest.raises(ConnectionLostError, match="timed out"),
    ):
        connect(server, timeout=0.1)


@pytest.mark.parametrize("kind", ["sent", "refused", "deferred"])
def test_what_the_ledger_could_not_note_is_unknown(kind: str) -> None:
    answers = {"sent": b"250 taken", "refused": b"554 spam", "deferred": b"451 later"}
    done, _, courier = deliver(
        lambda said, _: answers[kind] if said == "." else None, 2, Record(fails=kind)
    )
    assert states(done) == ["unknown", "not reached"]
    assert isinstance(courier.error, OutputError)


def test_what_was_put_off_is_not_unknown_where_the_server_then_refuses_us() -> None:
    goodbyes = iter([None, b"421 goodbye"])
    record = Record()
    with scripted(lambda said, _: next(goodbyes, None) if said == "DATA" else None) as server:
        connections = iter([connect(server)])

        def once() -> SmtpConnection:
            if one := next(connections, None):
                return one
            raise SettingsError("its certificate is refused", hint="check mail.ca")

        pace = Pace(lambda: False, waits=(0.0,))
        done = list(SmtpDelivery(once, record, pace).deliver(map(Pair, range(2))))
    assert states(done) == ["sent", "not reached"]
    assert record.told[2:] == ["sending 1", "deferred 1"]


def test_a_server_without_passwords_is_named_at_once() -> None:
    def script(said: str, _told: str) -> bytes | None:
        return b"250-x\r\n250 AUTH XOAUTH2 GSSAPI" if said == "EHLO" else None

    with scripted(script) as server:
        where = SmtpServer("127.0.0.1", server.port, "none", "office", Passphrase("secret"))
        with pytest.raises(SettingsError, match="with a password, but with XOAUTH2, GSSAPI"):
            SmtpConnection(where)


def test_what_is_put_behind_the_answer_to_starttls_ends_the_connection() -> None:
    def script(said: str, _told: str) -> bytes | None:
        answers = {
            "EHLO": b"250-x\r\n250 STARTTLS",
            "STARTTLS": b"220 go\r\n250-x\r\n250 AUTH PLAIN",
        }
        return answers.get(said)

    with scripted(script) as server:
        where = SmtpServer("127.0.0.1", server.port, "starttls", timeout=5.0)
        with pytest.raises(ConnectionLostError, match="without being asked: 250-x"):
            SmtpConnection(where)


def test_control_characters_of_a_server_are_not_kept() -> None:
    done, _, _ = deliver(lambda said, _: b"550 \x1b]0;x\x07no" if said == "RCPT" else None, 1)
    assert done[0].note == "a0@x.example: 550 ]0;xno"


@pytest.mark.parametrize(
    ("verb", "answer"),
    [
        ("DATA", b"354 go on\r\n250 taken"),
        ("RCPT", b"250 ok\r\n354 go on\r\n250 taken"),
    ],
)
def test_an_answer_before_its_question_is_none(verb: str, answer: bytes) -> None:
    """A server would have a letter taken for sent that it refuses when it has it whole."""
    about, record = "", Record()

    def script(said: str, told: str) -> bytes | None:
        nonlocal about
        about = told if said == "RCPT" else about
        if "b1@" not in about or (said == "RCPT" and "b1@" not in told):
            return None
        return answer if said == verb else b"554 spam" if said == "." else None

    done, server, courier = deliver(script, 3, record)
    assert states(done) == ["sent", "deferred", "sent"]
    assert server.taken.count(Pair(0).recipients) == server.taken.count(Pair(2).recipients) == 1
    assert courier.stopped == ""
    assert {"sent 1", "refused 1"} & {*record.told} == set()


class Large(Pair):
    """A letter that no server's buffers hold."""

    def content(self) -> bytes:
        return super().content() + b"x" * 16_000_000


@pytest.mark.slow
def test_a_message_that_was_cut_is_not_unknown_and_keeps_no_other_back() -> None:
    """Without its last line no server has it."""
    about, record = "", Record()

    def script(said: str, told: str) -> bytes | None:
        nonlocal about
        about = told if said == "RCPT" else about
        return b"354 go on" + HANG_UP if said == "DATA" and "b0@" in about else None

    pace = Pace(lambda: False, waits=(0.0,))
    with scripted(script) as server:
        courier: SmtpDelivery[Pair] = SmtpDelivery(lambda: connect(server), record, pace)
        done = list(courier.deliver([Large(0), Pair(1)]))
    assert states(done) == ["deferred", "sent"]
    assert server.taken == [Pair(1).recipients]
    assert record.told[:2] == ["sending 0", "deferred 0"]


def test_a_server_that_says_no_before_the_end_of_a_message_has_refused_it() -> None:
    answers = iter([b"354 go on\r\n552 too large" + HANG_UP])
    done, server, _ = deliver(lambda said, _: next(answers, None) if said == "DATA" else None)
    assert states(done) == ["refused", "sent", "sent"]
    assert done[0].note == "552 too large"
    assert len(server.taken) == 2


@pytest.mark.parametrize(
    ("verb", "answer", "most", "state"),
    [
        (".", b"550 5.4.5 Daily user sending limit exceeded", 1, "deferred"),
        ("MAIL", b"550 5.4.5 Daily user sending limit exceeded", 1, "deferred"),
        (".", b"554 5.7.1 looks like spam", MOST_IN_VAIN, "refused"),
        ("RCPT", b"554 5.7.1 we know you not", MOST_IN_VAIN, "refused"),
        ("RCPT", b"550 5.1.1 no such user", MOST_ADDRESSES, "refused"),
        (".", HANG_UP, MOST_IN_VAIN, "unknown"),
    ],
)
def test_a_server_that_takes_nothing_spoils_no_more_letters(
    verb: str, answer: bytes, most: int, state: str
) -> None:
    done, _, courier = deliver(lambda said, _: answer if said == verb else None, most + 2)
    assert states(done) == [state] * most + ["not reached"] * 2
    assert done[most - 1].note in courier.stopped


@pytest.mark.parametrize("answer", [b"550 5.1.1 no such user", b"554 5.7.1 not you"])
def test_refusals_do_not_end_a_run_that_sends_between_them(answer: bytes) -> None:
    def script(said: str, told: str) -> bytes | None:
        return answer if said == "RCPT" and "3@" not in told else None

    done, _, courier = deliver(script, MOST_IN_VAIN + 2)
    assert states(done) == ["refused"] * 3 + ["sent"] + ["refused"] * (MOST_IN_VAIN - 2)
    assert courier.stopped == ""


def test_an_answer_that_nobody_asked_for_refuses_nobody() -> None:
    once = iter([b"250 ok\r\n550 5.1.1 no such user"])
    done, server, _ = deliver(lambda said, _: next(once, None) if said == "MAIL" else None)
    assert states(done) == ["sent"] * 3
    assert server.taken == [Pair(number).recipients for number in range(3)]


def test_the_size_is_told_and_one_that_is_too_large_keeps_no_other_back() -> None:
    told: list[str] = []

    def script(said: str, line: str) -> bytes | None:
        if said == "EHLO":
            return b"250-x\r\n250 SIZE 1000"
        if said == "MAIL":
            told.append(line)
            return b"552 5.3.4 too large" if len(told) == 2 else None
        return None

    done, _, _ = deliver(script)
    assert states(done) == ["sent", "refused", "sent"]
    dots = 1  # doubled at the start of a line
    assert told[0].casefold().endswith(f" size={len(Pair(0).content()) + dots}")


def test_a_server_that_hands_on_nothing_refuses_no_letter() -> None:
    record = Record()
    done, _, courier = deliver(
        lambda said, _: b"554 5.7.1 Relay access denied" if said == "RCPT" else None, 3, record
    )
    assert states(done) == ["not reached"] * 3
    assert isinstance(courier.error, SettingsError)
    assert "mail.user" in courier.error.hint
    assert record.told == []
