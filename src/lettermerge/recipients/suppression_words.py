"""Recognise words by which a list says not to write to somebody: do not send, deceased, resigned.

Why a letter must not go out then: a list is kept by several people, and such a word is in a column
of remarks that no mapping reads.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

NEVER, DEAD, GONE, STATUS = "never", "dead", "gone", "status"
_SHORT = 120  # characters of a cell in which words at any place are looked at twice
_LONGEST_HEADING = 6  # words
_NEAR = 2  # words before a phrase that may turn it into its contrary
_TOKEN = re.compile(r"[^\W_]+|[†✝☨✞]")
DAGGERS = frozenset("†✝☨✞")
#: Between parts of a cell; neither in 3.10.2026 nor in St. Ives or q.e.p.d.
_BREAK = re.compile(
    r"([;:!?\n()\[\]{}|,…\"“”„«»]|(?<=\w\w)\.(?=\s|$)|(?<!\d)/(?!\d)|(?:(?<=\s)-|[–—])(?=\s))"
)
#: A year that nobody has reached: 9999-12-31 is an end that is open.
_OPEN = re.compile(r"(?<!\d)(2[1-9]|[3-9]\d)\d\d(?!\d)")
#: Behind these `post` is a verb, and no letter.
_BEFORE_VERBS = frozenset(("not", "t", "dont", "never", "to", "longer"))
_NET = re.compile(r"://|\bwww\.|@")
#: Letters that are set apart: D O  N O T  S E N D. Two blanks are between words.
_SPACED = re.compile(r"\b[^\W\d_](?: {1,4}[^\W\d_]\b){3,}")
_APART = re.compile(r" [^\W\d_] {1,4}[^\W\d_] ")  # quicker, in each of these
_POINTED = re.compile(r"\b(?:[a-z]\.){2,}")
#: Accents, and signs that show nothing: soft hyphens, joiners, marks of direction and byte order.
_UNSEEN = re.compile("[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_LETTERS = str.maketrans("łøđ’", "lod'")


@dataclass(frozen=True, slots=True)
class Remark:
    """What a cell says: its kind (NEVER, DEAD, GONE), and whether it surely says so."""

    kind: str
    is_sure: bool


@dataclass(frozen=True, slots=True)
class _Words:
    """The phrases of suppression_words.toml, as their words, by the first of these."""

    phrases: Mapping[str, Sequence[tuple[tuple[str, ...], str]]]
    keys: frozenset[str]  # the longest word of each phrase
    data: Mapping[str, Any]

    def starting_at(self, tokens: Sequence[str], place: int) -> tuple[int, str] | None:
        """Return length and kind of the longest phrase that begins at a place; None for none."""
        for phrase, kind in self.phrases.get(tokens[place], ()):
            if tuple(tokens[place : place + len(phrase)]) == phrase:
                return len(phrase), kind
        return None


def split_tokens(text: str) -> tuple[str, ...]:
    """Return the words of a text, without case, accents and punctuation.

    R.I.P. is one word, and so is D E A D.
    """
    plain = text.casefold().translate(_LETTERS)
    if not plain.isascii():
        plain = _UNSEEN.sub("", unicodedata.normalize("NFKD", plain))
    if "." in plain:
        plain = _POINTED.sub(lambda found: found[0].replace(".", ""), plain)
    if _APART.search(plain):
        plain = _SPACED.sub(lambda found: re.sub("(?<! ) (?! )", "", found[0]), plain)
    return tuple(_TOKEN.findall(plain))


@cache
def _words() -> _Words:
    text = files(__package__).joinpath("suppression_words.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    found: dict[str, dict[tuple[str, ...], str]] = {}
    for kind in (STATUS, GONE, DEAD, NEVER):
        for language, patterns in data[kind].items():
            for phrase in _phrases(patterns, language, data):
                found.setdefault(phrase[0], {})[phrase] = kind
    by_length = {
        first: sorted(phrases.items(), key=lambda one: -len(one[0]))
        for first, phrases in found.items()
    }
    keys = frozenset(max(one, key=len) for phrases in found.values() for one in phrases)
    return _Words(by_length, keys, data)


def _phrases(
    patterns: Iterable[str], language: str, data: Mapping[str, Any]
) -> Iterator[tuple[str, ...]]:
    """Yield the phrases that patterns stand for: one with a {verb} for each verb."""
    slots = {"verb": "verbs", "slip": "slips", "done": "participles", "letters": "letters"}
    for pattern in patterns:
        slot = next((one for one in slots if f"{{{one}}}" in pattern), "")
        fillings = data[slots[slot]].get(language, ()) if slot else ("",)
        for filling in fillings:
            yield split_tokens(pattern.replace(f"{{{slot}}}", filling) if slot else pattern)


@cache
def _set(*path: str) -> frozenset[str]:
    """Return the single words of a list of the data, as they are compared."""
    found: Any = _words().data
    for key in path:
        found = found[key]
    return frozenset(word for text in found for word in split_tokens(text))


@cache
def _texts(*path: str) -> frozenset[str]:
    """Return the texts of a list of the data, their words joined by blanks."""
    found: Any = _words().data
    for key in path:
        found = found[key]
    return frozenset(" ".join(split_tokens(text)) or text for text in found)


def may_hold_remarks(tokens: Collection[str]) -> bool:
    """Say whether words hold one of each phrase's: a quick look at many texts together."""
    return not _words().keys.isdisjoint(tokens)


