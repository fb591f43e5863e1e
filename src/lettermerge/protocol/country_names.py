"""Read and print the names of countries by language.

The names are those of Babel; country_names.toml has others that rosters write.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from .languages import FALLBACK, base_language, find_locale, language_facts, locale_of

#: Codes of CLDR's territories that are no country's.
_NO_COUNTRIES = frozenset(("EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"))


@cache
def _aliases() -> Mapping[str, str]:
    """Return the ISO codes of countries by names that Babel does not have, folded."""
    text = files(__package__).joinpath("country_names.toml").read_text(encoding="utf-8")
    return dict(tomllib.loads(text))


@cache
def country_name(country: str, language: str) -> str:
    """Return the name of an ISO 3166-1 country, in English where Babel lacks the language."""
    for tag in (language, base_language(language), FALLBACK):
        locale = find_locale(tag)
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
    if wanted in _aliases():
        return str(_aliases()[wanted])
    if len(cleaned) == 2 and cleaned.isalpha():
        return cleaned.upper()
    if len(cleaned) == 3 and cleaned.isalpha() and (code := _codes_of_three().get(cleaned.upper())):
        return code
    for tag in ("en", "fr", *language_facts()["labels"]):
        locale = find_locale(tag)
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
    known = code in locale_of(FALLBACK).territories
    return known and len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES


@cache
def known_countries() -> tuple[str, ...]:
    """Return the names of all countries in English."""
    territories = locale_of(FALLBACK).territories
    return tuple(str(name) for code, name in territories.items() if is_country(code))


@cache
def _named_countries() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for tag in ("fr", "en"):
        locale = find_locale(tag)
        for code, name in locale.territories.items() if locale else ():
            if is_country(code):
                found[name.casefold()] = code
    return found | {name: str(code) for name, code in _aliases().items()}


def named_country(text: str) -> str:
    """Return the ISO code of a country given by its name in English or French, "" if none is."""
    return _named_countries().get(text.strip().rstrip(".").casefold(), "")


@cache
def _names_of(country: str) -> frozenset[str]:
    """Return the names of a country, folded: English, French, its own languages, and aliases."""
    from babel.languages import get_official_languages

    own = (one.partition("_")[0] for one in get_official_languages(country, de_facto=True))
    names = {country_name(country, tag).casefold() for tag in ("en", "fr", *own)}
    return frozenset(names | {one for one, code in _aliases().items() if code == country})


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

    base = base_language(language)
    if base in ("en", "fr"):
        return True
    official = get_official_languages(country, regional=True, de_facto=True) if country else ()
    return base in {one.partition("_")[0] for one in official}
