"""Split a line of enclosures or copies into its items: "A; B", "1. A 2. B", "Annex A, Annex B".

A comma parts items only where that is sure, since a name and an office have one between them too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .source_letter import Piece, Run

_LONGEST = 1000  # characters of a line that is parted
_OTHER = "\0"  # what is no text among pieces
_SEMICOLON = re.compile(r"\s*;\s*(?![^()]*\))")
_COMMA = re.compile(r"\s*,\s+(?:(?:and|et|und|y|e|en)\s+)?(?![^()]*\))|\s+(?:and|&)\s+(?![^()]*\))")
_NUMBER = re.compile(r"(?:^|(?<=[\s;,]))\(?(\d{1,2}|[a-z])[.)]\s+")
_LEAD = re.compile(r"^\s*(?:[-–—•▪*·]\s+|\(?(?:\d{1,2}|[a-z])[.)]\s+)")
_COUNT = re.compile(r"\((\d{1,2})\)")
_EMAIL = re.compile(r"^\S+@\S+\.\w+$")
_TITLE = re.compile(
    r"^(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|lord|lady|baroness|sen|senator|rep|"
    r"representative|hon|the hon|rt hon|the rt hon|m|mme|herr|frau|sra?)\b",
    re.IGNORECASE,
)


def part_items(pieces: Sequence[Piece], label: str = "") -> list[tuple[Piece, ...]]:
    """Return the items of a line, each without its number or bullet; fields stay whole.

    `label` is what was typed before them: "Enclosures (2):" says how many there are.
    """
    text = "".join(one.text if isinstance(one, Run) else _OTHER for one in pieces)
    spans = _spans(text, label)
    return [item for start, end in spans if (item := _cut(pieces, start, end))]


def _spans(text: str, label: str) -> list[tuple[int, int]]:
    """Return where each item begins and ends."""
    if len(text) > _LONGEST:
        return [_trimmed(text, 0, len(text))]
    numbers = _numbered(text)
    if numbers:
        ends = [start for start, _ in numbers[1:]] + [len(text)]
        return [_trimmed(text, first, end) for (_, first), end in zip(numbers, ends, strict=True)]
    spans = _between(text, _SEMICOLON)
    if len(spans) == 1:
        parts = _between(text, _COMMA)
        if len(parts) > 1 and _surely_parted([text[a:b].strip() for a, b in parts], label):
            spans = parts
    return [_trimmed(text, *_after_lead(text, *span)) for span in spans]


def _between(text: str, separator: re.Pattern[str]) -> list[tuple[int, int]]:
    found = [match.span() for match in separator.finditer(text)]
    starts = [0, *(end for _, end in found)]
    ends = [*(start for start, _ in found), len(text)]
    return [one for one in zip(starts, ends, strict=True) if text[slice(*one)].strip()]


def _numbered(text: str) -> list[tuple[int, int]]:
    """Return where numbers begin and end that count from 1 or from a, at least two of them."""
    found: list[tuple[int, int]] = []
    for match in _NUMBER.finditer(text):
        count = len(found) + 1
        if match[1] in (str(count), chr(ord("a") + count - 1)):
            found.append(match.span())
    return found if len(found) > 1 and not text[: found[0][0]].strip() else []


def _after_lead(text: str, start: int, end: int) -> tuple[int, int]:
    lead = _LEAD.match(text[start:end])
    return (start + lead.end() if lead else start), end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    inside = text[start:end]
    start += len(inside) - len(inside.lstrip())
    return start, start + len(inside.strip().rstrip(";,").rstrip())


def _surely_parted(parts: Sequence[str], label: str) -> bool:
    """Say whether commas part items: as many as the label says, or all of them begun alike."""
    count = _COUNT.search(label)
    if count:
        return int(count[1]) == len(parts)
    firsts = {part.split()[0].casefold() for part in parts}
    alike = len(firsts) == 1 and all(len(part.split()) > 1 for part in parts)
    return alike or any(all(sign.match(one) for one in parts) for sign in (_EMAIL, _TITLE))


def _cut(pieces: Sequence[Piece], start: int, end: int) -> tuple[Piece, ...]:
    """Return the pieces between two places of their text."""
    kept: list[Piece] = []
    position = 0
    for piece in pieces:
        length = len(piece.text) if isinstance(piece, Run) else 1
        first, last = max(start - position, 0), min(end - position, length)
        if first < last:
            kept.append(
                replace(piece, text=piece.text[first:last]) if isinstance(piece, Run) else piece
            )
        position += length
    return tuple(kept)
