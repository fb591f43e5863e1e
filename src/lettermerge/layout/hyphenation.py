"""Find where a word may be divided, by the patterns of its language: those that pages use, too."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

#: The fewest letters of a word that is divided, before the hyphen and after it.
SHORTEST, BEFORE, AFTER = 6, 3, 3
SOFT_HYPHEN = "\u00ad"
_WORD = re.compile(rf"[^\W\d_]{{{SHORTEST},}}")
#: Addresses on the web, and what else is no word of a language.
_FIXED = re.compile(r"\S*(?:://|www\.|@|\u00ad)\S*")


@lru_cache(maxsize=16)
def _patterns(language: str) -> Any:
    """Return the patterns of a language (a BCP 47 tag), None where there are none."""
    import pyphen

    known = pyphen.language_fallback(language.replace("-", "_"))
    return pyphen.Pyphen(lang=known, left=BEFORE, right=AFTER) if known else None


@lru_cache(maxsize=4096)
def with_soft_hyphens(text: str, language: str) -> str:
    """Return a text with a soft hyphen wherever a word may be divided."""
    patterns = _patterns(language)
    if patterns is None:
        return text

    def divided(stretch: str) -> str:
        return _WORD.sub(lambda word: str(patterns.inserted(word[0], SOFT_HYPHEN)), stretch)

    pieces, done = [], 0
    for fixed in _FIXED.finditer(text):
        pieces += [divided(text[done : fixed.start()]), fixed[0]]
        done = fixed.end()
    return "".join((*pieces, divided(text[done:])))
