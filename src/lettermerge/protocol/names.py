"""Names as sources give them into given and family name, titles, suffix and letters after them.

Recognises titles and post-nominals that stand inside a full name, surnames in capitals,
"Surname, Given" and nicknames; splits by rule only what nothing else splits, and says so.
Gender is never read from a name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ..recipients.model import Recipient
from .capitals import are_initials, in_capitals, is_cased, is_mixed, recase
from .peers import find_peer
from .vocabulary import Vocabulary, Word, fold, take_titles, words

_MOST_LETTERS = 40  # after one name; a cell with more is no name
#: (R-TX), [D-CA-12]: the party of a member of Congress and its seat.
_PARTY = re.compile(r"[(\[][A-Z]{1,3}[-–][A-Z]{2}(-([Aa][Ll]|\d+))?[)\]]")
_NICKNAME = re.compile(r"[\"“„«(].*[\"”“»)]")


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart.

    `full` is given and family name in the order of address, nickname kept, without suffix.
    `titles` are what stood before it; `unknown` is text of a title cell that no vocabulary has.
    `by_rule` says that given and family name were told apart by rule, not by the source; `apart`
    that a peer's rank stood behind the title, as in `Place, E.`. `aside` is a party and seat that
    stood behind the name and is none of it: (R-TX).
    """

    full: str = ""
    given: str = ""
    family: str = ""
    suffix: str = ""
    titles: tuple[Word, ...] = ()
    post_nominals: tuple[str, ...] = ()
    by_rule: bool = False
    apart: bool = False
    aside: str = ""


@dataclass(slots=True)
class _Pieces:
    """The parts of a full name while they are being taken from its ends."""

    tokens: list[str]
    titles: list[Word] = field(default_factory=list)
    suffix: list[str] = field(default_factory=list)
    post: list[str] = field(default_factory=list)
    nickname: list[str] = field(default_factory=list)
    aside: str = ""
    apart: bool = False


def read_name(full_name: str, vocabulary: Vocabulary, country: str = "") -> Name:
    """Take a full name apart; nothing of it is lost.

    `country` (an ISO code, "" for unknown) is whose custom writes the particles of a surname in
    capitals.
    """
    pieces = _Pieces(full_name.split())
    _strip_ends(pieces, vocabulary)
    if any(word.kind == "rank" for word in pieces.titles):
        rest = " ".join(
            pieces.tokens if is_mixed(pieces.tokens) else recase(pieces.tokens, country)
        )
        return Name(
            rest, "", rest, "", tuple(pieces.titles), tuple(pieces.post), aside=pieces.aside
        )
    given, family, by_rule = _split(pieces, vocabulary, country)
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
    )


def read_cells(recipient: Recipient, vocabulary: Vocabulary) -> Name:
    """Return the name that a recipient's name columns give together.

    The columns of given and family name decide what is which; the full name, where there is one,
    how the whole is printed.
    """
    country = words().countries.get(recipient.constituency.casefold(), "")
    full = read_name(recipient.full_name, vocabulary, country) if recipient.full_name else Name()
    suffix, letters = _read_suffix(recipient.suffix)
    if not recipient.given_name and not recipient.family_name:
        post = (*full.post_nominals, *letters)
        return replace(full, suffix=suffix or full.suffix, post_nominals=post)
    pieces = _Pieces(recipient.given_name.split())
    if pieces.tokens:
        titles, rest = take_titles(pieces.tokens, vocabulary)
        if rest and titles:
            pieces.titles, pieces.tokens = titles, rest
    if len(pieces.tokens) > 1 and pieces.tokens[-2].endswith(","):  # Robert P., Jr.
        _strip_tail(pieces, least=1)
    last = _Pieces(recipient.family_name.split())
    _strip_tail(last, least=1)
    family = recase(last.tokens, country)
    given = pieces.tokens
    if not family and full.family:
        family = full.family.split()
    elif not family:
        given, family = given[:-1], given[-1:]
    if not is_mixed(given) and all(in_capitals(one) for one in given if len(one) > 1):
        initials = len(given) == 1 and (are_initials(given[0]) or is_mixed(last.tokens))
        given = given if initials and len(given[0]) == 2 else recase(given, "")
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
        aside=full.aside,
    )


