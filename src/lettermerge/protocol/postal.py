"""Lines of an address in the order and the capitals of their country.

Capitals are for town, region and code: names and streets stay as they are written, which every
post reads and no protocol forbids.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from ..recipients.model import Recipient
from .formats import (
    LONGEST_LINE,
    Town,
    is_code,
    is_region,
    lacks_code,
    mend_code,
    signed_country,
    split_address,
    town_lines,
)
from .languages import country_code, country_name, is_country_name, named_country, reads
from .place import Place
from .vocabulary import fold


@dataclass(frozen=True, slots=True)
class Lines:
    """Address lines below name and office; `refused` is a domestic-only line left out.

    `chamber` are those of them that name the chamber, which other lines may say as well.
    `odd_code` is a postal code that the country's post cannot have, `likely_code` the one that may
    be meant. `uncoded` says that an own address in the parliament's country lacks its postal code.
    """

    lines: tuple[str, ...]
    refused: str = ""
    chamber: tuple[str, ...] = ()
    odd_code: str = ""
    likely_code: str = ""
    uncoded: bool = False


@dataclass(frozen=True, slots=True)
class _Home:
    """The chamber's seat as this letter prints it: its own line, street, town; ISO country."""

    organisation: tuple[str, ...]
    street: tuple[str, ...]
    town: Town
    country: str
    gap: int
    organisation_last: bool
    names: frozenset[str]


def address_lines(recipient: Recipient, place: Place, sender_country: str, language: str) -> Lines:
    """Return organisation, street, town and country lines for a recipient.

    Without an own address it is the chamber's. `sender_country` is an ISO code, "" for abroad.
    The country's name stands last, in capitals, when the letter crosses a border.
    """
    home = _home(place, sender_country, language)
    own = tuple(line for one in recipient.address if (line := " ".join(one.split())))
    country = country_code(recipient.country) if recipient.country else _country_of(own, home)
    own = tuple(filter(None, (_without_country(line, country) for line in own)))
    town = Town(recipient.city, recipient.region, recipient.postal_code)
    likely = mend_code(town.code, country) if town.code else ""
    marks = place.profile.style.domestic_only if sender_country != country else ()
    refused = next((one for one in own if any(m.casefold() in one.casefold() for m in marks)), "")
    uncoded = False
    if refused or not (own or town.city or town.code):
        country = home.country
        lines = _ordered(home, home.street, home.town)
    else:
        lines = _own_lines(own, town, home, country)
        uncoded = country == home.country and not town.code and lacks_code(tuple(lines), country)
    if sender_country != country:
        lines.append(country_line(country, sender_country, language))
    chamber = tuple(line for line in lines if line in home.organisation)
    odd = town.code if likely != "" else ""
    return Lines(tuple(lines), refused, chamber, odd, likely or "", uncoded)


def _country_of(own: tuple[str, ...], home: _Home) -> str:
    """Return the country that an address's own last line says, else the parliament's."""
    if not own or len(own[-1]) > LONGEST_LINE:
        return home.country
    last = own[-1].rpartition(",")[2].strip()
    named = "" if is_region(last, home.country) else named_country(last)
    return named or signed_country(own[-1]) or home.country


def _without_country(line: str, country: str) -> str:
    """Return a line without the country's name: alone, between commas, or before a postal code."""
    if is_country_name(line, country):
        return ""
    if len(line) > LONGEST_LINE:
        return line
    parts = [_code_alone(part.strip(), country) for part in line.split(",")]
    left = ", ".join(part for part in parts if not is_country_name(part, country))
    before, _, last = left.rpartition(" ")
    ends_with_code = is_code(" ".join(before.split()[-2:]), country)
    return before if ends_with_code and is_country_name(last, country) else left


def _code_alone(part: str, country: str) -> str:
    """Return a postal code without the country's name before it: Canada K1A 0A6."""
    first, _, rest = part.partition(" ")
    return rest if is_code(rest, country) and is_country_name(first, country) else part


@lru_cache(maxsize=1024)
def _home(place: Place, sender_country: str, language: str) -> _Home:
    profile = place.profile
    seat = profile.body.address if place.is_body else profile.chambers[place.chamber].address
    country = seat.country or profile.country
    named = place.is_body or profile.roles[place.role].organisation
    domestic = sender_country == country and seat.domestic_lines
    return _Home(
        organisation=seat.by_language.get(language, seat.organisation) if named else (),
        street=seat.domestic_lines if domestic else seat.lines,
        town=Town(seat.city, seat.region, seat.postal_code),
        country=country,
        gap=profile.style.code_gap,
        organisation_last=seat.organisation_last,
        names=frozenset(
            fold(line)
            for lines in (seat.organisation, *seat.by_language.values(), _translated(place))
            for line in lines
        ),
    )


def _translated(place: Place) -> tuple[str, ...]:
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
    """Set the chamber's lines; its own stands before or after the street, unless that names it."""
    named = {fold(part) for line in street for part in re.split("[,:]", line)}
    organisation = [line for line in home.organisation if fold(line) not in named]
    lines = town_lines(town, home.country, home.gap)
    if home.organisation_last:
        return [*street, *organisation, *lines]
    return [*organisation, *street, *lines]


def _own_lines(own: tuple[str, ...], town: Town, home: _Home, country: str) -> list[str]:
    """Set a recipient's own address.

    A room in the chamber's building gets the chamber's line and, where the roster leaves them
    out, its town and code. Any other address stays as it is.
    """
    inside = country == home.country
    street, town = _split_tail(own, town, home.town)
    if not (town.city or town.code) and (apart := split_address(street, country)):
        street, town = apart
    whole = len(street) > 1 or any(_is_whole(one, home) for one in street)
    if inside and street and not (town.city or town.code) and not whole:
        town = home.town
        street = (*street, *(one for one in home.street if not _names_street(street[0], one)))
    if not (inside and _is_here(town, home.town)):
        return [*street, *town_lines(town, country, home.gap if inside else 1)]
    seat = home.town
    here = Town(town.city or seat.city, town.region or seat.region, town.code or seat.code)
    street = tuple(line for line in street if fold(line) not in home.names)
    return _ordered(home, street or home.street, here)


def _is_whole(line: str, home: _Home) -> bool:
    """Say whether one line is more than a room in the chamber's building: it names a town."""
    if len(line) > LONGEST_LINE:
        return True
    commas = line.count(",")
    has_code = commas == 1 and not lacks_code((line,), home.country)
    return commas > 1 or has_code or fold(home.town.city) in fold(line)


def _names_street(line: str, street: str) -> bool:
    """Say whether a line has a street in one of its languages: Rue Wiertz / Wiertzstraat 60."""
    names = filter(None, (fold(one) for one in re.split(r"[/\d]", street)))
    return any(one in fold(line) for one in names)


def _is_here(town: Town, seat: Town) -> bool:
    """Say whether a town and code are those of the chamber's own seat."""
    if town.code:
        return fold(town.code).startswith(fold(seat.code))
    return bool(town.city) and fold(town.city) == fold(seat.city)


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
