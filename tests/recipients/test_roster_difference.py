"""Two states of a list compared: who came, left and changed, whatever became of the ids."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.recipients.conftest import read_text

from lettermerge.recipients import Roster
from lettermerge.recipients.roster_difference import RosterDifference, compare_rosters

HEADINGS = (
    "id", "parliament", "title", "given_name", "family_name", "office", "party", "address_1",
    "city", "note",
)  # fmt: skip
ANN = ("a1", "uk", "Ms", "Ann", "Testwright", "", "Oak", "1 Way", "Town", "x")
BEN = ("a2", "uk", "Mr", "Ben", "Testman", "", "Oak", "2 Way", "Town", "x")
CAT = ("a3", "uk", "Ms", "Cat", "Testley", "", "Elm", "3 Way", "Town", "x")
DAN = ("a4", "uk", "Mr", "Dan", "Testford", "", "Elm", "4 Way", "Town", "x")
SPEAKER = ("a5", "uk", "", "", "", "Speaker", "", "", "", "")
ALL = (ANN, BEN, CAT, DAN, SPEAKER)


def roster(
    folder: Path, rows: Sequence[Sequence[str]], headings: Sequence[str] = HEADINGS
) -> Roster:
    text = StringIO(newline="")
    csv.writer(text).writerows([headings, *rows])
    return read_text(folder, text.getvalue())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def compare(
    folder: Path, old: Sequence[Sequence[str]], new: Sequence[Sequence[str]]
) -> RosterDifference:
    return compare_rosters(roster(folder, old), roster(folder, new))


def with_(row: Sequence[str], **values: str) -> tuple[str, ...]:
    return tuple(values.get(name, cell) for name, cell in zip(HEADINGS, row, strict=True))


def said(found: RosterDifference) -> tuple[list[str], list[str], list[tuple[str, str, str]]]:
    return (
        [one.id for one in found.came],
        [one.id for one in found.left],
        [(one.new.id, each.topic, each.column) for one in found.changed for each in one.columns],
    )


def test_who_came_and_who_left(folder: Path) -> None:
    found = compare(folder, (ANN, BEN, CAT), (CAT, DAN, ANN))
    assert said(found) == (["a4"], ["a2"], [])
    assert (found.same, found.unsure) == (2, 0)


@pytest.mark.parametrize(
    ("column", "value", "topic"),
    [
        ("title", "Dr", "name"),
        ("family_name", "Newname", "name"),
        ("office", "Whip", "office"),
        ("party", "Elm", "party"),
        ("city", "Village", "address"),
        ("note", "", "other"),
    ],
)
def test_each_column_is_told_with_what_it_is_about(
    folder: Path, column: str, value: str, topic: str
) -> None:
    found = compare(folder, ALL, (with_(ANN, **{column: value}), *ALL[1:]))
    (change,) = found.changed
    (told,) = change.columns
    was = ANN[HEADINGS.index(column)]
    assert (told.topic, told.column, told.old, told.new) == (topic, column, was, value)
    assert found.same == 4


def test_the_lines_of_an_address_are_one_column(folder: Path) -> None:
    (change,) = compare(folder, (ANN, BEN), (with_(ANN, address_1="9 Road"), BEN)).changed
    assert [(one.column, one.old, one.new) for one in change.columns] == [
        ("address", "1 Way", "9 Road")
    ]


def test_recipients_whose_id_changed_are_found_by_name(folder: Path) -> None:
    found = compare(folder, ALL, (ANN, with_(BEN, id="b2", party="Elm"), *ALL[2:]))
    assert said(found) == ([], [], [("b2", "party", "party"), ("b2", "other", "id")])


def test_a_list_that_was_numbered_anew_is_compared_by_name(folder: Path) -> None:
    old = [with_(one, id=str(number)) for number, one in enumerate((ANN, BEN, CAT), 1)]
    new = [with_(one, id=str(number)) for number, one in enumerate((DAN, ANN, BEN, CAT), 1)]
    came, left, changed = said(compare(folder, old, new))
    assert (came, left) == (["1"], [])
    assert {column for _, _, column in changed} == {"id"}


def test_ids_of_a_list_that_was_numbered_anew_count_for_nothing(folder: Path) -> None:
    eve = with_(DAN, given_name="Eve")
    old = [with_(one, id=str(number)) for number, one in enumerate((SPEAKER, ANN, BEN, CAT), 1)]
    new = [with_(one, id=str(number)) for number, one in enumerate((DAN, eve, ANN, BEN, CAT), 1)]
    came, left, changed = said(compare(folder, old, new))
    assert (came, left) == (["1", "2"], ["1"])
    assert {column for _, _, column in changed} == {"id"}


def test_a_seat_that_keeps_its_id_has_a_new_name(folder: Path) -> None:
    found = compare(folder, (ANN, BEN, CAT), (ANN, BEN, with_(DAN, id="a3")))
    assert (found.came, found.left) == ((), ())
    assert [one.column for one in found.changed[0].columns] == [
        "title", "given_name", "family_name", "address",
    ]  # fmt: skip


def test_two_of_one_name_are_never_mixed_up(folder: Path) -> None:
    twin = with_(ANN, id="t9", city="Other")
    found = compare(folder, (ANN, twin, BEN), (with_(twin, id="u9"), BEN, with_(ANN, id="u1")))
    assert sorted(one.id for one in found.left) == ["a1", "t9"]
    assert sorted(one.id for one in found.came) == ["u1", "u9"]


def test_accents_and_case_of_a_name_are_a_change_of_the_same_person(folder: Path) -> None:
    found = compare(folder, (ANN, BEN), (with_(ANN, id="z", family_name="TESTWRÍGHT"), BEN))
    assert said(found)[:2] == ([], [])
    assert [one.column for one in found.changed[0].columns] == ["family_name", "id"]


def test_a_row_with_an_error_has_neither_come_nor_left(folder: Path) -> None:
    broken = with_(BEN, given_name="", family_name="", title="")
    found = compare(folder, (ANN, BEN), (ANN, broken))
    assert (said(found), found.unsure) == (([], [], []), 1)
    found = compare(folder, (ANN, broken), (ANN, BEN))
    assert (said(found), found.unsure) == (([], [], []), 1)


def test_a_column_that_is_only_in_one_list_is_told_where_it_says_something(folder: Path) -> None:
    old = roster(folder, [one[:-1] for one in ALL], HEADINGS[:-1])
    found = compare_rosters(old, roster(folder, ALL))
    assert {(one.column, one.old, one.new) for each in found.changed for one in each.columns} == {
        ("note", "", "x")
    }
    assert found.same == 1


def test_empty_lists(folder: Path) -> None:
    assert said(compare(folder, (), ALL))[0] == [one[0] for one in ALL]
    assert said(compare(folder, ALL, ()))[1] == [one[0] for one in ALL]
    assert said(compare(folder, (), ())) == ([], [], [])


@pytest.mark.slow
@given(st.integers(0, 2**32), st.integers(0, 20), st.integers(0, 5), st.integers(0, 5))
def test_any_two_lists_are_told_apart_exactly(
    tmp_path_factory: pytest.TempPathFactory, seed: int, kept: int, gone: int, new: int
) -> None:
    chance = random.Random(seed)
    people: list[tuple[str, ...]] = [
        (f"m{n}", "uk", "Ms", f"Given{n}", f"Family{n}", "", "Oak", f"{n} Way", "Town", "")
        for n in range(kept + gone + new)
    ]
    before, after = people[: kept + gone], [*people[:kept], *people[kept + gone :]]
    moved = chance.sample(range(kept), chance.randint(0, kept // 2))
    after = [
        with_(one, city="Elsewhere") if place in moved else one for place, one in enumerate(after)
    ]
    chance.shuffle(before)
    chance.shuffle(after)
    folder = tmp_path_factory.mktemp("difference")
    forth, back = compare(folder, before, after), compare(folder, after, before)
    assert {one.id for one in forth.left} == {one[0] for one in people[kept : kept + gone]}
    assert {one.id for one in forth.came} == {one[0] for one in people[kept + gone :]}
    assert {one.new.id for one in forth.changed} == {f"m{n}" for n in moved}
    assert forth.same == kept - len(moved)
    assert {one.id for one in back.came} == {one.id for one in forth.left}
