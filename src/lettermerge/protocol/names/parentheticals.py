"""Recognise what is in brackets behind a name: a party and seat, a remark, titles, a nickname.

Lists of the Congress have `Jane Doe [D-CA12]`, Wikidata `Jane Doe (Canadian politician)`, lists
made by hand `Doe, Jane (Hon.)`. A nickname (`James Doe (Jim)`) is a part of the name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from .capitalisation import is_mixed
from .name_vocabulary import KnownWord, Vocabulary, take_titles, words

_PAIRS = {"(": ")", "[": "]", '"': '"', "“": "”", "„": "“", "«": "»"}
_MOST_WORDS = 8  # in brackets
#: [D-CA12], (R-TX), [D-DC-At Large], (D-N.Y.), (R-Calif.): a member of Congress by party and seat.
_PARTY = re.compile(
    r"[A-Z]{1,3}[-–][A-Z]{2}-?(\d+|[Aa]t[ -][Ll]arge|[Aa][Ll])?"
    r"|[DRI][-–](([A-Z]\.){2}|[A-Z][a-z]+\.?( [A-Z][a-z]+)?)"
)
#: (D), (NDP): by party alone; (JD) may be a nickname.
_INITIALS = re.compile(r"[A-Z]|[A-Z]{3,6}")
#: A word of a remark: nicknames begin with a capital, and are written in letters.
_REMARK = re.compile(r"\b[a-zß-ÿ]{3,}|\d{4}")
#: Behind a rank: Lt. Gen. James Doe, USMC (Ret.).
_RETIRED = re.compile(r"(?i)ret([’']?d|ired)?\.?")


class Group(NamedTuple):
    """What the last brackets of a name hold: one of the three; nothing where there are none."""

    aside: str = ""
    titles: tuple[KnownWord, ...] = ()
    nickname: str = ""


def take_group(tokens: Sequence[str], vocabulary: Vocabulary) -> tuple[Group, list[str]]:
    """Split the brackets off the end of a name's words."""
    opening = _opening(tokens)
    if not opening:
        return Group(), list(tokens)
    text = " ".join(tokens[opening:])
    inside, left = text[1:-1].strip(), [*tokens[: opening - 1], tokens[opening - 1].rstrip(",")]
    remark = text[0] in "([" and (
        _REMARK.search(inside) or re.search(r"[^\w.’'-]", inside) or _RETIRED.fullmatch(inside)
    )
    alone = is_mixed(left) and _is_party_alone(inside)  # DOE, JAMES (JIM)
    alone = alone or (text[0] in "([" and _is_behind_letters(tokens[:opening], vocabulary))
    titles = _is_titles(inside, vocabulary)
    if is_party(inside) or ((alone or remark) and not titles):
        return Group(aside=text), left
    if titles:
        return Group(titles=tuple(take_titles(inside.split(), vocabulary)[0])), left
    return Group(nickname=text), list(tokens[:opening])


def _is_titles(text: str, vocabulary: Vocabulary) -> bool:
    titles, rest = take_titles(text.split(), vocabulary)
    return bool(titles) and (not rest or (titles[-1].kind == "rank" and rest == ["of"]))


def is_party(text: str) -> bool:
    """Say whether a text is a party and a seat of the Congress: D-N.Y."""
    return _PARTY.fullmatch(text) is not None


def _is_party_alone(text: str) -> bool:
    """Say whether a text in brackets is the short form of a party, and no letters such as MEP."""
    short = _INITIALS.fullmatch(text) is not None and text not in words().post_nominals
    return short or text.casefold().replace(".", "") in words().parties


def _is_behind_letters(before: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Say whether a name ends before its brackets, as Jane Doe MP and Jane Doe, députée do."""
    last = before[-1].strip(",").replace(".", "")
    letters = last in words().post_nominals and is_mixed(before[:-1])
    return len(before) > 2 and (letters or vocabulary.designation(last) is not None)


def _opening(tokens: Sequence[str]) -> int | None:
    """Return the place of the word that opens the brackets which the last word closes."""
    for place in range(len(tokens) - 1, max(-1, len(tokens) - _MOST_WORDS), -1):
        closing = _PAIRS.get(tokens[place][:1])
        if closing and tokens[-1].endswith(closing) and len(" ".join(tokens[place:])) > 2:
            return place
    return None
