"""`lettermerge mail --send` as a process: what a signal ends, and what its own processes know."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.smtp import Envelope
from tests import smtp_server
from tests.mailing import MAIL, SIGNING, large_roster, make_mailing
from tests.smtp_server import PASSWORD, USER, Authority, Inbox
from tests.tiny import SETTINGS, Tiny

from lettermerge.signing.identity.passphrase import SMTP_VARIABLE, VARIABLE

pytestmark = pytest.mark.slow  # the program, stopped while it sends

ROOT = Path(__file__).resolve().parents[2]
#: Notes of every Python process that is started or forked which secrets it has.
WATCH = f"""
import os, sys
def note(how):
    known = [one for one in ("{VARIABLE}", "{SMTP_VARIABLE}") if one in os.environ]
    with open(os.environ["NOTES"], "a", encoding="utf-8") as file:
        file.write(" ".join([how, *known]) + "\\n")
note("started")
os.register_at_fork(after_in_child=lambda: note("forked"))
"""


@pytest.fixture
def tiny(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Tiny:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return make_mailing(tmp_path / "project", capsys, large_roster(4))


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def server(tiny: Tiny, inbox: Inbox, tmp_path: Path) -> Iterator[None]:
    authority = Authority(tmp_path / "authority")
    controller = smtp_server.start(inbox, authority.context(), login=True)
    own = f'host = "localhost"\nport = {controller.port}\nca = "{authority.ca}"\nuser = "{USER}"\n'
    tiny.write("lettermerge.toml", SETTINGS + SIGNING + MAIL + own)
    yield
    controller.stop(no_assert=True)


def start(tiny: Tiny, *arguments: str, **more: str) -> subprocess.Popen[str]:
    paths = os.pathsep.join((str(tiny.folder / "watch"), str(ROOT), str(ROOT / "src")))
    environ = {**os.environ, "PYTHONPATH": paths, SMTP_VARIABLE: PASSWORD, **more}
    return subprocess.Popen(
        [sys.executable, "-m", "lettermerge", *arguments], cwd=tiny.folder, env=environ,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip


def events(tiny: Tiny) -> list[tuple[str, str]]:
    lines = (tiny.folder / "output/ledger.jsonl").read_text(encoding="utf-8").splitlines()
    return [(one["id"], one["event"]) for one in map(json.loads, lines) if "id" in one]


def test_a_signal_finishes_the_e_mail_in_hand_and_the_rest_goes_out_once(
    tiny: Tiny, inbox: Inbox, server: None
) -> None:
    process: subprocess.Popen[str]

    def press(inbox: Inbox, _one: Envelope) -> str:
        if len(inbox.taken) == 1:
            process.send_signal(signal.SIGINT)  # before the server has answered
        return ""

    inbox.on_data = press
    process = start(tiny, "mail", "--send", "--yes", "--rate", "1000/s")
    out, err = process.communicate(timeout=600)
    assert process.returncode == 130, err
    assert out == "2 sent, 2 not reached\n"
    assert "stopped: interrupted" in err
    assert "The same command sends the rest." in err
    assert "Traceback" not in err
    assert events(tiny) == [(id_, one) for id_ in ("m0", "m1") for one in ("sending", "sent")]
    inbox.on_data = lambda _inbox, _one: ""
    process = start(tiny, "mail", "--send", "--yes")
    assert process.communicate(timeout=600)[0] == "2 sent\n"
    assert process.returncode == 0
    assert inbox.addresses == [f"m{i}@commons{i}.example" for i in range(4)]


def test_a_signal_ends_the_wait_for_the_time_and_nothing_is_sent(
    tiny: Tiny, inbox: Inbox, server: None
) -> None:
    late = (datetime.now().astimezone() + timedelta(hours=2)).isoformat(timespec="minutes")
    process = start(tiny, "mail", "--send", "--yes", "--at", late)
    assert process.stderr is not None
    said = ""
    while "waiting until" not in said:
        said = process.stderr.readline()
        assert said, "it ended"
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=600)
    assert (process.returncode, out) == (130, "")
    assert err == "interrupted while waiting: nothing was sent\n"
    assert inbox.taken == []
    assert not (tiny.folder / "output/ledger.jsonl").exists()


def test_no_process_of_ours_knows_the_secrets(tiny: Tiny, inbox: Inbox, server: None) -> None:
    tiny.write("watch/sitecustomize.py", WATCH)
    notes = tiny.folder / "notes.txt"
    secret = (tiny.folder / "pass.txt").read_text(encoding="utf-8").strip()
    text = (tiny.folder / "lettermerge.toml").read_text(encoding="utf-8")
    tiny.write("lettermerge.toml", text.replace('passphrase_file = "pass.txt"\n', ""))
    own = {"NOTES": str(notes), VARIABLE: secret}
    for arguments in (
        ("render", "-j", "2", "-f", "pdf", "--force", "-q"),
        ("mail", "--send", "--yes", "-q"),
    ):
        process = start(tiny, *arguments, **own)
        _, err = process.communicate(timeout=600)
        assert process.returncode == 0, err
    assert len(inbox.taken) == 4  # the password was found
    told = notes.read_text(encoding="utf-8").splitlines()
    assert told.count(f"started {VARIABLE} {SMTP_VARIABLE}") == 2  # the commands themselves
    others = [one for one in told if VARIABLE in one or SMTP_VARIABLE in one]
    assert len(others) == 2
    assert {"started", "forked"} <= set(told)
