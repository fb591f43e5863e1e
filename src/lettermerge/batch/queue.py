"""Tasks into chunks, and back again where a worker died.

A chunk holds letters of one group. The letter that a worker died with is tried once more alone, so
that one bad letter costs the others nothing.
"""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from .plan import Action, Tasks

_LARGEST, _SMALLEST = 128, 8  # letters


@dataclass(frozen=True, slots=True)
class Chunk:
    """Places of tasks in the plan; `alone` marks a single letter that a worker died with."""

    places: tuple[int, ...]
    alone: bool = False


@dataclass(slots=True, eq=False)
class _Group:
    """The places of a group, and how many of them have been taken."""

    places: array[int]
    next: int = 0


class Queue:
    """The files that a run makes. A place is an index into the tasks of the plan.

    Tasks of one id that follow one another stay together.
    """

    def __init__(self, tasks: Tasks, workers: int) -> None:
        self.tasks = tasks
        groups: dict[Hashable, array[int]] = {}
        for place in tasks.places(Action.WRITE):
            groups.setdefault(tasks[place].job.group, array("L")).append(place)
        self.size = sum(map(len, groups.values()))
        self._groups = deque(_Group(places) for places in groups.values())
        self._left = sum(
            self._begins_letter(group.places, at)
            for group in self._groups
            for at in range(len(group.places))
        )
        self._again: deque[Chunk] = deque()
        self._workers = max(1, workers)

    def take(self, worker: int = 0) -> Chunk | None:
        """Return the next chunk: large ones first, so that workers end together.

        Every second worker begins with the last group: what a renderer learns from one letter of a
        group serves the others, and two that share no group learn nothing twice.
        """
        if self._again:
            return self._again.popleft()
        if not self._groups:
            return None
        smallest = min(_SMALLEST, -(-self._left // self._workers))
        size = min(_LARGEST, max(smallest, self._left // (3 * self._workers)))
        group = self._groups[-(worker % 2)]
        end = group.next
        letters = 0
        while end < len(group.places):
            letters += end == group.next or self._begins_letter(group.places, end)
            if letters > size:
                break
            end += 1
        places = tuple(group.places[group.next : end])
        self._left -= min(letters, size)
        group.next = end
        if end == len(group.places):
            self._groups.remove(group)
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

    def _begins_letter(self, group: array[int], at: int) -> bool:
        """Return whether another id begins at `group[at]`."""
        return at == 0 or self.tasks[group[at]].job.id != self.tasks[group[at - 1]].job.id
