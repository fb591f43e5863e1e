"""Mail to many, with the client and the server killed at random: nobody gets two, none is lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from tests import series
from tests.mailing import MAIL, SIGNING, large_roster, make_mailing
from tests.memory import UNCOMPILED
from tests.ports import free_port
from tests.smtp_server import Authority
from tests.tiny import SETTINGS, Tiny

RECIPIENTS, KILLS = max(series.cases(500), 60), max(series.cases(20), 4)
ROOT = Path(__file__).resolve().parents[2]
ADDRESSES = [f"m{i}@commons{i % 7}.example" for i in range(RECIPIENTS)]
SEND = ("-m", "lettermerge", "mail", "--send", "--yes", "--json", "-q")


class Server:
    """A server process that can be killed, and started again on its port."""

    def __init__(self, folder: Path, pem: Path, refusals: int = 0) -> None:
        self.kept, self.pem, self.refusals = folder / "kept.txt", pem, refusals
        self.port = free_port()
        self.start()

    def start(self) -> None:
        command = [sys.executable, str(ROOT / "tests/smtp_server.py")]
        arguments = [str(self.port), str(self.pem), str(self.kept), str(self.refusals)]
        self.process = subprocess.Popen(
            [*command, *arguments], stdout=subprocess.PIPE, encoding="utf-8", env=environment()
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline().startswith("ready")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()

    def taken(self) -> list[str]:
        with suppress(FileNotFoundError):
            return self.kept.read_text(encoding="utf-8").split()
        return []


def environment() -> dict[str, str]:
    paths = (str(ROOT), str(ROOT / "src"))
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the letters of all these tests are kept, which the first of them makes."""
    return tmp_path_factory.mktemp("rendered") / "project"


@pytest.fixture
def tiny(
    rendered: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Tiny:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    if not rendered.exists():
        make_mailing(rendered, capsys, large_roster(RECIPIENTS))
    shutil.copytree(rendered, tmp_path / "project")
    return Tiny(tmp_path / "project", capsys)


@contextmanager
def serving(tiny: Tiny, refusals: int = 0) -> Iterator[Server]:
    authority = Authority(tiny.folder.parent / "authority")
    authority.context()
    server = Server(tiny.folder.parent, authority.folder / "localhost.pem", refusals)
    mail = f'host = "localhost"\nport = {server.port}\nca = "{authority.ca}"\n'
    tiny.write("lettermerge.toml", SETTINGS + SIGNING + MAIL + mail)
    try:
        yield server
    finally:
        server.kill()


def send(tiny: Tiny, *more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *SEND, *more], cwd=tiny.folder, env=environment(),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip


def sent(tiny: Tiny, *more: str) -> tuple[int, dict[str, Any]]:
    process = send(tiny, *more)
    out, err = process.communicate(timeout=500)
    assert process.returncode in (0, 5), err
    return process.returncode, json.loads(out)


def unknown_of(facts: dict[str, Any]) -> set[str]:
    standing = {id_ for id_, one in facts["standing"].items() if one["state"] == "unknown"}
    return standing | {id_ for id_, one in facts["delivered"].items() if one["state"] == "unknown"}


def settle(tiny: Tiny, server: Server, facts: dict[str, Any]) -> None:
    """Say of each unknown e-mail what the server knows, and let the rest go out."""
    taken = {one.partition("@")[0] for one in server.taken()}
    for id_ in unknown_of(facts):
        event = "sent" if id_ in taken else "not-sent"
        assert tiny.run("ledger", "add", id_, event)[0] == 0


def require_at_most_one(server: Server) -> None:
    assert [one for one, count in Counter(server.taken()).items() if count > 1] == []


@pytest.mark.slow
def test_a_client_killed_at_random_moments_sends_nobody_two(tiny: Tiny) -> None:
    chance = series.dice("clients killed")
    with serving(tiny) as server:
        for number in range(KILLS):
            goal = min(len(server.taken()) + chance.randint(1, 20), RECIPIENTS - 20 + number)
            process = send(tiny)
            while len(server.taken()) < goal and process.poll() is None:
                time.sleep(0.002)
            time.sleep(chance.random() * 0.02)
            process.kill()
            process.communicate()
            require_at_most_one(server)
        _, facts = sent(tiny)
        require_at_most_one(server)
        reached = {one.partition("@")[0] for one in server.taken()}
        missing = {f"m{i}" for i in range(RECIPIENTS)} - reached
        assert missing <= unknown_of(facts)
        assert len(unknown_of(facts)) <= KILLS
        settle(tiny, server, facts)
        sent(tiny)
        assert sorted(server.taken()) == sorted(ADDRESSES)
        code, facts = sent(tiny)
        assert (code, facts["due"]) == (0, [])
        assert len(server.taken()) == RECIPIENTS


@pytest.mark.slow
def test_a_server_killed_at_random_moments_gets_nobody_two(tiny: Tiny) -> None:
    chance = series.dice("servers killed")
    with serving(tiny) as server:
        process = send(tiny)

        def kill_often() -> None:
            for _ in range(KILLS):
                goal = len(server.taken()) + chance.randint(1, 20)
                while len(server.taken()) < goal and process.poll() is None:
                    time.sleep(0.002)
                time.sleep(chance.random() * 0.02)
                server.kill()
                server.start()

        killer = threading.Thread(target=kill_often)
        killer.start()
        out, err = process.communicate(timeout=500)
        killer.join()
        assert process.returncode in (0, 5), err
        facts = json.loads(out)
        require_at_most_one(server)
        reached = {one.partition("@")[0] for one in server.taken()}
        states = {id_: one["state"] for id_, one in facts["delivered"].items()}
        assert {id_ for id_, state in states.items() if state == "sent"} <= reached
        for id_ in {f"m{i}" for i in range(RECIPIENTS)} - reached:
            assert states[id_] in ("unknown", "not reached", "deferred"), id_
        settle(tiny, server, facts)
        sent(tiny)
        assert sorted(server.taken()) == sorted(ADDRESSES)


@pytest.mark.slow
def test_answers_that_say_no_lose_nobody(tiny: Tiny) -> None:
    with serving(tiny, refusals=9) as server:
        for _ in range(20):
            code, facts = sent(tiny)
            for id_, one in facts["standing"].items():
                if one["state"] == "refused":
                    assert tiny.run("ledger", "add", id_, "not-sent")[0] == 0
            if not facts["due"] and code == 0:
                break
            require_at_most_one(server)
        assert sorted(server.taken()) == sorted(ADDRESSES)


@pytest.mark.slow
def test_a_full_disk_under_the_ledger_sends_nobody_two(tiny: Tiny) -> None:
    with serving(tiny) as server:
        later = (50_000, 50_170) if RECIPIENTS == 500 else (20_000, 20_170)
        for limit in (10_000, 10_050, 10_300, *later):
            done = subprocess.run(
                ["prlimit", f"--fsize={limit}", sys.executable, *SEND],
                cwd=tiny.folder,
                env=environment() | UNCOMPILED,
                check=False,
                capture_output=True,
                encoding="utf-8",
            )
            assert done.returncode in (5, 8), done.stderr
            assert "disk is full" in done.stdout + done.stderr
            require_at_most_one(server)
        _, facts = sent(tiny)
        require_at_most_one(server)
        settle(tiny, server, facts)
        sent(tiny)
        assert sorted(server.taken()) == sorted(ADDRESSES)
