"""Parse full names into title, given name, family name, suffix and post-nominals.

Recognises titles and post-nominals that are inside a full name, surnames in capitals,
"Surname, Given" and nicknames; splits by rule only what nothing else splits, and says so.
Gender is never read from a name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import takewhile

from ...recipients.model import LONGEST_NAME, Recipient
from .affixes import strip_ends, strip_tail
from .capitalisation import are_initials, in_capitals, is_mixed, recase
from .name_pieces import Pieces
from .name_vocabulary import KnownWord, Vocabulary, take_titles, words
from .parentheticals import take_group
from .surnames import split_name

_INITIAL = re.compile(r"[^\W\d_]\.")


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart.

    `full` is given and family name in the order of address, nickname kept, without suffix.
    `titles` are what was before it. `by_rule` says that given and family name were
    told apart by rule, not by the source; `apart` that a peer's rank was behind the title, as in
    `Place, E.` and `Jane DOE (Baroness)`. `aside` is a party and seat that was behind the name and
    is none of it: (R-TX); `unread` is what was behind a comma and is not understood; `turned` says
    that what was behind it is read as the given name, though it may be a part of the surname.
    """

    full: str = ""
    given: str = ""
    family: str = ""
    suffix: str = ""
    titles: tuple[KnownWord, ...] = ()
    post_nominals: tuple[str, ...] = ()
    by_rule: bool = False
    apart: bool = False
    aside: str = ""
    unread: str = ""
    turned: bool = False


def read_name(full_name: str, vocabulary: Vocabulary, country: str = "") -> Name:
    """Take a full name apart; nothing of it is lost.

    `country` (an ISO code, "" for unknown) is whose custom writes the particles of a surname in
    capitals. A name of more than `LONGEST_NAME` characters, of which rosters admit none, is not
    taken apart.
    """
    if len(full_name) > LONGEST_NAME:
        whole = " ".join(full_name.split())
        return Name(whole, "", whole, by_rule=True)
    pieces = Pieces(full_name.split())
    strip_ends(pieces, vocabulary)
    if any(word.kind == "rank" for word in pieces.titles) and not pieces.apart:
        if len(pieces.tokens) > 1 and re.fullmatch(r"\(.*\)", pieces.tokens[0]):
            del pieces.tokens[0]  # Baroness (Jane) Doe: a given name, which no title holds
        rest = " ".join(
            pieces.tokens if is_mixed(pieces.tokens) else recase(pieces.tokens, country)
        )
        return Name(
            rest, "", rest, "", tuple(pieces.titles), tuple(pieces.post), aside=pieces.aside
        )
    given, family, by_rule = split_name(pieces, vocabulary, country)
    if (
        by_rule
        and len(given) > 1
        and f"{given[-1]} {' '.join(family)}" in vocabulary.double_surnames
    ):
        given, family, by_rule = given[:-1], [given[-1], *family], False
    return Name(
        full=" ".join((*given, *family, *pieces.nickname)),
        given=" ".join(given),
        family=" ".join(family),
        suffix=" ".join(pieces.suffix),
        titles=tuple(pieces.titles),
        post_nominals=tuple(pieces.post),
        by_rule=by_rule,
        apart=pieces.apart,
        aside=pieces.aside,
        unread=pieces.unread,
        turned=pieces.turned,
    )


def _with_whole_name(recipient: Recipient) -> Recipient:
    """Return a recipient whose cell of family names holds the given name, too (DOE Jane), whole."""
    first, *rest = recipient.family_name.split() or [""]
    run = takewhile(in_capitals, (first, *rest) if first else ())
    surname = any(one.casefold() not in words().particles for one in run)
    whole = bool(rest) and surname and is_mixed(rest[-1:])
    last = rest[-1].strip(".").casefold() if rest else ""
    whole = whole and last not in words().suffixes | {"hon", "mp", "mep"}
    if not whole or recipient.full_name or recipient.given_name:
        return recipient
    return replace(recipient, full_name=recipient.family_name, family_name="")


def _from_surname_cell(name: Name, text: str) -> Name:
    """Mark a name that a cell of family names held: O'BRIEN Smith may be a double surname."""
    first = text.split(maxsplit=1)[0]
    sure = first.isalpha() and first.isupper() and first.casefold() not in words().particles
    return replace(name, by_rule=True, turned=not sure)


