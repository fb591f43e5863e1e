"""Define what a pool of workers asks of processes, on this machine or on others."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Protocol, Self

from ..diagnostics import Diagnostic


class WorkersLost(Exception):
    """No process can work; `fault` says why."""

    def __init__(self, fault: Diagnostic) -> None:
        super().__init__(fault.message)
        self.fault = fault


class Processes(Protocol):
    """Processes that have opened one service. A context, at whose end all of them are gone.

    Each is sent `Order`s and a `Stop`, and sends back what `worker.py` says; an `Ended` is the last
    that is heard of one.
    """

    def __enter__(self) -> Self: ...
    def __exit__(self, *_: object) -> None: ...

    def places(self) -> Sequence[Hashable]:
        """Return where a process can be; there is one at a place at most. Places come and go."""

    def start(self, place: Hashable) -> Hashable:
        """Start a process at a place, and return what names it.

        Raises:
            ForkServerLost: it was not started; the next call may do.
        """

    def send(self, process: Hashable, message: object) -> None:
        """Send a message; that the process is gone is seen by `wait`."""

    def wait(self, seconds: float, pause: float) -> Sequence[tuple[Hashable, object]]:
        """Return what processes send within `seconds`; messages gather for those of `pause`.

        Raises:
            WorkersLost: there is no place for a process any more.
        """
