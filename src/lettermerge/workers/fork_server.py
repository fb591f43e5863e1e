"""Start a process that imports the engines once and forks workers, each in a few milliseconds.

It is a fresh process with one thread, so forking it is safe whatever threads the parent has, and
a worker inherits neither the lock nor a key of the parent. When the parent is gone it ends its
workers and itself.
"""

from __future__ import annotations

import gc
import importlib
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from functools import partial

from ..signing.identity.passphrase import public_environment
from .channel import Channel
from .fork_server_copy import WarmCopy, WarmUp, warm_up
from .forked_process import ForkServerLost, Serve, end_process, fork_process
from .stop_signals import SIGNALS

_START = (
    "import sys; sys.path[:] = {path!r}; "
    "from {package}.fork_server import serve; serve({file}, {preload!r}, {work!r})"
)
_WORKER = "lettermerge.workers.worker"
#: Seconds for it to end by itself; without workers it may still import its engines.
_PATIENCE, _SHORT_PATIENCE = 5.0, 0.5


class ForkServer:
    """The parent's side. A context, at whose end every worker is gone.

    `work` names the module whose `work(channel)` a worker runs.
    """

    def __init__(self, preload: tuple[str, ...], work: str = _WORKER) -> None:
        ours, theirs = socket.socketpair()
        if sys.platform == "darwin":  # its frameworks do not survive a fork (Pango uses CoreText)
            preload = ()
        code = _START.format(
            path=sys.path,
            package=__package__,
            file=theirs.fileno(),
            preload=preload,
            work=work,
        )
        # signals are the parent's business: blocked before a child exists, so that none is early
        before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-c", code],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=2,  # an engine that talks must not talk into our output
                env={**public_environment(), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            )
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            theirs.close()
        self._own = _Control(ours)
        self._copy: tuple[_Control, WarmCopy] | None = None
        self._copied = False
        self._forked: dict[int, _Control] = {}  # by process id: who forked it

    def __enter__(self) -> ForkServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the fork server, and with it every worker; return when they are gone."""
        if self._copy:
            control, copy = self._copy
            if copy.is_warm:
                control.close()  # it kills its workers first
            else:
                self._drop_copy()
        self._own.close()
        if not self._forked and not self._copied:
            self._process.kill()  # it may still import its engines, and has no one to end
        try:
            self._process.wait(_PATIENCE if self._forked else _SHORT_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def warm_up(self, work: WarmUp) -> None:
        """Let a copy of the process do some work, and fork workers from it when that is done.

        Returns at once; the next `fork` waits for it. Nothing is done on macOS, whose frameworks do
        not survive a fork, and a second time.
        """
        if self._copied or sys.platform == "darwin":
            return
        self._copied = True
        ours, theirs = socket.socketpair()
        try:
            self._own.send(b"w", theirs)
        except ForkServerLost:  # which the next `fork` tells
            ours.close()
        else:
            self._copy = _Control(ours), WarmCopy(ours, work)
        finally:
            theirs.close()

    def fork(self) -> tuple[Channel, int]:
        """Return a channel to a new worker and its process id.

        Raises:
            ForkServerLost: as it says.
        """
        if self._copy and not self._copy[1].wait():
            self._drop_copy()
        forker = self._copy[0] if self._copy else self._own
        ours, theirs = socket.socketpair()
        try:
            pid = forker.ask(b"f", theirs)
        except ForkServerLost:
            ours.close()
            raise
        finally:
            theirs.close()
        self._forked[pid] = forker
        return Channel(ours, blocking=False), pid

    def reap(self, pid: int) -> int:
        """Kill a worker, if it still lives; return its exit code, negative for a signal.

        Raises:
            ForkServerLost: as it says.
        """
        return self._forked[pid].ask(b"r%d" % pid)

    def _drop_copy(self) -> None:
        """End a copy that is not warm, and do without."""
        if self._copy:
            self._copy[0].close()
            self._copy = None
            with suppress(ForkServerLost):  # which the next `fork` tells
                self._own.send(b"k")


class _Control:
    """Asks a process that forks workers."""

    def __init__(self, end: socket.socket) -> None:
        self._socket = end

    def close(self) -> None:
        self._socket.close()

    def send(self, request: bytes, *ends: socket.socket) -> None:
        """Send a request, with sockets that go along; raises ForkServerLost."""
        try:
            socket.send_fds(self._socket, [request], [end.fileno() for end in ends])
        except OSError as error:
            raise ForkServerLost from error

    def ask(self, request: bytes, *ends: socket.socket) -> int:
        """Send a request and return the answer; raises ForkServerLost."""
        self.send(request, *ends)
        try:
            self._socket.setblocking(True)
            answer = self._socket.recv(64)
        except OSError as error:
            raise ForkServerLost from error
        if not answer:
            raise ForkServerLost
        return int(answer)


def serve(file: int, preload: tuple[str, ...], work: str) -> None:
    """Be the fork server; `file` is the socket to the parent."""
    control = socket.socket(fileno=file)
    for name in preload:
        with suppress(Exception):  # a worker meets it, too, and can tell
            importlib.import_module(name)
    gc.freeze()  # what workers share is not looked through, and so not copied

    def serve_channel(channel: Channel) -> None:
        importlib.import_module(work).work(channel)

    _serve_requests(control, serve_channel)
    os._exit(0)


def _serve_requests(control: socket.socket, serve_channel: Serve) -> None:
    """Fork workers and end them until the parent is gone: "f" forks one, "r" and its id ends it.

    "w" forks a copy that warms up and serves requests of its own, "k" ends it.
    """
    workers: set[int] = set()
    copy = 0
    while True:
        text, files, _, _ = socket.recv_fds(control, 64, 1)
        if not text:
            break
        end = socket.socket(fileno=files[0]) if files else None
        if text == b"k":
            end_process(copy)
            copy = 0
        elif end is None:
            workers.discard(pid := int(text[1:]))
            control.sendall(b"%d" % end_process(pid))
        elif text == b"w":
            copy = fork_process(partial(_be_copy, end, serve_channel), end, control)
            end.close()
        else:
            pid = fork_process(serve_channel, end, control)
            end.close()
            workers.add(pid)
            control.sendall(b"%d" % pid)
    for pid in workers:
        end_process(pid)
    if copy:
        os.waitpid(copy, 0)  # its own requests have ended, too


def _be_copy(end: socket.socket, serve_channel: Serve, channel: Channel) -> None:
    warm_up(channel)
    _serve_requests(end, serve_channel)
