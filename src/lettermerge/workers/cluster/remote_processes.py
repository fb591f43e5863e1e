"""Run the processes of one service on the workers of a Dask cluster.

A chunk is a task of Dask for one worker. All else (the project, what processes have done, a stop)
goes over a connection to each worker, which also tells at once when a worker is gone.
"""

from __future__ import annotations

import asyncio
import math
import pickle
import secrets
import time
from collections import deque
from collections.abc import Hashable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import count
from queue import Empty, SimpleQueue
from typing import Any, Self

from ...diagnostics import Diagnostic
from ...errors import LettermergeError, MissingEngineError, SettingsError
from ..parallel_map import cores
from ..process_interface import WorkersLost
from ..service import Service, WorkerOptions
from ..supervisor import Ended
from ..worker import Order, OrderDone, Stop, Unfit
from .cluster_access import ClusterAccess
from .cluster_links import (
    ClusterLinks,
    FirstLookDone,
    LinkEnded,
    LinkOpened,
    LinkRefused,
    SchedulerLost,
)
from .dask_engine import open_client
from .file_bundle import hash_files, require_sendable
from .worker_session import Forwarded, Greeting, SessionSetup, carry_out

_TICK = 0.2  # seconds between looks at whether to stop, while workers get ready
_PATIENCE = 30.0  # seconds without any worker


@dataclass(frozen=True, slots=True)
class Place:
    """Where a process can be: a worker has one place for each of its threads."""

    address: str
    number: int


@dataclass(frozen=True, slots=True)
class _TaskFailed:
    """Dask could not have a chunk worked on."""

    error: BaseException


@dataclass(slots=True)
class _Process:
    place: Place
    tasks: deque[Any] = field(default_factory=deque)  # futures of orders that are not done
    numbers: Iterator[int] = field(default_factory=count)  # of its orders


