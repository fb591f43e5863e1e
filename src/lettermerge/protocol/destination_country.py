"""Decide which country an address is in, and say where the roster's `country` disagrees.

A column `Country` need not hold where post goes: a list of embassies has the sending state in it,
a list of members their home. What the address itself shows counts before it, and is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .chamber_and_role import Seat
from .chamber_rooms import Room, is_seat_town, seat_of
from .country_names import (
    country_code,
    is_country,
    is_country_name,
    mentions_country,
    named_country,
)
from .profile import ChamberAddress
from .town_lines import (
    LONGEST_LINE,
    Town,
    has_code,
    has_region,
    is_code,
    is_region,
    signed_country,
)

_LONGEST_NAME = 5  # words of a country behind a postal code
OTHER, UNKNOWN = "other", "unknown"


@dataclass(frozen=True, slots=True)
class Destination:
    """The ISO code of the country, or the roster's text where it is none.

    `doubt` is OTHER where the address shows another country than the roster says, UNKNOWN where
    there is no such country; `shown` is the part of the address that shows it.
    """

    country: str
    doubt: str = ""
    shown: str = ""


def find_destination(
    cell: str, own: Sequence[str], town: Town, place: Seat, room: Room | None
) -> Destination:
    """Return the country of an address: the one that it names, or shows, or the roster says.

    `cell` is the roster's `country`. An address that says nothing is in the parliament's country.
    """
    seat = seat_of(place)
    home = (room.rooms.country if room and room.rooms and room.rooms.city else "") or seat.country
    named, shown = _named(own, home)
    if not cell:
        return Destination(named or home)
    said = country_code(cell)
    if not named and (shown := _shows_home(said, home, own, (town, seat, room))):
        named = home
    if named and named != said:
        return Destination(named, OTHER, shown)
    return Destination(said, "" if is_country(said) else UNKNOWN)


def _named(own: Sequence[str], home: str) -> tuple[str, str]:
    """Return the country that an address's last line names or signs, and its words; "" if none."""
    if not own or len(own[-1]) > LONGEST_LINE:
        return "", ""
    line = own[-1].strip(" ,.")
    last = line.rpartition(",")[2].strip()
    if not is_region(last, home) and (code := named_country(last)):
        return code, last
    for words, name in _endings(last):
        code = named_country(name)
        if code and (has_code(("", words), code) or is_code(_last_two(words), code)):
            return code, name
    if code := signed_country(line):
        return code, line
    return "", ""


def _endings(text: str) -> list[tuple[str, str]]:
    """Return ways to split a text before its last words, most of them first."""
    words = text.split()
    most = min(_LONGEST_NAME, len(words) - 1)
    return [(" ".join(words[:-n]), " ".join(words[-n:])) for n in range(most, 0, -1)]


def _last_two(text: str) -> str:
    return " ".join(text.split()[-2:])


def _shows_home(
    said: str, home: str, own: Sequence[str], more: tuple[Town, ChamberAddress, Room | None]
) -> str:
    """Return the part of an address that shows it is in the parliament's country; "" if none."""
    town, seat, room = more
    if said == home:
        return ""
    if room is not None:
        return room.lines[0] if room.lines else seat.city
    lines = tuple(own)
    at_home = is_code(town.code, home) if town.code else has_code(lines, home)
    abroad = is_code(town.code, said) if town.code else has_code(lines, said)
    regional = {
        one: is_region(town.region, one) if town.region else has_region(lines, one)
        for one in (home, said)
    }
    if at_home and (not abroad or (regional[home] and not regional[said])):
        return town.code or own[-1]
    ends = (town.city,) if town.city else _ends(lines)
    if (abroad and not at_home) or regional[said] or any(is_region(one, said) for one in ends):
        return ""
    return next((one for one in ends if _names_town(one, seat)), "")


def _ends(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Return the last two parts of an address but its first, where its town is looked for."""
    if not lines or len(lines[-1]) > LONGEST_LINE:
        return ()
    parts = [part for line in lines[-2:] for part in re.split(r",\s*", line[:LONGEST_LINE])]
    return tuple(parts[-2:] if len(lines) > 2 else parts[1:][-2:])


def _names_town(text: str, seat: ChamberAddress) -> bool:
    """Say whether a text is the seat's town, alone or with a code or number of its district."""
    if len(text) > LONGEST_LINE:
        return False
    name = re.sub(r"^(?:[A-Z]{1,3}-)?\d[\d ]*\s|[\s,]*\b[A-Z]{0,3}\d[\w ]*$", "", text)
    return bool(name) and not is_country_name(name, seat.country) and is_seat_town(name, seat)


def without_country(line: str, country: str) -> str:
    """Return a line without the country's name: alone, between commas, or beside a postal code."""
    if is_country_name(line, country):
        return ""
    if len(line) > LONGEST_LINE:
        return line
    if not mentions_country(line, country):
        return ", ".join(part.strip() for part in line.split(","))
    parts = [_code_alone(part.strip(), country) for part in line.split(",")]
    left = ", ".join(part for part in parts if not is_country_name(part, country))
    for words, name in _endings(left):
        ends = is_code(_last_two(words), country) or is_code(words.split()[-1], country)
        if is_country_name(name, country) and (ends or has_code(("", words), country)):
            return words.rstrip(" ,")
    return left


def _code_alone(part: str, country: str) -> str:
    """Return a postal code without the country's name before it: Canada K1A 0A6."""
    for name, rest in reversed(_endings(part)):
        if is_code(rest, country) and is_country_name(name, country):
            return rest
    return part
