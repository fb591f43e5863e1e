"""`lettermerge mail --send` as typed, to a real server on loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests import smtp_server
from tests.mailing import MAIL, ROSTER, SIGNING, make_mailing
from tests.smtp_server import PASSWORD, USER, Authority, Inbox
from tests.tiny import SETTINGS, Tiny

from lettermerge.dispatch.mail.delivery import Pace
from lettermerge.signing.identity.passphrase import SMTP_VARIABLE as VARIABLE


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def tiny(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Tiny:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv(VARIABLE, raising=False)
    return make_mailing(tmp_path, capsys)


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def server(tiny: Tiny, inbox: Inbox, authority: Authority) -> Iterator[int]:
    controller = smtp_server.start(inbox, authority.context())
    use(tiny, controller.port, ca=str(authority.ca))
    yield controller.port
    controller.stop(no_assert=True)


def use(tiny: Tiny, port: int, security: str = "starttls", ca: str = "", more: str = "") -> None:
    """Let the project's mail go to a port of loopback."""
    server = f'host = "localhost"\nport = {port}\nsecurity = "{security}"\nca = "{ca}"\n'
    tiny.write("lettermerge.toml", SETTINGS + SIGNING + MAIL + server + more)


def states(tiny: Tiny) -> list[tuple[str, str]]:
    lines = (tiny.folder / "output/ledger.jsonl").read_text(encoding="utf-8").splitlines()
    return [(one["id"], one["event"]) for one in map(json.loads, lines) if "id" in one]


@pytest.mark.slow
def test_letters_are_sent_once_and_recorded(tiny: Tiny, inbox: Inbox, server: int) -> None:
    code, out, err = tiny.run("mail", "--send", "--yes")
    assert (code, out) == (0, "2 sent\n"), err
    assert "to be sent: 2 e-mails" in err
    assert inbox.addresses == ["ann@commons.example", "ben@senate.example"]
    assert {sender for sender, _, _ in inbox.taken} == {"office@specimen.example"}
    first = inbox.messages[0]
    assert first["Date"] is not None
    assert first["X-Unsent"] is None
    (file,) = first.iter_attachments()
    assert file.get_content() == tiny.files()["uk/a1-ann-testwright.pdf"]
    assert states(tiny) == [
        ("a1", "sending"), ("a1", "sent"), ("a2", "sending"), ("a2", "sent"),
    ]  # fmt: skip
    code, _, err = tiny.run("mail", "--send", "--yes")
    assert code == 0
    assert "2 letters already sent" in err
    assert "all 2 letters were e-mailed before; --again sends them once more" not in err
    assert "all 2 finished letters were e-mailed before; --again sends them once more" in err
    assert len(inbox.taken) == 2
    assert "1 letter was e-mailed before: a draft of it" in tiny.run("mail", "a1")[2]


@pytest.mark.slow
def test_nothing_is_sent_without_send_and_without_agreement(
    tiny: Tiny, inbox: Inbox, server: int
) -> None:
    assert tiny.run("mail")[0] == 0
    assert tiny.run("mail", "--yes")[0] == 2
    assert tiny.run("mail", "--test", "me@x.example")[0] == 2
    assert tiny.run("mail", "--send", "--dry-run", "--yes")[0] == 0
    code, _, err = tiny.run("mail", "--send")
    assert code == 2
    assert "--yes" in err
    assert inbox.taken == []
    assert {event for _, event in states(tiny)} == {"drafted"}


@pytest.mark.slow
def test_a_test_goes_to_one_address_and_counts_for_nothing(
    tiny: Tiny, inbox: Inbox, server: int
) -> None:
    code, out, _ = tiny.run("mail", "--send", "--yes", "--test", "me@x.example")
    assert (code, out) == (0, "2 sent\n")
    assert inbox.addresses == ["me@x.example"] * 2
    assert all("commons" not in str(one["To"]) for one in inbox.messages)
    assert tiny.run("mail", "--send", "--yes")[0] == 0
    assert inbox.addresses[2:] == ["ann@commons.example", "ben@senate.example"]


