"""The smallest cover: the same as trying everything; and what is said where that takes too long."""

from __future__ import annotations

from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettermerge.preview.proof.set_cover import Cover, smallest_cover


def union(sets: list[int]) -> int:
    found = 0
    for one in sets:
        found |= one
    return found


def by_trying_everything(sets: list[int]) -> tuple[int, ...]:
    """Return the first of the smallest covers, in the order in which `combinations` has them."""
    for size in range(len(sets) + 1):
        for chosen in combinations(range(len(sets)), size):
            if union([sets[i] for i in chosen]) == union(sets):
                return chosen
    raise AssertionError


@given(st.lists(st.integers(0, 1023), max_size=9))
def test_it_is_the_earliest_of_the_smallest(sets: list[int]) -> None:
    expected = by_trying_everything(sets)
    assert smallest_cover(sets) == Cover(expected, len(expected))


@given(st.lists(st.lists(st.integers(0, 11), max_size=3), max_size=10))
def test_it_is_so_with_small_sets_too(lists: list[list[int]]) -> None:
    sets = [union([1 << element for element in one]) for one in lists]
    expected = by_trying_everything(sets)
    assert smallest_cover(sets) == Cover(expected, len(expected))


@pytest.mark.parametrize(
    ("sets", "chosen"),
    [
        ([], ()),
        ([0, 0], ()),
        ([0b1, 0b1, 0b1], (0,)),
        ([0b11, 0b110, 0b1100, 0b1001], (0, 2)),  # 1 and 3 would do, too
        ([0b0111, 0b1011, 0b1101], (0, 1)),
        ([0b000111, 0b111000, 0b011110], (0, 1)),  # the greedy way takes three where it starts last
        ([0b0011, 0b1100, 0b0111, 0b1000], (0, 1)),
    ],
)
def test_small_cases(sets: list[int], chosen: tuple[int, ...]) -> None:
    assert smallest_cover(sets) == Cover(chosen, len(chosen))


def test_it_beats_the_greedy_way() -> None:
    """Two halves, or what takes the most of both at a time: eight, four, then the last two."""
    halves = [0b1111111, 0b1111111 << 7]
    greedy = [0b1111 | 0b1111 << 7, 0b110000 | 0b110000 << 7, 1 << 6 | 1 << 13]
    assert smallest_cover(greedy + halves, work=0) == Cover((0, 1, 2), 2)
    assert smallest_cover(greedy + halves) == Cover((3, 4), 2)


def test_where_the_work_is_too_much_the_bound_is_told() -> None:
    random = Random(7)
    sets = [
        random.getrandbits(60) & random.getrandbits(60) & random.getrandbits(60) for _ in range(60)
    ]
    cover = smallest_cover(sets, work=100_000)
    assert union([sets[i] for i in cover.chosen]) == union(sets)
    assert not cover.smallest
    assert 1 < cover.least < len(cover.chosen)
    assert cover == smallest_cover(sets, work=100_000)


def test_the_greedy_way_takes_nothing_that_can_be_left_out() -> None:
    """The largest set comes first, and what is taken after it covers all that it does."""
    sets = [0b001111, 0b110011, 0b101100 | 0b1000000, 0b000100 | 0b10000000]
    cover = smallest_cover(sets, work=0)
    for one in cover.chosen:
        assert union([sets[i] for i in cover.chosen if i != one]) != union(sets)


def test_many_alike_are_no_harder_than_few() -> None:
    random = Random(3)
    kinds = [random.getrandbits(40) & random.getrandbits(40) for _ in range(40)]
    sets = [random.choice(kinds) for _ in range(5000)]
    cover = smallest_cover(sets)
    assert cover.smallest
    assert union([sets[i] for i in cover.chosen]) == union(sets)
