"""Split rows with two persons: columns of a second person, `Mr and Mrs Doe`.

A name is only taken for two where it is sure: two titles joined by "and". Each person comes back
as a recipient of the same row.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from operator import attrgetter
from typing import Any

from ..diagnostics import Diagnostic
from ..recipients.model import Recipient
from .chamber_and_role import Seat, note
from .names.full_name import read_cells
from .names.name_vocabulary import Vocabulary, take_titles, words
from .profile import Profile, Role

_SECOND = ("title_2", "given_name_2", "family_name_2", "full_name_2")
_second_cells = attrgetter(*_SECOND)
_AND = re.compile(r"\s+(?:and|&|et|und)\s+", re.IGNORECASE)
#: Kinds of title that one of two persons may have; a peer's rank is told apart by its place.
_KINDS = frozenset(
    ("courtesy", "learned", "knight", "clergy", "military", "noble", "civic", "member", "honorific")
)
_COMPANION = "companion"
#: An office that two hold together: Co-leaders, Co-Chairs, Ministers for Examples.
_OF_BOTH = re.compile(
    r"(?i)(?:joint |deputy )*(?:co-?|vice-)*(?:leaders|chairs|chairmen|chairwomen|chairpersons|"
    r"presidents|speakers|whips|ministers|senators|representatives|conven[eo]rs|coordinators|"
    r"spokes(?:persons|people|men|women)|rapporteurs|président(?:e|rice)?s|porte-parole)\b"
)

Persons = tuple[Recipient, ...]


def split_persons(recipient: Recipient, place: Seat) -> tuple[Persons, tuple[Diagnostic, ...]]:
    """Return the persons of a row, one or two, and a note where a name was taken for two."""
    if any(_second_cells(recipient)):
        nobody: dict[str, Any] = dict.fromkeys((*_SECOND, "gender_2"), "")
        first = replace(recipient, **nobody)
        names = {name.removesuffix("_2"): getattr(recipient, name) for name in _SECOND}
        return (first, _second(first, names, recipient.gender_2, place)), ()
    if " " in recipient.full_name or " " in recipient.title:
        for column in ("full_name", "title"):
            if found := _split(recipient, column, place):
                return found, (_told(recipient, column, found),)
    return (recipient,), ()


def share_office(persons: Persons) -> Persons | None:
    """Return two persons who hold an office together, as members both; None for other rows.

    The office is below the second name, so that it is below both.
    """
    if len(persons) != 2 or not _OF_BOTH.match(persons[0].office):
        return None
    first, second = persons
    return replace(first, office=""), replace(second, office=first.office)


def _second(first: Recipient, names: dict[str, str], gender: str, place: Seat) -> Recipient:
    """Return the second person of a row: nothing that the first one holds, but the surname."""
    if not names.get("family_name") and not names.get("full_name"):
        names = {**names, "family_name": read_cells(first, vocabulary_of(place)).family}
    empty: dict[str, Any] = dict.fromkeys(
        ("role", "honorific", "given_name", "family_name", "full_name", "suffix", "post_nominals",
         "constituency", "party", "email", "salutation", "envelope_name", "office"),
        "",
    )  # fmt: skip
    return replace(first, **{**empty, **names, "gender": gender})


def _split(recipient: Recipient, column: str, place: Seat) -> Persons | None:
    """Take a name, or a title, for those of two persons; None where it is not sure."""
    text = getattr(recipient, column)
    if not _AND.search(text):
        return None
    before, behind = (part.split() for part in _AND.split(text, maxsplit=1))
    titles, own = _titles(before, place, cell=column == "title")
    others, rest = _titles(behind, place, cell=column == "title")
    if not titles or not others or _holds_seat(behind, place):
        return None
    title, other = " ".join(titles), " ".join(others)
    if _AND.search(" ".join(rest)):
        sure = not own and column != "title"
        return _split_given_names(recipient, (title, other), rest, place) if sure else None
    if column == "title":  # Mr and Mrs, with the name in other cells; Mr and Ms says nothing
        sure = not own and not rest and _is_wife(behind, place)
        return _pair(replace(recipient, title=title), other, [], place) if sure else None
    return _pair_of(recipient, before, (title, own), (other, rest), place) if rest else None


def _pair_of(
    recipient: Recipient,
    before: list[str],
    one: tuple[str, list[str]],
    two: tuple[str, list[str]],
    place: Seat,
) -> Persons:
    """Return two persons by the words before "and", and the titles and names of each."""
    (title, own), (other, rest) = one, two
    if not own and rest[0] in words().particles:  # Mr and Mrs van der Doe
        surname = " ".join(rest)
        first = replace(recipient, title=title, full_name="", family_name=surname)
        return _pair(first, other, [surname], place)
    if not own:  # Mr and Mrs J. Doe
        first = replace(recipient, full_name=f"{title} {' '.join(rest)}")
        return _pair(first, other, [], place)
    if len(own) == 1 and (len(rest) > 1 or _is_knight(before, place)):
        own = [*own, rest[-1]]  # Mr John and Mrs Jane Doe, Sir John and Lady Doe
    return _pair(replace(recipient, full_name=" ".join((title, *own))), other, rest, place)


def _split_given_names(
    recipient: Recipient, titles: tuple[str, str], rest: list[str], place: Seat
) -> Persons | None:
    """Take `Mr and Mrs John & Jane van Doe` for two of one surname; None where it is not sure."""
    names, comma, after = " ".join(rest).partition(",")  # what is after it is the member's
    his, hers, *more = (part.split() for part in _AND.split(names))
    if more or not 0 < len(his) < 3 or len(hers) < 2:
        return None
    particles = words().particles
    at = next((n for n, one in enumerate(hers) if n and one in particles), len(hers) - 1)
    full_name = " ".join((titles[0], *his, *hers[at:])) + comma + after
    first = replace(recipient, full_name=full_name)
    return _pair(first, titles[1], hers, place)


def _pair(first: Recipient, title: str, name: list[str], place: Seat) -> Persons:
    if len(name) > 1:
        names = {"full_name": f"{title} {' '.join(name)}"}
    else:
        wife = _is_wife(title.split(), place)  # Madame beside a husband: Mrs, in English
        names = {"title": "Mrs" if wife else title, "family_name": " ".join(name)}
    return first, _second(first, {"title": "", **names}, "", place)


def _titles(tokens: list[str], place: Seat, *, cell: bool) -> tuple[list[str], list[str]]:
    """Return the words of titles before a name, and the others; none where a rank is there."""
    found, rest = take_titles(tokens, vocabulary_of(place), cell=cell)
    if not found or any(one.kind not in _KINDS for one in found):
        return [], tokens
    return tokens[: len(tokens) - len(rest)], rest


def _is_knight(tokens: list[str], place: Seat) -> bool:
    """Say whether a title goes with a given name: Sir John."""
    return any(one.kind == "knight" for one in take_titles(tokens, vocabulary_of(place))[0])


def _is_wife(tokens: list[str], place: Seat) -> bool:
    """Say whether a title is one beside a husband's: Mrs."""
    return any(
        one.id in ("mrs", "madame")
        for one in take_titles(tokens, vocabulary_of(place), cell=True)[0]
    )


