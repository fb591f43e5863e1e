"""Take a cell of offices apart, and leave out of each what says only what kind it is.

Parliaments' own files have `Prime Minister (Prime Minister)`, `Minister for Examples (Minister for
Samples)`, and two offices without anything between them: `TreasurerMinister for Examples`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ..diagnostics import Diagnostic
from ..recipients.model import Recipient
from .chamber_and_role import (
    Seat,
    find_role,
    is_name_of_role,
    is_role_prefix,
    named_role,
    note,
    split_offices,
)
from .names.name_vocabulary import fold
from .office_titles import translate_office
from .presiding_offices import head_first

_BRACKETED = re.compile(r"(.*\S)\s*\(([^()]+)\)")
_GOES_ON = re.compile(r"(?i)\S\s+(?:of|for|to|responsible|assisting|des?|du|aux?|à)\s+\S")
_SEAM = re.compile(r"(?<=[a-zß-ÿ)])(?=[A-ZÀ-Þ])")
_DEPUTIES = {"deputy", "vice", "assistant", "first", "shadow"}  # no kind, but an office of its own
_MOST_SEAMS = 8  # in one office
_MOST_BRACKETS = 4  # behind one office


def read_offices(recipient: Recipient, place: Seat) -> tuple[Recipient, list[Diagnostic]]:
    """Return the recipient with one office after another in its cell, and what is said of that."""
    recipient, turned = _turn_offices(recipient, place)
    if not re.search(r"\(|\S / \S", recipient.office) and not _SEAM.search(recipient.office):
        return recipient, turned
    typed = split_offices(recipient.office)
    apart = [
        part for one in typed for each in _by_slash(one, place) for part in _unglued(each, place)
    ]
    listed = [part for one in apart for part in _out_of_brackets(one, place)]
    plain = [_without_kind(one, place) for one in listed]
    read = tuple(dict.fromkeys(plain))
    if read == typed:
        return recipient, turned
    told = turned
    if len(listed) > len(typed):
        named = " and ".join(f"`{one}`" for one in read)
        message = f"the cell is read as more offices than it sets apart: {named}"
        hint = "put each on a line of its own, or ; between them, to silence this"
        told.append(note(recipient, "protocol.offices-apart", "office", message, hint))
    if left := _left_out(listed, plain):
        message = f"{left} says what kind of office it is, and is left out"
        hint = "take it out of the roster's office to silence this"
        told.append(note(recipient, "protocol.aside", "office", message, hint))
    return replace(recipient, office="; ".join(read)), told


def _turn_offices(recipient: Recipient, place: Seat) -> tuple[Recipient, list[Diagnostic]]:
    """Write `X Committee (Chair)` as `Chair, X Committee`, which the profile may know."""
    offices = split_offices(recipient.office)
    read = [head_first(one) if not _is_office(one, place) else "" for one in offices]
    if not any(read):
        return recipient, []
    turned = [new or old for new, old in zip(read, offices, strict=True)]
    message = f"the office is read as {', '.join(f'`{one}`' for one in read if one)}"
    hint = "write it so to silence this"
    told = [note(recipient, "protocol.office-turned", "office", message, hint)]
    return replace(recipient, office="; ".join(turned)), told


def _left_out(offices: list[str], kept: list[str]) -> str:
    pairs = zip(offices, kept, strict=True)
    return ", ".join(f"`{one.removeprefix(rest).strip()}`" for one, rest in pairs if one != rest)


def _by_slash(office: str, place: Seat) -> tuple[str, ...]:
    """Return the offices that a slash sets apart: one, where it is said in two languages."""
    sides = office.split(" / ")
    if not all(_is_office(one, place) for one in sides):
        return (office,)
    first, *others = sides
    named = named_role(first, place)
    same = {fold(translate_office(first, place.profile, tag, gender).text)
            for tag in place.profile.forms for gender in ("", "f", "m")}  # fmt: skip
    own = (one for one in others if not (named and named_role(one, place) == named))
    return (first, *(one for one in own if fold(one) not in same))


def _unglued(office: str, place: Seat) -> Iterator[str]:
    """Yield the offices of a text in which one begins right behind the last letter of another."""
    start = 0
    for seam in list(_SEAM.finditer(office))[:_MOST_SEAMS]:
        before, behind = office[start : seam.start()].strip(), office[seam.start() :]
        if _is_office(before, place) and _is_office(behind, place):
            yield before
            start = seam.start()
    yield office[start:]


def _out_of_brackets(office: str, place: Seat) -> Iterator[str]:
    """Yield an office, then those in brackets behind it that are whole offices of their own."""
    own: list[str] = []
    for _ in range(_MOST_BRACKETS):
        bracketed = _BRACKETED.fullmatch(office)
        inside = bracketed[2] if bracketed else ""
        if bracketed is None or not _is_whole(inside, place):
            break
        office = bracketed[1]
        own.append(inside)
    yield office
    yield from reversed(own)


def _is_whole(text: str, place: Seat) -> bool:
    """Say whether a text is an office with its field, not a kind: Minister for Examples."""
    kind = is_role_prefix(text, place) or is_name_of_role(text, place)
    return not kind and _GOES_ON.search(text) is not None and _is_office(text, place)


def _is_office(text: str, place: Seat) -> bool:
    named = find_role(text, place.profile, place.chamber) if text else None
    return named is not None and place.profile.chambers[place.chamber].member != named.role


def _without_kind(office: str, place: Seat) -> str:
    """Return an office without the brackets that name its kind, or repeat its words."""
    bracketed = _BRACKETED.fullmatch(office)
    if bracketed is None:
        return office
    title, kind = bracketed[1], bracketed[2]
    repeats = {*fold(kind).split()} <= {*fold(title).split()}
    named, own = (find_role(one, place.profile, place.chamber) for one in (kind, title))
    alike = named is not None and own is not None and named.role == own.role
    alike = alike and not ({*fold(kind).split()} & _DEPUTIES) - {*fold(title).split()}
    return title if repeats or alike else office
