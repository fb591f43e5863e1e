"""Tasks into chunks, and what is known of each until its files are done.

A chunk holds letters of one group. Letters whose worker died come back here, and are tried once
more alone, so that one bad letter costs the others nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from .plan import Task

_LARGEST, _SMALLEST = 128, 8  # letters


@dataclass(frozen=True, slots=True)
class Chunk:
    """Places of tasks in the queue; `alone` marks a single letter that a worker died with."""

    places: tuple[int, ...]
    alone: bool = False


class Queue:
    """The files that a run makes. A place is an index into `tasks`.

    Files of one id stay together.
    """

    def __init__(self, tasks: Iterable[Task], workers: int) -> None:
        groups: dict[object, dict[str, list[int]]] = {}
        self.tasks = tuple(tasks)
        for place, task in enumerate(self.tasks):
            letters = groups.setdefault(task.job.group, {})
            letters.setdefault(task.job.id, []).append(place)
        self._letters = deque(
            deque(tuple(places) for places in letters.values()) for letters in groups.values()
        )
        self._left = sum(len(letters) for letters in self._letters)
        self._again: deque[Chunk] = deque()
        self._workers = max(1, workers)

    def take(self) -> Chunk | None:
        """Return the next chunk: large ones first, so that workers end together."""
        if self._again:
            return self._again.popleft()
        if not self._letters:
            return None
        letters = self._letters[0]
        smallest = min(_SMALLEST, -(-self._left // self._workers))
        size = min(_LARGEST, max(smallest, self._left // (3 * self._workers)), len(letters))
        places = tuple(place for _ in range(size) for place in letters.popleft())
        self._left -= size
        if not letters:
            self._letters.popleft()
        return Chunk(places)

    def give_back(self, places: Iterable[int], *, alone: bool = False) -> None:
        """Take letters back from a worker; `alone` makes a chunk of each letter."""
        places = tuple(places)
        if not alone:
            if places:
                self._again.append(Chunk(places))
            return
        letters: dict[str, list[int]] = {}
        for place in places:
            letters.setdefault(self.tasks[place].job.id, []).append(place)
        self._again.extend(Chunk(tuple(group), alone=True) for group in letters.values())
