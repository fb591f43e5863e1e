"""Recognise rooms in a chamber's own buildings, the only lines that are completed.

Every part of the address must be known: a building of the profile, a room's number, the chamber,
its street or its town. One part that is not, such as a street, leaves the address as typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from .chamber_and_role import Seat
from .country_names import is_country_name
from .profile import ChamberAddress, Profile, Rooms
from .town_lines import LONGEST_LINE, region_names

#: What is beside the number of a room.
_ROOM_WORDS = frozenset((
    "room", "rooms", "rm", "suite", "ste", "office", "offices", "no", "nos", "number", "level",
    "floor", "fl", "bureau", "piece", "local", "etage", "bat", "batiment", "building", "bldg",
    "edifice", "bt", "buro", "zimmer", "kamer", "st", "nd", "rd", "th", "the", "of", "at", "in",
    "de", "du", "la", "le", "l",
))  # fmt: skip
_NUMBER = re.compile(r"[a-z]{0,3}\d{1,5}[a-z]{0,2}\d{0,5}|[a-z]")
_MOST_NUMBERS = 3  # of a room: level, number, and a letter apart
_BETWEEN_PARTS = re.compile(r"\s*[,;]\s*|\s+[-–—|]\s+")


@dataclass(frozen=True, slots=True)
class Room:
    """A recognised address: its lines without town and country, and the rooms it is one of.

    `rooms` is None where it names no more than the chamber, its street or its building.
    """

    lines: tuple[str, ...]
    rooms: Rooms | None = None


@dataclass(frozen=True, slots=True)
class _Anchor:
    """A name that makes an address one of the place's own, as plain words.

    Where `exact`, no room's number may be beside it; a name of one word needs one.
    """

    words: tuple[str, ...]
    rooms: Rooms | None
    exact: bool

    @property
    def stands_alone(self) -> bool:
        return self.exact or len(self.words) > 1


def read_room(lines: Sequence[str], place: Seat) -> Room | None:
    """Return the room that an address is, None where a part of it is anything else."""
    seat = seat_of(place)
    found: list[_Anchor] = []
    kept: list[str] = []
    for line in lines:
        if len(line) > LONGEST_LINE:
            return None
        parts = []
        for part in filter(None, _BETWEEN_PARTS.split(line.strip(" ,;"))):
            if is_seat_town(part, seat):
                continue
            anchor = _anchor_of(part, place)
            if anchor is None and not _is_number(_words(part), frozenset()):
                return None
            found += [anchor] if anchor else []
            parts.append(part)
        if parts:
            whole = line.strip(" ,;")
            kept.append(whole if whole.endswith(parts[-1]) else ", ".join(parts))
    groups = [one.rooms for one in found if one.rooms]
    numbered = any(char.isdigit() for line in kept for char in line)
    if not any(numbered or one.stands_alone for one in found):
        return None
    if len({one.city for one in groups}) > 1:
        return None
    return Room(tuple(kept), groups[0] if groups else None)


def seat_of(place: Seat) -> ChamberAddress:
    """Return where post for a place goes, its country filled in."""
    return _seat(place.profile, "" if place.is_body else place.chamber, place.role)


@cache
def _seat(profile: Profile, chamber: str, role: str) -> ChamberAddress:
    seat = profile.chambers[chamber].address if chamber else profile.body.address
    own = profile.roles[role].address if role in profile.roles else None
    seat = own or seat
    return seat if seat.country else replace(seat, country=profile.country)


def is_seat_town(part: str, seat: ChamberAddress) -> bool:
    """Say whether a part of an address is the seat's town, region, code or country, or its rooms'.

    A code may be longer than the seat's (20515-1002) and signed (B-1047).
    """
    for rooms in (None, *(one for one in seat.rooms if one.city)):
        country = (rooms.country if rooms else "") or seat.country
        code = rooms.postal_code if rooms else seat.postal_code
        if is_country_name(part, country):
            return True
        rest = re.sub(rf"(?i)\b([A-Z]{{1,2}}-)?{re.escape(code)}\S*", " ", part)
        if all(one in _town_words(seat, rooms) for one in _words(rest)):
            return True
    return False


def names_street(line: str, street: str) -> bool:
    """Say whether a line has a street in one of its languages: Rue Wiertz / Wiertzstraat 60."""
    words = _words(line)
    return any(_without(words, one) is not None for one in _without_numbers(street))


def _anchor_of(part: str, place: Seat) -> _Anchor | None:
    """Return the name in a part of an address that makes it one of the place's own."""
    words = _words(part)
    for pattern, rooms in _codes(place):
        if pattern.fullmatch(part):
            return _Anchor(words, rooms, exact=True)
    for anchor in _anchors(place):
        rest = _without(words, anchor.words)
        if rest is None or not _is_number(rest, _town_words(seat_of(place), anchor.rooms)):
            continue
        numbered = any(char.isdigit() for one in rest for char in one)
        if not (anchor.exact and numbered):
            return anchor
    return None


