"""Processes are fed, timed, ended and reaped, however many descriptors are open."""

from __future__ import annotations

import os
import resource
import signal
import time
from collections.abc import Callable, Iterator

import pytest

from lettermerge.workers.channel import Channel
from lettermerge.workers.fork_server import ForkServer
from lettermerge.workers.forked_process import ForkServerLost, OwnForks
from lettermerge.workers.supervisor import Child, Ended, Supervisor

LARGE = 3 << 20  # bytes: more than a socket takes at once, both ways


def echo(channel: Channel) -> None:
    """Send everything back; sleep, die or be silent on demand."""
    while True:
        for message in channel.receive():
            if message == "die":
                os._exit(7)
            if message == "sleep":
                time.sleep(600)
            channel.send(message)


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    with Supervisor(lambda: OwnForks(echo)) as supervisor:
        yield supervisor


def wait_for(supervisor: Supervisor, enough: Callable[[list[tuple[Child, object]]], bool]) -> None:
    found: list[tuple[Child, object]] = []
    until = time.monotonic() + 120
    while not enough(found):
        assert time.monotonic() < until, found
        found += supervisor.wait(0.05)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.slow
def test_large_messages_go_both_ways_at_once(supervisor: Supervisor) -> None:
    children = [supervisor.start() for _ in range(3)]
    for number, child in enumerate(children):
        for part in range(3):
            supervisor.send(child, (number, part, b"x" * LARGE))
    wanted = {(child, number, part) for number, child in enumerate(children) for part in range(3)}

    def all_came(found: list[tuple[Child, object]]) -> bool:
        heard = {(child, *message[:2]) for child, message in found if isinstance(message, tuple)}
        return heard == wanted

    wait_for(supervisor, all_came)


def test_what_a_process_said_comes_before_that_it_is_gone(supervisor: Supervisor) -> None:
    child = supervisor.start()
    for message in ("one", "two", "die"):
        supervisor.send(child, message)
    found: list[object] = []
    while not found or not isinstance(found[-1], Ended):
        found += (message for _, message in supervisor.wait(0.05))
    assert found[:-1] == ["one", "two"]
    assert isinstance(found[-1], Ended)
    assert found[-1].code in (7, -signal.SIGKILL)  # killed where it was slow to end
    supervisor.send(child, "too late")
    assert not is_alive(child.pid)


def test_a_process_is_ended_when_its_time_is_over_and_no_other(supervisor: Supervisor) -> None:
    slow, quick, free = (supervisor.start() for _ in range(3))
    supervisor.allow(slow, 0.2)
    supervisor.allow(quick, 0.2)
    supervisor.allow(quick)
    supervisor.send(slow, "sleep")
    wait_for(supervisor, lambda found: [one for one, end in found if isinstance(end, Ended)] != [])
    assert not is_alive(slow.pid)
    assert is_alive(quick.pid)
    assert is_alive(free.pid)


def test_time_in_which_all_were_suspended_is_not_counted(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = supervisor.start()
    supervisor.wait(0)
    supervisor.allow(child, 100)
    later = time.monotonic() + 1000
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert supervisor.wait(0) == []
    assert supervisor.end(child).awake == 0
    assert not is_alive(child.pid)


def test_nothing_is_left_at_the_end_and_processes_of_old_do_not_stay(
    supervisor: Supervisor,
) -> None:
    first = supervisor.start()
    supervisor.end_all()
    assert not is_alive(first.pid)
    second = supervisor.start()
    supervisor.send(second, "again")
    wait_for(supervisor, lambda found: (second, "again") in found)
    third = supervisor.start()
    supervisor.__exit__(None, None, None)
    assert not is_alive(second.pid)
    assert not is_alive(third.pid)


@pytest.mark.slow
def test_a_fork_server_that_is_killed_is_replaced_by_the_next_start() -> None:
    made: list[ForkServer] = []

    def make() -> ForkServer:
        made.append(ForkServer((), "lettermerge.workers.worker"))
        return made[-1]

    with Supervisor(make) as supervisor:
        child = supervisor.start()
        made[0]._process.kill()
        made[0]._process.wait()
        with pytest.raises(ForkServerLost):
            supervisor.start()
        assert supervisor.end(child).code is None  # who forked it is gone
        replaced = supervisor.start()
        assert supervisor.end(replaced).code == -signal.SIGKILL
    assert len(made) == 2


def test_descriptors_above_a_thousand_are_watched(supervisor: Supervisor) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 1200
    if hard != resource.RLIM_INFINITY and hard < wanted:
        pytest.skip("this system opens no so many files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    held: list[int] = []
    try:
        while not held or held[-1] < 1050:
            held.append(os.open(os.devnull, os.O_RDONLY))
        child = supervisor.start()
        assert child.channel.fileno() > 1024  # select(2) ends there
        assert not child.channel.poll()
        supervisor.send(child, "here")
        wait_for(supervisor, lambda found: (child, "here") in found)
    finally:
        for file in held:
            os.close(file)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
