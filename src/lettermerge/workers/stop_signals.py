"""Turn signals into a request to stop: the first finishes what is in hand, the second stops now.

Only `interruptible` and `stop_on_signals` touch the process's signal handlers, and put them back.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

#: A closed terminal (HUP) and a polite kill (TERM) are treated as Ctrl-C is.
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopNow(BaseException):
    """Raised inside a letter that this process is rendering, on the second signal.

    Not an Exception, so that no code which fences off a letter's own errors swallows it.
    """


class StopRequest:
    """How often a run was asked to stop. Safe to use from a signal handler or a thread."""

    def __init__(self) -> None:
        self.requests = 0
        self.in_letter = False  # this process is rendering and may be interrupted by an exception

    def request(self) -> None:
        self.requests += 1

    def soon(self) -> bool:
        return self.requests > 0

    def now(self) -> bool:
        return self.requests > 1


@contextmanager
def interruptible() -> Iterator[None]:
    """Raise KeyboardInterrupt for every one of `SIGNALS`, while nothing is written yet.

    Whatever else becomes of it on its way (an import or a compiler in hand may fail of it) ends
    the block as a KeyboardInterrupt, too.
    """
    pressed = False

    def stop(_: int, __: FrameType | None) -> None:
        nonlocal pressed
        pressed = True
        raise KeyboardInterrupt

    with _handling(stop):
        try:
            yield
        except Exception:
            if pressed:
                raise KeyboardInterrupt from None
            raise


@contextmanager
def stop_on_signals() -> Iterator[StopRequest]:
    """Ask to stop on each of `SIGNALS`, for as long as the block runs (main thread only)."""
    stop = StopRequest()

    def ask(_: int, __: FrameType | None) -> None:
        stop.request()
        if stop.now() and stop.in_letter:
            raise StopNow

    with _handling(ask):
        yield stop


@contextmanager
def _handling(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Handle `SIGNALS`; a hang-up that is ignored (nohup(1)) stays so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {
        number: signal.signal(number, handler)
        for number in SIGNALS
        if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN
    }
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)