def _is_number(words: Sequence[str], town: frozenset[str]) -> bool:
    """Say whether words are the number of a room, or none; words of the town may follow."""
    numbers = [one for one in words if one not in _ROOM_WORDS and one not in town]
    return len(numbers) <= _MOST_NUMBERS and all(map(_NUMBER.fullmatch, numbers))


def _without(words: Sequence[str], name: tuple[str, ...]) -> list[str] | None:
    """Return what is left of words when a name among them is taken out; None if it is not there."""
    for start in range(len(words) - len(name) + 1):
        if tuple(words[start : start + len(name)]) == name:
            return [*words[:start], *words[start + len(name) :]]
    return None


@cache
def _town_words(seat: ChamberAddress, rooms: Rooms | None) -> frozenset[str]:
    """Return the words of a town: its names, and its region by code and name."""
    if rooms and rooms.city:
        return frozenset(_words(f"{rooms.city} {rooms.region}"))
    names = (seat.city, *seat.city_names, *region_names(seat.region, seat.country))
    return frozenset(_words(" ".join(names)))


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    """Return a text's words, plain: no capitals, accents or points (D.C. is one word)."""
    plain = unicodedata.normalize("NFD", text.casefold().replace(".", ""))
    return tuple(re.findall(r"[^\W_]+", re.sub("[\u0300-\u036f]", "", plain)))


@cache
def _anchors(place: Seat) -> tuple[_Anchor, ...]:
    """Return the names of a place's buildings, street and chamber, long ones first."""
    seat, chamber = seat_of(place), place.profile.chambers.get(place.chamber)
    role = place.profile.roles.get(place.role)
    chamber = None if role and role.address else chamber
    names = [*seat.organisation, *(one for lines in seat.by_language.values() for one in lines)]
    if chamber:
        others = (*chamber.names, *chamber.by_language.values())
        names += [chamber.name, *(one for one in others if " " in one)]
    found = [_Anchor(_words(one), None, exact=" " not in one) for one in names]
    found += [
        _Anchor(_words(name), rooms, exact=False)
        for rooms in seat.rooms
        for name in rooms.buildings
    ]
    for line in (*seat.lines, *seat.domestic_lines):
        found += _street_anchors(line, None)
    for rooms in seat.rooms:
        found += (one for line in rooms.lines for one in _street_anchors(line, rooms))
    return tuple(sorted(dict.fromkeys(found), key=lambda one: -len(one.words)))


def _street_anchors(line: str, rooms: Rooms | None) -> Iterator[_Anchor]:
    """Yield the ways to write a street, in each of its languages: Rue Wiertz 60, 60 rue Wiertz."""
    numbers = tuple(re.findall(r"\d+", line))
    yield _Anchor(_words(line), rooms, exact=bool(numbers))
    if numbers:
        for words in _without_numbers(line):
            yield _Anchor((*words, *numbers), rooms, exact=True)
            yield _Anchor((*numbers, *words), rooms, exact=True)


def _without_numbers(street: str) -> list[tuple[str, ...]]:
    """Return a street in each of its languages, without its number."""
    return [words for one in re.split(r"[/\d]", street) if (words := _words(one))]


@cache
def _codes(place: Seat) -> tuple[tuple[re.Pattern[str], Rooms], ...]:
    seat = seat_of(place)
    return tuple((_shape(code), rooms) for rooms in seat.rooms for code in rooms.codes)


def _shape(code: str) -> re.Pattern[str]:
    """Return the pattern of a room's code: # is a number, signs between parts are all alike."""
    parts = (re.escape(part).replace(r"\#", r"\d{1,4}[A-Z]?") for part in re.split(r"[ .-]", code))
    room = r"(?:(?:suite|room|rm\.?|office|no\.?)\s+)?"
    return re.compile("(?i)" + room + r"[ .\-–]{1,2}".join(parts))
