"""Format dates, country names and the letter's labels by language (Babel only here).

Babel is imported when the first date or country is printed; languages.toml holds the words of the
frame, complete for a language or not there at all.
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

from .profile import Profile

if TYPE_CHECKING:
    from babel import Locale

FALLBACK = "en"
_SHORTEST_NAME = 3  # letters of a language's name
#: Codes of CLDR's territories that are no country's.
_NO_COUNTRIES = frozenset(("EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"))


@dataclass(frozen=True, slots=True)
class Labels:
    """Words of the letter's frame.

    `page` is a format with {page} and {pages}, `subject` one with {subject}; `sealed` is the line
    of a digital signature, `emblem` and `signature` describe the pictures. `language` is the one
    these words are in: English where the letter's own has none.
    """

    language: str
    page: str
    enclosure: str
    enclosures: str
    cc: str
    our_ref: str
    your_ref: str
    subject: str = "{subject}"
    sealed: str = "Digitally signed by {name} on {date}"
    emblem: str = "Emblem of {name}"
    signature: str = "Signature of {name}"


@cache
def _data() -> Mapping[str, Any]:
    text = files(__package__).joinpath("languages.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def labels(language: str, profile: Profile | None = None) -> Labels:
    """Return the frame's words for a BCP 47 tag, in English where there are none.

    Those of a parliament's own go before: Copie conforme in a letter to Canada.
    """
    table = _data()["labels"]
    base = language.partition("-")[0]
    own = profile.labels.get(base, {}) if profile else {}
    key = base if base in table else FALLBACK
    return Labels(key, **{**table[key], **own})


@cache
def function_words() -> Mapping[str, frozenset[str]]:
    """Return the small words and common titles by which the language of an office is told."""
    return {tag: frozenset(known) for tag, known in _data()["function_words"].items()}


@cache
def language_tag(text: str) -> str:
    """Return the BCP 47 tag that a cell means ("fr", "FR", "fra", "French", "fr_CA"), "" if none.

    Names are understood in English, French, German and in the language itself, also by their
    first letters where one language alone has them (Eng., Franç.).
    """
    cleaned = text.strip().rstrip(".").replace("_", "-")
    names, folded = _data()["names"], cleaned.casefold()
    if folded in names:
        return str(names[folded])
    locale = _locale(cleaned)
    if locale is None:
        short = len(folded) >= _SHORTEST_NAME
        begun = {tag for name, tag in names.items() if short and name.startswith(folded)}
        return str(begun.pop()) if len(begun) == 1 else ""
    return f"{locale.language}-{locale.territory}" if locale.territory else str(locale.language)


@cache
def _locale(tag: str) -> Locale | None:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return None


def find_locale(tag: str) -> Locale | None:
    """Return Babel's locale of a BCP 47 tag, None where there is none."""
    return _locale(tag)


def first_of_month(pattern: str, date: datetime.date, language: str) -> str:
    """Return a pattern that writes the first of a month as the language has it (1er mars)."""
    first = _data()["first_day"].get(language.partition("-")[0])
    if date.day == 1 and first and "d MMMM" in pattern and "dd" not in pattern:
        return pattern.replace("d MMMM", f"'{first}' MMMM")
    return pattern


def format_date(date: datetime.date, language: str, profile: Profile) -> str:
    """Return a date as a letter in `language` to `profile`'s parliament prints it.

    The profile's pattern (CLDR), or Babel's long date, whose English is American where the
    spelling need not be; English where Babel lacks the language.
    The first of a month is an ordinal where the language has it so (1er octobre).
    """
    base = language.partition("-")[0]
    pattern = profile.dates.get(language) or profile.dates.get(base) or _data()["dates"].get(base)
    first = _data()["first_day"].get(base)
    if not pattern and base == FALLBACK and profile.spelling != "american":
        pattern = "d MMMM y"
    if date.day == 1 and first and pattern and "d MMMM" in pattern:
        pattern = pattern.replace("d MMMM", f"'{first}' MMMM")
    return _print_date(date, language, pattern or "long")


@lru_cache(maxsize=256)
def _print_date(date: datetime.date, language: str, pattern: str) -> str:
    from babel.dates import format_date as babel_date

    locale = _locale(language) or _locale(language.partition("-")[0]) or _locale(FALLBACK)
    printed = babel_date(date, format=pattern, locale=locale)
    return printed.replace("\u202f", "\u00a0")  # a space that more faces have


@cache
def refuse_pattern(pattern: str) -> str:
    """Say why a date cannot be printed by a pattern of CLDR, "" if it can."""
    from babel.dates import format_date as babel_date

    try:
        babel_date(datetime.date(2026, 10, 2), format=pattern, locale=_locale(FALLBACK))
    except (ValueError, KeyError, AttributeError, NotImplementedError) as error:
        return str(error)  # a pattern of a time asks a date for its hour
    return ""


