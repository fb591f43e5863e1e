"""Apply a function to many values in several processes, with the results in order.

The processes are forked, so that only results are sent. What one that dies still owes is done here,
where a fault is met as if there had been one process.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TypeVar, cast

from .channel import Channel
from .forked_process import OwnForks
from .supervisor import Child, Ended, Supervisor

V = TypeVar("V")
R = TypeVar("R")
Work = Callable[[Sequence[V]], Sequence[R]]

CHUNK = 128  # values whose results come together
FEWEST = 1024  # values for which a process is worth its beginning
_AHEAD = 2  # chunks that a process has, so that it never waits for the next


def parallel_map(work: Work[V, R], values: Sequence[V], processes: int) -> Iterator[R]:
    """Yield what `work` makes of `values`, one result for each, in order.

    `work` is called with some values at a time. It changes nothing that is needed afterwards, and
    its results can be pickled. `processes` is the most that work at once; few values, a system
    without a safe fork and a process with threads take one: this.
    """
    chunks = [values[start : start + CHUNK] for start in range(0, len(values), CHUNK)]
    count = min(processes, 1 + len(values) // FEWEST)
    if count < 2 or not _can_fork():
        for chunk in chunks:
            yield from work(chunk)
        return
    with Supervisor(lambda: OwnForks(partial(_serve, work, chunks))) as supervisor:
        helpers: list[Child] = []
        with suppress(OSError):  # no room for so many: what the missing ones owe is done here
            for place in range(count):
                helpers.append(supervisor.start())
                for owed in range(place, len(chunks), count)[:_AHEAD]:
                    supervisor.send(helpers[place], owed)
        found: dict[int, Sequence[R]] = {}
        gone: set[Child] = set()
        for place, chunk in enumerate(chunks):
            helper = helpers[place % count] if place % count < len(helpers) else None
            while helper and helper not in gone and place not in found:
                for sender, message in supervisor.wait(None):
                    if isinstance(message, Ended):
                        gone.add(sender)
                    else:
                        found.update([cast("tuple[int, Sequence[R]]", message)])
            if helper and helper not in gone and place + count * _AHEAD < len(chunks):
                supervisor.send(helper, place + count * _AHEAD)
            yield from found.pop(place) if place in found else work(chunk)


def cores() -> int:
    """Return how many processes can compute at once here."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _can_fork() -> bool:
    """Return whether a forked process may go on computing.

    A lock that another thread holds at that moment stays locked for ever (fork(2)); frameworks of
    macOS do not survive a fork at all. The kernel counts the threads that Python does not know.
    """
    return sys.platform == "linux" and count_threads() == 1


def count_threads() -> int:
    """Return how many threads this process has, those of engines among them; 1 if unknown."""
    tasks = Path("/proc/self/task")
    return len([*tasks.iterdir()]) if tasks.is_dir() else 1


def _serve(work: Work[V, R], chunks: Sequence[Sequence[V]], channel: Channel) -> None:
    """Work on the chunks that the parent names, until it closes the channel."""
    with suppress(BaseException):  # the parent meets a fault itself, with its chunk
        gc.freeze()  # what it shares with the parent is not looked through, and so not copied
        while True:
            for place in channel.receive():
                channel.send((place, work(chunks[place])))
