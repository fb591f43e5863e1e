"""Supervise processes: fork them, feed them, time them, end and reap them.

What they are sent, and what becomes of the work that one of them had, is the caller's business.
"""

from __future__ import annotations

import math
import selectors
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, Self

from .channel import Channel, Closed
from .forked_process import ForkServerLost

_STALL = 5.0  # seconds without a look at the processes: all of us were suspended (Ctrl-Z)


class Forker(Protocol):
    """Forks processes and ends them: a `ForkServer`, or this process (`OwnForks`)."""

    def fork(self) -> tuple[Channel, int]: ...
    def reap(self, pid: int) -> int: ...
    def close(self) -> None: ...


@dataclass(slots=True, eq=False)
class Child:
    """One process. It is ended `patience` seconds after `since`; never where that is infinite."""

    channel: Channel
    pid: int
    forker: Forker
    since: float
    patience: float = math.inf


@dataclass(frozen=True, slots=True)
class Ended:
    """A process is gone, by itself or because its time was over.

    `code` is its exit code, negative for a signal, None where nobody can tell. `awake` is for how
    many seconds this process had not been suspended. `reason` says what became of its machine.
    """

    code: int | None
    awake: float
    reason: str = ""


class Supervisor:
    """Processes of one kind. A context, at whose end all of them are gone."""

    def __init__(
        self, make_forker: Callable[[], Forker], alarm: socket.socket | None = None
    ) -> None:
        """`make_forker` is called for the first process, and again where a forker was lost.

        Bytes that come from `alarm` end a wait early, and are read.
        """
        self._make_forker = make_forker
        self._alarm = alarm
        self._forker: Forker | None = None
        self._selector = selectors.DefaultSelector()
        if alarm is not None:
            self._selector.register(alarm, selectors.EVENT_READ)
        self._children: list[Child] = []
        self._looked = 0.0
        self._stalled = -math.inf

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end_all()
        self._selector.close()

    def start(self) -> Child:
        """Fork a process.

        Raises:
            ForkServerLost: the forker has died; the next call makes another one.
            OSError: the system has no room for a process.
        """
        if self._forker is None:
            self._forker = self._make_forker()
        try:
            channel, pid = self._forker.fork()
        except ForkServerLost:
            self._drop_forker()
            raise
        child = Child(channel, pid, self._forker, time.monotonic())
        self._children.append(child)
        self._selector.register(channel, selectors.EVENT_READ, child)
        return child

    def send(self, child: Child, message: object) -> None:
        """Send a message; that the process is gone is seen by `wait`."""
        try:
            child.channel.send(message)
        except Closed:
            return

    def allow(self, child: Child, seconds: float = math.inf) -> None:
        """Let a process have so many seconds from now, however many it had."""
        child.since, child.patience = time.monotonic(), seconds

    def wait(self, seconds: float | None, pause: float = 0.0) -> list[tuple[Child, object]]:
        """Return what processes send within `seconds`, and an `Ended` for each that is gone.

        None waits for ever. Messages gather for the seconds of `pause`, so that few wake us up.
        """
        for child in self._children:
            wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE * child.channel.has_output)
            if self._selector.get_key(child.channel).events != wanted:
                self._selector.modify(child.channel, wanted, child)
        if self._selector.select(seconds):
            time.sleep(pause)
        self._notice_stall()
        found: list[tuple[Child, object]] = []
        for key, events in self._selector.select(0):
            if key.fileobj is self._alarm:
                self._alarm.recv(1 << 12)
                continue
            child = key.data
            try:
                if events & selectors.EVENT_WRITE:
                    child.channel.push()
                if events & selectors.EVENT_READ:
                    found += ((child, message) for message in child.channel.receive())
            except Closed:
                found.append((child, self.end(child)))
        heard, now = {child for child, _ in found}, time.monotonic()
        found += (
            (child, self.end(child))
            for child in tuple(self._children)
            if now - child.since > child.patience and child not in heard
        )
        return found

    def _notice_stall(self) -> None:
        """Start all clocks again if time went by while no process could work.

        Those whose own clock has run out meanwhile are dead already: `Ended.awake` tells.
        """
        now = time.monotonic()
        if self._looked and now - self._looked > _STALL:
            self._stalled = now
            for child in self._children:
                child.since = now
        self._looked = now

    def end(self, child: Child) -> Ended:
        """Kill a process, if it still lives, and reap it."""
        self._selector.unregister(child.channel)
        self._children.remove(child)
        child.channel.close()
        code = None
        if child.forker is self._forker:  # a lost one takes along who knows its processes
            try:
                code = child.forker.reap(child.pid)
            except ForkServerLost:
                self._drop_forker()
        return Ended(code, time.monotonic() - self._stalled)

    def end_all(self) -> None:
        """End every process and the forker; `start` makes new ones."""
        for child in self._children:
            self._selector.unregister(child.channel)
            child.channel.close()
        self._children.clear()
        self._drop_forker()

    def _drop_forker(self) -> None:
        if self._forker is not None:
            self._forker.close()
            self._forker = None
