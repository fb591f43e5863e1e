"""Find the chamber of a row that names none by the title of its members: Senator, MP, Baroness."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from ..diagnostics import Diagnostic
from ..recipients.model import LONGEST_NAME, Recipient
from .chamber_and_role import (
    BODY,
    Seat,
    find_chamber,
    find_role,
    names_member,
    names_rank,
    note,
    split_offices,
)
from .names.name_vocabulary import fold, words
from .profile import Profile

_GIVEN_NAMES = ("Baron", "Duke", "Earl")
_SHORT = ("Sen", "Rep", "Del")  # titles with a name and a surname behind them, else names
_OFFICES_OF_LORDS = frozenset(
    ("chancellor", "president", "privy", "mayor", "justice", "advocate", "commissioner", "chief")
)
_FORMER = re.compile(r"(?i)(former|ex|retired|late)\b")
#: What may stand before a member's title: The Rt Hon the Baroness.
_OTHERS = frozenset(
    (
        *("the", "rt", "right", "hon", "honourable", "honorable", "most", "very", "rev", "revd"),
        *("dr", "prof", "professor", "sir", "dame", "mr", "mrs", "ms", "miss", "l'honorable"),
    )
)


def chamber_by_title(
    recipient: Recipient, profile: Profile
) -> tuple[Recipient, tuple[Diagnostic, ...]]:
    """Return a recipient with the chamber that its titles name, and a note that says so.

    Titles are those of `role`, `office`, `title` and `honorific`, those around the name and the
    letters behind it. A title that members of several chambers have names none; where titles
    name different chambers, the recipient is returned as it is.
    """
    if find_chamber(recipient.parliament, profile) or fold(recipient.role) == BODY:
        return recipient, ()
    offices = (recipient.role, *split_offices(recipient.office))
    titles = (recipient.title, recipient.honorific, recipient.post_nominals)
    name = "" if _is_office(recipient.full_name, profile) else recipient.full_name
    chamber, word = named_by_titles(titles_in(name, titles, offices), profile)
    if not chamber:
        return recipient, ()
    message = f"the row names no chamber; `{word}` says that it is {profile.chambers[chamber].name}"
    hint = f"write `{chamber}` to silence this"
    told = note(recipient, "protocol.chamber-by-title", "chamber", message, hint)
    return replace(recipient, chamber=chamber), (told,)


def _is_office(name: str, profile: Profile) -> bool:
    """Say whether a cell of names holds an office: the Lord Chancellor may sit in either house."""
    if fold(name).split()[1:2] and fold(name).split()[1] in _OFFICES_OF_LORDS:
        return True
    return any(
        (found := find_role(name, profile, one)) and found.role != chamber.member
        for one, chamber in profile.chambers.items()
    )


def named_by_titles(titles: Iterable[str], profile: Profile) -> tuple[str, str]:
    """Return the only chamber that titles name, and the title that does; ("", "") where none is."""
    found = {chamber: one for one in titles if (chamber := _only_chamber(one, profile))}
    return found.popitem() if len(found) == 1 else ("", "")


def titles_in(name: str, titles: Iterable[str], offices: Iterable[str] = ()) -> Iterator[str]:
    """Yield what may be titles: cells, each whole and word by word, and words around a name.

    An office counts whole: a Lord Chancellor may be no lord.
    """
    yield from filter(None, offices)
    for title in filter(None, titles):
        yield title
        if not _FORMER.match(title):
            yield from title.replace(",", " ").split()
    if len(name) <= LONGEST_NAME:
        tokens = name.split()
        yield from _before(tokens)
        yield from _behind(tokens)


def _before(tokens: list[str]) -> Iterator[str]:
    """Yield the words before a name that may be titles of members, to the first that is no other.

    A surname that is one, as in `Baron, Ann`, ends with a comma; Earl is a given name as well.
    """
    for place, word in enumerate(tokens[:-1]):
        if word.endswith(","):
            return
        alone = len(tokens) == place + 2 or tokens[place + 1] == "of"
        given = (word in _GIVEN_NAMES and not alone) or (word in _SHORT and alone)
        if not given and word.replace(".", "") not in words().post_nominals:
            yield word
        if fold(word) not in _OTHERS:
            return


def _behind(tokens: list[str]) -> Iterator[str]:
    """Yield the letters behind a name."""
    for word in reversed(tokens[1:]):
        letters = word.strip(",").replace(".", "")
        if letters not in words().post_nominals:
            return
        yield letters


@lru_cache(maxsize=4096)
def _only_chamber(word: str, profile: Profile) -> str:
    """Return the only chamber of which a word is a member's title, "" where there is none."""
    found = [
        one
        for one in profile.chambers
        if names_member(word, Seat(profile, one, "")) or names_rank(word, profile, one)
    ]
    return found[0] if len(found) == 1 else ""