def _holds_seat(tokens: list[str], place: Seat) -> bool:
    """Say whether the second person is a member, too, who has a row of their own."""
    return any(one.kind == "member" for one in take_titles(tokens, vocabulary_of(place))[0])


def _told(recipient: Recipient, column: str, persons: Persons) -> Diagnostic:
    names = " and ".join(
        f"`{' '.join(filter(None, (one.title, one.full_name or one.family_name)))}`"
        for one in persons
    )
    return note(
        recipient,
        "protocol.two-persons",
        column,
        f"the row is read as two persons, {names}",
        "nothing to do where that is right; else put the second into the columns that end in _2",
    )


@cache
def vocabulary_of(place: Seat) -> Vocabulary:
    """Return the titles that names of a seat's parliament and chamber may have."""
    return Vocabulary(place.profile, place.chamber)


def is_companion(place: Seat) -> bool:
    """Say whether a seat is that of somebody who comes with a member."""
    return place.role == _COMPANION


@cache
def companion_of(place: Seat) -> Seat:
    """Return the seat of whoever comes with a member: the parliament's style, nothing of a seat."""
    profile = place.profile
    chambers = {
        key: replace(chamber, member=_COMPANION, honorific="", post_nominals=())
        for key, chamber in profile.chambers.items()
    }
    own: Profile = replace(profile, chambers=chambers, roles={_COMPANION: Role("")}, ranks={})
    return Seat(own, place.chamber, _COMPANION)
