"""Read what a chamber's name is shortened to: H of C, Hse of Reps, Cmns, HL."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_SMALL = frozenset(("of", "the", "o", "de", "des", "du", "d", "la", "le", "der", "und"))
_VOWELS = re.compile("[aeiouy]")
_SHORTEST = 3  # letters of a word that is all there is


def find_abbreviated(text: str, names: Mapping[str, Iterable[str]]) -> str:
    """Return the chamber of which a text is a short form, "" for none or several.

    `names` are those of each chamber in every language. Initials count, with and without small
    words (HoC, HC); so do a beginning of each word, or its ends with consonants between, where the
    first word may be left out (H. of Reps, Cmns).
    """
    said = _words(text)
    found = {
        chamber
        for chamber, known in names.items()
        if said and any(_is_short_for(said, _words(name)) for name in known)
    }
    return found.pop() if len(found) == 1 else ""


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\W\d_]+", text.replace(".", " ").casefold()))


def _is_short_for(said: tuple[str, ...], name: tuple[str, ...]) -> bool:
    letters = "".join(said)
    main = tuple(one for one in name if one not in _SMALL)
    initials = ("".join(one[0] for one in name), "".join(one[0] for one in main))
    if len(letters) > 1 and letters in initials:
        return True
    words = tuple(one for one in said if one not in _SMALL)
    if len(words) == 1 and len(words[0]) < _SHORTEST:
        return False
    wanted = main[-1:] if len(words) == 1 else main
    pairs = zip(words, wanted, strict=False)
    return len(words) == len(wanted) > 0 and all(_shortens(one, word) for one, word in pairs)


def _shortens(said: str, word: str) -> bool:
    """Say whether a text is the beginning of a word, or its ends with consonants between.

    Hose is a slip for House and no short form of it.
    """
    if word.startswith(said) or (said[-1] == word[-1] == "s" and word.startswith(said[:-1])):
        return True
    letters = iter(word)
    within = all(one in letters for one in said) and not _VOWELS.search(said[1:-1])
    return len(said) >= _SHORTEST and within and (said[0], said[-1]) == (word[0], word[-1])
