"""Run the command line: parse, make one library call, print, exit.

`main` is the entry point. No engine is imported to show help: each command imports what it needs
when it runs.
"""

from __future__ import annotations

import gc
import io
import os
import signal
import sys
from types import FrameType
from typing import Any, TextIO

_INTERRUPTED = 130  # as ExitCode has it; nothing is imported before signals are handled
#: Objects that are made before Python looks for cycles: imports make hundreds of thousands, and all
#: of them stay.
_YOUNG = 50_000
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

__all__ = ["main"]


class Interrupted(BaseException):
    """A signal came while no run was listening. Not a KeyboardInterrupt, which Typer swallows."""


def main() -> None:
    """Run the command line and exit with a documented code; a fault of ours keeps its traceback.

    A signal ends the program with 130 whenever it comes; a second one ends it on the spot. What
    a signal interrupts may make another exception of it (the compiler does, while it imports),
    or lose it (a finalizer can raise nothing); neither is shown.
    """
    sys.unraisablehook = _give_up_if_interrupted
    gc.set_threshold(_YOUNG)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # nothing is calculated
    for number in _SIGNALS:
        if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)  # a hang-up that is ignored (nohup(1)) stays so
    try:
        outlive_readers()
        from .application import run

        code = run(sys.argv[1:])
        sys.stdout.flush()
        _ignore_signals()
    except BaseException:
        if signal.getsignal(signal.SIGTERM) is not _stop_now:
            raise
        print("interrupted", file=sys.stderr)
        code = _INTERRUPTED
        _ignore_signals()
    sys.exit(code)


def _ignore_signals() -> None:
    """The exit code stands: a signal while Python is taken down changes nothing."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _stop(_: int, __: FrameType | None) -> None:
    for number in _SIGNALS:
        signal.signal(number, _stop_now)
    raise Interrupted


def _give_up_if_interrupted(lost: Any) -> None:
    """Show what could not be raised, unless it was a signal: it is not asked for twice."""
    if issubclass(lost.exc_type, (Interrupted, KeyboardInterrupt)):
        os._exit(_INTERRUPTED)
    sys.__unraisablehook__(lost)


def _stop_now(_: int, __: FrameType | None) -> None:
    os._exit(_INTERRUPTED)


class _Pipe(io.FileIO):
    """Standard output or error: what nobody reads is dropped."""

    def write(self, data: Any, /) -> int:
        try:
            return super().write(data)
        except BrokenPipeError:
            _lead_nowhere(self.fileno())
            return memoryview(data).nbytes


def outlive_readers() -> None:
    """Replace standard output and error by streams that no closed pipe breaks.

    A command goes on when whoever reads its output has gone (`lettermerge check | head`): a run
    that is half done ends whole, and the exit code is that of the command.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:  # closed: the next file that is opened would take its place
            _lead_nowhere(number)
    sys.stdout = _unbreakable(sys.stdout, 1)
    sys.stderr = _unbreakable(sys.stderr, 2)


def _lead_nowhere(number: int) -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    if nowhere != number:
        os.dup2(nowhere, number)
        os.close(nowhere)


def _unbreakable(stream: TextIO | None, number: int) -> TextIO:
    raw = _Pipe(number, "w", closefd=False)
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding=stream.encoding if stream else "utf-8",
        errors=stream.errors if stream else "backslashreplace",
        line_buffering=number == 2 or raw.isatty(),
    )
