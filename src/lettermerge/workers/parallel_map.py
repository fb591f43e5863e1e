"""Apply a function to many values in several processes, with the results in order.

The processes are forked, so that only results are sent. What one that dies still owes is done here,
where a fault is met as if there had been one process.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import struct
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from .signals import SIGNALS

V = TypeVar("V")
R = TypeVar("R")
Work = Callable[[Sequence[V]], Sequence[R]]

CHUNK = 128  # values whose results come together
FEWEST = 1024  # values for which a process is worth its beginning
_HEAD = struct.Struct("!Q")


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
    helpers: list[_Helper] = []
    try:
        with suppress(OSError):  # no room for so many: what the missing ones owe is done here
            helpers.extend(_fork(work, chunks[place::count]) for place in range(count))
        for place, chunk in enumerate(chunks):
            owes = place % count
            found = helpers[owes].receive() if owes < len(helpers) else None
            yield from work(chunk) if found is None else found
    finally:
        for helper in helpers:
            helper.end()


def cores() -> int:
    """Return how many processes can compute at once here."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class _Helper:
    pid: int
    results: BinaryIO

    def receive(self) -> Any:
        """Return the next results, None if the helper is gone."""
        head = self.results.read(_HEAD.size)
        if len(head) < _HEAD.size:
            return None
        (size,) = _HEAD.unpack(head)
        text = self.results.read(size)
        if len(text) < size:
            return None
        return pickle.loads(text)  # noqa: S301 - from a process of our own

    def end(self) -> None:
        self.results.close()
        os.kill(self.pid, signal.SIGKILL)  # ours until it is waited for: never a stranger
        os.waitpid(self.pid, 0)


def _can_fork() -> bool:
    """Return whether a forked process may go on computing.

    A lock that another thread holds at that moment stays locked for ever (fork(2)); frameworks of
    macOS do not survive a fork at all. The kernel counts the threads that Python does not know.
    """
    return sys.platform == "linux" and len([*Path("/proc/self/task").iterdir()]) == 1


def _fork(work: Work[V, R], chunks: Sequence[Sequence[V]]) -> _Helper:
    reader, writer = os.pipe()
    parent = os.getpid()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        pid = os.fork()
        if pid == 0:
            _help(work, chunks, writer, parent)
    except OSError:
        os.close(reader)
        raise
    finally:
        os.close(writer)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return _Helper(pid, os.fdopen(reader, "rb"))


def _help(work: Work[V, R], chunks: Sequence[Sequence[V]], writer: int, parent: int) -> None:
    """Be a helper, and never return into the code that forked it."""
    try:
        for number in SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup(1)
                signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        gc.freeze()  # what it shares with the parent is not looked through, and so not copied
        with os.fdopen(writer, "wb") as results:
            for chunk in chunks:
                if os.getppid() != parent:  # killed, and nobody waits any more
                    break
                text = pickle.dumps(work(chunk), pickle.HIGHEST_PROTOCOL)
                results.write(_HEAD.pack(len(text)) + text)
                results.flush()
    except BaseException:  # noqa: BLE001, S110 - the parent meets it, with its chunk
        pass
    finally:
        os._exit(0)