def read_remark(text: str, *, whole: bool = True) -> Remark | None:
    """Return what a cell says of whether to write; None where it says nothing of that.

    "Do not send" is sure wherever it is, "deceased" at the beginning of a sentence, "resigned"
    where the sentence says nothing else but when. What is not sure counts in short cells alone.
    `whole` reads words that say it only if alone, too: left, skip.
    """
    parts = split_parts(text)
    doubtful = None
    for number in range(0, len(parts), 2):
        tokens = split_tokens(parts[number])
        found = read_part(tokens, whole=whole) if tokens else None
        if found is None or _is_denied(parts[number + 1 : number + 3]):
            continue
        if found.is_sure and not _is_doubted(found, parts, number):
            return found
        if len(text) <= _SHORT:
            doubtful = doubtful or Remark(found.kind, is_sure=False)
    return doubtful


def _is_doubted(found: Remark, parts: Sequence[str], number: int) -> bool:
    """Say whether other parts of a cell make doubtful what one of them says surely.

    Such are a question mark, a label (By-election: resigned), and that somebody is back.
    """
    behind = parts[number + 1 :]
    if behind[:1] == ["?"]:
        return True
    if found.kind == NEVER:
        return False
    if number and parts[number - 1] == ":" and is_about_others(parts[number - 2]):
        return True
    return found.kind == GONE and any(_is_back(split_tokens(part)) for part in behind[1::2])


def _is_back(tokens: Sequence[str]) -> bool:
    """Say whether a part of a cell begins with words such as `re-elected`."""
    place = next((at for at, one in enumerate(tokens) if not _changes_nothing(one)), len(tokens))
    said = f"{' '.join(tokens[place:])} "
    return any(said.startswith(f"{one} ") for one in _texts("back", "words"))


def _is_denied(behind: Sequence[str]) -> bool:
    """Say whether a no is behind a phrase: opt-out: no."""
    return len(behind) == 2 and behind[0] == ":" and behind[1].strip().casefold() in _answers("no")


def split_parts(text: str) -> list[str]:
    """Return the parts of a text, with the sign between two after the first of them."""
    return _BREAK.split(text)


def starting_at(tokens: Sequence[str], place: int) -> bool:
    """Say whether a phrase begins at a word."""
    return _words().starting_at(tokens, place) is not None


def read_part(tokens: Sequence[str], *, whole: bool = True) -> Remark | None:
    """Return what one part of a cell says; `whole` reads words that say it only if alone, too."""
    found, place = None, 0
    while place < len(tokens):
        phrase = _words().starting_at(tokens, place)
        if phrase is None or (phrase[1] == STATUS and not whole):
            place += 1
            continue
        length, kind = phrase
        before, behind = tokens[:place], tokens[place + length :]
        place += length
        if not _set("beside", "not").isdisjoint(before[-_NEAR:]):
            continue
        judged = _judge(kind, tokens, before, behind)
        if judged and judged.is_sure:
            return judged
        found = found or judged
    return found


def _judge(
    kind: str, tokens: Sequence[str], before: Sequence[str], behind: Sequence[str]
) -> Remark | None:
    """Return what a phrase says among the words before and behind it."""
    if kind == NEVER:
        phrase = tokens[len(before) : len(tokens) - len(behind)]
        nouns = phrase[:-1] if _BEFORE_VERBS.intersection(phrase[-2:-1]) else phrase
        letters = _set("other_channels", "any").intersection((*before, *nouns, *behind))
        return Remark(NEVER, is_sure=bool(letters) or not _is_of_other_channels(tokens))
    begins = all(map(_changes_nothing, before))
    if kind == DEAD:
        others = _set("others", "words") | _set("others", "behind_died")
        return Remark(DEAD, is_sure=begins and others.isdisjoint(behind))
    is_whole = begins and all(map(_changes_nothing, behind))
    if kind == STATUS:
        is_noun = not _set("beside", "articles").isdisjoint(before[-1:])  # the Left, Am Weg
        return Remark(GONE, is_sure=True) if is_whole and not is_noun else None
    return Remark(GONE, is_sure=is_whole)


