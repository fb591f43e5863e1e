"""Sets into the fewest of them that hold all that any holds: minimum set cover, exactly.

Branch and bound over sets as bits of an integer. The problem is NP-hard; where it takes too much
work the greedy answer is given, with the bound that is known. Work is counted, not timed, so that
the same sets have the same answer on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WORK = 50_000_000  # comparisons of the search: some ten seconds

_Candidates = Sequence[tuple[int, int]]  # (bits, index of the set)


@dataclass(frozen=True, slots=True)
class Cover:
    """The indices of the chosen sets, in order. No cover has fewer than `least` sets."""

    chosen: tuple[int, ...]
    least: int

    @property
    def smallest(self) -> bool:
        """Whether it is known that no cover is smaller."""
        return len(self.chosen) == self.least


def smallest_cover(sets: Sequence[int], work: int = WORK) -> Cover:
    """Return the fewest of `sets` (bits of an integer) whose union is that of all.

    Of several such covers it is the one whose earliest set comes first, then the next, and so on,
    unless `work` runs out.
    """
    first: dict[int, int] = {}
    for index, bits in enumerate(sets):
        if bits:
            first.setdefault(bits, index)
    candidates = list(first.items())
    need = _union(candidates)
    best = _greedy(need, candidates)
    search = _Search(work)
    least = _bound(_coverers(need, candidates))
    try:
        for size in range(least, len(best)):
            found = search.find(need, candidates, size)
            if found is not None:
                best = found
                break
            least = size + 1
        least = len(best)
        best = _earliest(search, need, candidates, len(best))
    except _TooMuchWork:
        pass
    return Cover(tuple(sorted(best)), least)


class _TooMuchWork(Exception):
    pass


class _Search:
    """Looks for covers of a given size, with so much work in all."""

    def __init__(self, work: int) -> None:
        self.work = work

    def find(self, need: int, candidates: _Candidates, room: int) -> tuple[int, ...] | None:
        """Return at most `room` candidates that cover `need`, None if there are none."""
        if not need:
            return ()
        if not room:
            return None
        useful = _undominated(need, candidates)
        self.work -= len(candidates) + len(useful) * (len(useful) + need.bit_count())
        if self.work < 0:
            raise _TooMuchWork
        coverers = _coverers(need, useful)
        if not all(coverers.values()) or _bound(coverers) > room:
            return None
        for bits, index in min(coverers.values(), key=len):
            rest = self.find(need & ~bits, useful, room - 1)
            if rest is not None:
                return (index, *rest)
        return None


def _earliest(search: _Search, need: int, candidates: _Candidates, size: int) -> tuple[int, ...]:
    """Return, of all covers of `size` sets (of which there is one), the earliest."""
    chosen: list[int] = []
    for place, (bits, index) in enumerate(candidates):
        if not need:
            break
        room = size - len(chosen) - 1
        if bits & need and search.find(need & ~bits, candidates[place + 1 :], room) is not None:
            chosen.append(index)
            need &= ~bits
    return tuple(chosen)


def _greedy(need: int, candidates: _Candidates) -> tuple[int, ...]:
    """Return a cover that takes what covers most of the rest, and of which none can be left out."""
    chosen: list[tuple[int, int]] = []
    left = need
    while left:
        bits, index = max(candidates, key=lambda one: ((one[0] & left).bit_count(), -one[1]))
        chosen.append((bits, index))
        left &= ~bits
    for one in tuple(chosen):
        others = [other for other in chosen if other is not one]
        if _union(others) == need:
            chosen = others
    return tuple(index for _, index in chosen)


def _undominated(need: int, candidates: _Candidates) -> list[tuple[int, int]]:
    """Return what candidates do for `need`, without those of which another does as much."""
    kept: list[tuple[int, int]] = []
    restricted = {bits & need: index for bits, index in reversed(candidates)}
    for bits in sorted(restricted, key=lambda one: (-one.bit_count(), restricted[one])):
        if bits and not any(bits | other == other for other, _ in kept):
            kept.append((bits, restricted[bits]))
    return kept


def _bound(coverers: Mapping[int, _Candidates]) -> int:
    """Return how many sets are needed at least: no two of some elements are in one set."""
    blocked = count = 0
    for bit in sorted(coverers, key=lambda one: (len(coverers[one]), one)):
        if not bit & blocked:
            count += 1
            blocked |= _union(coverers[bit])
    return count


def _coverers(need: int, candidates: _Candidates) -> dict[int, list[tuple[int, int]]]:
    """Return the candidates that hold each element of `need`, by its bit."""
    found: dict[int, list[tuple[int, int]]] = {}
    while need:
        bit = need & -need
        found[bit] = [one for one in candidates if one[0] & bit]
        need ^= bit
    return found


def _union(candidates: _Candidates) -> int:
    union = 0
    for bits, _ in candidates:
        union |= bits
    return union
