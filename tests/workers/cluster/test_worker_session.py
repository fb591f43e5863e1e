"""Orders of one process are carried out as they are numbered, whichever comes first."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import Any, cast

import pytest

from lettermerge.workers.cluster.dask_engine import ClusterConnection
from lettermerge.workers.cluster.file_bundle import FileSelection
from lettermerge.workers.cluster.worker_session import Forwarded, SessionSetup, _Session
from lettermerge.workers.letter_limits import Limits
from lettermerge.workers.service import DoneItem, Message, RemoteSetup, Service, Work
from lettermerge.workers.worker import Order, OrderDone

pytestmark = pytest.mark.slow  # real processes


def open_echo(_: object) -> Work:
    def work(places: Sequence[int], payload: Any, rearm: Callable[[], None]) -> Iterator[Message]:
        rearm()
        for place in places:
            yield DoneItem(place, payload)

    return work


class Sent:
    """Keeps what a session sends to its client."""

    def __init__(self) -> None:
        self.messages: SimpleQueue[object] = SimpleQueue()

    def send(self, message: object) -> None:
        told = message if isinstance(message, list) else [message]
        for one in told:
            self.messages.put(one.message if isinstance(one, Forwarded) else one)

    def done(self, orders: int) -> list[object]:
        """Return what was done, item by item, until so many orders are."""
        found: list[object] = []
        while orders:
            message = self.messages.get(timeout=600)
            orders -= isinstance(message, OrderDone)
            found += [message.value] if isinstance(message, DoneItem) else []
        return found


@pytest.mark.parametrize("arrival", [(0, 1, 2), (1, 0, 2), (2, 1, 0), (1, 2, 0), (2, 0, 1)])
def test_orders_are_carried_out_by_their_numbers(arrival: tuple[int, ...]) -> None:
    service, sent = Service(open_echo), Sent()
    remote = RemoteSetup(FileSelection(Path()), None, lambda *_: None, dict)
    setup = SessionSetup(service, remote, Limits(), is_shared=False, threads=1)
    session = _Session(service, setup, cast("ClusterConnection", sent))
    tasks = []
    try:
        for number in arrival:
            order = Order((number,), ("",), number)
            task = threading.Thread(target=session.carry_out, args=(7, number, order))
            task.start()
            tasks.append(task)
            if number > len(tasks) - 1:  # too early: its task ends and holds no place of Dask's
                task.join(timeout=600)
                assert not task.is_alive()
        assert sent.done(3) == [0, 1, 2]
        for task in tasks:  # the process is idle
            task.join(timeout=600)
            assert not task.is_alive()
    finally:
        session.close()
