"""Order and capitalise the lines of an address as their country's post asks.

Capitals are for town, region and code: names and streets stay as they are written, which every
post reads and no protocol forbids.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from ..recipients.model import Recipient
from .chamber_and_role import Seat
from .chamber_rooms import Room, names_street, read_room, seat_of
from .country_names import country_name, reads
from .destination_country import Destination, find_destination, without_country
from .names.name_vocabulary import fold
from .profile import Rooms
from .town_lines import (
    LONGEST_LINE,
    Town,
    lacks_code,
    mend_code,
    requires_code,
    split_address,
    town_lines,
    unprinted,
)


@dataclass(frozen=True, slots=True)
class Lines:
    """Address lines below name and office; `refused` is a domestic-only line left out.

    `chamber` are those of them that name the chamber, which other lines may say as well.
    `odd_code` is a postal code that the country's post cannot have, `likely_code` the one that may
    be meant. `uncoded` and `no_town` say that an own address lacks its postal code, or its town.
    `left_out` are the cells of the town that the country's post has no place for.
    """

    lines: tuple[str, ...]
    destination: Destination
    refused: str = ""
    chamber: tuple[str, ...] = ()
    odd_code: str = ""
    likely_code: str = ""
    uncoded: bool = False
    no_town: bool = False
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Home:
    """The chamber's seat as this letter prints it: its own line, street, town; ISO country."""

    organisation: tuple[str, ...]
    street: tuple[str, ...]
    town: Town
    country: str
    gap: int
    organisation_last: bool
    own_code: bool
    cities: frozenset[str]
    names: frozenset[str]


def address_lines(recipient: Recipient, place: Seat, sender_country: str, language: str) -> Lines:
    """Return organisation, street, town and country lines for a recipient.

    Without an own address it is the chamber's. `sender_country` is an ISO code, "" for abroad.
    The country's name is last, in capitals, when the letter crosses a border.
    """
    own = tuple(line for one in recipient.address if (line := " ".join(one.split())))
    town = Town(recipient.city, recipient.region, recipient.postal_code)
    home = _home(place, sender_country, language, None)
    if not (own or town.city or town.code):
        return _seat_lines(home, sender_country, language)
    room = read_room(own, place) if own else None
    going = find_destination(recipient.country, own, town, place, room)
    country = going.country
    marks = place.profile.style.domestic_only if sender_country != country else ()
    if refused := next(
        (one for one in own if any(m.casefold() in one.casefold() for m in marks)), ""
    ):
        return replace(_seat_lines(home, sender_country, language), refused=refused)
    own = tuple(filter(None, (without_country(line, country) for line in own)))
    if room and room.rooms and room.rooms.city:
        home = _home(place, sender_country, language, room.rooms)
    street, town = _split(own, town, home, country)
    if street != own:
        room = read_room(street, place) if street else None
    if country == home.country and (done := _completed(street, town, home, room)):
        lines, chamber = done
        lacking = (False, False)
    else:
        gap = home.gap if country == home.country else 1
        lines, chamber = [*street, *town_lines(town, country, gap)], ()
        lacking = _lacking(street, town, tuple(lines), country)
    if sender_country != country:
        lines.append(country_line(country, sender_country, language))
    likely = mend_code(town.code, country) if town.code else ""
    cells = Town(recipient.city, recipient.region, recipient.postal_code)
    return Lines(
        lines=tuple(lines),
        destination=going,
        chamber=chamber,
        odd_code=town.code if likely != "" else "",
        likely_code=likely or "",
        uncoded=lacking[0] and (country == home.country or requires_code(country)),
        no_town=lacking[1],
        left_out=unprinted(cells, country),
    )


def _seat_lines(home: _Home, sender_country: str, language: str) -> Lines:
    """Return the chamber's own address."""
    lines = _ordered(home, home.street, home.town)
    if sender_country != home.country:
        lines.append(country_line(home.country, sender_country, language))
    chamber = tuple(line for line in lines if line in home.organisation)
    return Lines(tuple(lines), Destination(home.country), chamber=chamber)


@lru_cache(maxsize=1024)
def _home(place: Seat, sender_country: str, language: str, rooms: Rooms | None) -> _Home:
    """Return the chamber's seat, or where its `rooms` are that have a town of their own."""
    profile, seat = place.profile, seat_of(place)
    there: Rooms | None = rooms if rooms and rooms.city else None
    country = (there.country if there else "") or seat.country
    named = place.is_body or profile.roles[place.role].organisation
    domestic = sender_country == country and seat.domestic_lines
    city, base = seat.city, language.partition("-")[0]
    street = seat.domestic_lines if domestic else seat.lines
    if base in seat.lines_by_language and not domestic:
        street = seat.lines_by_language[base]
    town = Town(seat.city_by_language.get(base, city), seat.region, seat.postal_code)
    return _Home(
        organisation=seat.by_language.get(language, seat.organisation) if named else (),
        street=there.lines if there else street,
        town=Town(there.city, there.region, there.postal_code) if there else town,
        country=country,
        gap=profile.style.code_gap,
        organisation_last=seat.organisation_last,
        own_code=seat.own_code and not there,
        cities=frozenset(
            map(fold, (there.city,) if there else (*seat.city.split(" / "), *seat.city_names))
        )
        | {fold(seat.city)},
        names=frozenset(
            fold(line)
            for lines in (seat.organisation, *seat.by_language.values(), _translated(place))
            for line in lines
        ),
    )


