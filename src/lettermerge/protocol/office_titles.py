"""Translate the title of an office into the letter's language, by the profile's own table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from .languages import function_words
from .names.vocabulary import fold
from .profile import OfficeTitle, Profile

_COMMITTEE = "{committee}"
_LONGEST = 400  # characters of an office; a cell with more is none


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """The title of an office as it is printed; `foreign` says that it is in another language."""

    text: str
    foreign: bool = False


@lru_cache(maxsize=1024)
def translate_office(office: str, profile: Profile, language: str, gender: str) -> OfficeLine:
    """Return an office as a letter in `language` prints it.

    A title that the profile's table has in another language is translated, in the gender of its
    holder. One that it has not stays as typed; whether it is in another language is told from its
    small words, and where these say nothing, from the parliament's first language.
    """
    if len(office) > _LONGEST:
        return OfficeLine(office)
    base, said = language.partition("-")[0], fold(office)
    table = _index(profile)
    if said in table:
        title = profile.offices[table[said]].get(base)
        return _printed(title, gender, "", office)
    for number, before, behind in _patterns(profile):
        place = said[len(before) : len(said) - len(behind)] if behind else said[len(before) :]
        if said.startswith(before) and said.endswith(behind) and place in _committees(profile):
            committee = profile.committees[_committees(profile)[place]].get(base, "")
            return _printed(profile.offices[number].get(base), gender, committee, office)
    spoken = _spoken(office)
    foreign = spoken != base if spoken else base != profile.language.partition("-")[0]
    return OfficeLine(office, foreign)


def _printed(title: OfficeTitle | None, gender: str, committee: str, office: str) -> OfficeLine:
    """Return a title of the table; the office as typed where the table lacks the language."""
    if isinstance(title, Mapping):
        both = " ou ".join(filter(None, (title.get("f"), title.get("m"))))
        title = title.get(gender) or title.get("") or both  # type: ignore[call-overload]
    if not title or (_COMMITTEE in title and not committee):
        return OfficeLine(office, foreign=True)
    return OfficeLine(title.replace(_COMMITTEE, committee))


@cache
def _index(profile: Profile) -> Mapping[str, int]:
    """Return the number of each title in the table, by its folded text in any language."""
    found: dict[str, int] = {}
    for number, row in enumerate(profile.offices):
        for title in row.values():
            for text in title.values() if isinstance(title, Mapping) else (title,):
                found.setdefault(fold(text.replace("’", "'")), number)
                found.setdefault(fold(text), number)
    return found


@cache
def _patterns(profile: Profile) -> tuple[tuple[int, str, str], ...]:
    """Return what is before and behind the committee in the titles that hold one."""
    found = []
    for text, number in _index(profile).items():
        before, pattern, behind = text.partition(_COMMITTEE)
        if pattern:
            found.append((number, before, behind))
    return tuple(sorted(found, key=lambda one: -len(one[1])))


@cache
def _committees(profile: Profile) -> Mapping[str, int]:
    rows = enumerate(profile.committees)
    return {fold(text): number for number, row in rows for text in row.values()}


def _spoken(office: str) -> str:
    """Return the language whose small words an office has the most of; "" where none has any."""
    found = re.findall(r"[^\W\d_]+", office.casefold())
    counts = {tag: sum(one in known for one in found) for tag, known in function_words().items()}
    best = max(counts, key=lambda tag: counts[tag])
    alone = sum(count == counts[best] for count in counts.values()) == 1
    return best if counts[best] and alone else ""
