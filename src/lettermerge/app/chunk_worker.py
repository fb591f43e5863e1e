"""Letters from the parent into parts on disk, inside one worker process.

The parent renames and records; a worker only ever adds `.part` files below the output folder.
"""

from __future__ import annotations

import pickle
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from ..output.disk import Disk
from ..output.files import Folder
from ..output.job import Job, Renderer
from ..workers.channel import Channel, Closed
from ..workers.limits import Limits
from .render_chunk import BegunJob, make_files


@dataclass(frozen=True, slots=True)
class Setup:
    """The first message: everything that stays the same."""

    renderer: bytes  # pickled by itself, so that one which cannot be loaded can be told
    root: Path
    disk: Disk
    limits: Limits

    @classmethod
    def of(cls, renderer: Renderer, folder: Folder, limits: Limits) -> Self:
        text = pickle.dumps(renderer, pickle.HIGHEST_PROTOCOL)
        return cls(text, folder.root.resolve(), folder.disk, limits)


@dataclass(frozen=True, slots=True)
class Order:
    """Jobs of one group, and the places by which the answers name them."""

    places: tuple[int, ...]
    jobs: tuple[Job, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """Finish the letter in hand."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The renderer is made."""


@dataclass(frozen=True, slots=True)
class Unfit:
    """The renderer could not be made."""

    error: Exception


@dataclass(frozen=True, slots=True)
class Ended:
    """One order is done with: all of it, unless a Stop came."""


def work(channel: Channel) -> None:
    """Serve until the parent closes the channel."""
    try:
        _Worker(channel).serve()
    except Closed:
        return


class _Worker:
    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._inbox: deque[object] = deque()
        self._stopping = False

    def serve(self) -> None:
        setup = self._next()
        assert isinstance(setup, Setup)
        self._limits = setup.limits
        self._folder = Folder(setup.root, setup.disk)
        try:
            renderer = pickle.loads(setup.renderer)  # noqa: S301 - from our own parent
            self._render = renderer.make(renderer.setup)
        except Exception as error:  # noqa: BLE001 - the parent raises it
            self._channel.send(Unfit(error))
            return
        setup.limits.limit_memory()
        self._channel.send(Ready())
        while True:
            order = self._next()
            if isinstance(order, Order):
                if not self._is_told():
                    self._fill(order)
                self._limits.disarm()
                self._channel.send(Ended())

    def _next(self) -> object:
        while not self._inbox:
            self._read()
        return self._inbox.popleft()

    def _read(self) -> None:
        for message in self._channel.receive():
            if isinstance(message, Stop):
                self._stopping = True
            else:
                self._inbox.append(message)

    def _is_told(self) -> bool:
        """Return whether the parent has asked to stop."""
        if self._channel.poll():
            self._read()
        return self._stopping

    def _fill(self, order: Order) -> None:
        ids = dict(zip(order.places, (job.id for job in order.jobs), strict=True))
        whole: dict[str, int] = {}
        for id_ in ids.values():
            whole[id_] = whole.get(id_, 0) + 1
        left = dict(whole)
        for message in make_files(
            self._render, order.jobs, order.places, self._folder, self._limits.arm
        ):
            self._channel.send(message)
            if not isinstance(message, BegunJob):
                left[ids[message.place]] -= 1
            if self._is_told() and all(n in {0, whole[id_]} for id_, n in left.items()):
                return
