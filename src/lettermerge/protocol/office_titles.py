"""Translate the title of an office into the letter's language, by the profile's own table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from .languages import function_words, join_names
from .names.name_vocabulary import fold
from .profile import OfficeTitle, Profile

_COMMITTEE = "{committee}"
_SMALL = ("fr",)  # languages where a second office begins with a small letter
_LONGEST = 400  # characters of an office; a cell with more is none


_Row = tuple[Mapping[str, OfficeTitle], Mapping[str, str]]  # the title, the committee


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
    base, said = language.partition("-")[0], _folded(office)
    rows = _rows(said, profile)
    if rows:
        texts = [_printed(row, committee, (gender, base)) for row, committee in rows]
        return OfficeLine(_joined(texts, base)) if all(texts) else OfficeLine(office, foreign=True)
    spoken = _spoken(office)
    foreign = spoken != base if spoken else base != profile.language.partition("-")[0]
    return OfficeLine(office, foreign)


def is_known_office(office: str, profile: Profile) -> bool:
    """Say whether the profile's table has an office, in any of its languages."""
    return len(office) <= _LONGEST and bool(_rows(_folded(office), profile))


def say_title(title: OfficeTitle, gender: str, language: str) -> str:
    """Return a title for a gender; for an unknown one the common title, or both: f or m."""
    if isinstance(title, str):
        return title
    both = tuple(filter(None, (title.get("f"), title.get("m"))))
    own: str = title.get(gender) or title.get("", "")  # type: ignore[call-overload]
    return own or join_names(both, language, "or")


def _rows(said: str, profile: Profile) -> tuple[_Row, ...]:
    """Return what the tables have for a folded office; for two offices joined by "and", both."""
    table = _index(profile)
    if said in table:
        return ((profile.offices[table[said]], {}),)
    for number, before, behind in _patterns(profile):
        place = said[len(before) : len(said) - len(behind)] if behind else said[len(before) :]
        place = place.removeprefix("the ")
        if said.startswith(before) and said.endswith(behind) and place in _committees(profile):
            committee = profile.committees[_committees(profile)[place]]
            return ((profile.offices[number], committee),)
    for joint in _joints(profile):
        at = said.find(joint)
        while at >= 0:
            first = _rows(said[:at], profile) if said[:at] in table else ()
            others = first and _rows(said[at + len(joint) :], profile)
            if others:
                return (*first, *others)
            at = said.find(joint, at + 1)
    return ()


def _printed(
    titles: Mapping[str, OfficeTitle], committee: Mapping[str, str], spoken: tuple[str, str]
) -> str:
    """Return a title of the table; "" where the table lacks the language.

    `spoken` is the gender of its holder and the language.
    """
    language = spoken[1]
    title = titles.get(language)
    text = say_title(title, *spoken) if title else ""
    if _COMMITTEE in text and not committee.get(language):
        return ""
    return text.replace(_COMMITTEE, committee.get(language, ""))


def _joined(texts: list[str], language: str) -> str:
    """Return the offices of one holder: in French the others begin with a small letter."""
    if language in _SMALL:
        texts = [texts[0], *(text[:1].lower() + text[1:] for text in texts[1:])]
    return join_names(texts, language)


@cache
def _joints(profile: Profile) -> tuple[str, ...]:
    """Return what joins two offices in the languages of the table."""
    tags = {tag: None for row in profile.offices for tag in row}
    return tuple(join_names(("", ""), tag).casefold() for tag in tags)


def _folded(text: str) -> str:
    return fold(text.replace("’", "'"))


@cache
def _index(profile: Profile) -> Mapping[str, int]:
    """Return the number of each title in the table, by its folded text in any language."""
    found: dict[str, int] = {}
    for number, row in enumerate(profile.offices):
        for title in row.values():
            for text in title.values() if isinstance(title, Mapping) else (title,):
                found.setdefault(_folded(text), number)
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
    return {_folded(text): number for number, row in rows for text in row.values()}


def _spoken(office: str) -> str:
    """Return the language whose small words an office has the most of; "" where none has any."""
    found = re.findall(r"[^\W\d_]+", office.casefold())
    counts = {tag: sum(one in known for one in found) for tag, known in function_words().items()}
    best = max(counts, key=lambda tag: counts[tag])
    alone = sum(count == counts[best] for count in counts.values()) == 1
    return best if counts[best] and alone else ""