def join_names(
    names: Iterable[str], language: str, style: Literal["standard", "or"] = "standard"
) -> str:
    """Return names as a list in a language: A, B and C, or A, B or C."""
    from babel.lists import format_list

    locale = _locale(language) or _locale(language.partition("-")[0]) or _locale(FALLBACK)
    return str(format_list(tuple(names), style=style, locale=locale))


@cache
def country_name(country: str, language: str) -> str:
    """Return the name of an ISO 3166-1 country, in English where Babel lacks the language."""
    for tag in (language, language.partition("-")[0], FALLBACK):
        locale = _locale(tag)
        if locale is not None and country in locale.territories:
            return str(locale.territories[country])
    return country


@cache
def country_code(text: str) -> str:
    """Return the ISO code of a country given by code or name; the text itself if unknown.

    Codes are of two letters or three; names are understood in English, in French, and in the 24
    languages of the labels.
    """
    cleaned = text.strip().rstrip(".")
    wanted = cleaned.casefold()
    if wanted in _data()["countries"]:
        return str(_data()["countries"][wanted])
    if len(cleaned) == 2 and cleaned.isalpha():
        return cleaned.upper()
    if len(cleaned) == 3 and cleaned.isalpha() and (code := _codes_of_three().get(cleaned.upper())):
        return code
    for tag in ("en", "fr", *_data()["labels"]):
        locale = _locale(tag)
        for code, name in locale.territories.items() if locale else ():
            if name.casefold() == wanted and is_country(code):
                return str(code)
    return cleaned


@cache
def _codes_of_three() -> Mapping[str, str]:
    """Return the ISO codes of two letters by those of three: CLDR lists the latter as aliases."""
    from babel.core import get_global

    aliases = get_global("territory_aliases")
    return {three: two[0] for three, two in aliases.items() if len(three) == 3 and len(two) == 1}


@cache
def is_country(code: str) -> bool:
    """Say whether a code is one of a country or territory, not of a union or an invented one."""
    locale = _locale(FALLBACK)
    known = locale is not None and code in locale.territories
    return known and len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES


@cache
def known_countries() -> tuple[str, ...]:
    """Return the names of all countries in English."""
    locale = _locale(FALLBACK)
    territories = locale.territories if locale else {}
    return tuple(str(name) for code, name in territories.items() if is_country(code))


@cache
def _named_countries() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for tag in ("fr", "en"):
        locale = _locale(tag)
        for code, name in locale.territories.items() if locale else ():
            if is_country(code):
                found[name.casefold()] = code
    return found | {name: str(code) for name, code in _data()["countries"].items()}


def named_country(text: str) -> str:
    """Return the ISO code of a country given by its name in English or French, "" if none is."""
    return _named_countries().get(text.strip().rstrip(".").casefold(), "")


@cache
def _names_of(country: str) -> frozenset[str]:
    """Return the names of a country, folded: English, French, its own languages, and aliases."""
    from babel.languages import get_official_languages

    own = (one.partition("_")[0] for one in get_official_languages(country, de_facto=True))
    names = {country_name(country, tag).casefold() for tag in ("en", "fr", *own)}
    return frozenset(names | {one for one, code in _data()["countries"].items() if code == country})


def is_country_name(line: str, country: str) -> bool:
    """Say whether a line of an address is nothing but the name of `country`."""
    names = _names_of(country)
    folded = line.casefold().rstrip(".")
    return folded in names or folded.partition("/")[0].strip() in names


def mentions_country(line: str, country: str) -> bool:
    """Say whether a line, its words one space apart, has a name of `country` anywhere in it."""
    folded = line.casefold()
    return any(name in folded for name in _names_of(country))


@cache
def reads(country: str, language: str) -> bool:
    """Say whether the post of `country` reads `language`: English, French or an official one."""
    from babel.languages import get_official_languages

    base = language.partition("-")[0]
    if base in ("en", "fr"):
        return True
    official = get_official_languages(country, regional=True, de_facto=True) if country else ()
    return base in {one.partition("_")[0] for one in official}


def base_language(tag: str) -> str:
    """Return the language of a BCP 47 tag without region and script."""
    return tag.partition("-")[0].casefold()


def language_name(tag: str) -> str:
    """Return a language's English name: French for `fr-CA`; its code where Babel has none."""
    base = base_language(tag)
    locale = find_locale(base)
    return (locale.get_language_name("en") if locale else None) or base


def with_region(tag: str, profile: Profile) -> str:
    """Return a tag with the parliament's region, by which readers pronounce and spell."""
    if "-" in tag:
        return tag
    if len(profile.languages) > 2:  # a union of countries has no region of its own
        return "en-GB" if tag == "en" and profile.spelling == "british" else tag
    known = {base_language(language) for language in profile.languages}
    return f"{tag}-{profile.country}" if base_language(tag) in known else tag
