"""Match recipients with the people whom the ledger knows under ids that are gone from the lists.

An id that is made of a name changes when the name is corrected, and a list that is numbered anew
changes all. Who got a letter under the former id would get it again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property

from ..recipients.selection import fold

_APART = re.compile(r"[\W_]+")
_PARTICLES = frozenset("van von der den del des dos das bin ibn the and for".split())  # noqa: SIM905
_ALIKE = 0.8  # of the letters of two words that differ by a slip: Testwright and Testwrigt
_COMMON = 50  # people with one word in their names, by which nobody is looked for then
_MOST_OF_A_SEAT = 4  # people gone from one seat; more are of a country or of a party's list
_SHORTEST = 3  # letters of a word that tells people apart


@dataclass(frozen=True)
class KnownPerson:
    """Whom a letter goes to, or went to: an id, the name, and where to find the person.

    `seat` is `parliament/chamber/constituency or office`, each "" where it is not known; `email`
    holds the addresses, separated by spaces.
    """

    id: str
    name: str
    seat: str = ""
    email: str = ""

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of the name as names are compared, in alphabetical order."""
        return tuple(sorted(one for one in _APART.split(fold(self.name)) if one))

    @cached_property
    def telling(self) -> frozenset[str]:
        """The words that tell people apart: no initials, particles and numbers."""
        return frozenset(
            one
            for one in self.words
            if len(one) >= _SHORTEST and one not in _PARTICLES and not one.isdigit()
        )

    @cached_property
    def addresses(self) -> frozenset[str]:
        return frozenset(self.email.casefold().split())

    @property
    def parliament(self) -> str:
        return self.seat.partition("/")[0]

    @property
    def has_seat(self) -> bool:
        """Whether the seat is one of few: a constituency or an office."""
        return bool(self.seat.split("/", 2)[2:] and not self.seat.endswith("/"))


def may_be_same(one: KnownPerson, other: KnownPerson) -> bool:
    """Say whether two ids may be of one person. A successor and a spouse are others.

    One name is one person. Where the seat or the e-mail address is the same, a telling word that
    both names have is enough: a family name changes with marriage, and Bob is Robert. Elsewhere
    the names have to be nearly the same, and the seats must not tell the two apart.
    """
    if one.parliament and other.parliament and one.parliament != other.parliament:
        return False
    if one.words == other.words and not all(map(_tells_nothing, one.words)):  # Wu Li, but no J. D.
        return True
    shared = one.telling & other.telling
    if one.addresses & other.addresses or (one.has_seat and one.seat == other.seat):
        return bool(shared) or _is_near(one, other)
    if not shared or (one.has_seat and other.has_seat):
        return False
    return _is_one_chamber(one, other) and _is_near(one, other)


def _tells_nothing(word: str) -> bool:
    is_initial = len(word) == 1 and word.isascii()
    return is_initial or word in _PARTICLES or any(map(str.isdigit, word))


def _is_one_chamber(one: KnownPerson, other: KnownPerson) -> bool:
    chambers = {person.seat.split("/", 2)[1] for person in (one, other) if "/" in person.seat}
    return len(chambers - {""}) < 2


def _is_near(one: KnownPerson, other: KnownPerson) -> bool:
    """Say whether each word of the shorter name has its like in the longer: two at least."""
    few, many = sorted((one.words, other.words), key=lambda words: (len(words), words))
    left = list(many)
    for word in few:
        like = next((each for each in left if _is_like(word, each)), None)
        if like is None:
            return False
        left.remove(like)
    return len(few) > 1


def _is_like(word: str, other: str) -> bool:
    """Say whether two words are one with a slip, or one is the other's initial."""
    if word == other:
        return True
    if word.isdigit() or other.isdigit():
        return False
    if 1 in (len(word), len(other)):
        return word[0] == other[0]
    short, long = sorted((word, other), key=lambda one: (len(one), one))
    missing = sum((Counter(long) - Counter(short)).values())
    if 2 * (len(long) - missing) < _ALIKE * (len(short) + len(long)):  # it is no more, in any order
        return False
    return SequenceMatcher(None, short, long, autojunk=False).ratio() >= _ALIKE


class FormerRecipients:
    """People whom the ledger knows, and whose ids are gone; finds those who may be a recipient.

    A seat of many, as Germany in the European Parliament or Texas in the Senate, says nothing of
    who somebody is.
    """

    def __init__(
        self, people: Iterable[KnownPerson], held: Mapping[str, Collection[str]] | None = None
    ) -> None:
        """`held` are the ids of those who are in the lists, by seat."""
        self._held = held or {}
        self._people = {one.id: one for one in people}
        left = Counter(one.seat for one in self._people.values() if one.has_seat)
        self._shared = {seat for seat, number in left.items() if number > _MOST_OF_A_SEAT}
        self._places: dict[str, dict[str, KnownPerson]] = {}
        for one in map(self._without_shared_seat, self._people.values()):
            for place in _places(one):
                self._places.setdefault(place, {})[one.id] = one

    def find(self, person: KnownPerson) -> tuple[KnownPerson, ...]:
        """Return who may be the same person: those of the same name, or all where there is none."""
        others = {*self._held.get(person.seat, ())} - {person.id}
        sought = _without_seat(person) if others else self._without_shared_seat(person)
        return tuple(self._people[one.id] for one in self._find(sought))

    def _without_shared_seat(self, person: KnownPerson) -> KnownPerson:
        return _without_seat(person) if person.seat in self._shared else person

    def _find(self, person: KnownPerson) -> tuple[KnownPerson, ...]:
        met = self._places.get(_key(person), {})
        found = tuple(one for one in met.values() if may_be_same(person, one))
        if found:
            return found
        met = {}
        for place in _places(person):
            there = self._places.get(place, {})
            if len(there) <= _COMMON or not place.startswith("word "):
                met.update(there)
        return tuple(one for one in met.values() if may_be_same(person, one))


def _without_seat(person: KnownPerson) -> KnownPerson:
    """Return a person with parliament and chamber alone."""
    return replace(person, seat="/".join((*person.seat.split("/", 2)[:2], "")))


def _places(person: KnownPerson) -> set[str]:
    """Return where a person is looked for: name, words of it, seat, addresses."""
    places = {_key(person), *(f"word {one}" for one in person.telling)}
    places |= {f"at {one}" for one in person.addresses}
    return places | ({f"seat {person.seat}"} if person.has_seat else set())


def _key(person: KnownPerson) -> str:
    return f"name {' '.join(person.words)}"
