"""Choose few sets whose union is that of all sets: a greedy set cover.

It has at most ln n + 1 times as many sets as the smallest cover, n being the number of elements
of the largest set (V. Chvátal, A Greedy Heuristic for the Set-Covering Problem, 1979).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_


def greedy_cover(sets: Sequence[int]) -> tuple[int, ...]:
    """Return the indices, ascending, of sets that together hold every element of `sets`.

    A set is an integer with one bit for each element. Each step takes the set that adds the most
    elements, the first one of several; afterwards sets that the others make redundant are
    removed, the last one first. The same sets always have the same cover.
    """
    elements = missing = _union(sets)
    chosen: list[int] = []
    while missing:
        best = max(range(len(sets)), key=lambda index: (sets[index] & missing).bit_count())
        chosen.append(best)
        missing &= ~sets[best]
    for index in sorted(chosen, reverse=True):
        others = [other for other in chosen if other != index]
        if _union(sets[other] for other in others) == elements:
            chosen = others
    return tuple(sorted(chosen))


def _union(sets: Iterable[int]) -> int:
    return reduce(or_, sets, 0)
