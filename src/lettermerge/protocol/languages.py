"""Read language tags; format dates, lists of names and the letter's labels by language.

Babel is imported when the first date is printed; languages.toml holds the words of the
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
def language_facts() -> Mapping[str, Any]:
    """Return what languages.toml says of languages, table by table."""
    text = files(__package__).joinpath("languages.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def labels(language: str, profile: Profile | None = None) -> Labels:
    """Return the frame's words for a BCP 47 tag, in English where there are none.

    Those of a parliament's own go before: Copie conforme in a letter to Canada.
    """
    table = language_facts()["labels"]
    base = base_language(language)
    own = profile.labels.get(base, {}) if profile else {}
    key = base if base in table else FALLBACK
    return Labels(key, **{**table[key], **own})


@cache
def function_words() -> Mapping[str, frozenset[str]]:
    """Return the small words and common titles by which the language of an office is told."""
    return {tag: frozenset(known) for tag, known in language_facts()["function_words"].items()}


@cache
def language_tag(text: str) -> str:
    """Return the BCP 47 tag that a cell means ("fr", "FR", "fra", "French", "fr_CA"), "" if none.

    Names are understood in English, French, German and in the language itself, also by their
    first letters where one language alone has them (Eng., Franç.).
    """
    cleaned = text.strip().rstrip(".").replace("_", "-")
    names, folded = language_facts()["names"], cleaned.casefold()
    if folded in names:
        return str(names[folded])
    locale = find_locale(cleaned)
    if locale is None:
        short = len(folded) >= _SHORTEST_NAME
        begun = {tag for name, tag in names.items() if short and name.startswith(folded)}
        return str(begun.pop()) if len(begun) == 1 else ""
    return f"{locale.language}-{locale.territory}" if locale.territory else str(locale.language)


@cache
def find_locale(tag: str) -> Locale | None:
    """Return Babel's locale of a BCP 47 tag, None where there is none."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return None


def locale_of(language: str) -> Locale:
    """Return Babel's locale of a BCP 47 tag, that of English where there is none."""
    found = find_locale(language) or find_locale(base_language(language)) or find_locale(FALLBACK)
    assert found is not None  # Babel has English
    return found


def first_of_month(pattern: str, date: datetime.date, language: str) -> str:
    """Return a pattern that writes the first of a month as the language has it (1er mars)."""
    first = language_facts()["first_day"].get(base_language(language))
    if date.day == 1 and first and "d MMMM" in pattern and "dd" not in pattern:
        return pattern.replace("d MMMM", f"'{first}' MMMM")
    return pattern


def format_date(date: datetime.date, language: str, profile: Profile) -> str:
    """Return a date as a letter in `language` to `profile`'s parliament prints it.

    The profile's pattern (CLDR), or Babel's long date, whose English is American where the
    spelling need not be; English where Babel lacks the language.
    The first of a month is an ordinal where the language has it so (1er octobre).
    """
    base = base_language(language)
    pattern = (
        profile.dates.get(language)
        or profile.dates.get(base)
        or language_facts()["dates"].get(base)
    )
    if not pattern and base == FALLBACK and profile.spelling != "american":
        pattern = "d MMMM y"
    return _print_date(date, language, first_of_month(pattern or "long", date, language))


@lru_cache(maxsize=256)
def _print_date(date: datetime.date, language: str, pattern: str) -> str:
    from babel.dates import format_date as babel_date

    printed = babel_date(date, format=pattern, locale=locale_of(language))
    return printed.replace("\u202f", "\u00a0")  # a space that more faces have


@cache
def refuse_pattern(pattern: str) -> str:
    """Say why a date cannot be printed by a pattern of CLDR, "" if it can."""
    from babel.dates import format_date as babel_date

    try:
        babel_date(datetime.date(2026, 10, 2), format=pattern, locale=locale_of(FALLBACK))
    except (ValueError, KeyError, AttributeError, NotImplementedError) as error:
        return str(error)  # a pattern of a time asks a date for its hour
    return ""


def join_names(
    names: Iterable[str], language: str, style: Literal["standard", "or"] = "standard"
) -> str:
    """Return names as a list in a language: A, B and C, or A, B or C."""
    from babel.lists import format_list

    return str(format_list(tuple(names), style=style, locale=locale_of(language)))


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
