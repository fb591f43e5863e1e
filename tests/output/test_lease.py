"""One run has each lease, and knows when another has a newer one."""

from __future__ import annotations

import os
import time
from contextlib import ExitStack

import pytest
from tests.output.stores import PLACE, memory_bucket

from lettermerge.errors import OutputError
from lettermerge.output import lease
from lettermerge.output.lease import find_newest, take_lease
from lettermerge.output.store_faults import LeaseLost

NOW = "2026-01-15T12:00:00Z"


def test_leases_are_numbered_and_end(monkeypatch: pytest.MonkeyPatch) -> None:
    bucket = memory_bucket(monkeypatch)
    assert find_newest(bucket).number == 0
    for number in (1, 2):
        with take_lease(bucket, NOW) as mine:
            assert mine.number == number
            assert mine.interrupted is None
            assert not find_newest(bucket).ended
            mine.require()
            mine.end()
        assert find_newest(bucket).ended


def test_a_run_that_lives_here_keeps_its_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    bucket = memory_bucket(monkeypatch)
    with (
        take_lease(bucket, NOW),
        pytest.raises(OutputError, match=f"in use by process {os.getpid()}"),
        take_lease(bucket, NOW),
    ):
        pass


def test_a_run_elsewhere_keeps_its_lease_as_long_as_it_gives_signs_of_life(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bucket = memory_bucket(monkeypatch)
    with ExitStack() as held:
        first = held.enter_context(take_lease(bucket, NOW))
        monkeypatch.setattr(lease, "_machine", lambda: "another")
        with pytest.raises(OutputError, match="in use by process"):
            held.enter_context(take_lease(bucket, NOW))
        first.require()
        first.stop()  # as if it were suspended
        began = time.monotonic()
        second = held.enter_context(take_lease(bucket, NOW))
        assert time.monotonic() - began >= PLACE.lease_seconds
        assert second.number == 2
        assert second.interrupted is not None
        second.require()
        with pytest.raises(LeaseLost):
            first.require()


def test_the_lease_of_a_process_that_is_gone_is_taken_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bucket = memory_bucket(monkeypatch)
    mine, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(theirs)
        os.read(mine, 1)
        os._exit(0)
    with monkeypatch.context() as child:
        child.setattr(os, "getpid", lambda: pid)
        with take_lease(bucket, NOW):
            pass
    os.close(theirs)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)  # a zombie, as it is not waited for yet
    with take_lease(bucket, NOW) as lease_taken:
        assert lease_taken.number == 2
        assert lease_taken.interrupted is not None
        assert lease_taken.interrupted.pid == pid
    os.waitpid(pid, 0)
    os.close(mine)
