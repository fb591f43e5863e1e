"""Strip titles, suffixes, post-nominals and brackets from the ends of a full name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .capitalisation import in_capitals, is_mixed
from .member_designations import strip_designations, strip_unread
from .name_pieces import Pieces, like_letters
from .name_vocabulary import KnownWord, Vocabulary, is_ordinal, take_titles, words
from .parentheticals import Group, is_party, take_group
from .peerage import find_peer

_BARONET = frozenset(("bt", "bart", "baronet"))
_MOST_LETTERS = 40  # after one name; a cell with more is no name


def strip_ends(pieces: Pieces, vocabulary: Vocabulary) -> None:
    """Take titles off the start, suffixes, post-nominals and a title off the end."""
    titles, rest = take_titles(pieces.tokens, vocabulary)
    if all(word.kind != "rank" for word in titles):
        titles, rest = find_peer(pieces.tokens, vocabulary) or (titles, rest)
    if rest:
        pieces.titles, pieces.tokens = _keep_given_name(pieces.tokens, titles, rest)
    _strip_brackets(pieces, vocabulary)
    strip_designations(pieces, vocabulary)
    _write_baronet(pieces)
    _write_letters(pieces, vocabulary)
    ranked = any(word.kind == "rank" for word in pieces.titles) and not pieces.apart
    strip_tail(pieces, least=1 if pieces.titles else 2, ranked=ranked)
    if not ranked:
        strip_unread(pieces, vocabulary)
        if pieces.unread:  # Jane Doe MP, Whatever
            strip_tail(pieces, least=1 if pieces.titles else 2)
    if len(pieces.tokens) < 3:
        return
    last, found = take_titles(pieces.tokens[-1:], vocabulary)
    if not found and all(word.kind == "learned" for word in last):
        pieces.titles += last
        pieces.tokens.pop()
        pieces.tokens[-1] = pieces.tokens[-1].rstrip(",")


def _keep_given_name(
    tokens: list[str], titles: list[KnownWord], rest: list[str]
) -> tuple[list[KnownWord], list[str]]:
    """Leave `Gen` in `Gen Doe MP`, `Mag Doe`, `He Doe`: a surname alone is no name."""
    before = tokens[len(tokens) - len(rest) - 1] if titles else ""
    if before not in words().given_titles:
        return titles, rest
    alone = sum(one.strip(",").replace(".", "") not in words().post_nominals for one in rest) == 1
    if not alone:
        return titles, rest
    return titles[:-1], [before, *rest]


def _strip_brackets(pieces: Pieces, vocabulary: Vocabulary) -> None:
    """Take brackets off the end; a nickname in them behind `Doe, James` is a given name."""
    if len(pieces.tokens) > 2 and pieces.tokens[-2].endswith(",") and is_party(pieces.tokens[-1]):
        pieces.aside = pieces.tokens.pop()  # Jane Doe, D-N.Y.
        pieces.tokens[-1] = pieces.tokens[-1].rstrip(",")
    while True:
        group, tokens = take_group(pieces.tokens, vocabulary)
        inverted = any(one.endswith(",") for one in tokens)
        if group == Group() or (group.nickname and inverted):
            return
        pieces.tokens = tokens
        pieces.titles += group.titles
        pieces.apart = pieces.apart or any(word.kind == "rank" for word in group.titles)
        if group.aside:  # what is behind it is no nickname, either
            pieces.aside = " ".join(filter(None, (group.aside, *pieces.nickname, pieces.aside)))
            pieces.nickname.clear()
        pieces.nickname[:0] = [group.nickname] if group.nickname else []


def _write_letters(pieces: Pieces, vocabulary: Vocabulary) -> None:
    """Take the letters of another parliament's members off the end: `JANE DOE MSP`, `Doe msp`."""
    while len(pieces.tokens) > (1 if pieces.titles else 2):
        letters = pieces.tokens[-1].strip(",").replace(".", "").upper()
        if letters not in vocabulary.other_titles:
            return
        pieces.post.insert(0, letters)
        pieces.tokens = [*pieces.tokens[:-2], pieces.tokens[-2].rstrip(",")]


def _write_baronet(pieces: Pieces) -> None:
    """Write `4th Bt`, `4th Baronet` and `, Baronet` as the letters of a baronet: Bt."""
    tokens = pieces.tokens
    for place in range(len(tokens) - 1, 1, -1):
        if tokens[place][0] not in "Bb" or tokens[place].strip(",.").casefold() not in _BARONET:
            continue
        numbered = is_ordinal(tokens[place - 1])
        if numbered or tokens[place - 1].endswith(",") or tokens[place][:2] == "Bt":
            tokens[place] = "Bt"
            del tokens[place - 1 : place if numbered else place - 1]
            return


def strip_tail(pieces: Pieces, least: int, ranked: bool = False) -> None:
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
    while start > least and like_letters(tokens[start - 1]):
        start -= 1
    if ranked and is_mixed(tokens[:start]):
        return start
    while start < len(tokens) and tokens[start].strip(",").replace(".", "") not in (
        words().post_nominals
    ):
        start += 1
    return start