def _changes_nothing(token: str) -> bool:
    return token[0].isdigit() or token in _set("beside", "words")


def _is_of_other_channels(tokens: Sequence[str]) -> bool:
    said = f" {' '.join(tokens)} "
    return any(f" {one} " in said for one in _texts("other_channels", "words"))


@cache
def _answers(kind: str) -> frozenset[str]:
    return frozenset(one.casefold() for one in _words().data["answers"][kind])


def _answer(text: str) -> str:
    """Return a cell as answers are compared: No. is no."""
    said = " ".join(text.casefold().split())
    return said.rstrip(".! ") or said


def says_no(text: str) -> bool:
    """Say whether a cell says no and nothing else, in any of the languages."""
    return _answer(text) in _answers("no")


def _begins_with_no(text: str) -> bool:
    """Say whether a cell says no before a sign: No, she is fine."""
    return says_no(re.split(r"[,;:(–—]|\s-\s|[.!]\s", text, maxsplit=1)[0])


def is_yes(text: str) -> bool:
    """Say whether a cell says yes and nothing else."""
    return _answer(text) in _answers("yes")


@cache
def is_of_remarks(heading: str) -> bool:
    """Say whether a column holds remarks, in which a word such as Left stands for a sentence."""
    tokens = split_tokens(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading))
    return not tokens or not _set("headings", "remarks").isdisjoint(tokens)


@cache
def is_about_others(heading: str) -> bool:
    """Say whether a column tells of somebody else, or of what somebody was before."""
    tokens = split_tokens(heading)
    if not _set("others", "words").isdisjoint(tokens):
        return True
    return any(f" {one} " in f" {' '.join(tokens)} " for one in _texts("others", "phrases"))


@cache
def is_about_things(heading: str) -> bool:
    """Say whether a column may tell of something that is no person: `Bill status`, `Whip`."""
    return not _set("others", "things").isdisjoint(split_tokens(heading))


@cache
def _asks_against(heading: str) -> Remark | None:
    """Return what a yes below a heading says: `Opt-out`, `Deceased`; None for other headings."""
    tokens, own = _heading_tokens(heading)
    for words in filter(None, (tokens, own)):
        if " ".join(words) in _texts("headings", "against"):
            return Remark(NEVER, is_sure=True)
        found = _words().starting_at(words, 0)
        if found and found[0] == len(words) and found[1] != STATUS:
            return Remark(found[1], is_sure=True)
    kinds = {found[1] for place in range(len(own)) if (found := _words().starting_at(own, place))}
    if NEVER in kinds and len(own) <= _LONGEST_HEADING:  # GDPR opt-out, E-mail opt-out
        return Remark(NEVER, is_sure=not _is_of_other_channels(own))
    return None


@cache
def _asks_in_favour(heading: str) -> bool:
    """Say whether a heading is over a no where nobody is written to: `Send?`, `Consent`."""
    return any(" ".join(one) in _texts("headings", "in_favour") for one in _heading_tokens(heading))


def _heading_tokens(heading: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words of a heading, and those without words such as (Y/N)."""
    tokens = split_tokens(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading))
    return tokens, tuple(one for one in tokens if one not in _set("headings", "beside"))


def asks_whether_to_write(heading: str) -> bool:
    """Say whether a column answers the question whether somebody is written to."""
    return _asks_against(heading) is not None or _asks_in_favour(heading)


def is_hold(heading: str) -> bool:
    """Say whether a yes below a heading surely means that nobody is written to."""
    asked = _asks_against(heading)
    return asked is not None and asked.is_sure and asked.kind != GONE


def read_answer(heading: str, text: str) -> Remark | None:
    """Return what a cell says below a heading that asks whether to write; None for nothing."""
    said = _answer(text)
    if _asks_in_favour(heading):
        refused = said in _answers("refused") or _begins_with_no(text)
        return Remark(NEVER, is_sure=True) if refused else None
    asked = _asks_against(heading)
    if asked is None or said in _answers("none") or _begins_with_no(text):
        return None
    if _NET.search(said):  # by which to unsubscribe
        return None
    if asked.kind != NEVER and _OPEN.search(said):
        return None
    if asked.kind == GONE and not is_yes(said) and not re.search(r"\d", said):
        return None  # Former member: Jane Doe
    return asked
