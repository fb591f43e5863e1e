"""Cut items into chunks for workers, and take them back where a worker died.

A chunk holds items of one group. The item that a worker died with is tried once more alone, so
that one bad item costs the others nothing.
"""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

_LARGEST, _SMALLEST = 128, 8  # owners


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do. Items of one `owner` that follow one another stay together."""

    place: int
    owner: str
    group: Hashable = None


@dataclass(frozen=True, slots=True)
class Chunk:
    """Places of items; `alone` marks those of a single owner with whom a worker died."""

    places: tuple[int, ...]
    alone: bool = False


@dataclass(slots=True, eq=False)
class _Group:
    """The places of a group, where among them an owner begins, and how many have been taken."""

    places: array[int] = field(default_factory=lambda: array("L"))
    begins: bytearray = field(default_factory=bytearray)
    next: int = 0
    last: str = ""

    def add(self, item: Item) -> bool:
        """Add an item; return whether an owner begins with it."""
        begins = not self.places or item.owner != self.last
        self.places.append(item.place)
        self.begins.append(begins)
        self.last = item.owner
        return begins


class ChunkQueue:
    """The items that a run works on.

    `owner` returns whose the item at a place is, `payload` what a worker needs to know of a chunk.
    `workers` share them; whoever starts and loses workers keeps the number right.
    """

    def __init__(
        self,
        items: Iterable[Item],
        owner: Callable[[int], str],
        payload: Callable[[Sequence[int]], Any],
        workers: int = 1,
    ) -> None:
        self.owner = owner
        self.payload = payload
        self.workers = max(1, workers)
        self.size = self._left = 0  # items; owners that are still to be taken
        groups: dict[Hashable, _Group] = {}
        for item in items:
            self._left += groups.setdefault(item.group, _Group()).add(item)
            self.size += 1
        self._groups = deque(groups.values())
        self._again: deque[Chunk] = deque()

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is left to take."""
        return not self._again and not self._groups

    def take(self, worker: int = 0) -> Chunk | None:
        """Return the next chunk: large ones first, so that workers end together.

        Every second worker begins with the last group: what a service learns from one item of a
        group serves the others, and two that share no group learn nothing twice.
        """
        if self._again:
            return self._again.popleft()
        if not self._groups:
            return None
        smallest = min(_SMALLEST, -(-self._left // self.workers))
        size = min(_LARGEST, max(smallest, self._left // (3 * self.workers)))
        group = self._groups[-(worker % 2)]
        end = group.next
        owners = 0
        while end < len(group.places):
            owners += group.begins[end]
            if owners > size:
                break
            end += 1
        places = tuple(group.places[group.next : end])
        self._left -= min(owners, size)
        group.next = end
        if end == len(group.places):
            self._groups.remove(group)
        return Chunk(places)

    def give_back(self, places: Iterable[int], *, alone: bool = False) -> None:
        """Take items back from a worker; `alone` makes a chunk for each owner."""
        places = tuple(places)
        if not alone:
            if places:
                self._again.append(Chunk(places))
            return
        owners: dict[str, list[int]] = {}
        for place in places:
            owners.setdefault(self.owner(place), []).append(place)
        self._again.extend(Chunk(tuple(group), alone=True) for group in owners.values())


@dataclass(slots=True)
class OpenOwners:
    """Whose items of a chunk are done in part: a stop waits until there are none."""

    owners: dict[int, str]
    left: dict[str, int] = field(default_factory=dict)
    whole: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for owner in self.owners.values():
            self.whole[owner] = self.whole.get(owner, 0) + 1
        self.left = dict(self.whole)

    def done(self, place: int) -> None:
        """Count the item at a place."""
        self.left[self.owners[place]] -= 1

    @property
    def is_between(self) -> bool:
        """Return whether every owner's items are done or not begun."""
        return all(n in {0, self.whole[owner]} for owner, n in self.left.items())
