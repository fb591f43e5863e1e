"""Work on a queue in worker processes, whatever becomes of any of them, or in this one.

A worker that dies is replaced. The item it had begun is tried once more alone, then reported;
one that used up its time is reported at once. The others of its chunk go back to the queue.
"""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Generator, Hashable, Iterator
from dataclasses import dataclass, field

from ..diagnostics import Diagnostic, Failure
from .chunk_queue import Chunk, ChunkQueue, OpenOwners
from .forked_process import ForkServerLost
from .letter_limits import Limits, describe_end, limited, too_slow
from .process_interface import Processes, WorkersLost
from .service import BegunItem, DoneItem, Message, Service, Work, WorkerOptions
from .stop_signals import StopNow
from .supervisor import Ended
from .worker import Order, OrderDone, Ready, Stop, Unfit

_TICK = 0.1  # seconds between looks at whether to stop
#: Seconds in which messages gather: the more, the less the parent takes from its workers.
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.005, 0.1
_QUICKEST = 0.0005  # seconds that an item takes at least, so that no worker waits meanwhile
_AHEAD = 2  # chunks that a worker has, so that it never waits for the next
_TRIES = 3  # workers in a row that may die before they are ready


@dataclass(slots=True)
class _Worker:
    """What the pool knows of one worker. `begun` is the place of the item it works on."""

    process: Hashable
    place: Hashable
    chunks: deque[Chunk] = field(default_factory=deque)
    left: set[int] = field(default_factory=set)  # of the first chunk
    begun: int | None = None
    ready: bool = False
    told: bool = False


class WorkerPool:
    """Works on a queue in processes, and replaces those that die."""

    def __init__(self, processes: Processes, options: WorkerOptions) -> None:
        self._processes = processes
        self._limits = options.limits
        self._stop = options.stop
        self._options = options
        self._workers: dict[Hashable, _Worker] = {}  # by their processes
        self._deaths = 0  # in a row, before a worker was ready
        self._told = 0

    def __call__(self, queue: ChunkQueue) -> Generator[DoneItem | None]:
        self._queue = queue
        with self._processes:
            while True:
                self._tell_stop()
                if self._stop.now():
                    return
                self._hand_out()
                is_idle = not any(worker.chunks for worker in self._workers.values())
                if is_idle and (queue.is_empty or self._stop.soon()):
                    return
                yield from self._collect()
                yield None

    def _tell_stop(self) -> None:
        if self._stop.requests > self._told:
            self._told = self._stop.requests
            self._options.on_stop(self._stop.now())
        if self._stop.soon():
            for worker in self._workers.values():
                if not worker.told:
                    worker.told = True
                    self._processes.send(worker.process, Stop())

    def _hand_out(self) -> None:
        """Give every worker enough to do, and start as many as there is work for."""
        places = self._processes.places()
        self._queue.workers = max(1, len(places))
        at = {worker.place: worker for worker in self._workers.values()}
        for depth in range(1, _AHEAD + 1):
            for number, place in enumerate(places):
                if self._stop.soon():
                    return
                worker = at.get(place)
                if worker is not None and len(worker.chunks) >= depth:
                    continue
                if (chunk := self._queue.take(number)) is None:
                    return
                at[place] = worker or self._start(place)
                self._give(at[place], chunk)

    def _start(self, place: Hashable) -> _Worker:
        try:
            process = self._processes.start(place)
        except ForkServerLost:
            self._count_death("the process that starts workers was killed")
            process = self._processes.start(place)
        worker = self._workers[process] = _Worker(process, place)
        return worker

    def _count_death(self, reason: str) -> None:
        """Give up when one death follows the other and no worker becomes ready."""
        self._deaths += 1
        if self._deaths >= _TRIES:
            raise WorkersLost(
                Diagnostic(
                    "worker.dies",
                    f"workers cannot be started: {reason}",
                    hint="free some memory, or run with -j 1",
                )
            )

    def _give(self, worker: _Worker, chunk: Chunk) -> None:
        if not worker.chunks:
            worker.left = set(chunk.places)
        worker.chunks.append(chunk)
        owners = tuple(self._queue.owner(place) for place in chunk.places)
        order = Order(chunk.places, owners, self._queue.payload(chunk.places))
        self._processes.send(worker.process, order)

    def _collect(self) -> Iterator[DoneItem]:
        """Yield what the workers have done within a tick."""
        for process, message in self._processes.wait(_TICK, self._pause()):
            if isinstance(message, Ended):
                yield from self._lose(self._workers.pop(process), message)
            else:
                yield from self._take(self._workers[process], message)

    def _pause(self) -> float:
        """Return how long messages may gather: no longer than what each worker has ahead takes."""
        ahead = (
            len(worker.chunks[-1].places) if len(worker.chunks) >= _AHEAD else 0
            for worker in self._workers.values()
        )  # fmt: skip
        return max(_SHORTEST_PAUSE, min(_LONGEST_PAUSE, min(ahead, default=0) * _QUICKEST))

    def _take(self, worker: _Worker, message: object) -> Iterator[DoneItem]:
        if isinstance(message, BegunItem):
            worker.begun = message.place
        elif isinstance(message, DoneItem):
            worker.left.discard(message.place)
            yield message
        elif isinstance(message, OrderDone):
            worker.chunks.popleft()
            worker.begun = None
            worker.left = set(worker.chunks[0].places) if worker.chunks else set()
        elif isinstance(message, Ready):
            worker.ready = True
            self._deaths = 0
        elif isinstance(message, Unfit):
            raise message.error

    def _lose(self, worker: _Worker, ended: Ended) -> Iterator[DoneItem]:
        """Take back what a dead worker had, and say what it died of."""
        code = -signal.SIGKILL if ended.code is None else ended.code
        limit = self._limits.describe(-code)
        reason = ended.reason or limit or f"it {describe_end(code)}"
        if code == -signal.SIGALRM and ended.awake < self._limits.wall:
            limit, reason = "", "its time ran out while it was suspended"
        self._options.on_lost(reason)
        if not worker.ready and not ended.reason:  # a machine that is gone is no bad start
            self._count_death(reason)
        if worker.chunks:
            chunk = worker.chunks.popleft()
            yield from self._blame(worker, chunk, limit, reason)
        for chunk in worker.chunks:
            self._queue.give_back(chunk.places, alone=chunk.alone)

    def _blame(self, worker: _Worker, chunk: Chunk, limit: str, reason: str) -> Iterator[DoneItem]:
        """Fail the owner whom a worker died with, or put them aside to be tried alone."""
        owner = self._queue.owner
        begun = owner(worker.begun) if worker.begun is not None else None
        blamed = [p for p in chunk.places if p in worker.left and owner(p) == begun]
        if chunk.alone and worker.ready:
            blamed = [p for p in chunk.places if p in worker.left]
        rest = [p for p in chunk.places if p in worker.left and p not in blamed]
        if blamed and (limit or chunk.alone):
            fault = too_slow(limit) if limit else _lost(reason)
            for place in blamed:
                yield DoneItem(place, Failure((fault,)))
        else:
            self._queue.give_back(blamed, alone=True)
        # with nobody to blame all of them are suspect, unless none was ever begun
        self._queue.give_back(rest, alone=chunk.alone or (not blamed and worker.ready))


