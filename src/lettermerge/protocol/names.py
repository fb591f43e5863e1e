"""Names as sources give them into given and family name, titles, suffix and letters after them.

Recognises titles and post-nominals that stand inside a full name, surnames in capitals,
"Surname, Given" and nicknames; splits by rule only what nothing else splits, and says so.
Gender is never read from a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from ..recipients.model import Recipient
from .vocabulary import Vocabulary, Word, fold, words

_ARTICLES = ("la", "las", "los")
_NICKNAME = re.compile(r"[\"“„«(].*[\"”“»)]")


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart.

    `full` is given and family name in the order of address, nickname kept, without suffix.
    `titles` are what stood before it; `unknown` is text of a title cell that no vocabulary has.
    `by_rule` says that given and family name were told apart by rule, not by the source.
    """

    full: str = ""
    given: str = ""
    family: str = ""
    suffix: str = ""
    titles: tuple[Word, ...] = ()
    post_nominals: tuple[str, ...] = ()
    by_rule: bool = False


@dataclass(slots=True)
class _Pieces:
    """The parts of a full name while they are being taken from its ends."""

    tokens: list[str]
    titles: list[Word] = field(default_factory=list)
    suffix: list[str] = field(default_factory=list)
    post: list[str] = field(default_factory=list)


def take_titles(
    tokens: Sequence[str], vocabulary: Vocabulary, *, cell: bool = False
) -> tuple[list[Word], list[str]]:
    """Split known titles from the start of `tokens`; returns them and what is left.

    `cell` admits short forms that only a title's own column may hold.
    """
    found: list[Word] = []
    position = 0
    while position < len(tokens):
        start = position
        while start < len(tokens) - 1 and tokens[start].casefold() in ("the", "and", "&"):
            start += 1
        match = vocabulary.match(tokens, start, cell=cell)
        if match is None:
            break
        word, length = match
        found.append(word)
        position = start + length
        if word.kind == "rank":
            break
    return found, list(tokens[position:])


def read_name(full_name: str, vocabulary: Vocabulary, country: str = "") -> Name:
    """Take a full name apart; nothing of it is lost.

    `country` (an ISO code, "" for unknown) is whose custom writes the particles of a surname in
    capitals.
    """
    pieces = _Pieces(full_name.split())
    _strip_ends(pieces, vocabulary)
    if any(word.kind == "rank" for word in pieces.titles):
        rest = " ".join(pieces.tokens)
        return Name(rest, "", rest, "", tuple(pieces.titles), tuple(pieces.post))
    nickname: list[str] = []
    while len(pieces.tokens) > 1 and _NICKNAME.fullmatch(pieces.tokens[-1]):
        nickname.insert(0, pieces.tokens.pop())
    given, family, by_rule = _split(pieces, vocabulary, country)
    return Name(
        full=" ".join((*given, *family, *nickname)),
        given=" ".join(given),
        family=" ".join(family),
        suffix=" ".join(pieces.suffix),
        titles=tuple(pieces.titles),
        post_nominals=tuple(pieces.post),
        by_rule=by_rule,
    )


def read_cells(recipient: Recipient, vocabulary: Vocabulary) -> Name:
    """Return the name that a recipient's name columns give together.

    The columns of given and family name decide what is which; the full name, where there is one,
    how the whole is printed.
    """
    country = words().countries.get(recipient.constituency.casefold(), "")
    full = read_name(recipient.full_name, vocabulary, country) if recipient.full_name else Name()
    if not recipient.given_name and not recipient.family_name:
        return replace(full, suffix=recipient.suffix or full.suffix)
    pieces = _Pieces(recipient.given_name.split())
    if pieces.tokens:
        titles, rest = take_titles(pieces.tokens, vocabulary)
        if rest and titles:
            pieces.titles, pieces.tokens = titles, rest
    last = _Pieces(recipient.family_name.split())
    _strip_tail(last, least=1)
    family = _recase(last.tokens, country)
    given = pieces.tokens
    if not family and full.family:
        family = full.family.split()
    elif not family:
        given, family = given[:-1], given[-1:]
    if all(_in_capitals(one) for one in given if len(one) > 1) and not _mixed(given):
        given = _recase(given, "")
    if not given and full.full:
        before = full.full.casefold().removesuffix(" ".join(family).casefold())
        shorter = len(before) < len(full.full)
        given = (full.full[: len(before)] if shorter else full.given).split()
    return Name(
        full=full.full or " ".join((*given, *family)),
        given=" ".join(given),
        family=" ".join(family),
        suffix=recipient.suffix or full.suffix or " ".join(last.suffix),
        titles=full.titles or tuple(pieces.titles),
        post_nominals=full.post_nominals or tuple(last.post),
    )


def _strip_ends(pieces: _Pieces, vocabulary: Vocabulary) -> None:
    """Take titles off the start, suffixes and post-nominals off the end."""
    titles, rest = take_titles(pieces.tokens, vocabulary)
    if rest:
        pieces.titles, pieces.tokens = titles, rest
    _strip_tail(pieces, least=1 if pieces.titles else 2)


