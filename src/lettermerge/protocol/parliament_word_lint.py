"""Find words in a letter that do not fit its parliament, each at its own file and line.

Every printed text is looked at: template, partials, front matter, sender's note. A word that
is in a source of the letter is named there; one that a cell brought, at the roster's row.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from ..diagnostics import Diagnostic, Severity, Where
from .addressee import Addressee
from .letter_lint import foreign_words
from .profile_loading import Profiles
from .regional_spelling import other_spelling

_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
_SENTENCE_END = ".!?:"


class LetterSource(NamedTuple):
    """A text of the project that letters are made of: its file and what is in it."""

    file: str
    text: str


class LetterText(NamedTuple):
    """What a letter prints, without address, salutation and close, and where it comes from."""

    text: str
    language: str
    sources: Sequence[LetterSource]
    row: Where


def lint_words(
    addressee: Addressee, letter: LetterText, profiles: Profiles
) -> Iterator[Diagnostic]:
    """Yield a warning for each word or phrase that does not fit the letter's parliament."""
    profile = profiles[addressee.parliament]
    for word in foreign_words(letter.text, addressee.parliament, profiles):
        if word == addressee.constituency:  # MP is the Northern Mariana Islands, too
            continue
        message = f"`{word}` does not fit a letter to the {profile.name}"
        hint = "use {% if parliament.id == ... %}, or recipient.chamber_name and its like"
        owner = next(one.id for one in profiles if word in one.own_words)
        hint += "; where it is right in any letter, write own_words under "
        hint += f"[parliaments.{owner}] without it"
        yield _at(letter, word, Diagnostic("lint.foreign-word", message, letter.row, hint))
    base = letter.language.partition("-")[0]
    if base == "en":
        yield from _misspelt(letter, profile.spelling)
    chamber = profile.chambers.get(addressee.chamber)
    for key in ("not_elected", "no_judge"):
        if key == "not_elected" and (chamber is None or chamber.elected):
            continue
        for phrase in _phrases(letter.text, key, base):
            house = addressee.chamber_name
            house += "" if profile.name in house else f" ({profile.name})"
            message = f"`{phrase}` does not fit a member of the {house}"
            hint = "a judge has this title, and no member of a parliament"
            if key == "not_elected":
                message += ", whom nobody elects"
                left_out = f"parliament.id == '{profile.id}' and recipient.chamber == "
                left_out += f"'{addressee.chamber}'"
                hint = f"leave it out, or write {{% if not ({left_out}) %}}{phrase}{{% endif %}}"
            yield _at(letter, phrase, Diagnostic("lint.unfit-phrase", message, letter.row, hint))


def _misspelt(letter: LetterText, spelling: str) -> Iterator[Diagnostic]:
    """Yield the words that another parliament spells so; names in capitals are left alone."""
    found: dict[str, str] = {}
    for line in letter.text.splitlines():
        found.update(_misspelt_in(line, spelling))
    for word, right in found.items():
        message = f"`{word}` is not {spelling.capitalize()} spelling: `{right}`"
        hint = f'write `{right}`, or {{{{ "{right}" | spelling }}}} for each parliament its own'
        yield _at(letter, word, Diagnostic("lint.spelling", message, letter.row, hint))


@lru_cache(maxsize=4096)
def _misspelt_in(line: str, spelling: str) -> Mapping[str, str]:
    found = {}
    for match in _WORD.finditer(line):
        word, before = match[0], line[: match.start()].rstrip()
        if word[0].isupper() and before and before[-1] not in _SENTENCE_END:
            continue
        if word.isupper() and len(word) > 1:
            continue
        if right := other_spelling(word, spelling):
            found[word] = right
    return found


@lru_cache(maxsize=4096)
def _phrases(text: str, key: str, language: str) -> tuple[str, ...]:
    pattern = _patterns(key).get(language)
    if pattern is None:
        return ()
    return tuple(dict.fromkeys(" ".join(one[0].split()) for one in pattern.finditer(text)))


@cache
def _patterns(key: str) -> Mapping[str, re.Pattern[str]]:
    text = files(__package__).joinpath("lint_words.toml").read_text(encoding="utf-8")
    return {
        language: re.compile(rf"\b(?:{'|'.join(phrases)})\b", re.IGNORECASE)
        for language, phrases in tomllib.loads(text)[key].items()
    }


def _at(letter: LetterText, phrase: str, found: Diagnostic) -> Diagnostic:
    """Return a warning at the line of the project's text that holds a phrase, else at the row."""
    where = letter.row
    for source in letter.sources:
        if line := _line_of(source, phrase):
            where = Where(source.file, line=line)
            break
    return Diagnostic(found.code, found.message, where, found.hint, Severity.WARNING)


@lru_cache(maxsize=4096)
def _line_of(source: LetterSource, phrase: str) -> int:
    """Return the number of the line that holds a phrase, 0 for none; lines may break it."""
    words = r"\s+".join(map(re.escape, phrase.split()))
    found = re.search(rf"(?<!\w){words}(?!\w)", source.text)
    return source.text.count("\n", 0, found.start()) + 1 if found else 0
