"""How the pool hands out work, in a time of its own: processes here only count."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Self

import pytest

from lettermerge.workers.chunk_queue import ChunkQueue, Item
from lettermerge.workers.service import DoneItem, WorkerOptions
from lettermerge.workers.worker import Order, OrderDone, Ready
from lettermerge.workers.worker_pool import WorkerPool


@dataclass
class Clockwork:
    """Processes that take the same time for each item; a wait ends when its pause is over.

    `idle` is the time in which one had nothing to do, though there was something in the queue.
    """

    count: int
    each: float
    queue: ChunkQueue
    inboxes: dict[int, deque[deque[int]]] = field(default_factory=dict)
    behind: dict[int, float] = field(default_factory=dict)  # what the item in hand still takes
    said: list[tuple[Hashable, object]] = field(default_factory=list)
    now: float = 0.0
    idle: float = 0.0
    waits: int = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    def places(self) -> Sequence[int]:
        return range(self.count)

    def start(self, place: Hashable) -> int:
        assert isinstance(place, int)
        self.inboxes[place], self.behind[place] = deque(), self.each
        self.said.append((place, Ready()))
        return place

    def send(self, process: Hashable, message: object) -> None:
        assert isinstance(process, int)
        if isinstance(message, Order):
            self.inboxes[process].append(deque(message.places))

    def wait(self, seconds: float, pause: float) -> Sequence[tuple[Hashable, object]]:
        assert 0 < pause <= seconds
        self.waits += 1
        self.now += pause
        for process in self.inboxes:
            self._pass(process, pause)
        said, self.said = self.said, []
        return said

    def _pass(self, process: int, left: float) -> None:
        inbox = self.inboxes[process]
        while inbox and left >= self.behind[process]:
            left -= self.behind[process]
            self.behind[process] = self.each
            self.said.append((process, DoneItem(inbox[0].popleft(), None)))
            if not inbox[0]:
                inbox.popleft()
                self.said.append((process, OrderDone()))
        if inbox:
            self.behind[process] -= left
        elif not self.queue.is_empty:
            self.idle += left


def run(items: int, formats: int, workers: int, each: float) -> Clockwork:
    places = (Item(number, str(number // formats)) for number in range(items))
    queue = ChunkQueue(places, lambda place: str(place // formats), tuple, workers)
    clockwork = Clockwork(workers, each, queue)
    done = [one for one in WorkerPool(clockwork, WorkerOptions(workers))(queue) if one]
    assert sorted(one.place for one in done) == list(range(items))
    return clockwork


@pytest.mark.parametrize("workers", [1, 2, 4])
@pytest.mark.parametrize("formats", [1, 2])
@pytest.mark.parametrize("each", [0.0007, 0.0015, 0.004])
def test_no_worker_waits_while_messages_gather(workers: int, formats: int, each: float) -> None:
    seen = run(3_000 * workers, formats, workers, each)
    assert seen.idle < 0.01 * workers * seen.now


def test_the_parent_is_woken_seldom() -> None:
    seen = run(6_000, 2, 2, 0.0015)
    assert seen.waits < 20 * seen.now


def test_few_items_are_all_done() -> None:
    assert run(3, 2, 4, 0.001).now > 0