@pytest.mark.slow
def test_a_new_version_of_a_sent_letter_and_a_second_one_need_again(
    tiny: Tiny, inbox: Inbox, server: int
) -> None:
    tiny.run("mail", "--send", "--yes")
    numbers = [one["Message-ID"] for one in inbox.messages]
    assert tiny.run("mail", "--send", "--yes", "--again", "a2")[0] == 0
    assert inbox.messages[-1]["Message-ID"] == numbers[1]
    tiny.write("letters/a.md", "---\nsubject: Another\n---\nOther words.\n")
    assert tiny.run("render", "-j", "0", "-q", "-f", "pdf")[0] == 0
    code, _, err = tiny.run("mail", "--send", "--yes")
    assert code == 8
    assert "2 letters changed since sent" in err
    assert len(inbox.taken) == 3
    assert tiny.run("mail", "--send", "--yes", "--again", "--limit", "1")[0] in (0, 8)
    tiny.run("mail", "--send", "--yes", "--again")
    assert not {one["Message-ID"] for one in inbox.messages[3:]} & set(numbers)


@pytest.mark.slow
def test_a_corrected_name_brings_nobody_a_second_letter(
    tiny: Tiny, inbox: Inbox, server: int
) -> None:
    assert tiny.run("mail", "--send", "--yes")[0] == 0
    tiny.write("r.csv", ROSTER.replace("a1,uk,commons,,Ms,Ann", "b1,uk,commons,,Ms,Anne"))
    assert tiny.run("render", "-j", "0", "-q", "-f", "pdf")[0] == 0
    code, _, err = tiny.run("mail", "--send", "--yes")
    assert (code, len(inbox.taken)) == (8, 2)
    assert "b1 (Anne Testwright): to `a1`" in err
    assert "Anne Testwright may be Ann Testwright (`a1`)" in " ".join(err.split())
    code, _, err = tiny.run("mail", "--dry-run")
    assert (code, "dispatch.renamed" in err) == (0, True)
    assert tiny.run("mail", "b1", "--send", "--yes", "--again")[0] == 0
    assert len(inbox.taken) == 3
    assert tiny.run("mail", "--send", "--yes")[0] == 0
    assert len(inbox.taken) == 3


@pytest.mark.slow
def test_refused_and_deferred_letters_end_with_5_and_the_rest_is_sent(
    tiny: Tiny, inbox: Inbox, server: int
) -> None:
    inbox.on_rcpt = lambda one: "550 no such user" if one.startswith("ann") else ""
    code, out, err = tiny.run("mail", "--send", "--yes")
    assert (code, out) == (5, "1 sent, 1 refused\n")
    assert "ann@commons.example: 550 no such user" in err
    inbox.on_rcpt = lambda _one: ""
    code, _, err = tiny.run("mail", "--send", "--yes")
    assert code == 5
    assert "1 letter refused before" in err
    assert inbox.addresses == ["ben@senate.example"]
    tiny.write("r.csv", (tiny.folder / "r.csv").read_text("utf-8").replace("ann@", "a.t@"))
    inbox.on_rcpt = lambda _one: "451 try later"
    code, out, err = tiny.run("mail", "--send", "--yes")
    assert (code, out) == (5, "1 deferred\n"), err
    inbox.on_rcpt = lambda _one: ""
    assert tiny.run("mail", "--send", "--yes")[:2] == (0, "1 sent\n")
    assert inbox.addresses == ["ben@senate.example", "a.t@commons.example"]


@pytest.mark.slow
@pytest.mark.parametrize("answer", ["550 spam", "451 busy"])
def test_an_answer_to_the_message_is_recorded(
    tiny: Tiny, inbox: Inbox, server: int, answer: str
) -> None:
    inbox.on_data = lambda _inbox, _one: answer
    code, _, err = tiny.run("mail", "--send", "--yes", "a1")
    assert code == 5
    assert answer in err
    kind = "refused" if answer.startswith("5") else "deferred"
    assert states(tiny) == [("a1", "sending"), ("a1", kind)]


@pytest.mark.slow
@pytest.mark.parametrize("how", ["hang up", "take and hang up"])
def test_what_is_unknown_is_not_sent_again_by_itself(
    tiny: Tiny, inbox: Inbox, server: int, how: str
) -> None:
    inbox.on_data = lambda _inbox, one: how if one.rcpt_tos[0].startswith("ann") else ""
    code, out, _ = tiny.run("mail", "--send", "--yes")
    assert (code, out) == (5, "1 sent, 1 unknown\n")
    inbox.on_data = lambda _inbox, _one: ""
    taken = len(inbox.taken)
    code, _, err = tiny.run("mail", "--send", "--yes")
    assert code == 5
    assert "1 letter unknown whether it was sent" in err
    assert len(inbox.taken) == taken
    code, out, _ = tiny.run("mail", "--send", "--yes", "--retry-unknown")
    assert (code, out) == (0, "1 sent\n")
    number = [one["Message-ID"] for one in inbox.messages if "Ann" in one["To"]]
    assert len(set(number)) == 1
    assert len(number) == (2 if how.startswith("take") else 1)
    assert tiny.run("mail", "--send", "--yes")[0] == 0


