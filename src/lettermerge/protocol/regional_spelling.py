"""Spell one word as a parliament does: `{{ "honour" | spelling }}`.

One small list, not a speller: a word that it lacks is refused with the near ones, so that a slip
of the pen in a template does not go out unnoticed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from ..diagnostics import did_you_mean, suggest_near

SPELLINGS: tuple[str, ...] = ("american", "british", "canadian", "australian")


class SpellingError(ValueError):
    """A word that the list lacks; the text names near words."""


def spell(word: str, spelling: str) -> str:
    """Return `word`, given in any spelling, as `spelling` (one of SPELLINGS) writes it.

    Capitals are kept: Honour, HONOUR.

    Raises:
        SpellingError: the word is not in the list, or `spelling` is none.
    """
    if spelling not in SPELLINGS:
        raise SpellingError(f"`{spelling}` is not a spelling; {did_you_mean(spelling, SPELLINGS)}")
    row = _rows().get(word.casefold())
    if row is None:
        hint = suggest_near(word, _rows()) or "write it without the filter"
        raise SpellingError(f"`{word}` is not in the spelling list; {hint}")
    spelt = row[SPELLINGS.index(spelling)]
    if word.isupper():
        return spelt.upper()
    return spelt[0].upper() + spelt[1:] if word[:1].isupper() else spelt


def other_spelling(word: str, spelling: str) -> str:
    """Return how `spelling` writes a word that is spelt in another way; "" where it is right.

    A word that is right in some sense (a computer's program) is right.
    """
    folded = word.casefold()
    row = _rows().get(folded)
    if row is None or folded in _right(spelling):
        return ""
    return spell(word, spelling)


@cache
def _right(spelling: str) -> frozenset[str]:
    """Return the words that are right in a spelling."""
    place = SPELLINGS.index(spelling)
    also = _data()["also_right"].get(spelling, ())
    return frozenset((*(row[place] for row in _rows().values()), *also))


@cache
def _data() -> Mapping[str, Any]:
    text = files(__package__).joinpath("regional_spelling.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _rows() -> Mapping[str, tuple[str, ...]]:
    rows = [tuple(row) for row in _data()["words"]]
    return {word: row for row in reversed(rows) for word in row}
