"""Look up the words around names: titles, honorifics, ranks, suffixes, post-nominals.

words.toml holds what all parliaments share; a Vocabulary adds a profile's honorifics and ranks
and finds the longest known phrase at a place in a name.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from itertools import takewhile
from typing import Any

from ..profile import Profile, TitleWord
from .foreign_words import foreign_words

#: What follows a doctor or a degree: the field of study (rer. nat.), honorary, of several (mult.).
#: Particles are shorter: v. Doe, v.d. Doe.
_FIELD_OF_STUDY = re.compile(r"[a-zäöü]{3,}\.|[hc]\.|[he]\.?[ch]\.")
_ORDINAL = re.compile(r"(?i)\d+(st|nd|rd|th)")


@dataclass(frozen=True, slots=True)
class KnownWord:
    """A known title.

    `kind` is a kind of words.toml, honorific, rank, or member;
    `id` is the key of words.toml, the rank's id, or the honorific as printed. `letters` are those
    after the name that a member's designation stands for; `doubtful` is a spelling that is read as
    the title and may be an initial.
    """

    kind: str
    id: str
    text: str
    gender: str = ""
    chamber: str = ""
    by_language: tuple[tuple[str, str, str], ...] = ()
    letters: str = ""
    doubtful: str = ""

    def said(self, language: str, gender: str = "") -> str:
        """Return the title as a letter in a language prints it of a man or a woman."""
        for tag, text, woman in self.by_language:
            if tag == language:
                return woman if woman and gender == "f" else text
        return self.text


#: Degrees behind another title in one spelling: Prof Dr.
_DEGREES = re.compile(r" Dr\b")
_TRANSLATED = ("fr", "de")  # languages of titles beside English
_ARTICLES = ("la", "le")


@dataclass(frozen=True, slots=True)
class WordLists:
    """words.toml, ready for look-up."""

    titles: Mapping[str, Mapping[str, Any]]
    member_titles: Mapping[str, Mapping[str, Any]]
    suffixes: frozenset[str]
    comma_suffixes: frozenset[str]
    post_nominals: frozenset[str]
    knights: Mapping[str, frozenset[str]]
    particles: frozenset[str]
    joining: frozenset[str]
    lower: frozenset[str]
    particle_case: Mapping[str, frozenset[str]]
    countries: Mapping[str, str]
    given_titles: frozenset[str]
    remarks: frozenset[str]
    parties: frozenset[str]


@cache
def words() -> WordLists:
    """Return the package's words.toml."""
    data = tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
    suffixes, capitals = data["suffixes"], data["capitals"]
    return WordLists(
        titles=data["titles"],
        member_titles=data["member_titles"],
        suffixes=frozenset(one.casefold() for one in (*suffixes["comma"], *suffixes["plain"])),
        comma_suffixes=frozenset(one.casefold() for one in suffixes["comma"]),
        post_nominals=frozenset(data["post_nominals"]["known"]),
        knights={title: frozenset(letters) for title, letters in data["knights"].items()},
        particles=frozenset(data["particles"]["words"]),
        joining=frozenset(data["particles"]["joining"]),
        lower=frozenset(capitals["lower"]),
        countries=data["capitals"]["names"],
        given_titles=frozenset(data["given_names"]["titles"]),
        remarks=frozenset(data["remarks"]["after_rank"]),
        parties=frozenset(data["parties"]["short"]),
        particle_case={key: frozenset(value) for key, value in capitals["countries"].items()},
    )


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Return text as it is compared: case, points, commas and a leading article ignored."""
    tokens = text.replace(".", "").replace(",", " ").casefold().split()
    if len(tokens) > 1 and tokens[0] == "the":
        del tokens[0]
    return " ".join(tokens)


class Vocabulary:
    """The titles that one parliament's rosters may have before a name."""

    __slots__ = (
        "_cell",
        "_designations",
        "_doubtful",
        "_longest",
        "_phrases",
        "country",
        "double_surnames",
        "other_titles",
        "ranks_by_abbreviation",
    )

    def __init__(self, profile: Profile, chamber: str, *, initials: bool = False) -> None:
        """Index the titles; `initials` says that M. is no title, as before a woman's name."""
        self._phrases: dict[str, KnownWord] = {}
        self._cell: dict[str, KnownWord] = {}
        self.ranks_by_abbreviation: dict[str, KnownWord] = {}
        particles = profile.style.particles
        self.country = profile.country if particles is None else particles
        self.other_titles = frozenset(profile.other_titles)
        self.double_surnames = frozenset(profile.double_surnames)
        pointed = profile.style.pointed
        degrees = "degree" in profile.style.keeps
        foreign = foreign_words()
        for key, title in words().titles.items():
            word = KnownWord(
                title["kind"],
                key,
                title["pointed" if pointed else "print"],
                title["gender"],
                by_language=_translations(title),
            )
            known = (*foreign.courtesy.get(key, ()), *title["names"])
            spelled = [one for one in known if not degrees or not _DEGREES.search(one)]
            if title["kind"] == "military":  # Lt.-Gen., Lieutenant-General
                spelled += [one.replace(" ", "-") for one in spelled]
            self._add(self._phrases, spelled, word)
            self._add(self._cell, title.get("cell_names", ()), word)
            self._add_feminine(title, spelled, word)
        for key, own in profile.titles.items():
            word, names = own_title(key, own, pointed=pointed)
            self._add(self._phrases, (*own.names, *names), word)
            self._add(self._cell, (*own.names, *names), word)
            for texts in own.by_language.values():
                self._add(self._phrases, (texts,), word)
        for key, title in words().member_titles.items():
            word = KnownWord("member", key, key, title["gender"], chamber=title["chamber"])
            self._add(self._phrases, title["names"], word)
        self._designations = self._add_designations()
        self._doubtful = {} if initials else self._find_doubtful(profile)
        for text, names in profile.honorifics.items():
            word = KnownWord("honorific", text, text)
            self._add(self._phrases, (text, *names), word)
            hers = [one for one in names if one.startswith("La ")]  # Le is anybody's
            self._add(self._phrases, hers, replace(word, gender="f"))
        for key, rank in profile.ranks.items():
            if rank.chambers and chamber not in rank.chambers:
                for name in rank.courtesy:
                    self._add(
                        self._phrases, (name,), KnownWord("courtesy-peer", key, name, rank.gender)
                    )
                continue
            word = KnownWord("rank", key, rank.names[0], rank.gender)
            self._add(self._phrases, rank.names, word)
            for one in rank.abbreviations:
                self.ranks_by_abbreviation[one.casefold()] = word
        self._cell = {**self._cell, **self._phrases}
        self._longest = max(len(one.split()) for one in self._cell)

    def _add_feminine(
        self, title: Mapping[str, Any], spelled: Sequence[str], word: KnownWord
    ) -> None:
        """Let the form for a woman (Conseillère) say that it is one's."""
        forms = [title.get(f"{tag}_f", "") for tag in _TRANSLATED]
        woman = replace(word, gender="f")
        self._add(self._cell, [one for one in forms if one], woman)
        self._add(self._phrases, [one for one in forms if one in spelled], woman)

    def _add_designations(self) -> dict[str, KnownWord]:
        """Add what members are called in any language, and return it."""
        found: dict[str, KnownWord] = {}
        for one in foreign_words().members:
            word = KnownWord(
                "member", one.id, one.text, one.gender, chamber=one.chamber, letters=one.letters
            )
            self._add(found, (one.text,), word)
        for text, word in found.items():
            self._phrases.setdefault(text, word)
        return found

    def _find_doubtful(self, profile: Profile) -> dict[str, KnownWord]:
        """Return the titles that may be initials, as far as the profile has their language."""
        rows = foreign_words().doubtful
        return {
            text: replace(self._known(key, profile), doubtful=text)
            for key, tag, text in rows
            if tag in profile.languages
        }

    @staticmethod
    def _known(key: str, profile: Profile) -> KnownWord:
        own = profile.titles.get(key, TitleWord())
        return own_title(key, own, pointed=profile.style.pointed)[0]

    def designation(self, text: str) -> KnownWord | None:
        """Return what a text calls a member: MdEP, députée; None for what is none."""
        return self._designations.get(fold(text))

    def _doubt(self, tokens: Sequence[str], start: int) -> KnownWord | None:
        """Return Monsieur for M. before two words, or before a name with a designation."""
        word = self._doubtful.get(tokens[start])
        behind = tokens[start + 1 :]
        if word is None or not behind or re.fullmatch(r"[^\W\d_]\.", behind[0]):
            return None
        if behind[0].endswith(","):
            return word if self.designation(" ".join(behind[1:])) else None
        return word if len(behind) > 1 else None

    @staticmethod
    def _add(table: dict[str, KnownWord], names: Sequence[str], word: KnownWord) -> None:
        for name in names:
            table[fold(name)] = word

    def match(
        self, tokens: Sequence[str], start: int, *, cell: bool = False
    ) -> tuple[KnownWord, int] | None:
        """Return the longest known title at `tokens[start]` and its length in words.

        `cell` admits short forms that only a title's own column may hold (M, Sr).
        """
        if tokens[start : start + 1] == ["Del."]:  # Del is a given name, and a particle
            return self._phrases[fold("Delegate")], 1
        table = self._cell if cell else self._phrases
        folded = [
            one.casefold().replace(".", "").rstrip(",")
            for one in tokens[start : start + self._longest]
        ]
        for length in range(len(folded), 0, -1):
            word = table.get(" ".join(folded[:length]))
            if word is not None:
                return word, length
        doubtful = self._doubt(tokens, start) if start < len(tokens) else None
        return (doubtful, 1) if doubtful else None


