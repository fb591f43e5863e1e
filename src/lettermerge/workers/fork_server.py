"""Start a process that imports the engines once and forks workers, each in a few milliseconds.

It is a fresh process with one thread, so forking it is safe whatever threads the parent has, and
a worker inherits neither the lock nor a key of the parent. When the parent is gone it ends its
workers and itself.
"""

from __future__ import annotations

import importlib
import os
import signal
import socket
import subprocess
import sys

from ..signing.identity.passphrase import public_environment
from .channel import Channel
from .forked_process import ForkServerLost, end_process, fork_process
from .signals import SIGNALS

_START = (
    "import sys; sys.path[:] = {path!r}; "
    "from {package}.fork_server import serve; serve({file}, {preload!r}, {work!r})"
)
_WORKER = "lettermerge.workers.worker"
_PATIENCE = 5.0  # seconds for it to end by itself


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
        self._socket = ours
        self._has_forked = False

    def __enter__(self) -> ForkServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the fork server, and with it every worker; return when they are gone."""
        self._socket.close()
        if not self._has_forked:  # it may still import its engines, and has no one to end
            self._process.kill()
        try:
            self._process.wait(_PATIENCE)  # it kills its workers first
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def fork(self) -> tuple[Channel, int]:
        """Return a channel to a new worker and its process id.

        Raises:
            ForkServerLost: as it says.
        """
        ours, theirs = socket.socketpair()
        try:
            socket.send_fds(self._socket, [b"f"], [theirs.fileno()])
        except OSError as error:
            ours.close()
            raise ForkServerLost from error
        finally:
            theirs.close()
        try:
            pid = self._answer()
        except ForkServerLost:
            ours.close()
            raise
        self._has_forked = True
        return Channel(ours, blocking=False), pid

    def reap(self, pid: int) -> int:
        """Kill a worker, if it still lives; return its exit code, negative for a signal.

        Raises:
            ForkServerLost: as it says.
        """
        try:
            self._socket.sendall(b"r%d" % pid)
        except OSError as error:
            raise ForkServerLost from error
        return self._answer()

    def _answer(self) -> int:
        try:
            answer = self._socket.recv(64)
        except OSError as error:
            raise ForkServerLost from error
        if not answer:
            raise ForkServerLost
        return int(answer)


def serve(file: int, preload: tuple[str, ...], work: str) -> None:
    """Be the fork server; `file` is the socket to the parent."""
    control = socket.socket(fileno=file)
    workers: set[int] = set()
    for name in preload:
        importlib.import_module(name)

    def serve_channel(channel: Channel) -> None:
        importlib.import_module(work).work(channel)

    while True:
        text, files, _, _ = socket.recv_fds(control, 64, 1)
        if not text:
            break
        if text == b"f":
            end = socket.socket(fileno=files[0])
            pid = fork_process(serve_channel, end, control)
            end.close()
            workers.add(pid)
            control.sendall(b"%d" % pid)
        else:
            workers.discard(pid := int(text[1:]))
            control.sendall(b"%d" % end_process(pid))
    for pid in workers:
        end_process(pid)
    os._exit(0)
