"""List a profile's facts, each with its source: what `lettermerge parliaments ID` prints.

Forms are shown at work, on an invented Jane Doe, by the same functions that address letters.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..diagnostics import Row
from ..recipients.model import Recipient
from .chamber_and_role import BODY, Seat
from .country_names import country_name
from .joint_letter import AddressedPerson, word_together
from .languages import format_date
from .person import read_person
from .postal_lines import address_lines
from .profile import Profile
from .salutation import word_body, word_person

_DAY = datetime.date(2026, 10, 2)
_ROE = Recipient("2", "", Row("", 1), given_name="John", family_name="Roe", gender="m")
_DOE = Recipient("", "", Row("", 0), given_name="Jane", family_name="Doe", gender="f")


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: the part of the profile, what it is about, what it says, the key of its source."""

    part: str
    subject: str
    text: str
    source: str = ""


def describe(profile: Profile) -> tuple[Fact, ...]:
    """Return every fact of a profile, in the order in which one asks for them."""
    return (
        *_basics(profile),
        *_addresses(profile),
        *_roles(profile),
        *_ranks(profile),
        *_together(profile),
        *(
            Fact("instrument", one.name, _limited(one.text, one.chambers, profile), one.source)
            for one in profile.instruments
        ),
        *(Fact("source", key, text) for key, text in profile.sources.items()),
    )


def _limited(text: str, chambers: tuple[str, ...], profile: Profile) -> str:
    names = ", ".join(profile.chambers[one].name for one in chambers)
    return f"{names}: {text}".rstrip(": ") if names else text


def _basics(profile: Profile) -> Iterator[Fact]:
    basis, rules = profile.basis, profile.post_nominals
    order = ", ".join((*rules.first, "...", *rules.last)) if rules.first or rules.last else ""
    country = f"{country_name(profile.country, 'en')} ({profile.country})"
    yield Fact("parliament", "name", profile.name)
    yield Fact("parliament", "also known as", ", ".join(profile.names))
    yield Fact("parliament", "country", country, basis.get("country", ""))
    yield Fact("parliament", "paper", profile.paper, basis.get("paper", ""))
    yield Fact("parliament", "spelling", profile.spelling, basis.get("spelling", ""))
    yield Fact("parliament", "languages", " ".join(profile.languages), basis.get("languages", ""))
    for language in profile.forms:
        date = format_date(_DAY, language, profile)
        source = basis.get(f"dates.{language}", basis.get("dates", ""))
        yield Fact("parliament", f"date ({language})", date, source)
    yield Fact(
        "parliament", "honorifics", ", ".join(profile.honorifics), basis.get("honorifics", "")
    )
    yield Fact("parliament", "post-nominals", order, basis.get("post_nominals", ""))
    for part, rows in (("offices", profile.offices), ("committees", profile.committees)):
        if rows:
            text = f"{len(rows)}, in {', '.join(rows[0])}"
            yield Fact("parliament", f"titles of {part}", text, basis.get(part, "memory"))
    for language, words in profile.voices.items():
        text = "; ".join(f"{by['i']} / {by['we']}" for by in words.values())
        yield Fact("parliament", f"I and we ({language})", text, basis.get("voices", "memory"))
    for language in profile.body.forms:
        wording = word_body(Seat(profile, "", BODY), language)
        text = _shown(wording.envelope, wording.salutation, wording.close)
        yield Fact("body", f"the parliament itself ({language})", text, profile.body.source)


def _addresses(profile: Profile) -> Iterator[Fact]:
    body = Seat(profile, "", BODY)
    yield from _address("body", "its address", body, profile.body.address.source)
    for key, chamber in profile.chambers.items():
        yield Fact("chamber", key, chamber.name, chamber.source)
        place = Seat(profile, key, chamber.member)
        yield from _address("chamber", f"address of {key}", place, chamber.address.source)
        for rooms in chamber.address.rooms:
            text = ", ".join((*rooms.buildings, *rooms.codes))
            yield Fact("chamber", f"rooms of {key}", text, rooms.source)

    for key, role in profile.roles.items():
        if role.address:
            place = Seat(profile, next(iter(role.chambers or profile.chambers)), key)
            yield from _address("role", f"address of {key}", place, role.address.source)


def _address(part: str, subject: str, place: Seat, source: str) -> Iterator[Fact]:
    language = place.profile.language
    abroad = address_lines(_DOE, place, "", language).lines
    home = address_lines(_DOE, place, place.profile.country, language).lines
    yield Fact(part, subject, _shown(*abroad), source)
    if home != abroad[: len(home)]:
        yield Fact(part, f"{subject}, from inside", _shown(*home), source)


def _roles(profile: Profile) -> Iterator[Fact]:
    for key, role in profile.roles.items():
        for chamber in role.chambers or tuple(profile.chambers):
            place = Seat(profile, chamber, key)
            title = _rank_title(place, "f")
            for language in profile.forms:
                subject = f"{key}, {chamber} ({language})"
                yield Fact("role", subject, _sample(place, title, language), role.source)


def _rank_title(place: Seat, gender: str) -> str:
    """Return the first rank that sits in a chamber, "" where members have none."""
    ranks = place.profile.ranks.values()
    fits = (one for one in ranks if one.gender == gender and place.chamber in one.chambers)
    return next((one.names[0] for one in fits), "")


def _ranks(profile: Profile) -> Iterator[Fact]:
    for key, rank in profile.ranks.items():
        for chamber in rank.chambers or tuple(profile.chambers):
            place = Seat(profile, chamber, profile.chambers[chamber].member)
            name = rank.names[0] + (f" {rank.joint} Place" if rank.joint else " Doe of Place")
            for language in profile.forms:
                yield Fact(
                    "rank", f"{key} ({language})", _sample(place, name, language), rank.source
                )


def _together(profile: Profile) -> Iterator[Fact]:
    """Yield how two members are written to in one letter, and the order of precedence."""
    basis = profile.basis
    for chamber in profile.chambers:
        place = Seat(profile, chamber, profile.chambers[chamber].member)
        for language in profile.forms:
            persons = [
                _person(replace(one, title=_rank_title(place, one.gender)), place, language)
                for one in (_DOE, _ROE)
            ]
            wording = word_together(persons, language)
            source = basis.get(f"joint.{language}", basis.get("joint", ""))
            text = _shown(wording.salutation, wording.close)
            yield Fact("together", f"{chamber} ({language})", text, source)
    names = ", ".join(profile.roles[one].name for one in profile.precedence)
    yield Fact("together", "precedence", names, basis.get("precedence", ""))


def _person(recipient: Recipient, place: Seat, language: str) -> AddressedPerson:
    person = read_person(recipient, place)
    return AddressedPerson(recipient, place, person, word_person(person, place, language, ("", "")))


def _sample(place: Seat, title: str, language: str) -> str:
    """Return how Jane Doe is written to."""
    doe = replace(_DOE, title=title, gender="" if title else "f")
    wording = word_person(read_person(doe, place), place, language, ("", ""))
    return _shown(wording.envelope, *wording.offices, wording.salutation, wording.close)


def _shown(*lines: str) -> str:
    return " / ".join(lines)
