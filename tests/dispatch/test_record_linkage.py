"""Who may be somebody whom the ledger knows under another id, and who is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettermerge.dispatch.record_linkage import FormerRecipients, KnownPerson, may_be_same

SEAT, OTHER, NONE = "uk/commons/Mole", "uk/commons/Dale", "uk/lords/"


def person(name: str, seat: str = SEAT, email: str = "", id_: str = "x") -> KnownPerson:
    return KnownPerson(id_, name, seat, email)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (person("Ann Testwrigt"), person("Ann Testwright")),  # a slip
        (person("Ann Testwright"), person("Ann Testwright")),  # a list numbered anew
        (person("Ann Testwright"), person("Ann Testwright", OTHER)),  # and a seat renamed
        (person("Ann Testwright", NONE), person("TESTWRIGHT, Ann", NONE)),
        (person("Ánn Téstwright", NONE), person("Ann Testwright", NONE)),
        (person("A. Testwright", NONE), person("Ann Testwright", NONE)),
        (person("Ann Testwright", NONE), person("Ann Mary Testwright", NONE)),
        (person("Wu Li", NONE), person("Wu Li", NONE)),  # short words
        (person("Bob Testman"), person("Robert Testman")),  # a nickname
        (person("Ann Testwright"), person("Ann Miller-Smythe")),  # a marriage
        (person("Ann Testwright", NONE, "ann@x"), person("Ann Miller", NONE, "ANN@x")),
        (person("ann-testwrigt-mole", ""), person("Ann Testwright")),  # an id of an older ledger
        (person("Ann Testwright", "uk//"), person("Ann Testwrigt", SEAT)),
    ],
)
def test_a_corrected_name_may_be_the_same_person(one: KnownPerson, other: KnownPerson) -> None:
    assert may_be_same(one, other)
    assert may_be_same(other, one)
    assert FormerRecipients([one]).find(other) == (one,)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (person("Ann Testwright"), person("Ben Specimen")),  # a successor
        (person("Ann Testwright", SEAT, "mole@x"), person("Ben Specimen", SEAT, "mole@x")),
        (person("Ann Testwright", NONE), person("Ben Testwright", NONE)),  # a spouse
        (person("Ann Testwright", SEAT), person("Anna Testwright", OTHER)),
        (person("Ann Testwright", "uk/commons/"), person("Anna Testwright", "uk/lords/")),
        (person("Ann Testwright", "uk/commons/Mole"), person("Ann Testwright", "au/house/Mole")),
        (person("Jan van der Berg"), person("Kim van der Beek")),  # particles tell nothing
        (person("r2", ""), person("r2")),
        (person("MP 12", ""), person("MP 13")),
        (person("J. D.", NONE), person("J. D.", NONE)),
        (person("Testwright", NONE), person("Ann Testwright", NONE)),
        (person("", ""), person("", "")),
    ],
)
def test_a_successor_a_spouse_and_a_neighbour_are_others(
    one: KnownPerson, other: KnownPerson
) -> None:
    assert not may_be_same(one, other)
    assert not may_be_same(other, one)
    assert FormerRecipients([one]).find(other) == ()


def test_a_seat_of_many_tells_nobody_apart() -> None:
    country = "eu/parliament/Sampleland"
    names = ("Ann Testwright", "Ben Testman", "Cai Specimen", "Dee Example", "Eve Probe")
    gone = [person(name, country, id_=name) for name in names]
    for few in (gone[:1], gone[:4]):
        assert FormerRecipients(few).find(person("Ann Muster", country)) == (gone[0],)
    people = FormerRecipients(gone)
    assert people.find(person("Ann Muster", country)) == ()
    assert people.find(person("Ann Testwrigt", country)) == (gone[0],)


def test_a_seat_that_others_hold_now_needs_the_family_name() -> None:
    texas = "us/senate/Sampleland"
    gone, held = person("Ann Testwright", texas, id_="gone"), {texas: {"ben", "x"}}
    alone = FormerRecipients([gone], {texas: {"x"}})  # the recipient's own letter is in the ledger
    assert alone.find(person("Ann Muster", texas)) == (gone,)
    people = FormerRecipients([gone], held)
    assert people.find(person("Ann Muster", texas)) == ()
    for same in ("Ann Testwright", "Ann Testwrigt", "A. Testwright", "Ann Mary Testwright"):
        assert people.find(person(same, texas)) == (gone,)


def test_who_has_the_same_name_comes_instead_of_all_who_are_near() -> None:
    near, same = person("Ann Testwrigt", id_="near"), person("Ann Testwright", OTHER, id_="same")
    people = FormerRecipients([near, same])
    assert people.find(person("Ann Testwright")) == (same,)
    assert people.find(person("Anne Testwright")) == (near,)


def test_a_word_that_many_have_finds_nobody_and_a_rare_one_and_the_seat_do() -> None:
    many = [person(f"Ann {chr(97 + n % 26) * 9}{n}", "", id_=f"m{n}") for n in range(60)]
    rare, seated = person("Ann Testwright", "", id_="rare"), person("Ann Doe", id_="seated")
    people = FormerRecipients([*many, rare, seated])
    assert people.find(person("Anne Testwright", "")) == (rare,)
    assert people.find(person("Ann Miller")) == (seated,)
    assert people.find(person("Ann Testwrigt", "")) == ()  # only what sixty have is the same
    assert FormerRecipients([rare]).find(person("Ann Testwrigt", "")) == (rare,)


NAMES = st.lists(st.text(st.sampled_from("abcdé- '.1"), max_size=9), max_size=4).map(" ".join)
PEOPLE = st.builds(
    KnownPerson,
    st.text(max_size=3),
    NAMES,
    st.sampled_from(["", "uk//", SEAT, OTHER, NONE, "au/house/Mole"]),
    st.sampled_from(["", "a@x", "a@x b@x"]),
)


@given(PEOPLE, PEOPLE)
def test_likeness_has_no_direction_and_who_is_found_is_alike(
    one: KnownPerson, other: KnownPerson
) -> None:
    assert may_be_same(one, other) == may_be_same(other, one)
    assert bool(FormerRecipients([one]).find(other)) == may_be_same(one, other)
