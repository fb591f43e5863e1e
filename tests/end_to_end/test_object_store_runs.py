"""Runs into an object store that are killed, robbed of their lease, cut off and lied to."""

from __future__ import annotations

import json
import os
import random
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from tests.app.store_run import StoreRunner, contents_of
from tests.faulty_proxy import Fault, FaultyProxy, Request, run_faulty_proxy
from tests.object_stores import S3Server, environment, run_s3_server
from tests.series import SOAK

from lettermerge.errors import ExitCode

pytestmark = pytest.mark.slow  # processes, and a server that takes seconds to begin

LETTERS = 10
#: Seconds in which a run gives a sign of life, on a busy machine too.
LONG_LEASE = 20.0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    with run_s3_server(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture(scope="module")
def proxy(server: S3Server) -> Iterator[FaultyProxy]:
    with run_faulty_proxy(server.port) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoreRunner]:
    log = tmp_path_factory.mktemp("runner") / "log"
    runner = StoreRunner.start(environment(""), log)
    try:
        yield runner
    finally:
        runner.process.kill()
        runner.process.communicate()


def go(runner: StoreRunner, proxy: FaultyProxy, prefix: str, **more: Any) -> dict[str, Any]:
    runner.begin(proxy.endpoint, prefix, **more)
    return runner.end()


def check_whole(server: S3Server, prefix: str, *versions: str, letters: int = LETTERS) -> None:
    """Require every letter once, whole, in one of the versions, and nothing else but records."""
    found = server.letters(prefix)
    wanted = contents_of(letters, *versions)
    assert found.keys() == wanted.keys()
    assert not [path for path, content in found.items() if content not in wanted[path]]
    others = [key.partition("/")[0] for key in server.keys(prefix) if key not in found]
    assert {*others} <= {"leases", "manifest"}


def check_settled(runner: StoreRunner, proxy: FaultyProxy, prefix: str) -> None:
    """Require that nothing is left to be done."""
    told = go(runner, proxy, prefix, version="another ")
    assert (told["code"], told["plan"]) == (0, {"keep": 2 * LETTERS})


def kill_at(pid: Callable[[], int], number: int) -> Callable[[Request], None]:
    """Return what kills a process at the request that writes with this number."""

    def kill(request: Request) -> None:
        if request.number == number and request.method != "GET":
            with suppress(ProcessLookupError):
                os.kill(pid(), signal.SIGKILL)

    return kill


def kill_and_go_on(
    runner: StoreRunner, server: S3Server, proxy: FaultyProxy, number: int, *, after: bool
) -> bool:
    """Kill a run at a request, before or after the server hears of it; let another go on.

    Return whether it was killed before it had ended.
    """
    prefix = f"killed/{number}-{after}"
    known = threading.Event()
    pids: list[int] = []

    def pid() -> int:
        known.wait(300)
        return pids[0]

    kill = kill_at(pid, number)

    def before(request: Request) -> Fault:
        if not after and request.number == number and request.method != "GET":
            kill(request)
            return Fault.CUT
        return Fault.NONE

    proxy.begin(before, kill if after else None)
    pids.append(runner.begin(proxy.endpoint, prefix, version="first "))
    known.set()
    first = runner.end()
    proxy.begin()
    told = go(runner, proxy, prefix, version="second ")
    assert (told["code"], told["failed"], told["refused"]) == (0, [], 0), (number, after, told)
    assert told["written"] + told["plan"].get("keep", 0) == 2 * LETTERS
    check_whole(server, prefix, "first ", "second ")
    check_settled(runner, proxy, prefix)
    return not first


def test_a_killed_run_goes_on(runner: StoreRunner, server: S3Server, proxy: FaultyProxy) -> None:
    proxy.begin()
    told = go(runner, proxy, "counted")
    assert (told["code"], told["written"]) == (0, 2 * LETTERS)
    writes = proxy.writes
    assert writes > 2 * LETTERS + 6  # probe, lease, intents, letters, done
    step = 1 if SOAK else 9
    moments = [(number, after) for number in range(1, writes + 1) for after in (False, True)]
    killed = [
        kill_and_go_on(runner, server, proxy, number, after=after)
        for number, after in moments[::step]
    ]
    assert sum(killed) > len(killed) // 2


def test_a_run_that_lost_its_lease_before_its_letters_stops(
    runner: StoreRunner, server: S3Server, proxy: FaultyProxy, tmp_path: Path
) -> None:
    proxy.begin()
    pid = runner.begin(proxy.endpoint, "robbed/early", version="first ", pause=True)
    runner.wait_until_held()
    os.kill(pid, signal.SIGSTOP)
    with another_machine(tmp_path) as thief:
        taken = go(thief, proxy, "robbed/early", version="second ", letters=4, machine="other")
        assert (taken["code"], taken["written"], taken["interrupted"]) == (0, 8, True)
        os.kill(pid, signal.SIGCONT)
        runner.say("")
        told = runner.end()
        assert (told["code"], told["stopped"]) == (ExitCode.OUTPUT, "output.lease-lost")
        assert (told["written"], told["failed"], told["unreached"]) == (0, [], 12)
        check_whole(server, "robbed/early", "second ", letters=4)
        again = go(thief, proxy, "robbed/early", version="third ", machine="other")
        assert (again["written"], again["plan"]) == (12, {"keep": 8, "write": 12})