def _read_suffix(cell: str) -> tuple[str, tuple[str, ...]]:
    """Return what of a suffix cell is one, and the post-nominals that stand there instead."""
    letters = [
        one for one in re.split(r"[,\s]+", cell) if one.replace(".", "") in words().post_nominals
    ]
    if not letters:
        return cell, ()
    rest = (one for one in cell.split() if one.strip(",") not in letters)
    return " ".join(rest).strip(" ,"), tuple(letters)


def _strip_ends(pieces: _Pieces, vocabulary: Vocabulary) -> None:
    """Take titles off the start, suffixes, post-nominals and a title off the end."""
    titles, rest = take_titles(pieces.tokens, vocabulary)
    if all(word.kind != "rank" for word in titles):
        titles, rest = find_peer(pieces.tokens, vocabulary) or (titles, rest)
    if rest:
        pieces.titles, pieces.tokens = titles, rest
    _strip_brackets(pieces)
    _strip_member(pieces, vocabulary)
    ranked = any(word.kind == "rank" for word in pieces.titles)
    _strip_tail(pieces, least=1 if pieces.titles else 2, ranked=ranked)
    if len(pieces.tokens) < 3:
        return
    last, found = take_titles(pieces.tokens[-1:], vocabulary)
    if not found and all(word.kind == "learned" for word in last):
        pieces.titles += last
        pieces.tokens.pop()
        pieces.tokens[-1] = pieces.tokens[-1].rstrip(",")


def _strip_brackets(pieces: _Pieces) -> None:
    """Take what stands in brackets off the end of a name.

    A party and its seat is put aside; what may be a nickname stays with the name.
    """
    tokens = pieces.tokens
    if len(tokens) > 1 and _PARTY.fullmatch(tokens[-1]):
        pieces.aside = tokens.pop()
        tokens[-1] = tokens[-1].rstrip(",")
    inverted = any(one.endswith(",") for one in tokens)
    while not inverted and len(tokens) > 1 and _NICKNAME.fullmatch(tokens[-1]):
        pieces.nickname.insert(0, tokens.pop())


def _strip_member(pieces: _Pieces, vocabulary: Vocabulary) -> None:
    """Take `Senator` off the end of `The Honourable Jane Doe, Senator`, which is a whole name."""
    if len(pieces.tokens) < 3 or not pieces.tokens[-2].endswith(","):
        return
    found, rest = take_titles(pieces.tokens[-1:], vocabulary)
    if not rest and all(word.kind == "member" for word in found):
        pieces.titles += found
        pieces.tokens.pop()
        pieces.tokens[-1] = pieces.tokens[-1].rstrip(",")


def _strip_tail(pieces: _Pieces, least: int, ranked: bool = False) -> None:
    """Take suffixes and post-nominals off the end, as long as `least` words of name are left.

    Letters that no list has are taken where they stand among letters that are known, or after a
    peer's title (`ranked`), which never is in capitals.
    """
    start = _letters_start(pieces.tokens, least, ranked)
    while len(pieces.tokens) > 1 and len(pieces.post) < _MOST_LETTERS:
        last, before = pieces.tokens[-1], pieces.tokens[-2]
        bare = last.strip(",").replace(".", "")
        after_comma = before.endswith(",")
        if not after_comma and len(pieces.tokens) <= least:
            break
        if bare in words().post_nominals or len(pieces.tokens) > start:
            capitals = not after_comma and not is_mixed(pieces.tokens[:-1]) and in_capitals(before)
            if capitals and bare not in ("MP", "MEP") and not pieces.post:
                break  # JANE MA: a surname as soon as letters
            if len(pieces.tokens) == 2 and re.fullmatch(r"(\w\.){2}", last) and not pieces.titles:
                break  # Doe, J.D.: initials as soon as letters
            pieces.post.insert(0, last.strip(","))
        elif bare.casefold() in words().suffixes:
            last = last.strip(",")
            small = bare.casefold() in words().comma_suffixes and last.isupper()
            pieces.suffix.insert(0, last.capitalize() if small else last)
        else:
            break
        pieces.tokens.pop()
        pieces.tokens[-1] = pieces.tokens[-1].rstrip(",") or pieces.tokens[-1]


def _letters_start(tokens: Sequence[str], least: int, ranked: bool) -> int:
    """Return where the letters after a name begin, unknown ones included; its length if nowhere."""
    start = len(tokens)
    while start > least and _like_letters(tokens[start - 1]):
        start -= 1
    if ranked and is_mixed(tokens[:start]):
        return start
    while start < len(tokens) and tokens[start].strip(",").replace(".", "") not in (
        words().post_nominals
    ):
        start += 1
    return start


