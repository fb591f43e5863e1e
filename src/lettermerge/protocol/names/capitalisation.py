"""Recase names in capitals, as registers print surnames.

McALLISTER is McAllister, DE LA CRUZ is de la Cruz; initials written together (JD) stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .name_vocabulary import words

_ARTICLES = ("la", "las", "los")
_VOWELS = frozenset("aeiouyáéíóúäöüåæø")


def is_cased(token: str) -> bool:
    """Say whether a word has letters of two cases: Chinese and Georgian ones have not."""
    return token.lower() != token.upper()


def is_mixed(tokens: Iterable[str]) -> bool:
    """Say whether a word among `tokens` has small letters, so that capitals mean something."""
    return any(any(char.islower() for char in token) for token in tokens)


def in_capitals(token: str) -> bool:
    """Say whether a word is a surname in capitals: not an initial, no small letter but ß.

    A beginning such as that of McDOE or d'OE counts for nothing, nor does one after a hyphen.
    """
    token = "-".join(part[_small_beginning(part) :] for part in token.split("-"))
    if not token.replace("ß", "").isupper():
        return False
    letters = [char for char in token if char.isalpha()]
    if len(letters) < 2 or any(char.isdigit() for char in token):
        return False
    return not token.endswith(".") and not re.fullmatch(r"(\w\.)+-?(\w\.)*", token)


def are_initials(token: str) -> bool:
    """Say whether two capitals cannot be a name of their own: JD, but not AL or JO."""
    return len(token) == 2 and token.isupper() and not set(token.lower()) & _VOWELS


def _small_beginning(token: str) -> int:
    """Return the length of what stands small before capitals: 2 in McDOE and d'OE, 0 in DOE."""
    if token[-1:].islower():
        return 0
    for start in range(1, 5):
        before, rest = token[:start], token[start:]
        if rest.isupper() and sum(map(str.isalpha, rest)) > 1 and rest[0].isalpha():
            return start if any(map(str.islower, before.replace("ß", ""))) else 0
    return 0


def recase(tokens: Iterable[str], country: str) -> list[str]:
    """Write words in capitals as a surname is written; the others stay as they are.

    `country` (an ISO code, "" for unknown) is whose custom writes its particles.
    """
    tokens = list(tokens)
    lower = words().particle_case.get(country, words().lower)
    done: list[str] = []
    for number, part in enumerate(tokens):
        small = part.lower()
        last = number == len(tokens) - 1
        article = bool(done) and done[-1] == "de" and small in _ARTICLES
        if part == part.upper() and not last and (small in lower or article or small == "of"):
            done.append(small)
        elif not last and are_initials(part):
            done.append(part)
        else:
            done.append(capitalise(part, lower) if in_capitals(part) else part)
    return done


def capitalise(word: str, lower: frozenset[str] = frozenset()) -> str:
    """Write one word in capitals as a name: MCALLISTER is McAllister, O'SHEA is O'Shea.

    A part after a hyphen that is among `lower` is a particle: HERMIDA-VAN is Hermida-van. What
    begins small, at the start or after a hyphen, stays as typed: McDOE is McDoe.
    """
    if word[1:2] in "'’" and word[:2].lower() in lower:  # D'ORVAL in France
        return word[:2].lower() + capitalise(word[2:], lower)
    if start := _small_beginning(word):
        return word[:start] + capitalise(word[start:], lower)
    out: list[str] = []
    for number, part in enumerate(re.split(r"([-'’‘.])", word)):
        small = part.lower()
        if number and out[-1] == "-" and small in lower:
            out.append(small)
        elif number and (start := _small_beginning(part)):
            out.append(part[:start] + capitalise(part[start:], lower))
        elif small.startswith("mc") and len(part) > 3:
            out.append("Mc" + part[2] + part[3:].lower())
        else:
            out.append(part[:1] + part[1:].lower())
    return "".join(out)
