"""Test that a greedy cover is complete, irredundant, deterministic and within its bound."""

from __future__ import annotations

from itertools import combinations
from math import log
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lettermerge.preview.proof.set_cover import greedy_cover

SETS = st.lists(st.integers(0, 1023), max_size=9) | st.lists(
    st.lists(st.integers(0, 11), max_size=3).map(lambda bits: sum(1 << bit for bit in set(bits))),
    max_size=10,
)


def union(sets: list[int]) -> int:
    found = 0
    for one in sets:
        found |= one
    return found


def smallest(sets: list[int]) -> int:
    """Return the size of the smallest cover, by trying all combinations."""
    return next(
        size
        for size in range(len(sets) + 1)
        for chosen in combinations(sets, size)
        if union([*chosen]) == union(sets)
    )


@given(SETS)
def test_it_covers_everything_within_its_bound(sets: list[int]) -> None:
    chosen = greedy_cover(sets)
    assert union([sets[index] for index in chosen]) == union(sets)
    largest = max((one.bit_count() for one in sets), default=0)
    if largest:
        assert len(chosen) <= (log(largest) + 1) * smallest(sets)
    else:
        assert chosen == ()


@example([0b000111, 0b111000, 0b011110])
@given(SETS)
def test_no_set_is_redundant(sets: list[int]) -> None:
    chosen = greedy_cover(sets)
    for one in chosen:
        assert union([sets[index] for index in chosen if index != one]) != union(sets)


@pytest.mark.parametrize(
    ("sets", "chosen"),
    [
        ([], ()),
        ([0, 0], ()),
        ([0b1, 0b1, 0b1], (0,)),
        ([0b11, 0b110, 0b1100, 0b1001], (0, 2)),  # 1 and 3 would do, too
        ([0b0111, 0b1011, 0b1101], (0, 1)),
        ([0b000111, 0b111000, 0b011110], (0, 1)),  # 2 is chosen first, and redundant in the end
        ([0b0011, 0b1100, 0b0111, 0b1000], (1, 2)),
    ],
)
def test_small_cases(sets: list[int], chosen: tuple[int, ...]) -> None:
    assert greedy_cover(sets) == chosen


def test_the_result_can_be_larger_than_the_smallest_cover() -> None:
    """Two halves would do, but a set with more of both is chosen each time."""
    halves = [0b1111111, 0b1111111 << 7]
    parts = [0b1111 | 0b1111 << 7, 0b110000 | 0b110000 << 7, 1 << 6 | 1 << 13]
    assert greedy_cover(parts + halves) == (0, 1, 2)


def test_many_sets_are_covered_in_the_same_way_each_time() -> None:
    random = Random(3)
    kinds = [random.getrandbits(40) & random.getrandbits(40) for _ in range(40)]
    sets = [random.choice(kinds) for _ in range(5000)]
    chosen = greedy_cover(sets)
    assert union([sets[index] for index in chosen]) == union(sets)
    assert all(sets.index(sets[index]) == index for index in chosen)  # the earliest of equal sets
    assert greedy_cover(sets) == chosen
