"""What a copy of the fork server learns is there in workers; one that goes wrong costs nothing."""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.workers import warm_works

from lettermerge.workers.channel import Channel
from lettermerge.workers.fork_server import ForkServer
from lettermerge.workers.fork_server_copy import WarmUp
from lettermerge.workers.forked_process import ForkServerLost
from lettermerge.workers.letter_limits import Limits

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.uname().sysname == "Darwin", reason="nothing is warmed up on macOS"),
]
TIGHT = Limits(memory=1 << 27, cpu=0.2, wall=1.0)
LOOSER = Limits(memory=1 << 27, cpu=1.0, wall=3.0)  # for a copy that ends in time


@pytest.fixture
def server() -> Iterator[ForkServer]:
    with ForkServer((), warm_works.__name__) as server:
        yield server


class Worker(NamedTuple):
    """A new worker, who forked it, what it knows; it lives while its channel is open."""

    pid: int
    parent: int
    known: tuple[str, ...]
    channel: Channel


def start(server: ForkServer) -> Worker:
    """Fork a worker, and ask it what it knows."""
    channel, pid = server.fork()
    channel.send("what do you know?")
    found: list[Any] = []
    while not found:
        assert select.select([channel], [], [], 60)[0]
        found = channel.receive()
    parent, known = found[0]
    return Worker(pid, parent, known, channel)


def is_gone(pid: int) -> bool:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.01)
    return False


def test_each_worker_knows_what_the_copy_learned_and_none_outlives_the_server() -> None:
    with ForkServer((), warm_works.__name__) as server:
        server.warm_up(WarmUp(warm_works.learn, "glyphs"))
        one, two = start(server), start(server)
        assert one.known == two.known == ("glyphs",)
        assert one.parent == two.parent != server._process.pid
        assert server.reap(one.pid) == -signal.SIGKILL
    assert is_gone(two.pid)
    assert is_gone(two.parent)


@pytest.mark.parametrize(
    "work",
    [
        warm_works.die,
        warm_works.fail,
        warm_works.loop,
        warm_works.wait,
        warm_works.devour,
        warm_works.leave_thread,
    ],
)
def test_work_that_goes_wrong_leaves_the_fork_server_alive_and_teaches_nothing(
    server: ForkServer, work: Callable[[str], None]
) -> None:
    server.warm_up(WarmUp(work, "poison", TIGHT))
    worker = start(server)
    assert worker.parent == server._process.pid
    assert worker.known == ()
    assert server.reap(worker.pid) == -signal.SIGKILL


def test_a_copy_is_not_waited_for_beyond_its_limit(server: ForkServer) -> None:
    start(server)  # it has imported everything
    server.warm_up(WarmUp(warm_works.wait, "poison", TIGHT))
    began = time.monotonic()
    server.fork()
    assert TIGHT.wall * 0.9 < time.monotonic() - began < 600  # the work takes an hour


def test_a_copy_that_is_killed_later_is_a_lost_fork_server(server: ForkServer) -> None:
    server.warm_up(WarmUp(warm_works.learn, "glyphs"))
    worker = start(server)
    os.kill(worker.parent, signal.SIGKILL)
    with pytest.raises(ForkServerLost):
        server.fork()


def test_a_copy_that_is_not_wanted_any_more_is_ended(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    with ForkServer((), warm_works.__name__) as server:
        server.warm_up(WarmUp(warm_works.tell_and_wait, str(told)))
        until = time.monotonic() + 120
        while not (told.exists() and told.read_text("utf-8")):
            assert time.monotonic() < until
            time.sleep(0.01)
    assert is_gone(int(told.read_text("utf-8")))


def test_a_worker_of_a_warm_copy_has_no_clock_and_no_limit_of_it(server: ForkServer) -> None:
    server.warm_up(WarmUp(warm_works.learn, "glyphs", LOOSER))
    one = start(server)
    time.sleep(1.2 * LOOSER.wall)
    assert start(server).known == ("glyphs",)
    assert server.reap(one.pid) == -signal.SIGKILL  # it lived
