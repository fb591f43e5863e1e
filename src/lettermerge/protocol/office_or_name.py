"""Tell an office from a name: a cell of names may hold `Speaker` or `The Clerk` and nobody's name.

An office that a profile knows is one for certain; one that only begins as offices do is doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from ..recipients.model import Recipient
from .chamber_and_role import (
    Seat,
    find_chamber,
    find_role,
    is_name_of_role,
    is_role_prefix,
    named_role,
)
from .names.name_vocabulary import fold
from .office_titles import is_known_office
from .profile import Profile

_OF = re.compile(
    r"(?i)\s+(?:of|in|for|to|du|des|de\s+la|de|au|à\s+la|der|des)\s+(?:the\s+|la\s+)?|\s+de\s+l['’]|"
    r"\s+d['’]|\s*,\s+"
)
_ARTICLE = re.compile(r"(?i)^the\s+")
#: How the holders of some offices are spoken to: Madam Speaker.
_CALLED = re.compile(r"(?i)(?:madame\s+la|madame|madam|mr\.?|monsieur\s+le)\s+")
_MORE = re.compile(r",\s|\s[-–—]\s")


@dataclass(frozen=True, slots=True)
class OfficeAlone:
    """An office that is all a cell of names holds.

    `text` is the office as it is printed, "" where the role prints its own; `role` is the id to
    write to, "" where the office's own words name it. `gender` is f where the office is in the form
    for a woman (Présidente). `chamber` is another one than the row's that it belongs to, "" for
    none. It may hold a name as well where it is not `sure`.
    """

    text: str
    role: str = ""
    gender: str = ""
    chamber: str = ""
    sure: bool = True


@lru_cache(maxsize=1024)
def office_alone(text: str, place: Seat) -> OfficeAlone | None:
    """Return what a text is as an office of the seat's parliament; None where it may be a name."""
    profile = place.profile
    plain = _ARTICLE.sub("", text)
    said = chamber_said(plain, profile)
    other = said if said != place.chamber else ""
    if is_name_of_role(plain, place):
        return _of_role(plain, plain, place, other)
    if is_role_prefix(plain, place) or is_known_office(plain, profile):
        return OfficeAlone(plain, chamber=other)
    for head, tail in _parts(plain):
        if is_name_of_role(head, place):
            if find_chamber(tail, profile) or _is_parliament(tail, profile):
                return _of_role(head, plain, place, other)
            if not _MORE.search(tail):
                return OfficeAlone(plain, named_role(head, place), other, sure=False)
    if elsewhere := _other_chamber(plain, place):
        return OfficeAlone(plain, chamber=elsewhere)
    if (called := _CALLED.match(plain)) and is_name_of_role(rest := plain[called.end() :], place):
        gender = "f" if called[0].casefold().startswith("madam") else "m"
        return replace(_of_role(rest, rest, place, ""), gender=gender, sure=False)
    return _by_beginning(plain, place, other)


def _of_role(name: str, text: str, place: Seat, other: str) -> OfficeAlone:
    """Return an office of which a role of the profile is the name."""
    role = named_role(name, place)
    prints_own = bool(place.profile.roles[role].office)
    return OfficeAlone("" if prints_own else text, role, _gender(name, place), other)


def _by_beginning(text: str, place: Seat, other: str) -> OfficeAlone | None:
    """Return what begins as offices of the chamber do, and goes on without a second part."""
    role = find_role(text, place.profile, place.chamber)
    begins = next(_parts(text), None)
    if role is None or role.role == place.profile.chambers[place.chamber].member:
        return None
    if begins is None or _MORE.search(begins[1]):
        return None
    return OfficeAlone(text, chamber=other, sure=False)


def _other_chamber(text: str, place: Seat) -> str:
    """Return the only other chamber that has an office of this name, "" for none."""
    profile = place.profile
    seats = [Seat(profile, one, "") for one in profile.chambers if one != place.chamber]
    found = [
        one.chamber
        for one in seats
        if is_name_of_role(text, one)
        or any(
            find_chamber(tail, profile) == one.chamber and is_name_of_role(head, one)
            for head, tail in _parts(text)
        )
    ]
    return found[0] if len(found) == 1 else ""


def with_chamber(recipient: Recipient, profile: Profile) -> Recipient:
    """Return a recipient without a chamber with the one that its office names, if it names one."""
    name = "" if recipient.given_name or recipient.family_name else recipient.full_name
    for text in (recipient.role, recipient.office, name):
        said = chamber_said(text, profile) if text else ""
        if said and office_alone(text, Seat(profile, said, "")):
            return replace(recipient, chamber=said)
    return recipient


def chamber_said(text: str, profile: Profile) -> str:
    """Return the chamber that an office ends with: Clerk of the Senate; "" for none."""
    return next(filter(None, (find_chamber(tail, profile) for _, tail in _parts(text))), "")


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """Yield what is before and behind each of, for, du or comma."""
    for found in _OF.finditer(text):
        yield text[: found.start()].strip(), text[found.end() :].strip()


def _is_parliament(text: str, profile: Profile) -> bool:
    return fold(text) in {fold(one) for one in (profile.id, profile.name, *profile.names)}


def _gender(text: str, place: Seat) -> str:
    """Return f where a title is in its form for a woman; that for a man is also anybody's."""
    role = place.profile.roles.get(named_role(text, place))
    first = fold(text)
    for title in role.by_language.values() if role else ():
        if isinstance(title, str) or not title.get("f") or title.get("f") == title.get("m"):
            continue
        woman, man = fold(title["f"]), fold(title.get("m", ""))
        if first.startswith(woman) and len(woman) >= len(man):
            return "f"
    return ""