@pytest.mark.slow
def test_a_server_that_takes_no_more_is_left_in_peace(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], inbox: Inbox, authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from tests.mailing import large_roster

    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    tiny = make_mailing(tmp_path, capsys, large_roster(20))
    controller = smtp_server.start(inbox, authority.context())
    use(tiny, controller.port, ca=str(authority.ca))
    inbox.on_data = lambda inbox, _one: "452 quota" if len(inbox.taken) >= 8 else ""
    try:
        code, out, err = tiny.run("mail", "--send", "--yes")
        assert (code, out) == (5, "8 sent, 5 deferred, 7 not reached\n")
        assert "the server takes no more for now: 452 quota" in err
        inbox.on_data = lambda _inbox, _one: ""
        assert tiny.run("mail", "--send", "--yes")[:2] == (0, "12 sent\n")
    finally:
        controller.stop(no_assert=True)
    assert sorted(inbox.addresses) == sorted({f"m{i}@commons{i % 7}.example" for i in range(20)})


@pytest.mark.slow
def test_a_certificate_of_another_name_is_refused(
    tiny: Tiny, inbox: Inbox, authority: Authority
) -> None:
    for implicit in (False, True):
        controller = smtp_server.start(
            inbox, authority.context("elsewhere.example"), implicit=implicit
        )
        use(tiny, controller.port, "tls" if implicit else "starttls", str(authority.ca))
        code, _, err = tiny.run("mail", "--send", "--yes")
        controller.stop(no_assert=True)
        assert code == 3, err
        assert "certificate is refused: Hostname mismatch" in err
    assert inbox.taken == []


@pytest.mark.slow
def test_an_authority_that_nobody_named_is_refused(
    tiny: Tiny, inbox: Inbox, authority: Authority
) -> None:
    controller = smtp_server.start(inbox, authority.context())
    use(tiny, controller.port)
    code, _, err = tiny.run("mail", "--send", "--yes")
    controller.stop(no_assert=True)
    assert code == 3
    assert "certificate is refused" in err
    assert inbox.taken == []


@pytest.mark.slow
def test_a_stripped_starttls_and_plain_text_are_refused(tiny: Tiny, inbox: Inbox) -> None:
    controller = smtp_server.start(inbox)
    try:
        use(tiny, controller.port)
        code, _, err = tiny.run("mail", "--send", "--yes")
        assert code == 3
        assert "offers no STARTTLS" in err
        use(tiny, controller.port, "tls")
        assert tiny.run("mail", "--send", "--yes")[0] == 3
        assert inbox.taken == []
        use(tiny, controller.port, "none")
        assert tiny.run("mail", "--send", "--yes")[0] == 0
    finally:
        controller.stop(no_assert=True)
    text = (
        (tiny.folder / "lettermerge.toml").read_text("utf-8").replace("localhost", "smtp.example")
    )
    tiny.write("lettermerge.toml", text)
    code, _, err = tiny.run("mail", "--send", "--yes", "--again")
    assert code == 3
    assert "on this machine only" in err


