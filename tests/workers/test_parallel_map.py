"""Work in several processes is the work of one, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence

import pytest
from tests.memory import ENVIRONMENT

from lettermerge.workers import parallel_map as module
from lettermerge.workers.parallel_map import CHUNK, FEWEST, parallel_map

VALUES = range(3 * FEWEST + 5)


def squares(values: Sequence[int]) -> list[tuple[int, int]]:
    return [(value * value, os.getpid()) for value in values]


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def forks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fork although the test's process has threads of its runner, which hold no lock of ours."""
    monkeypatch.setattr(module, "_can_fork", lambda: True)


@pytest.mark.parametrize("processes", [2, 3, 64])
def test_results_come_in_order_from_several_processes(forks: None, processes: int) -> None:
    results = list(parallel_map(squares, VALUES, processes))
    assert [square for square, _ in results] == [value * value for value in VALUES]
    pids = {pid for _, pid in results}
    assert os.getpid() not in pids
    assert len(pids) == min(processes, 4)
    assert not any(map(is_alive, pids))


@pytest.mark.parametrize("processes", [0, 1])
@pytest.mark.parametrize("values", [VALUES, range(0)])
def test_one_process_is_this_one(forks: None, processes: int, values: range) -> None:
    expected = [(value * value, os.getpid()) for value in values]
    assert list(parallel_map(squares, values, processes)) == expected


def test_few_values_are_worth_no_process(forks: None) -> None:
    assert {pid for _, pid in parallel_map(squares, VALUES[: FEWEST - 1], 8)} == {os.getpid()}


def test_what_a_killed_helper_owes_is_done_here(forks: None) -> None:
    here = os.getpid()

    def work(values: Sequence[int]) -> list[tuple[int, int]]:
        if values[0] >= 8 * CHUNK and values[0] // CHUNK % 2 and os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return squares(values)

    results = list(parallel_map(work, VALUES, 2))
    assert [square for square, _ in results] == [value * value for value in VALUES]
    owed = {value // CHUNK for value, (_, pid) in zip(VALUES, results, strict=True) if pid == here}
    assert owed == set(range(9, len(VALUES) // CHUNK + 1, 2))


def test_a_fault_is_met_as_if_there_were_one_process(forks: None) -> None:
    def work(values: Sequence[int]) -> list[int]:
        return [1 // (value - 1000) for value in values]

    with pytest.raises(ZeroDivisionError):
        list(parallel_map(work, VALUES, 3))


def test_a_process_that_cannot_be_had_is_done_without(
    forks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    fork, calls = os.fork, []

    def scarce() -> int:
        calls.append(1)
        if len(calls) == 2:
            raise BlockingIOError
        return fork()

    monkeypatch.setattr(os, "fork", scarce)
    results = list(parallel_map(squares, VALUES, 2))
    assert [square for square, _ in results] == [value * value for value in VALUES]
    assert len({pid for _, pid in results}) == 2
    assert len(calls) == 2


def test_who_stops_asking_leaves_no_process(forks: None) -> None:
    results = parallel_map(squares, VALUES, 2)
    _, pid = next(results)
    assert is_alive(pid)
    results.close()  # type: ignore[attr-defined]
    assert not is_alive(pid)


FRESH = """
import os, threading
from lettermerge.workers.parallel_map import parallel_map
def pids():
    return len({*parallel_map(lambda values: [os.getpid() for _ in values], range(5000), 3)})
alone = pids()
threading.Thread(target=threading.Event().wait, daemon=True).start()
print(alone, pids())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="forks are safe on Linux only")
def test_a_process_with_threads_is_not_forked() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FRESH], env=ENVIRONMENT, check=True, capture_output=True,
        text=True, encoding="utf-8",
    )  # fmt: skip
    assert done.stdout.split() == ["3", "1"]
