"""Serve chunks inside one worker process, until the parent closes the channel."""

from __future__ import annotations

import pickle
from collections import deque
from dataclasses import dataclass
from typing import Any, Self

from .channel import Channel
from .chunk_queue import OpenOwners
from .letter_limits import Limits
from .service import DoneItem, Service


@dataclass(frozen=True, slots=True)
class WorkerSetup:
    """The first message: everything that stays the same."""

    service: bytes  # pickled by itself, so that one which cannot be loaded can be told
    limits: Limits

    @classmethod
    def of(cls, service: Service, limits: Limits) -> Self:
        return cls(pickle.dumps(service, pickle.HIGHEST_PROTOCOL), limits)


@dataclass(frozen=True, slots=True)
class Order:
    """A chunk: the places of its items, whose each is, and what the service needs to know."""

    places: tuple[int, ...]
    owners: tuple[str, ...]
    payload: Any


@dataclass(frozen=True, slots=True)
class Stop:
    """Finish what is in hand."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The service is open."""


@dataclass(frozen=True, slots=True)
class Unfit:
    """The service could not be opened."""

    error: Exception


@dataclass(frozen=True, slots=True)
class OrderDone:
    """One order is done with: all of it, unless a Stop came."""


def work(channel: Channel) -> None:
    """Serve until the parent closes the channel."""
    _Worker(channel).serve()


class _Worker:
    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._inbox: deque[object] = deque()
        self._stopping = False

    def serve(self) -> None:
        setup = self._next()
        assert isinstance(setup, WorkerSetup)
        self._limits = setup.limits
        try:
            service = pickle.loads(setup.service)  # noqa: S301 - from our own parent
            self._work = service.open(service.setup)
        except Exception as error:  # noqa: BLE001 - the parent raises it
            self._channel.send(Unfit(error))
            return
        setup.limits.limit_memory()
        self._channel.send(Ready())
        while True:
            order = self._next()
            if isinstance(order, Order):
                if not self._is_told():
                    self._carry_out(order)
                self._limits.disarm()
                self._channel.send(OrderDone())

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

    def _carry_out(self, order: Order) -> None:
        open_owners = OpenOwners(dict(zip(order.places, order.owners, strict=True)))
        for message in self._work(order.places, order.payload, self._limits.arm):
            self._channel.send(message)
            if isinstance(message, DoneItem):
                open_owners.done(message.place)
            if self._is_told() and open_owners.is_between:
                return
