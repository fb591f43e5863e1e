"""Keep a connection to each worker of a cluster: greet it, send it the project, listen to it.

All of it runs in the loop of Dask's client; what happens is put into a queue for the run's thread.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from queue import SimpleQueue
from typing import Any, TypeVar

from ...diagnostics import Diagnostic
from ...errors import LettermergeError
from ..worker import Unfit
from .cluster_access import is_loopback
from .dask_engine import ClusterConnection, ConnectionLost, address_host, connect, is_connected
from .file_bundle import pack
from .versions import find_differences, read_versions
from .worker_session import CloseSession, Greeting, SessionSetup, prepare_worker

_LOOK = 1.0  # seconds between looks for new workers
_BLINK = 0.1  # seconds between looks at whether the scheduler is there
_PATIENCE = 15.0  # seconds in which a worker has ended its processes
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class LinkOpened:
    """A worker is ready, for so many processes."""

    address: str
    threads: int


@dataclass(frozen=True, slots=True)
class LinkEnded:
    """The connection to a worker that was ready is gone."""

    address: str


@dataclass(frozen=True, slots=True)
class LinkRefused:
    """A worker does not work for this run; `fault` says why, or `error` what it cannot do."""

    fault: Diagnostic
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class FirstLookDone:
    """Every worker that was there at the beginning is ready, or refused."""


@dataclass(frozen=True, slots=True)
class SchedulerLost:
    """The scheduler cannot be reached any more."""


class ClusterLinks:
    """The connections of one run. `setup` is what every worker is sent, but for the files."""

    def __init__(
        self,
        client: Any,
        greeting: Greeting,
        setup: SessionSetup,
        inbox: SimpleQueue[object],
    ) -> None:
        self._client = client
        self._greeting = greeting
        self._setup = setup
        self._inbox = inbox
        self._archive: bytes | None = None
        self._versions = read_versions(setup.remote.describe)
        self._connections: dict[str, ClusterConnection] = {}
        self._known: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_open = True

    def send(self, address: str, message: object) -> None:
        """Send a message to a worker, if it is still there."""
        if (connection := self._connections.get(address)) is not None:
            connection.send(message)

    async def watch(self) -> None:
        """Look for workers until the links are closed or the scheduler is gone."""
        is_first = True
        while self._is_open:
            try:
                if is_first:
                    await self._while_connected(self._check_scheduler())
                found: dict[str, int] = await self._while_connected(self._client.scheduler.ncores())
            except (TimeoutError, OSError):
                self._inbox.put(SchedulerLost())
                return
            new = [self._open(address, found[address]) for address in found.keys() - self._known]
            self._known.update(found)
            opening = asyncio.gather(*new)
            if is_first:
                await opening
                self._inbox.put(FirstLookDone())
                is_first = False
            with suppress(OSError):  # the next question tells
                await self._while_connected(asyncio.sleep(_LOOK))

    async def close(self) -> None:
        """Have every worker end its processes; return when they are gone."""
        self._is_open = False
        for connection in self._connections.values():
            connection.send(CloseSession())
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_PATIENCE)

    async def _while_connected(self, asked: Awaitable[_Answer]) -> _Answer:
        """Return an answer; raise ConnectionLost as soon as the scheduler is gone.

        Dask would try to connect again for a while, but a scheduler forgets the tasks of a client
        that it lost.
        """
        task = asyncio.ensure_future(asked)
        while not (await asyncio.wait({task}, timeout=_BLINK))[0]:
            if not is_connected(self._client):
                task.cancel()
                raise ConnectionLost
        return task.result()

    async def _check_scheduler(self) -> None:
        try:
            theirs = await self._client.run_on_scheduler(read_versions)
        except OSError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it has another program
            self._refuse("the scheduler", (f"lettermerge cannot be used: {error}",))
            return
        ours = {name: self._versions[name] for name in theirs}
        self._refuse("the scheduler", find_differences(ours, theirs))

    async def _open(self, address: str, threads: int) -> None:
        """Make a worker ready, and listen to it from then on."""
        try:
            if self._refuse(
                f"the worker at {address}", [one async for one in self._unfit(address)]
            ):
                return
            connection = await connect(self._client, address)
            answer = await self._greet(connection, threads)
        except OSError:
            self._known.discard(address)  # it may come back
            return
        if isinstance(answer, Unfit):
            self._inbox.put(_refusal(address, answer.error))
            return
        self._connections[address] = connection
        self._inbox.put(LinkOpened(address, threads))
        task = asyncio.create_task(self._listen(address, connection))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _unfit(self, address: str) -> AsyncIterator[str]:
        """Yield why a worker cannot work for this run."""
        if not address.startswith("tls://") and not is_loopback(address_host(address)):
            yield "its connection is not encrypted"
            return
        try:
            found = await self._client.run(
                prepare_worker, self._setup.remote.describe, workers=[address]
            )
        except OSError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it has another program
            yield f"lettermerge cannot be used: {error}"
            return
        if address not in found:  # it has gone meanwhile
            raise ConnectionLost
        for difference in find_differences(self._versions, found[address]):
            yield difference

    async def _greet(self, connection: ClusterConnection, threads: int) -> object:
        connection.send(self._greeting)
        wants_files = await connection.receive() and not self._setup.is_shared
        if wants_files and self._archive is None:
            files = self._setup.remote.files.collect()
            self._archive = await asyncio.to_thread(pack, files)
        archive = self._archive if wants_files else None
        connection.send(replace(self._setup, threads=threads, archive=archive))
        return await connection.receive()

    async def _listen(self, address: str, connection: ClusterConnection) -> None:
        try:
            while True:
                self._inbox.put(await connection.receive())
        except ConnectionLost:
            del self._connections[address]
            self._known.discard(address)
            self._inbox.put(LinkEnded(address))
            await connection.close()

    def _refuse(self, who: str, reasons: Iterable[str]) -> bool:
        """Tell of a machine that cannot work for this run; return whether it cannot."""
        told = "; ".join(reasons)
        if told:
            hint = "install the same versions everywhere; docs/cluster.md says of what"
            self._inbox.put(LinkRefused(Diagnostic("cluster.differs", f"{who}: {told}", hint=hint)))
        return bool(told)


def _refusal(address: str, error: Exception) -> LinkRefused:
    about = f"the worker at {address}: {error}"
    hint = error.hint if isinstance(error, LettermergeError) else ""
    return LinkRefused(Diagnostic("cluster.unfit", about, hint=hint), error)
