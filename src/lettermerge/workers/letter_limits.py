"""Limit the time and memory of one letter, and stop it when it uses more.

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
from ..templating import TooMuch, forget, remember, require_within, running_in

__all__ = ["EXPRESSION", "Limits", "TooMuch", "limited", "one_letter"]

_NOWHERE = Where()
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
        global _armed  # noqa: PLW0603 - a process has one pair of clocks
        _armed = self
        forget()
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


#: What a mapping, `-w` and a file's name may use: they are worked out for thousands of rows.
EXPRESSION = Limits(memory=192 << 20, cpu=1.0, wall=30.0)

_SECOND_LOOK = 0.1  # seconds
_AGAIN = 0.25  # seconds until an engine that has swallowed the exception is stopped again
#: Where to look for what took so long; in an expression of the settings otherwise.
_SOURCES = {"the letter": "template", "the file": "template"}
_armed = Limits()


@contextlib.contextmanager
def limited(limits: Limits) -> Iterator[Limits | None]:
    """Hold letters that this process renders to their limits, where it can (main thread only).

    Code of an engine that does not return to Python is not stopped: only a worker can be. Clocks
    that run already go on when this ends.
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
        signal.setitimer(dict(_CLOCKS)[signal.Signals(number)], _AGAIN)
        raise remember(TooMuch(_armed.describe(number), running_in(frame) or Where()))

    def go_on(_: int, __: FrameType | None) -> None:
        """Start the clock again: it ran on while the process was suspended (Ctrl-Z)."""
        nonlocal late
        late = False
        if signal.getitimer(signal.ITIMER_REAL)[0]:
            _armed.arm()

    running = [(clock, signal.getitimer(clock)) for _, clock in _CLOCKS]
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
        for clock, (left, _) in running:
            if left:
                signal.setitimer(clock, left)


@contextlib.contextmanager
def one_letter(clocks: Limits | None, what: str = "the letter") -> Iterator[None]:
    """Hold what runs inside to the limits of one letter; `clocks` is what `limited` gave.

    `what` is what is given up.

    Raises:
        LetterError: it used more time, or more memory, even where an engine swallowed the news.
    """
    if clocks:
        clocks.arm()
    try:
        yield
        require_within()
    except (TooMuch, MemoryError) as error:
        fault = (
            too_slow(str(error), error.where, what)
            if isinstance(error, TooMuch)
            else too_large(what)
        )
        raise LetterError(fault.message, hint=fault.hint, faults=(fault,)) from None
    finally:
        if clocks:
            clocks.disarm()
            forget()


def too_slow(reason: str, where: Where = _NOWHERE, what: str = "the letter") -> Diagnostic:
    """Return what to say of a letter, or of `what` else, that used up its time."""
    return Diagnostic("letter.too-slow", f"{what} was given up: {reason}", where, _hint(what))


def too_large(what: str = "the letter") -> Diagnostic:
    """Return what to say of a letter, or of `what` else, that used up its memory."""
    reason = f"it needs more memory than {what} may use"
    return Diagnostic("letter.too-large", f"{what} was given up: {reason}", hint=_hint(what))


def _hint(what: str) -> str:
    source = _SOURCES.get(what, "expression")
    return f"look for an endless loop in the {source}, or a very large cell in this row"


def describe_end(code: int) -> str:
    """Return how a process ended, in words; `code` is negative for a signal."""
    if code == -signal.SIGKILL:
        return "was killed (by the system, if memory ran out)"
    if code < 0:
        try:
            return f"was ended by {signal.Signals(-code).name}"
        except ValueError:
            return f"was ended by signal {-code}"
    return f"ended with code {code}"


def _data_size() -> int | None:
    if sys.platform != "linux":
        return None
    for line in (
        Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    ):
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    return None
