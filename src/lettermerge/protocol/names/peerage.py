"""Parse peers' names: `Major the Rt Hon the Lord Doe`, `Jane Doe, 2nd Baroness Doe of Place`.

A peer is written to by the title alone. Where a list has the person's own name before it, that is
left out, with `Sir` and `Mr`; what is kept before a rank (General, Professor, The Rt Hon) stays.
"""

from __future__ import annotations

from collections.abc import Sequence

from .capitalisation import in_capitals, recase
from .name_vocabulary import KnownWord, Vocabulary, is_ordinal, take_titles

_KEPT = ("honorific", "military", "clergy", "learned")
Peer = tuple[list[KnownWord], list[str]]  # titles, the rank last, and the words of the peerage


def find_peer(tokens: Sequence[str], vocabulary: Vocabulary) -> Peer | None:
    """Return the titles and the peerage of a name that holds a rank further on; None if none."""
    return (
        _after_the(tokens, vocabulary)
        or _after_own_name(tokens, vocabulary)
        or _after_surname(tokens, vocabulary)
        or _in_brackets(tokens, vocabulary)
    )


def _in_brackets(tokens: Sequence[str], vocabulary: Vocabulary) -> Peer | None:
    """Read `Jane Doe (Baroness Doe of Place)`: the whole title is in the brackets."""
    opening = next((i for i, one in enumerate(tokens) if i and one.startswith("(")), None)
    if opening is None or not tokens[-1].endswith(")"):
        return None
    titles, rest = take_titles(" ".join(tokens[opening:])[1:-1].split(), vocabulary)
    if not titles or titles[-1].kind != "rank" or rest in ([], ["of"]):
        return None
    before, _ = take_titles(tokens[:opening], vocabulary)
    return [*(one for one in before if one.kind in _KEPT), *titles], rest


def _after_surname(tokens: Sequence[str], vocabulary: Vocabulary) -> Peer | None:
    """Read `DOE Baroness Jane` and `PLACE John (The Earl of)`, as the European Parliament has them.

    The surname in capitals is the title; the given name is left out.
    """
    if not in_capitals(tokens[0]):
        return None
    end = next((i for i, one in enumerate(tokens) if not in_capitals(one)), len(tokens))
    if not 0 < end < len(tokens):
        return None
    surname, behind = recase(tokens[:end], ""), tokens[end:]
    opening = next((i for i, one in enumerate(behind) if one.startswith("(")), None)
    if opening is not None and behind[-1].endswith(")"):
        behind = " ".join(behind[opening:])[1:-1].split()
    titles, rest = take_titles(behind, vocabulary)
    if not titles or titles[-1].kind != "rank":
        return None
    return titles, ["of", *surname] if rest == ["of"] else surname


def _after_the(tokens: Sequence[str], vocabulary: Vocabulary) -> Peer | None:
    """Read `Major the Rt Hon the Lord Doe`: what is before `the` and a rank is a title."""
    for place in range(1, len(tokens) - 2):
        if tokens[place].casefold() != "the" or "," in tokens[place - 1]:
            continue
        titles, rest = take_titles(tokens[place:], vocabulary)
        if rest and titles and titles[-1].kind == "rank":
            before = tokens[1:place] if tokens[0].casefold() == "the" else tokens[:place]
            known, unknown = take_titles(before, vocabulary, cell=True)
            if unknown:
                known = [KnownWord("military", "", " ".join(before))]
            return [*known, *titles], rest
    return None


def _after_own_name(tokens: Sequence[str], vocabulary: Vocabulary) -> Peer | None:
    """Read `Jane Doe, Baroness Doe of Place`: the whole title is behind the person's own name.

    `Doe of Place, Lord`, `Place, The Earl of` and `Doe, Lord John` are surnames first, and not
    meant: behind their rank is no whole title.
    """
    for place in range(1, len(tokens) - 1):
        behind = [one for one in tokens[place : place + 2] if one.casefold() != "the"]
        numbered = bool(behind) and is_ordinal(behind[0])
        if not (numbered or tokens[place - 1].endswith(",")):
            continue
        own = [*tokens[: place - 1], tokens[place - 1].rstrip(",")]
        titles, rest = take_titles(tokens[place:], vocabulary)
        if not (rest and titles and titles[-1].kind == "rank"):
            continue
        if numbered or "of" in rest[:-1] or _ends_with(own, rest):
            before, _ = take_titles(own, vocabulary)
            return [*(one for one in before if one.kind in _KEPT), *titles], rest
    return None


def _ends_with(own: Sequence[str], title: Sequence[str]) -> bool:
    """Say whether a person's own name ends with the title: `John Doe, Baron Doe`."""
    return len(own) > len(title) and list(own[-len(title) :]) == list(title)