@pytest.mark.parametrize("number", [10, 18])
def test_a_run_that_lost_its_lease_among_its_letters_stops(
    runner: StoreRunner, server: S3Server, proxy: FaultyProxy, tmp_path: Path, number: int
) -> None:
    prefix = f"robbed/{number}"
    known = threading.Event()
    stopped = threading.Event()
    pids: list[int] = []

    def stop(request: Request) -> Fault:
        if request.number == number and request.method == "PUT" and not stopped.is_set():
            known.wait(300)
            os.kill(pids[0], signal.SIGSTOP)
            stopped.set()
        return Fault.NONE

    proxy.begin(stop)
    pids.append(runner.begin(proxy.endpoint, prefix, version="first "))
    known.set()
    assert stopped.wait(300)
    proxy.begin()
    with another_machine(tmp_path) as thief:
        taken = go(thief, proxy, prefix, version="second ", template="two", machine="other")
        assert (taken["code"], taken["failed"], taken["refused"]) == (0, [], 0)
        os.kill(pids[0], signal.SIGCONT)
        told = runner.end()
    assert (told["code"], told["stopped"]) == (ExitCode.OUTPUT, "output.lease-lost")
    assert told["failed"] == []
    check_whole(server, prefix, "second ")
    opening = server.ask("GET", f"{prefix}/manifest/000002-000000.jsonl").splitlines()[0]
    segments = [one for one in server.keys(prefix) if one.startswith("manifest/000001-")]
    accepted = json.loads(opening)["accepts"]["1"]  # not what it wrote after it was robbed
    assert 1 <= accepted < len(segments)
    last = go(runner, proxy, prefix, version="third ", template="two")
    assert (last["code"], last["plan"]) == (0, {"keep": 2 * LETTERS})


@contextmanager
def another_machine(folder: Path) -> Iterator[StoreRunner]:
    runner = StoreRunner.start(environment(""), folder / "log")
    try:
        yield runner
    finally:
        runner.process.kill()
        runner.process.communicate()


def test_a_run_that_lives_is_not_robbed(
    runner: StoreRunner, proxy: FaultyProxy, tmp_path: Path
) -> None:
    proxy.begin()
    runner.begin(proxy.endpoint, "lives", pause=True, lease=LONG_LEASE)
    runner.wait_until_held()
    with another_machine(tmp_path) as thief:
        for machine in ("", "other"):
            told = go(thief, proxy, "lives", machine=machine, lease=LONG_LEASE)
            assert told["code"] == ExitCode.OUTPUT
            assert "is in use by process" in told["error"]
    runner.say("")
    assert runner.end()["written"] == 2 * LETTERS


def test_a_store_without_conditional_writes_is_refused(
    runner: StoreRunner, server: S3Server, proxy: FaultyProxy
) -> None:
    proxy.begin(lambda _: Fault.UNCONDITIONAL)
    told = go(runner, proxy, "unconditional")
    assert told["code"] == ExitCode.OUTPUT
    assert "does not refuse conditional writes" in told["error"]
    assert server.keys("unconditional") == []


@pytest.mark.parametrize("seed", range(20 if SOAK else 2))
def test_passing_faults_change_nothing(
    runner: StoreRunner, server: S3Server, proxy: FaultyProxy, seed: int
) -> None:
    chance = random.Random(seed)
    kinds = [Fault.ERROR, Fault.BUSY, Fault.CUT, Fault.LOST, Fault.TORN]

    def choose(_: Request) -> Fault:
        return chance.choice(kinds) if chance.random() < 0.3 else Fault.NONE

    proxy.begin(choose)
    prefix = f"faults/{seed}"
    told = go(runner, proxy, prefix, version="first ", lease=5.0)
    assert (told["code"], told["written"], told["failed"]) == (0, 2 * LETTERS, [])
    proxy.begin()
    check_whole(server, prefix, "first ")
    check_settled(runner, proxy, prefix)


@pytest.mark.parametrize("number", [9, 29])
def test_a_store_that_goes_away_ends_the_run_and_the_next_goes_on(
    runner: StoreRunner, server: S3Server, proxy: FaultyProxy, number: int
) -> None:
    gone = threading.Event()

    def choose(request: Request) -> Fault:
        if request.number >= number:
            gone.set()
        return Fault.BUSY if gone.is_set() else Fault.NONE

    proxy.begin(choose)
    prefix = f"gone/{number}"
    told = go(runner, proxy, prefix, version="first ", retry=0.5)
    assert told["stopped"] == "output.store-unreachable" or number == 29
    assert told["failed"] == []
    proxy.begin()
    again = go(runner, proxy, prefix, version="second ")
    assert (again["code"], again["failed"], again["refused"]) == (0, [], 0)
    check_whole(server, prefix, "first ", "second ")
    check_settled(runner, proxy, prefix)


def test_a_store_that_refuses_is_named(runner: StoreRunner, proxy: FaultyProxy) -> None:
    proxy.begin(lambda _: Fault.REFUSED)
    told = go(runner, proxy, "refused")
    assert told["code"] == ExitCode.OUTPUT
    assert "the store refuses the request (403 Injected)" in told["error"]
