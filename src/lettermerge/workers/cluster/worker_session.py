"""Serve one client in a Dask worker: the processes of its service, while it is connected.

What the client sends is held in memory only, but for the files of its project. When the connection
ends, however that comes, the processes are ended too.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import socket
import tempfile
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from ...errors import SettingsError
from ..forked_process import ForkServerLost
from ..letter_limits import Limits
from ..local_processes import LocalProcesses
from ..service import RemoteSetup, Service
from ..supervisor import Child, Ended
from ..worker import Order, OrderDone, Stop, Unfit
from .dask_engine import ClusterConnection, ConnectionLost, install
from .file_bundle import hash_files, unpack
from .versions import read_versions

_TICK = 0.5  # seconds between looks at whether the connection is there
_PAUSE = 0.01  # seconds in which messages gather
_ROOM = 1 << 20  # bytes that must fit among the temporary files


@dataclass(frozen=True, slots=True)
class Greeting:
    """What a client says first: the run's name, and the hash of its files ("" to read `shared`)."""

    run: str
    digest: str


@dataclass(frozen=True, slots=True)
class SessionSetup:
    """What a client sends next. `archive` is None where the worker has unpacked it before.

    `remote` is without its secret, which is sent only where the settings say so.
    """

    service: Service
    remote: RemoteSetup
    limits: Limits
    is_shared: bool
    threads: int = 1
    archive: bytes | None = None
    secret: Any = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A message to or from the process of a name, which its first order starts."""

    name: int
    message: object


@dataclass(frozen=True, slots=True)
class CloseSession:
    """End all processes, then the connection."""


_sessions: dict[str, _Session] = {}
_folders: dict[str, Path] = {}  # unpacked files, by their hash


def prepare_worker(
    describe: Callable[[], Mapping[str, str]], dask_worker: Any = None
) -> dict[str, str]:
    """Let a Dask worker, which Dask hands over, serve clients; return its versions."""
    scratch = Path(dask_worker.local_directory) / "lettermerge"

    async def serve(connection: ClusterConnection) -> None:
        await _serve(connection, scratch)

    install(dask_worker, serve)
    return read_versions(describe)


def carry_out(run: str, name: int, number: int, order: bytes) -> None:
    """Have a process work on a chunk, as a task of Dask. Results go straight to the client.

    `number` counts the orders of one process from 0: Dask may begin with a later one. Return when
    the process has nothing more to do, or at once where another task waits for that or comes first.
    """
    if (session := _sessions.get(run)) is not None:
        session.carry_out(name, number, pickle.loads(order))  # noqa: S301 - from our own client


async def _serve(connection: ClusterConnection, scratch: Path) -> None:
    try:
        greeting: Greeting = await connection.receive()
        connection.send(greeting.digest not in _folders)
        try:
            setup: SessionSetup = await connection.receive()
            service = await asyncio.to_thread(_settle, setup, greeting.digest, scratch)
        except ConnectionLost:
            return
        except Exception as error:  # noqa: BLE001 - the client raises it
            connection.send(Unfit(error))
            return
        session = _Session(service, setup, connection)
        del setup
        _sessions[greeting.run] = session
        try:
            connection.send(None)  # it is ready
            while isinstance(message := await connection.receive(), Stop):
                session.put(message)
        finally:
            del _sessions[greeting.run]
            await asyncio.to_thread(session.close)
    except ConnectionLost:
        return


def _settle(setup: SessionSetup, digest: str, scratch: Path) -> Service:
    """Return the service as it is on this machine."""
    if setup.is_shared:
        folder = setup.remote.files.folder
        if not folder.is_dir() or hash_files(setup.remote.files.collect()) != digest:
            raise SettingsError(
                f"the project's files in {folder} are not there, or not those of this run",
                hint='let it see the same folder, or write project = "send" in [cluster]',
            )
    else:
        folder = _folders.get(digest) or _unpack(setup.archive or b"", digest, scratch)
        _folders[digest] = folder
    _require_temporary_folder()
    remote, service = setup.remote, setup.service
    there = remote.settle(folder, remote.setup, setup.secret)
    return Service(service.open, there, service.preload)


def _unpack(archive: bytes, digest: str, scratch: Path) -> Path:
    try:
        return unpack(archive, digest, scratch)
    except OSError as error:
        raise SettingsError(
            f"it cannot unpack the project below {scratch.parent}: {error.strerror}",
            hint="make room there, or start the worker with another --local-directory",
        ) from None


def _require_temporary_folder() -> None:
    """Try to write where engines write what they need for a moment.

    Raises:
        SettingsError: there is no such folder, or no room in it.
    """
    try:
        with tempfile.TemporaryFile() as file:
            file.write(bytes(_ROOM))
            file.flush()
    except OSError as error:
        folder = tempfile.tempdir or os.environ.get("TMPDIR", "which TMPDIR names")
        raise SettingsError(
            f"it cannot write to its folder for temporary files, {folder}: {error.strerror}",
            hint="make room there, or start the worker with another TMPDIR",
        ) from None


class _Session:
    """The processes of one client, in a thread that hands messages on."""

    def __init__(
        self, service: Service, setup: SessionSetup, connection: ClusterConnection
    ) -> None:
        self._connection = connection
        self._inbox: SimpleQueue[object] = SimpleQueue()
        self._alarm, self._waker = socket.socketpair()
        self._processes = LocalProcesses(service, setup.limits, setup.threads, alarm=self._alarm)
        self._children: dict[int, Child | None] = {}  # None: it has died
        self._names: dict[Child, int] = {}
        self._owed: Counter[int] = Counter()  # orders that are not done, by process
        self._early: defaultdict[int, dict[int, Order]] = defaultdict(dict)  # by process, number
        self._due: Counter[int] = Counter()  # the number of the order that comes next, by process
        self._waited_for: set[int] = set()  # processes for which a task waits
        self._changed = threading.Condition()
        self._is_open = True
        self._stopping = False
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def put(self, message: object) -> None:
        """Take a message of the client."""
        self._inbox.put(message)
        self._waker.send(b".")

    def carry_out(self, name: int, number: int, order: Order) -> None:
        """Hand orders to a process as they are numbered; wait until it is idle, once for all."""
        with self._changed:
            early = self._early[name]
            early[number] = order
            while (due := early.pop(self._due[name], None)) is not None:
                self._due[name] += 1
                self._owed[name] += 1
                self.put(Forwarded(name, due))
            if early or name in self._waited_for:
                return
            self._waited_for.add(name)
            self._changed.wait_for(lambda: not (self._is_open and self._owed[name]))
            self._waited_for.discard(name)

    def close(self) -> None:
        """End the processes; return when they are gone."""
        with self._changed:
            self._is_open = False
            self._changed.notify_all()
        self._waker.send(b".")
        self._thread.join()
        self._alarm.close()
        self._waker.close()

    def _work(self) -> None:
        try:
            with self._processes:
                while self._is_open:
                    self._take_messages()
                    self._hand_on(self._processes.wait(_TICK, _PAUSE))
        except Exception as error:  # noqa: BLE001 - the client raises it
            self._connection.send(Unfit(error))

    def _take_messages(self) -> None:
        while not self._inbox.empty():
            message = self._inbox.get()
            if isinstance(message, Stop):
                self._stopping = True
                for child in self._names:
                    self._processes.send(child, message)
            elif isinstance(message, Forwarded):
                self._forward(message.name, message.message)

    def _forward(self, name: int, order: object) -> None:
        if name not in self._children:
            try:
                self._children[name] = self._start(name)
            except (ForkServerLost, OSError):
                self._children[name] = None
                self._connection.send([Forwarded(name, Ended(None, 0.0))])
        if (child := self._children[name]) is not None:
            self._processes.send(child, order)
        else:
            self._settle_up(name)

    def _start(self, name: int) -> Child:
        child = self._processes.start(name)
        self._names[child] = name
        if self._stopping:
            self._processes.send(child, Stop())
        return child

    def _hand_on(self, found: Sequence[tuple[Child, object]]) -> None:
        told = []
        for child, message in found:
            name = self._names[child]
            told.append(Forwarded(name, message))
            if isinstance(message, OrderDone):
                self._settle_up(name, 1)
            elif isinstance(message, Ended):
                self._children[self._names.pop(child)] = None
                self._settle_up(name)
        if told:
            self._connection.send(told)

    def _settle_up(self, name: int, orders: int = 0) -> None:
        """Count orders of a process as done: all of them for 0."""
        with self._changed:
            self._owed[name] -= orders or self._owed[name]
            self._changed.notify_all()
