"""What one letter may use, and what stops it when it uses more.

In a worker the kernel does: a timer that nobody handles ends the process, even inside C code, and
the parent knows the letter by it. In the run's own process a timer raises in the letter's code.
"""

from __future__ import annotations

import contextlib
import resource
import signal
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from ..diagnostics import Diagnostic, Where
from ..errors import LetterError
from ..sandbox import running_in

_CLOCKS = ((signal.SIGALRM, signal.ITIMER_REAL), (signal.SIGPROF, signal.ITIMER_PROF))


@dataclass(frozen=True, slots=True)
class Limits:
    """`memory` in bytes beyond what the engines use, `cpu` and `wall` in seconds, for one letter.

    Memory is limited on Linux only (RLIMIT_DATA counts private memory since 4.7, setrlimit(2)).
    """

    memory: int = 2 << 30
    cpu: float = 30.0
    wall: float = 120.0

    def arm(self) -> None:
        """Start the clocks of one letter, again if they run already."""
        signal.setitimer(signal.ITIMER_REAL, self.wall)
        signal.setitimer(signal.ITIMER_PROF, self.cpu)

    def disarm(self) -> None:
        for _, clock in _CLOCKS:
            signal.setitimer(clock, 0)

    def limit_memory(self) -> tuple[int, int] | None:
        """Limit this process's private memory from now on; return the limits before."""
        used = _data_size()
        if used is None:
            return None
        before = resource.getrlimit(resource.RLIMIT_DATA)
        limit = used + self.memory
        if before[1] != resource.RLIM_INFINITY:
            limit = min(limit, before[1])
        resource.setrlimit(resource.RLIMIT_DATA, (limit, before[1]))
        return before

    def describe(self, number: int) -> str:
        """Return which limit a process died of, by the signal's number; "" for none of them."""
        if number == signal.SIGALRM:
            return f"it took longer than {self.wall:g} s"
        if number == signal.SIGPROF:
            return f"it used more than {self.cpu:g} s of computing time"
        return ""


_SECOND_LOOK = 0.1  # seconds


class TooMuch(BaseException):
    """A letter that this process renders has used up its time.

    Not an Exception, so that no code which fences off a template's or an engine's errors takes it
    for one of them. `where` is the line of a template that ran.
    """

    def __init__(self, reason: str, where: Where) -> None:
        super().__init__(reason)
        self.where = where


@contextlib.contextmanager
def limited(limits: Limits) -> Iterator[Limits | None]:
    """Hold letters that this process renders to their limits, where it can (main thread only).

    Code of an engine that does not return to Python is not stopped: only a worker can be.
    """
    if threading.current_thread() is not threading.main_thread():
        yield None
        return

    late = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal late
        if number == signal.SIGALRM and not late:  # unless we were suspended: see `go_on`
            late = True
            signal.setitimer(signal.ITIMER_REAL, _SECOND_LOOK)
            return
        late = False
        raise TooMuch(limits.describe(number), running_in(frame) or Where())

    def go_on(_: int, __: FrameType | None) -> None:
        """Start the clock again: it ran on while the process was suspended (Ctrl-Z)."""
        nonlocal late
        late = False
        if signal.getitimer(signal.ITIMER_REAL)[0]:
            limits.arm()

    handlers = [(number, signal.signal(number, stop)) for number, _ in _CLOCKS]
    handlers.append((signal.SIGCONT, signal.signal(signal.SIGCONT, go_on)))
    memory = limits.limit_memory()
    try:
        yield limits
    finally:
        limits.disarm()
        for number, handler in handlers:
            signal.signal(number, handler)
        if memory is not None:
            resource.setrlimit(resource.RLIMIT_DATA, memory)


@contextlib.contextmanager
def one_letter(clocks: Limits | None) -> Iterator[None]:
    """Hold what runs inside to the time of one letter; `clocks` is what `limited` gave.

    Raises:
        LetterError: it used more time, or more memory.
    """
    if clocks:
        clocks.arm()
    try:
        yield
    except (TooMuch, MemoryError) as error:
        slow = isinstance(error, TooMuch)
        where = error.where if isinstance(error, TooMuch) else Where()
        reason = str(error) if slow else "it needs more memory than one letter may use"
        fault = Diagnostic(
            "letter.too-slow" if slow else "letter.too-large",
            f"the letter was given up: {reason}",
            where,
            hint="look for an endless loop in the template, or a very large cell in this row",
        )
        raise LetterError(fault.message, hint=fault.hint, faults=(fault,)) from None
    finally:
        if clocks:
            clocks.disarm()


def _data_size() -> int | None:
    if sys.platform != "linux":
        return None
    for line in (
        Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    ):
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    return None
