"""Split given and family name: by a comma, by capitals, or else by rule."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from .affixes import strip_tail
from .capitalisation import in_capitals, is_cased, is_mixed, recase
from .name_pieces import Pieces
from .name_vocabulary import Vocabulary, fold, take_titles, words


def split_name(
    pieces: Pieces, vocabulary: Vocabulary, country: str
) -> tuple[list[str], list[str], bool]:
    """Return given names, family names, and whether a rule had to tell them apart."""
    tokens = pieces.tokens
    comma = next((i for i, one in enumerate(tokens[:-1]) if one.endswith(",") and one != ","), None)
    if comma is not None:
        return *_around_comma(pieces, comma, vocabulary, country), False
    run = _capital_run(tokens)
    if run is not None:
        start, end = run
        if start and end < len(tokens):  # K. DOE Heinz
            return [*tokens[end:], *tokens[:start]], recase(tokens[start:end], country), False
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
    pieces: Pieces, comma: int, vocabulary: Vocabulary, country: str
) -> tuple[list[str], list[str]]:
    """Split "Surname, Given"; titles may be after the comma: "Doe, Hon Jane", "Doe, L."."""
    tokens = pieces.tokens
    last = Pieces([*tokens[:comma], tokens[comma].rstrip(",")])
    strip_tail(last, least=1)
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
    pieces.turned = bool(given) and not titles and _may_be_whole(family, vocabulary)
    pieces.apart = pieces.apart or (ranked and given != ["of"])
    pieces.titles += titles
    return recase(given, country), recase(family, country)


def _may_be_whole(before: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Say whether several words before a comma, not in capitals, may be given and family name."""
    plain = [one for one in before if one.casefold() not in words().particles]
    double = " ".join(before) in vocabulary.double_surnames
    return len(plain) > 1 and not double and not all(map(in_capitals, plain))


def _with_particles(tokens: Sequence[str], start: int) -> int:
    """Return where the family name that ends with `tokens[start:]` begins, particles included."""
    particles, joining = words().particles, words().joining
    while start > 1 or (start and tokens[0].islower()):  # Dr van der Doe has no given name
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
    first = end = sum(1 for _ in takewhile(_is_initial, tokens))
    if first > 2 or first == len(tokens):
        first = end = 0
    while end < len(tokens) and (in_capitals(tokens[end]) or _joins(tokens, end, len(tokens))):
        end += 1
    if end == 1 and len(tokens[0]) == 2:  # JD Doe: initials written together
        return None
    return (first, end) if end > first and is_mixed(tokens[end:]) else None


def _is_initial(token: str) -> bool:
    return len(token) == 2 and token[0].isupper() and token[1] == "."


def _joins(tokens: Sequence[str], place: int, end: int) -> bool:
    """Say whether a single capital is between two surnames: RIBA I GINER."""
    return (
        tokens[place].casefold() in words().joining
        and 0 < place < end - 1
        and in_capitals(tokens[place - 1])
        and in_capitals(tokens[place + 1])
    )
