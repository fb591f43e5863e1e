"""Run the processes of one service on this machine, and end those that take too long."""

from __future__ import annotations

import math
import socket
from collections import Counter
from collections.abc import Hashable, Sequence
from typing import Self

from .fork_server import ForkServer
from .letter_limits import Limits
from .service import Service
from .supervisor import Child, Ended, Supervisor
from .worker import Order, OrderDone, WorkerSetup

_GRACE = 15.0  # seconds beyond the wall limit, after which a process is ended from outside


class LocalProcesses:
    """At most `count` processes. `fork_server` is one that was started beforehand.

    Bytes that come from `alarm` end a wait early.
    """

    def __init__(
        self,
        service: Service,
        limits: Limits,
        count: int,
        fork_server: ForkServer | None = None,
        alarm: socket.socket | None = None,
    ) -> None:
        self._preload = service.preload
        self._setup = WorkerSetup.of(service, limits)
        self._patience = limits.wall + _GRACE
        self._places = range(count)
        self._started = fork_server
        self._supervisor = Supervisor(self._make_fork_server, alarm)
        self._owed: Counter[Child] = Counter()  # orders that are not done

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._supervisor.__exit__()

    def places(self) -> Sequence[int]:
        return self._places

    def start(self, place: Hashable) -> Child:
        child = self._supervisor.start()
        self._supervisor.send(child, self._setup)
        return child

    def send(self, process: Hashable, message: object) -> None:
        assert isinstance(process, Child)
        self._supervisor.send(process, message)
        if isinstance(message, Order):
            self._owed[process] += 1
            if self._owed[process] == 1:
                self._start_clock(process)

    def wait(self, seconds: float, pause: float) -> Sequence[tuple[Child, object]]:
        found = self._supervisor.wait(seconds, pause)
        for child, message in found:
            if isinstance(message, Ended):
                del self._owed[child]
                continue
            self._owed[child] -= isinstance(message, OrderDone)
            self._start_clock(child)
        return found

    def _make_fork_server(self) -> ForkServer:
        """Return the one that was started beforehand, the first time."""
        started, self._started = self._started, None
        return started or ForkServer(self._preload)

    def _start_clock(self, child: Child) -> None:
        """Let a process that has something to do have all its time for it."""
        self._supervisor.allow(child, self._patience if self._owed[child] else math.inf)
