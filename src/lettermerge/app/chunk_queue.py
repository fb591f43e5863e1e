"""Tasks into chunks, and back again where a worker died.

A chunk holds letters of one group. The letter that a worker died with is tried once more alone, so
that one bad letter costs the others nothing.
"""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

from ..output.plan import Action, Tasks

_LARGEST, _SMALLEST = 128, 8  # letters


@dataclass(frozen=True, slots=True)
class Chunk:
    """Places of tasks in the plan; `alone` marks a single letter that a worker died with."""

    places: tuple[int, ...]
    alone: bool = False


@dataclass(slots=True, eq=False)
class _Group:
    """The places of a group, where among them a letter begins, and how many have been taken."""

    places: array[int] = field(default_factory=lambda: array("L"))
    begins: bytearray = field(default_factory=bytearray)
    next: int = 0
    last: str = ""

    def add(self, place: int, id_: str) -> bool:
        """Add a job; return whether a letter begins with it."""
        begins = not self.places or id_ != self.last
        self.places.append(place)
        self.begins.append(begins)
        self.last = id_
        return begins


class Queue:
    """The files that a run makes. A place is an index into the tasks of the plan.

    Tasks of one id that follow one another stay together.
    """

    def __init__(self, tasks: Tasks, workers: int) -> None:
        self.tasks = tasks
        self.size = self._left = 0  # files; letters that are still to be taken
        groups: dict[Hashable, _Group] = {}
        for place in tasks.places(Action.WRITE):
            job = tasks[place].job
            self._left += groups.setdefault(job.group, _Group()).add(place, job.id)
            self.size += 1
        self._groups = deque(groups.values())
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
            letters += group.begins[end]
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
