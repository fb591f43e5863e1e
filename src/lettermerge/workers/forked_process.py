"""Start a process, by a fork, that serves a channel; and end one.

For the fork server, and for work that needs what this very process holds.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress

from .channel import Channel, Closed
from .stop_signals import SIGNALS

Serve = Callable[[Channel], None]


class ForkServerLost(Exception):
    """The fork server is gone; nothing can be forked any more."""


def fork_process(serve: Serve, end: socket.socket, *others: socket.socket) -> int:
    """Fork a process that calls `serve` with its end of a channel; return its id.

    It closes `others` first, and never returns into the code that forked it.
    """
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        for other in others:
            other.close()
        serve(Channel(end, blocking=True))
        code = 0
    except Closed:  # the parent wants nothing more
        code = 0
    except BaseException:  # noqa: BLE001 - nothing may return into the code that forked it
        import traceback

        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def end_process(pid: int) -> int:
    """Kill a process that was forked here, if it still lives; return its exit code."""
    os.kill(pid, signal.SIGKILL)  # it is ours until it is waited for, so this is never a stranger
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


class OwnForks:
    """Forks this process, so that nothing of what it holds has to be sent."""

    def __init__(self, serve: Serve) -> None:
        self._serve = serve
        self._channels: dict[int, socket.socket] = {}

    def fork(self) -> tuple[Channel, int]:
        """Return a channel to a new process and its id.

        Raises:
            OSError: the system has no room for one.
        """
        ours, theirs = socket.socketpair()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        try:
            pid = fork_process(self._begin, theirs, ours, *self._channels.values())
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        self._channels[pid] = ours
        return Channel(ours, blocking=False), pid

    def _begin(self, channel: Channel) -> None:
        for number in SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup(1)
                signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        self._serve(channel)

    def reap(self, pid: int) -> int:
        """Kill a process, if it still lives; return its exit code, negative for a signal."""
        self._channels.pop(pid).close()
        return end_process(pid)

    def close(self) -> None:
        """End every process; return when they are gone."""
        for pid in tuple(self._channels):
            with suppress(ProcessLookupError):
                self.reap(pid)
