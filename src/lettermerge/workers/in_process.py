"""Work on a queue in the run's own process: `workers=0`.

Good for debugging and for one letter. An endless loop in Python code is stopped; one inside an
engine, or a crash of one, takes the run with it (its files stay whole): workers are there for that.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator

from .chunk_queue import Chunk, ChunkQueue, OpenOwners
from .limits import Limits, limited
from .service import DoneItem, Message, Service, Work, WorkerOptions
from .signals import StopNow


class InProcess:
    """Works here, one chunk after the other."""

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