def own_title(key: str, own: TitleWord, *, pointed: bool) -> tuple[KnownWord, Sequence[str]]:
    """Return a profile's title, completed by the one of words.toml, and that one's spellings."""
    known = words().titles.get(key, {})
    text = own.print or str(known.get("pointed" if pointed else "print", ""))
    word = KnownWord(
        kind=own.kind or str(known.get("kind", "courtesy")),
        id=key,
        text=text,
        gender=own.gender or str(known.get("gender", "")),
        by_language=tuple((tag, said, "") for tag, said in own.by_language.items())
        + (() if own.print else _translations(known)),
    )
    return word, (*known.get("names", ()), text) if text else known.get("names", ())


def _translations(title: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    """Return a title of words.toml in other languages than English: of a man, of a woman."""
    said = ((tag, title.get(tag, ""), title.get(f"{tag}_f", "")) for tag in _TRANSLATED)
    return tuple(one for one in said if one[1])


def take_titles(
    tokens: Sequence[str], vocabulary: Vocabulary, *, cell: bool = False
) -> tuple[list[KnownWord], list[str]]:
    """Split known titles from the start of `tokens`; returns them and what is left.

    `cell` admits short forms that only a title's own column may hold.
    """
    found: list[KnownWord] = []
    position = 0
    while position < len(tokens):
        start = position
        match = vocabulary.match(tokens, start, cell=cell)
        while match is None and start < len(tokens) - 1 and _is_between(tokens[start]):
            start += 1
            match = vocabulary.match(tokens, start, cell=cell)
        if match is None:
            break
        word, length = match
        french = start > position and tokens[position].casefold() in _ARTICLES
        if french and word.kind not in ("rank", "peer"):  # Le Gen Tran
            break
        found.append(word)
        position = start + length
        if word.kind == "military" and tokens[position : position + 1]:
            position += tokens[position].strip("(),.").casefold() in words().remarks
        if word.kind in ("learned", "degree"):
            behind = tokens[position:] if cell else tokens[position:-1]
            fields = takewhile(_FIELD_OF_STUDY.fullmatch, behind)
            position += sum(1 for _ in fields)
        if word.kind == "rank":
            break
    return found, list(tokens[position:])


def _is_between(token: str) -> bool:
    """Say whether a word may be before or between titles: the, and, 9th (Duke), La (Baronne)."""
    return token.casefold() in ("the", "and", "&", *_ARTICLES) or is_ordinal(token)


def is_ordinal(token: str) -> bool:
    """Say whether a word numbers the holders of a title: 9th."""
    return _ORDINAL.fullmatch(token) is not None