def _like_letters(token: str) -> bool:
    """Say whether a word looks like letters after a name: AFC, O.Ont., FMedSci."""
    bare = token.strip(",")
    parts = [part for part in re.split(r"[.]", bare) if part]
    if len(parts) > 1:
        return all(part[0].isupper() and len(part) < 5 for part in parts)
    return sum(map(str.isupper, bare)) > 1 and bare.isalpha() and len(bare) < 8


def _split(
    pieces: _Pieces, vocabulary: Vocabulary, country: str
) -> tuple[list[str], list[str], bool]:
    """Return given names, family names, and whether a rule had to tell them apart."""
    tokens = pieces.tokens
    comma = next((i for i, one in enumerate(tokens[:-1]) if one.endswith(",") and one != ","), None)
    if comma is not None:
        return *_around_comma(pieces, comma, vocabulary, country), False
    run = _capital_run(tokens)
    if run is not None:
        start, end = run
        if end < len(tokens):
            return tokens[end:], recase(tokens[:end], country), False
        start = _with_particles(tokens, start)
        return tokens[:start], recase(tokens[start:], country), False
    if len(tokens) == 1:
        return [], recase(tokens, country), False
    if not is_mixed(tokens):
        tokens = recase(tokens, country)
    start = _with_particles(tokens, len(tokens) - 1)
    return tokens[:start], tokens[start:], True


def _around_comma(
    pieces: _Pieces, comma: int, vocabulary: Vocabulary, country: str
) -> tuple[list[str], list[str]]:
    """Split "Surname, Given"; titles may stand after the comma: "Doe, Hon Jane", "Doe, L."."""
    tokens = pieces.tokens
    last = _Pieces([*tokens[:comma], tokens[comma].rstrip(",")])
    _strip_tail(last, least=1)
    pieces.suffix += last.suffix
    family = [*last.tokens, *last.post]
    titles, given = take_titles(tokens[comma + 1 :], vocabulary)
    rank = vocabulary.ranks_by_abbreviation.get(fold(" ".join(given)))
    if rank is not None:
        pieces.titles += [*titles, rank]
        pieces.apart = True
        return [], family
    ranked = any(word.kind == "rank" for word in titles)
    if not given and any(
        word.kind not in ("noble", "learned", "clergy", "honorific", "rank") for word in titles
    ):
        titles, given = [], tokens[comma + 1 :]
    pieces.apart = ranked and given != ["of"]
    pieces.titles += titles
    return recase(given, country), recase(family, country)


def _with_particles(tokens: Sequence[str], start: int) -> int:
    """Return where the family name that ends with `tokens[start:]` begins, particles included."""
    particles, joining = words().particles, words().joining
    while start > 1:
        before = tokens[start - 1].casefold().rstrip(".")
        if before in joining and start > 2:
            start -= 2
        elif before in particles and before not in joining:
            start -= 1
        else:
            break
    return start


def _capital_run(tokens: Sequence[str]) -> tuple[int, int] | None:
    """Return the run of words in capitals that is the surname, if the other words are not."""
    end = len(tokens)
    while end and not is_cased(tokens[end - 1]):
        end -= 1
    start = end
    while start and (in_capitals(tokens[start - 1]) or _joins(tokens, start - 1, end)):
        start -= 1
    if start < end:
        return (start, len(tokens)) if is_mixed(tokens[:start]) else None
    end = 0
    while end < len(tokens) and (in_capitals(tokens[end]) or _joins(tokens, end, len(tokens))):
        end += 1
    if end == 1 and len(tokens[0]) == 2:  # JD Doe: initials written together
        return None
    return (0, end) if end and is_mixed(tokens[end:]) else None


def _joins(tokens: Sequence[str], place: int, end: int) -> bool:
    """Say whether a single capital stands between two surnames: RIBA I GINER."""
    return (
        tokens[place].casefold() in words().joining
        and 0 < place < end - 1
        and in_capitals(tokens[place - 1])
        and in_capitals(tokens[place + 1])
    )


def call_name(given: str) -> str:
    """Return the given name that a knight or dame is called by: the first that is no initial."""
    tokens = given.split()
    return next((one for one in tokens if len(one.rstrip(".")) > 1), given)