def _strip_tail(pieces: _Pieces, least: int) -> None:
    """Take suffixes and post-nominals off the end, as long as `least` words of name are left."""
    known, suffixes = words().post_nominals, words().suffixes
    while len(pieces.tokens) > 1:
        last, before = pieces.tokens[-1], pieces.tokens[-2]
        bare = last.strip(",").replace(".", "")
        after_comma = before.endswith(",")
        if not after_comma and len(pieces.tokens) <= least:
            break
        if bare in known and (after_comma or bare == last.strip(",") or "." in last):
            if not after_comma and _in_capitals(before) and not _mixed(pieces.tokens[:-1]):
                break
            pieces.post.insert(0, last.strip(","))
        elif bare.casefold() in suffixes:
            pieces.suffix.insert(0, last.strip(","))
        else:
            break
        pieces.tokens.pop()
        pieces.tokens[-1] = pieces.tokens[-1].rstrip(",") or pieces.tokens[-1]


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
            return tokens[end:], _recase(tokens[:end], country), False
        start = _with_particles(tokens, start)
        return tokens[:start], _recase(tokens[start:], country), False
    if len(tokens) == 1:
        return [], _recase(tokens, country), False
    if not _mixed(tokens):
        tokens = _recase(tokens, country)
    start = _with_particles(tokens, len(tokens) - 1)
    return tokens[:start], tokens[start:], True


def _around_comma(
    pieces: _Pieces, comma: int, vocabulary: Vocabulary, country: str
) -> tuple[list[str], list[str]]:
    """Split "Surname, Given"; titles may stand after the comma: "Doe, Hon Jane", "Doe, L."."""
    tokens = pieces.tokens
    family = [*tokens[:comma], tokens[comma].rstrip(",")]
    titles, given = take_titles(tokens[comma + 1 :], vocabulary)
    rank = vocabulary.ranks_by_abbreviation.get(fold(" ".join(given)))
    if rank is not None:
        pieces.titles += [*titles, rank]
        return [], family
    if not given:
        titles, given = [], tokens[comma + 1 :]
    pieces.titles += titles
    return _recase(given, country), _recase(family, country)


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
    while end and not _cased(tokens[end - 1]):
        end -= 1
    start = end
    while start and (_in_capitals(tokens[start - 1]) or _joins(tokens, start - 1, end)):
        start -= 1
    if start < end:
        return (start, len(tokens)) if _mixed(tokens[:start]) else None
    end = 0
    while end < len(tokens) and (_in_capitals(tokens[end]) or _joins(tokens, end, len(tokens))):
        end += 1
    return (0, end) if end and _mixed(tokens[end:]) else None


def _joins(tokens: Sequence[str], place: int, end: int) -> bool:
    """Say whether a single capital stands between two surnames: RIBA I GINER."""
    return (
        tokens[place].casefold() in words().joining
        and 0 < place < end - 1
        and _in_capitals(tokens[place - 1])
        and _in_capitals(tokens[place + 1])
    )


def _cased(token: str) -> bool:
    return token.lower() != token.upper()


def _mixed(tokens: Iterable[str]) -> bool:
    """Say whether a word among `tokens` has small letters, so that capitals mean something."""
    return any(any(char.islower() for char in token) for token in tokens)


def _in_capitals(token: str) -> bool:
    """Say whether a word is a surname in capitals: not an initial, no small letter but ß."""
    if not token.replace("ß", "").isupper():
        return False
    letters = [char for char in token if char.isalpha()]
    if len(letters) < 2 or any(char.isdigit() for char in token):
        return False
    return not token.endswith(".") and not re.fullmatch(r"(\w\.)+-?(\w\.)*", token)


def _recase(tokens: Iterable[str], country: str) -> list[str]:
    """Write words in capitals as a surname is written; the others stay as they are."""
    tokens = list(tokens)
    lower = words().particle_case.get(country, words().lower)
    done: list[str] = []
    for number, part in enumerate(tokens):
        small = part.lower()
        last = number == len(tokens) - 1
        article = bool(done) and done[-1] == "de" and small in _ARTICLES
        if part == part.upper() and not last and (small in lower or article):
            done.append(small)
        else:
            done.append(capitalise(part, lower) if _in_capitals(part) else part)
    return done


def capitalise(word: str, lower: frozenset[str] = frozenset()) -> str:
    """Write one word in capitals as a name: MCALLISTER is McAllister, O'SHEA is O'Shea.

    A part after a hyphen that is among `lower` is a particle: HERMIDA-VAN is Hermida-van.
    """
    out: list[str] = []
    for number, part in enumerate(re.split(r"([-'’‘.])", word)):
        small = part.lower()
        if number and out[-1] == "-" and small in lower:
            out.append(small)
        elif small.startswith("mc") and len(part) > 3:
            out.append("Mc" + part[2] + part[3:].lower())
        else:
            out.append(part[:1] + part[1:].lower())
    return "".join(out)


def call_name(given: str) -> str:
    """Return the given name that a knight or dame is called by: the first that is no initial."""
    tokens = given.split()
    return next((one for one in tokens if len(one.rstrip(".")) > 1), given)