def _translated(place: Seat) -> tuple[str, ...]:
    """Return the chamber's names in other languages, which an address may have in its place."""
    chamber = place.profile.chambers.get(place.chamber)
    return tuple(chamber.by_language.values()) if chamber else ()


@cache
def country_line(country: str, sender_country: str, language: str) -> str:
    """Return the country's line: in the letter's language, in capitals.

    Where the post of the sender's country need not read that language, the name in English
    follows (UPU Convention: language of the country of origin, or one known internationally).
    """
    name = _capitals(country_name(country, language))
    if reads(sender_country, language):
        return name
    english = country_name(country, "en").upper()
    return name if name == english else f"{name} / {english}"


def _capitals(text: str) -> str:
    """Return text in capitals; Greek ones carry no accent (Βέλγιο, ΒΕΛΓΙΟ)."""
    parts = unicodedata.normalize("NFD", text.upper())
    if any("Α" <= char <= "Ω" for char in parts):
        parts = parts.replace("\u0301", "")
    return unicodedata.normalize("NFC", parts)


def _ordered(home: _Home, street: tuple[str, ...], town: Town) -> list[str]:
    """Set the chamber's lines; its own is before or after the street, unless that names it."""
    named = {fold(part) for line in street for part in re.split("[,:]", line)}
    organisation = [line for line in home.organisation if fold(line) not in named]
    lines = town_lines(town, home.country, home.gap)
    if home.organisation_last:
        return [*street, *organisation, *lines]
    return [*organisation, *street, *lines]


def _split(
    own: tuple[str, ...], town: Town, home: _Home, country: str
) -> tuple[tuple[str, ...], Town]:
    """Split town, region and code off the end of an address that holds them."""
    street, town = _split_tail(own, town, home.town)
    if not (town.city or town.code) and (apart := split_address(street, country)):
        return apart
    return street, town


def _completed(
    street: tuple[str, ...], town: Town, home: _Home, room: Room | None
) -> tuple[list[str], tuple[str, ...]] | None:
    """Set an address at the chamber's seat, with what it lacks; None for any other address.

    That is a room or the chamber's name in the seat's town, the town alone, or anything with a
    code that nobody but the chamber has. Returns the lines, and those that name the chamber.
    """
    if not _is_here(town, home):
        return None
    own_code = home.own_code and bool(town.code)
    if street and room is None and not own_code:
        return None
    lines = room.lines if room else street
    if home.organisation:
        lines = tuple(line for line in lines if fold(line) not in home.names)
    if not lines:
        lines = home.street
    elif room and not town.code:
        said = ", ".join(lines)
        lines += tuple(one for one in home.street if not names_street(said, one))
    seat = home.town
    town = Town(town.city or seat.city, town.region or seat.region, town.code or seat.code)
    done = _ordered(home, lines, town)
    return done, tuple(line for line in done if line in home.organisation)


def _is_here(town: Town, home: _Home) -> bool:
    """Say whether a town and code are those of the chamber's own seat, or not given."""
    seat = home.town
    if town.code and not fold(town.code).startswith(fold(seat.code)):
        return False
    same = not town.city or fold(town.city) in home.cities
    return same or (home.own_code and bool(town.code))


def _lacking(
    street: tuple[str, ...], town: Town, lines: tuple[str, ...], country: str
) -> tuple[bool, bool]:
    """Say whether an address as typed lacks its postal code, and whether it lacks its town."""
    no_town = bool(town.code and not town.city) and len(street) == 1 and "," not in street[0]
    return not town.code and lacks_code(lines, country), no_town


def _split_tail(own: tuple[str, ...], town: Town, seat: Town) -> tuple[tuple[str, ...], Town]:
    """Split the seat's town, region and code off the end of an address given in one line."""
    if len(own) != 1 or town.city or town.code or len(own[0]) > LONGEST_LINE:
        return own, town
    region = r"\.?".join([*seat.region, ""])
    parts = [one for one in (re.escape(seat.city), region) if one]
    tail = r"[\s,]+".join(parts) + rf"[\s,]+({re.escape(seat.code)}\S*)$"
    found = re.search(rf"^(.*?)[\s,]*\b{tail}", own[0], re.IGNORECASE)
    if found is None:
        return own, town
    return (found[1],) if found[1] else (), Town(seat.city, seat.region, found[2])