def read_cells(recipient: Recipient, vocabulary: Vocabulary) -> Name:
    """Return the name that a recipient's name columns give together.

    The columns of given and family name decide what is which; the full name, where there is one,
    how the whole is printed.
    """
    country = words().countries.get(recipient.constituency.casefold(), vocabulary.country)
    typed, recipient = recipient, _with_whole_name(recipient)
    full = read_name(recipient.full_name, vocabulary, country) if recipient.full_name else Name()
    full = _from_surname_cell(full, recipient.full_name) if recipient is not typed else full
    suffix, letters = _read_suffix(recipient.suffix)
    if not recipient.given_name and not recipient.family_name:
        if not recipient.suffix:
            return full
        post = (*full.post_nominals, *letters)
        return replace(full, suffix=suffix or full.suffix, post_nominals=post)
    pieces = Pieces(recipient.given_name.split())
    if pieces.tokens:
        titles, rest = take_titles(pieces.tokens, vocabulary)
        if rest and titles:
            pieces.titles, pieces.tokens = titles, rest
    if len(pieces.tokens) > 1 and pieces.tokens[-2].endswith(","):  # Robert P., Jr.
        strip_tail(pieces, least=1)
    last = Pieces(recipient.family_name.split())
    group, rest = (
        take_group(last.tokens, vocabulary) if "(" in recipient.family_name else (None, [])
    )
    if group is not None and rest and (group.aside or group.nickname.islower()):
        last.tokens, last.aside = rest, group.aside or group.nickname
    strip_tail(last, least=1)
    family = recase(last.tokens, country)
    given = pieces.tokens
    if not family and full.family:
        family = full.family.split()
    elif not family:
        given, family = given[:-1], given[-1:]
    if not is_mixed(given) and all(in_capitals(one) for one in given if len(one) > 1):
        initials = len(given) == 1 and (are_initials(given[0]) or is_mixed(last.tokens))
        given = given if initials and len(given[0]) == 2 else recase(given, "")
    given, family = _between_cells(given, family)
    if full.full and not full.titles and not full.post_nominals:
        full = _in_order(full, family, recipient, country)
    if not given and full.full:
        before = full.full.casefold().removesuffix(" ".join(family).casefold())
        shorter = len(before) < len(full.full)
        given = (full.full[: len(before)] if shorter else full.given).split()
    return Name(
        full=full.full or " ".join((*given, *family)),
        given=" ".join(given),
        family=" ".join(family),
        suffix=suffix or full.suffix or " ".join((*last.suffix, *pieces.suffix)),
        titles=full.titles or tuple(pieces.titles),
        post_nominals=(*(full.post_nominals or last.post), *letters),
        apart=full.apart,
        aside=full.aside or last.aside,
        unread=full.unread,
    )


def _between_cells(given: list[str], family: list[str]) -> tuple[list[str], list[str]]:
    """Return both names of `Jan | G. Doe` as Jan G. and Doe, of `Jan dos | Doe` as Jan, dos Doe."""
    while given and len(family) > 1 and _INITIAL.fullmatch(family[0]):
        given, family = [*given, family[0]], family[1:]
    while family and len(given) > 1 and given[-1].islower() and given[-1] in words().particles:
        given, family = given[:-1], [given[-1], *family]
    return given, family


def _in_order(full: Name, family: list[str], recipient: Recipient, country: str) -> Name:
    """Return `Kempo Dias Doe` for KEMPO Dias Doe, where the surname has a column and comes last."""
    tokens, last = recipient.full_name.split(), " ".join(family).casefold()
    if full.full.casefold().endswith(last):
        return full
    whole = " ".join(tokens).casefold()
    if not last or not whole.endswith(f" {last}"):
        return full
    before = tokens[: -len(family)]
    if not before or "," in before[-1]:
        return full
    return replace(full, full=" ".join((*recase(before, country), *family)))


def _read_suffix(cell: str) -> tuple[str, tuple[str, ...]]:
    """Return what of a suffix cell is one, and the post-nominals that are there instead."""
    letters = [
        one for one in re.split(r"[,\s]+", cell) if one.replace(".", "") in words().post_nominals
    ]
    if not letters:
        return cell, ()
    rest = (one for one in cell.split() if one.strip(",") not in letters)
    return " ".join(rest).strip(" ,"), tuple(letters)


def call_name(given: str) -> str:
    """Return the given name that a knight or dame is called by: the first that is no initial."""
    tokens = given.split()
    return next((one for one in tokens if len(one.rstrip(".")) > 1), given)