class RemoteProcesses:
    """Processes of `service` on every worker of the cluster, one for each thread."""

    def __init__(self, service: Service, options: WorkerOptions, access: ClusterAccess) -> None:
        self._service = service
        self._options = options
        self._access = access
        self._run = secrets.token_hex(8)
        self._names = count(1)
        self._tasks = count(1)
        self._inbox: SimpleQueue[object] = SimpleQueue()
        self._threads: dict[str, int] = {}
        self._processes: dict[int, _Process] = {}
        self._ending: list[Any] = []  # futures that Dask has not heard the end of
        self._deserted = time.monotonic()
        self._client: Any = None
        self._cluster: Any = None
        self._links: ClusterLinks | None = None

    def __enter__(self) -> Self:
        greeting, setup = self._prepare()
        try:
            self._client, self._cluster = open_client(self._access, self._options.count or cores())
        except OSError as error:
            raise WorkersLost(_unreachable(self._access)) from error
        try:
            self._links = ClusterLinks(self._client, greeting, setup, self._inbox)
            self._client.loop.add_callback(self._links.watch)
            self._wait_for_workers()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._links is not None:
            with suppress(OSError, asyncio.TimeoutError, RuntimeError):
                self._client.sync(self._links.close)
        self._processes.clear()
        self._ending.clear()
        with suppress(OSError, asyncio.TimeoutError, RuntimeError):
            self._client.close(timeout=2)
        if self._cluster is not None:
            self._cluster.close(timeout=10)

    def places(self) -> Sequence[Place]:
        return [Place(at, n) for at, threads in self._threads.items() for n in range(threads)]

    def start(self, place: Hashable) -> int:
        assert isinstance(place, Place)
        name = next(self._names)
        self._processes[name] = _Process(place)  # its first order starts it
        return name

    def send(self, process: Hashable, message: object) -> None:
        assert isinstance(process, int)
        if (known := self._processes.get(process)) is None or self._links is None:
            return
        if isinstance(message, Order):
            known.tasks.append(self._submit(process, known, message))
        elif isinstance(message, Stop):
            self._links.send(known.place.address, message)

    def wait(self, seconds: float, pause: float) -> Sequence[tuple[int, object]]:
        found: list[tuple[int, object]] = []
        for event in self._take_events(seconds):
            found += self._take(event)
        if self._threads:
            self._deserted = time.monotonic()
        elif time.monotonic() - self._deserted > _PATIENCE:
            raise WorkersLost(_no_worker(self._access))
        return found

    def _prepare(self) -> tuple[Greeting, SessionSetup]:
        """Return what every worker is told."""
        service, access = self._service, self._access
        if service.remote is None:
            raise AssertionError("this service works on this machine only")
        remote = service.remote()
        files = remote.files.collect()
        if not access.is_shared:
            require_sendable(files)
        secret = remote.secret if access.sends_identity and access.is_encrypted else None
        bare = replace(service, setup=None, remote=None)
        setup = SessionSetup(
            service=bare,
            remote=replace(remote, secret=None),
            limits=self._options.limits,
            is_shared=access.is_shared,
            secret=secret,
        )
        return Greeting(self._run, hash_files(files)), setup

    def _wait_for_workers(self) -> None:
        """Return when the workers that are there are ready, or a stop is asked for.

        Raises:
            LettermergeError: one of them cannot work for this run.
        """
        refused: list[LinkRefused] = []
        while not self._options.stop.soon():
            for event in self._take_events(_TICK):
                if isinstance(event, LinkRefused):
                    refused.append(event)
                elif isinstance(event, FirstLookDone):
                    if refused:
                        raise _refusal_of(refused)
                    return
                else:
                    for _ in self._take(event):
                        pass

    def _take_events(self, seconds: float) -> Iterator[object]:
        """Yield what has happened within `seconds`."""
        with suppress(Empty):
            yield self._inbox.get(timeout=seconds)
            while True:
                yield self._inbox.get_nowait()

    def _take(self, event: object) -> Iterator[tuple[int, object]]:
        """Yield what an event means for processes."""
        match event:
            case list():
                for forwarded in event:
                    yield from self._hear(forwarded)
            case LinkOpened(address, threads):
                self._threads[address] = threads
            case LinkEnded(address):
                del self._threads[address]
                for name, process in tuple(self._processes.items()):
                    if process.place.address == address:
                        self._forget(name)
                        reason = f"the worker at {address} is gone"
                        yield name, Ended(None, math.inf, reason)
            case LinkRefused(fault):
                self._options.on_refused(fault.message)
            case SchedulerLost():
                raise WorkersLost(_unreachable(self._access))
            case Unfit(error):
                raise error
            case _TaskFailed(error):
                raise WorkersLost(_failed_task(error))

    def _hear(self, forwarded: Forwarded) -> Iterator[tuple[int, object]]:
        name, message = forwarded.name, forwarded.message
        if (process := self._processes.get(name)) is None:
            return
        if isinstance(message, OrderDone):
            self._ending = [one for one in self._ending if not one.done()]
            self._ending.append(process.tasks.popleft())
        elif isinstance(message, Ended):
            self._forget(name)
        yield name, message

    def _forget(self, name: int) -> None:
        for task in self._processes.pop(name).tasks:
            with suppress(OSError, RuntimeError, asyncio.TimeoutError):
                task.cancel()

    def _submit(self, name: int, process: _Process, order: Order) -> Any:
        """Hand an order to Dask, for one worker."""
        number, at = next(process.numbers), [process.place.address]
        content = pickle.dumps(order, pickle.HIGHEST_PROTOCOL)
        key = f"lettermerge-{self._run}-{next(self._tasks)}"
        try:
            task = self._client.submit(
                carry_out, self._run, name, number, content, key=key, workers=at, pure=False
            )
        except (OSError, RuntimeError) as error:
            raise WorkersLost(_unreachable(self._access)) from error
        task.add_done_callback(self._notice_end)
        return task

    def _notice_end(self, task: Any) -> None:
        if task.status == "error":
            self._inbox.put(_TaskFailed(task.exception()))


def _refusal_of(refused: Sequence[LinkRefused]) -> LettermergeError:
    """Return the error of machines that cannot work for a run; of a single one its own."""
    own = [one.error for one in refused if isinstance(one.error, LettermergeError)]
    if own and len(refused) == 1:
        return type(own[0])(refused[0].fault.message, hint=own[0].hint, faults=own[0].faults)
    faults = tuple(one.fault for one in refused)
    if own or any(one.error for one in refused):
        kind = type(min(own, key=_exit_code)) if own else SettingsError
        hint = "fix what is said of each, or end these workers"
        return kind("machines of the cluster cannot do this run", hint=hint, faults=faults)
    return MissingEngineError(
        "the machines of the cluster differ", hint=faults[0].hint, faults=faults
    )


def _exit_code(error: LettermergeError) -> int:
    """Return by what errors are ordered: machines refuse in any order."""
    return int(error.exit_code)


def _unreachable(access: ClusterAccess) -> Diagnostic:
    return Diagnostic(
        "cluster.unreachable",
        f"the scheduler at {access.address} cannot be reached",
        hint="check that it runs, and [cluster]; then run the same command again: "
        "finished letters are kept",
    )


def _no_worker(access: ClusterAccess) -> Diagnostic:
    return Diagnostic(
        "cluster.no-worker",
        f"no worker is connected to the scheduler at {access.address}",
        hint="start workers (docs/cluster.md), then run the same command again",
    )


def _failed_task(error: BaseException) -> Diagnostic:
    return Diagnostic(
        "cluster.task",
        f"the cluster could not have letters made: {type(error).__name__}: {error}",
        hint="see the logs of scheduler and workers, then run the same command again",
    )
