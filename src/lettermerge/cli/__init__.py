"""The command line: parse, one library call, print, exit.

`main` is the entry point. No engine is imported to show help: each command imports what it needs
when it runs.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

_INTERRUPTED = 130  # as ExitCode has it; nothing is imported before signals are handled
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

__all__ = ["main"]


class Interrupted(BaseException):
    """A signal came while no run was listening. Not a KeyboardInterrupt, which Typer swallows."""


def main() -> None:
    """Run the command line and exit with a documented code; a fault of ours keeps its traceback.

    A signal ends the program with 130 whenever it comes; a second one ends it on the spot.
    """
    for number in _SIGNALS:
        if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)  # a hang-up that is ignored (nohup(1)) stays so
    try:
        from .app import run

        code = run(sys.argv[1:])
        _ignore_signals()
    except Interrupted:
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


def _stop_now(_: int, __: FrameType | None) -> None:
    os._exit(_INTERRUPTED)
