"""Read the language that a cell means to a parliament: F is French in Ottawa, unclear in Brussels.

Codes and names are read everywhere, a letter only where one language of the parliament has it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .languages import FALLBACK, find_locale, language_tag
from .profile import Profile

_NAMED_IN = (FALLBACK, "fr")  # beside the language itself
_SHOWN = 3
_BETWEEN = re.compile(r"\s*[/;,|&+]\s*|\s+(?:and|et|or|ou|und|y|e)\s+", re.IGNORECASE)


def languages_in(cell: str) -> tuple[str, ...]:
    """Return the languages that a cell sets side by side: EN/FR, French and English."""
    return tuple(filter(None, _BETWEEN.split(cell.strip())))


@lru_cache(maxsize=1024)
def language_of(cell: str, profile: Profile) -> str:
    """Return the BCP 47 tag that a cell means in a list for a parliament, "" if none is sure.

    Of several languages (`EN/FR`) it is the first, where each of them is known.
    """
    several = languages_in(cell)
    if len(several) > 1:
        tags = [language_of(one, profile) for one in several]
        return tags[0] if all(tags) else ""
    text = "".join(several).rstrip(".")
    tag = language_tag(text)
    if tag or len(text) != 1:
        return tag
    found = _beginning_with(text, profile.languages)
    return found[0] if len(found) == 1 else ""


def suggest_languages(cell: str, profile: Profile) -> tuple[str, ...]:
    """Return the tags that a cell may mean, those of the parliament first; () for none."""
    text = cell.strip().rstrip(".")
    if not text.isalpha():
        return ()
    found = _beginning_with(text, profile.languages)
    return (found or _beginning_with(text, (FALLBACK, "fr", "de", "es", "it", "nl")))[:_SHOWN]


def _beginning_with(text: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """Return the languages whose name in English, French or themselves begins with a text."""
    folded = text.casefold()
    return tuple(
        tag for tag in languages if any(name.startswith(folded) for name in _names_of(tag))
    )


@lru_cache(maxsize=64)
def _names_of(tag: str) -> tuple[str, ...]:
    locale = find_locale(tag)
    if locale is None:
        return (tag,)
    names = (locale.get_language_name(one) for one in (*_NAMED_IN, tag.partition("-")[0]))
    return (tag, *(name.casefold() for name in names if name))
