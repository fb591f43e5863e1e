"""Test which letters are selected for a proof, and what each of them proves."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from math import log
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lettermerge.app.rosters.addressing import Letter
from lettermerge.diagnostics import Row
from lettermerge.preview.proof.requirements import ProofSelection, greedy_cover, select_letters
from lettermerge.preview.proof.samples import LetterSample, form_of
from lettermerge.protocol.addressee import Addressee, PackedAddressee
from lettermerge.templating import Branch


def sample(
    id_: str,
    branches: str = "",
    *,
    role: str = "member",
    chamber: str = "commons",
    pages: int = 1,
    address: tuple[str, ...] = ("Ann",),
    template: str = "a.md",
    form: str = "Dear … Yours",
) -> LetterSample:
    who = Addressee(
        id=id_, parliament="uk", chamber=chamber, chamber_name=chamber, role=role, role_name=role,
        name=address[0], envelope_name=address[0], salutation="", close="", address_block=address,
        language="en",
    )  # fmt: skip
    letter = Letter(PackedAddressee(who), template, "en-GB", Row("r.csv", 2, {}), b"")
    return LetterSample(
        letter=letter,
        parliament="Parliament",
        chamber=chamber,
        role=role,
        form=form,
        name=len(address[0]),
        address=(len(address), max(map(len, address))),
        paper="a4",
        pages=pages,
        branches=frozenset(Branch("a.md", 1, ord(one), one) for one in branches),
    )


def chosen(selected: ProofSelection) -> dict[str, list[str]]:
    return {one.sample.letter.id: [str(c) for c in one.proves] for one in selected.letters}


FACTS = [
    "parliament: Parliament",
    "chamber: commons",
    "role: member",
    "form of address: Dear … Yours",
    "language: en-GB",
    "paper: A4",
]


def test_one_letter_that_shows_all_is_enough() -> None:
    found = select_letters([sample("1", "a"), sample("2", "ab"), sample("3", "b")])
    assert chosen(found) == {
        "2": [
            *FACTS,
            "longest name: 3 characters",
            "longest address: 1 line, up to 3 characters",
            "pages: 1, as in all letters",
            "branch: letters/a.md:1 a",
            "branch: letters/a.md:1 b",
        ]
    }


def test_of_several_choices_the_earliest_is_taken() -> None:
    found = select_letters([sample(str(n), b) for n, b in enumerate(["a", "b", "a", "b"])])
    assert list(chosen(found)) == ["0", "1"]


@pytest.mark.parametrize(
    ("other", "proves"),
    [
        (sample("2", role="speaker"), ["role: speaker"]),
        (sample("2", chamber="lords"), ["chamber: lords"]),
        (sample("2", "z"), ["branch: letters/a.md:1 z"]),
    ],
)
def test_what_only_one_letter_shows_brings_it_in(other: LetterSample, proves: list[str]) -> None:
    assert chosen(select_letters([sample("1"), sample("0"), other]))["2"][-len(proves) :] == proves


def test_extremes_are_shown() -> None:
    found = select_letters(
        [
            sample("usual", pages=2),
            sample("long", pages=3),
            sample("short", pages=1),
            sample("name", pages=2, address=("Annabella",)),
            sample("address", pages=2, address=("A", "b" * 20, "c")),
            sample("wide", pages=2, address=("A", "b", "c")),
        ]
    )
    told = chosen(found)
    assert list(told) == ["long", "short", "name", "address"]
    assert "most pages: 3" in told["long"]
    assert told["short"] == ["fewest pages: 1"]
    assert told["name"] == ["longest name: 9 characters"]
    assert told["address"] == ["longest address: 3 lines, up to 20 characters"]


def test_each_template_s_language_is_shown() -> None:
    found = select_letters([sample("1"), sample("2", template="a.fr.md"), sample("3")])
    assert chosen(found)["2"] == ["language: en-GB (a.fr.md)"]


def test_branches_stand_in_the_order_of_the_template() -> None:
    branches = [Branch(f, n, m, t) for f in "ab" for n in (1, 12) for m in (1, 2) for t in "xy"]
    one = replace(sample("1"), branches=frozenset(branches))
    assert [c.branch for c in select_letters([one]).requirements if c.branch] == branches


def test_nobody_proves_nothing() -> None:
    assert select_letters([]) == ProofSelection((), ())


samples = st.lists(
    st.builds(
        lambda branches, role, pages: (branches, role, pages),
        st.text("abcde", max_size=3),
        st.sampled_from(["member", "speaker"]),
        st.integers(1, 3),
    ),
    min_size=1,
    max_size=7,
)


@given(samples)
def test_each_claim_is_proven_once_and_every_letter_proves_something(
    rows: list[tuple[str, str, int]],
) -> None:
    made = [
        sample(str(n), branches, role=role, pages=pages)
        for n, (branches, role, pages) in enumerate(rows)
    ]
    found = select_letters(made)
    proven = [requirement for one in found.letters for requirement in one.proves]
    assert sorted(map(str, proven)) == sorted(map(str, found.requirements))
    assert all(one.proves for one in found.letters)
    assert {c.branch for c in found.requirements if c.branch} == {
        b for one in made for b in one.branches
    }


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


def test_each_form_of_address_is_shown() -> None:
    forms = ("Dear Mr … Yours", "Dear Mr and Mrs … Yours", "Dear Mr … Yours")
    selected = select_letters([sample(str(n), form=form) for n, form in enumerate(forms)])
    assert [one.sample.letter.id for one in selected.letters] == ["0", "1"]


@pytest.mark.parametrize(
    ("salutation", "name", "form"),
    [
        ("Dear Mr. Doe:", "John Q. Doe", "Dear Mr. …: Sincerely,"),
        ("Dear Mr and Mrs van der Doe,", "A. and B. van der Doe", "Dear Mr … Mrs …, Sincerely,"),
        ("Madame la Sénatrice,", "Anne O’Doe", "Madame la Sénatrice, Sincerely,"),
        ("Dear Dr Doe-Roe,", "Ann Doe-Roe", "Dear Dr …, Sincerely,"),
    ],
)
def test_a_form_of_address_names_nobody(salutation: str, name: str, form: str) -> None:
    assert form_of(salutation, "Sincerely,", name) == form