@pytest.mark.slow
def test_a_password_comes_from_a_file_or_the_variable(
    tiny: Tiny, inbox: Inbox, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    controller = smtp_server.start(inbox, authority.context(), login=True)
    try:
        use(tiny, controller.port, ca=str(authority.ca), more=f'user = "{USER}"\n')
        code, _, err = tiny.run("mail", "--send", "--yes", "a1")
        assert code == 3
        assert "there is no password for mail.user" in err
        monkeypatch.setenv(VARIABLE, "wrong")
        code, _, err = tiny.run("mail", "--send", "--yes", "a1")
        assert code == 3
        assert "refuses mail.user and the password" in err
        assert "wrong" not in err
        assert "with a space" not in err
        monkeypatch.setenv(VARIABLE, f"{PASSWORD} ")
        assert "begins or ends with a space" in tiny.run("mail", "--send", "--yes", "a1")[2]
        monkeypatch.setenv(VARIABLE, PASSWORD)
        assert tiny.run("mail", "--send", "--yes", "a1")[0] == 0
        monkeypatch.delenv(VARIABLE)
        tiny.write("smtp.txt", PASSWORD + "\n")
        more = f'user = "{USER}"\npassword_file = "smtp.txt"\n'
        use(tiny, controller.port, ca=str(authority.ca), more=more)
        assert tiny.run("mail", "--send", "--yes", "a2")[0] == 0
        (tiny.folder / "smtp.txt").unlink()
        code, _, err = tiny.run("mail", "--send", "--yes", "--again", "a2")
        assert code == 3
        assert "the password file smtp.txt cannot be read: No such file" in err
    finally:
        controller.stop(no_assert=True)
    assert len(inbox.taken) == 2


@pytest.mark.slow
def test_nothing_is_sent_where_the_ledger_is_gone(tiny: Tiny, inbox: Inbox, server: int) -> None:
    inbox.on_rcpt = lambda _one: "451 later"
    assert tiny.run("mail", "--send", "--yes")[0] == 5  # no letter went out, and none is lost
    inbox.on_rcpt = lambda _one: ""
    assert tiny.run("mail", "--send", "--yes")[0] == 0
    kept = tiny.files()["ledger.jsonl"]
    for change in ((), ("status", "--compact")):
        if change:
            assert tiny.run(*change)[0] == 0
        (tiny.folder / "output/ledger.jsonl").unlink()
        code, _, err = tiny.run("mail", "--send", "--yes")
        assert code == 8
        assert "letters were sent before" in err
        assert "ledger.jsonl is missing" in err
        assert tiny.run("mail")[0] == 8  # drafts would begin another ledger
        assert not (tiny.folder / "output/ledger.jsonl").exists()
        tiny.write("output/ledger.jsonl", kept)
    assert tiny.run("mail", "--send", "--yes")[0] == 0
    assert len(inbox.taken) == 2


@pytest.mark.slow
def test_letters_wait_for_the_time_to_send(
    tiny: Tiny, inbox: Inbox, server: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[tuple[float, int]] = []

    def wait(_pace: Pace, moment: float) -> bool:
        waited.append((moment, len(inbox.taken)))
        return True

    monkeypatch.setattr(Pace, "wait_until", wait)
    when = datetime.now().astimezone().replace(microsecond=0) + timedelta(hours=3)
    code, out, err = tiny.run("mail", "--send", "--yes", "--at", when.isoformat())
    assert (code, out) == (0, "2 sent\n")
    assert waited == [(when.timestamp(), 0)]
    assert f"waiting until {when:%Y-%m-%d %H:%M}; Ctrl-C ends it" in err
    for bad in ("25:00", "yesterday", "2020-01-01T10:00"):
        code, _, err = tiny.run("mail", "--send", "--yes", "--again", "--at", bad)
        assert (code, bad in err) == (2, True)
    assert (len(waited), len(inbox.taken)) == (1, 2)


@pytest.mark.slow
def test_what_changes_during_the_wait_is_not_sent(
    tiny: Tiny, inbox: Inbox, server: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = (tiny.folder / "r.csv").read_text(encoding="utf-8").splitlines()

    def hold(_pace: Pace, _moment: float) -> bool:
        held = "\n".join(
            [f"{rows[0]},hold", f"{rows[1]},", f"{rows[2]},she resigned", f"{rows[3]},"]
        )
        tiny.write("r.csv", held + "\n")
        return True

    def reword(_pace: Pace, _moment: float) -> bool:
        text = (tiny.folder / "letters/mail.md").read_text(encoding="utf-8")
        tiny.write("letters/mail.md", text.replace("our letter", "another letter"))
        return True

    monkeypatch.setattr(Pace, "wait_until", hold)
    code, out, err = tiny.run("mail", "--send", "--yes", "--at", "23:59")
    assert (code, out) == (5, "1 sent\n"), err
    assert "1 e-mail changed during the wait, and not sent:\n    a1 (Ann Testwright)\n" in err
    assert inbox.addresses == ["ben@senate.example"]
    tiny.write("r.csv", "\n".join(rows) + "\n")
    monkeypatch.setattr(Pace, "wait_until", reword)
    code, out, _ = tiny.run("mail", "--send", "--yes", "--json", "--at", "23:59")
    assert (code, json.loads(out)["withheld"]) == (5, ["a1"])
    assert len(inbox.taken) == 1
