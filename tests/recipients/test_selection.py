"""Who is meant on the command line."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from lettermerge.errors import UsageError
from lettermerge.recipients import select


class Person(NamedTuple):
    id: str
    name: str
    members: tuple[str, ...] = ()


PEOPLE = [
    Person("us-1", "Zoë Brindlewood"),
    Person("us-2", "Tobias Brindlewood"),
    Person("us-10", "Ann Fernsby"),
    Person("Fernsby", "Jean-Noël O'Wattle"),
    Person("x", "Tobias"),
    Person("pair", "Ida Fernwood and Ole Fernwood", ("us-20", "us-21")),
]


@pytest.mark.parametrize(
    ("name", "identity"),
    [
        ("us-1", "us-1"),  # an id wins over being part of another
        ("US-10", "us-10"),
        ("fernsby", "Fernsby"),  # an id wins over a name
        ("zoe  brindlewood", "us-1"),
        ("noel", "Fernsby"),
        ("us-21", "pair"),  # the id of one row of a joint letter
        ("US-20", "pair"),
        ("ole", "pair"),
        ("Tobias", "x"),  # a whole name wins over a part of one
    ],
)
def test_an_id_or_a_part_of_a_name(name: str, identity: str) -> None:
    assert [one.id for one in select(PEOPLE, [name])] == [identity]


def test_the_order_is_the_rosters_and_nobody_comes_twice() -> None:
    assert [one.id for one in select(PEOPLE, ["x", "us-1", "zoë"])] == ["us-1", "x"]


def test_without_names_all_are_meant_up_to_the_limit() -> None:
    assert select(PEOPLE, []) == PEOPLE
    assert select(PEOPLE, [], limit=2) == PEOPLE[:2]


def test_an_ambiguous_name_lists_who_fits() -> None:
    with pytest.raises(UsageError, match=r"means 2 .*us-1.*us-2"):
        select(PEOPLE, ["brindle"])


@pytest.mark.parametrize("name", ["Fernsbi", "us-11", "Brindelwood"])
def test_an_unknown_name_lists_the_near_ones(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        select(PEOPLE, [name])
    assert "did you mean" in caught.value.hint


def test_nothing_means_nobody() -> None:
    with pytest.raises(UsageError):
        select(PEOPLE, [" "])