def _lost(reason: str) -> Diagnostic:
    return Diagnostic(
        "letter.worker-lost",
        f"two workers died while they made this letter: {reason}",
        hint="look for something very large in this row, or try again with fewer workers (-j)",
    )


class InProcess:
    """Works here, one chunk after the other: `workers=0`.

    Good for debugging and for one letter. An endless loop in Python code is stopped; one inside an
    engine, or a crash of one, takes the run with it (its files stay whole).
    """

    def __init__(self, service: Service, options: WorkerOptions) -> None:
        self._service = service
        self._limits = options.limits
        self._stop = options.stop
        self._tell_stop = options.on_stop

    def __call__(self, queue: ChunkQueue) -> Generator[DoneItem | None]:
        work = self._service.open(self._service.setup)
        with limited(self._limits) as limits:
            while not self._stop.soon() and (chunk := queue.take()) is not None:
                yield from self._work_on(work, queue, chunk, limits)

    def _work_on(
        self, work: Work, queue: ChunkQueue, chunk: Chunk, limits: Limits | None
    ) -> Iterator[DoneItem]:
        rearm = limits.arm if limits else _no_clock
        open_owners = OpenOwners({place: queue.owner(place) for place in chunk.places})
        messages = work(chunk.places, queue.payload(chunk.places), rearm)
        while (message := self._next(messages, limits)) is not None:
            if not isinstance(message, DoneItem):
                continue
            open_owners.done(message.place)
            told = self._stop.soon()
            yield message
            if self._stop.soon() and not told:
                self._tell_stop(self._stop.now())
            if self._stop.now() or (self._stop.soon() and open_owners.is_between):
                return

    def _next(self, messages: Iterator[Message], limits: Limits | None) -> Message | None:
        """Return the next message; None at the end, or when a second signal has come."""
        self._stop.in_letter = True
        if limits:
            limits.arm()
        try:
            return next(messages, None)
        except StopNow:
            return None
        finally:
            if limits:
                limits.disarm()
            self._stop.in_letter = False


def _no_clock() -> None:
    """For a thread other than the main one, where no timer can be handled."""
