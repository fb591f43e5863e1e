"""Tell the language of a letter by its most frequent short words."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from .source_letter import SourceLetter, paragraphs

_WORD = re.compile(r"[^\W\d_]+")
_FEWEST = 8  # short words of a language; fewer do where no other language has half as many
_VERY_FEW = 5
_SHARE = 0.12  # of all words are among them; a text has a third and more
_AHEAD = 1.3  # times the words of the language that comes next


def language_of_letter(letter: SourceLetter) -> str:
    """Return the BCP 47 tag of the language that a letter's body is in; "" where it is not sure."""
    return language_of_text(" ".join(one.typed for one in paragraphs(letter.body)))


def language_of_text(text: str) -> str:
    """Return the language of a text; "" where it is too short, or two languages are alike in it."""
    words = Counter(_WORD.findall(text.casefold()))
    known = {tag: sum(words[one] for one in own) for tag, own in _short_words().items()}
    (tag, most), (_, next_most) = Counter(known).most_common(2)
    fewest = _VERY_FEW if most > 2 * next_most else _FEWEST
    if most < max(fewest, _SHARE * words.total()) or most < _AHEAD * next_most:
        return ""
    return tag


@cache
def _short_words() -> Mapping[str, frozenset[str]]:
    text = files(__package__).joinpath("letter_languages.toml").read_text(encoding="utf-8")
    return {tag: frozenset(map(str.casefold, own)) for tag, own in tomllib.loads(text).items()}
