"""A queue into finished parts in the run's own process: `workers=0`.

Good for debugging and for one letter. An endless loop in Python code is stopped; one inside an
engine, or a crash of one, takes the run with it (its files stay whole): workers are there for that.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator

from ..output.files import Folder
from ..output.job import Renderer
from ..workers.limits import Limits, limited
from ..workers.signals import StopNow
from .chunk_queue import Queue
from .events import Stopping
from .options import RunOptions
from .render_chunk import BegunJob, Message, make_files
from .result import Failed, Finished, to_result


class LocalProducer:
    """Renders here, one chunk after the other."""

    def __init__(self, renderer: Renderer, folder: Folder, options: RunOptions) -> None:
        self._renderer = renderer
        self._folder = folder
        self._limits = options.limits
        self._switch = options.switch
        self._listener = options.listener

    def __call__(self, queue: Queue) -> Generator[Finished | Failed | None]:
        render = self._renderer.make(self._renderer.setup)
        with limited(self._limits) as limits:
            rearm = limits.arm if limits else _no_clock
            while not self._switch.soon() and (chunk := queue.take()) is not None:
                jobs = [queue.tasks[place].job for place in chunk.places]
                open_ids: dict[str, int] = {}
                for job in jobs:
                    open_ids[job.id] = open_ids.get(job.id, 0) + 1
                whole = dict(open_ids)
                messages = make_files(render, jobs, chunk.places, self._folder, rearm)
                while (message := self._next(messages, limits)) is not None:
                    if isinstance(message, BegunJob):
                        continue
                    open_ids[queue.tasks[message.place].job.id] -= 1
                    told = self._switch.soon()
                    yield to_result(queue.tasks[message.place], message)
                    if self._switch.soon() and not told:
                        self._listener(Stopping(self._switch.now()))
                    if self._switch.now():
                        return
                    if self._switch.soon() and all(n in (0, whole[i]) for i, n in open_ids.items()):
                        return

    def _next(self, messages: Iterator[Message], limits: Limits | None) -> Message | None:
        """Return the next message; None at the end, or when a second signal has come."""
        self._switch.in_letter = True
        if limits:
            limits.arm()
        try:
            return next(messages, None)
        except StopNow:
            return None
        finally:
            if limits:
                limits.disarm()
            self._switch.in_letter = False


def _no_clock() -> None:
    """For a thread other than the main one, where no timer can be handled."""
