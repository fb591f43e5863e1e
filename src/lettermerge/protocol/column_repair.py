"""Move what is in the wrong column: an office beside the name, post-nominals as a title.

Lists made by hand have `Jane Doe, Minister for Examples` or `Speaker Jane Doe` in the column of
names, `KC MP` or `Mr/Ms` in that of titles. What is moved is said.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from ..diagnostics import Diagnostic
from ..recipients.model import LONGEST_NAME, Recipient
from .chamber_and_role import Seat, find_role, is_name_of_role, note, warning
from .names.vocabulary import fold, words

_BETWEEN = re.compile(r"\s*,\s*|\s+[-–—]\s+")
_BRACKETED = re.compile(r"(.*\S)\s*\(([^()]+)\)")
_LONGEST_ROLE = 4  # words of an office before a name
_ALTERNATIVES = re.compile(r"\s*(?:/|&|\bor\b|\band\b)\s*", re.IGNORECASE)


def repair_columns(recipient: Recipient, place: Seat) -> tuple[Recipient, list[Diagnostic]]:
    """Return the recipient with each of its cells in its column, and what is said of that.

    A name that is longer than names are taken apart is left alone.
    """
    if max(len(recipient.full_name), len(recipient.title)) > LONGEST_NAME:
        return recipient, []
    found: list[Diagnostic] = []
    if "\n" in recipient.full_name:
        recipient, found = _first_line(recipient, place)
    for repair in (_seat_behind, _office_behind, _office_before, _letters_as_title, _title_of_two):
        repaired, told = repair(recipient, place)
        recipient = repaired
        found += told
    return recipient, found


def _office_behind(recipient: Recipient, place: Seat) -> tuple[Recipient, list[Diagnostic]]:
    """Take `Minister for Examples` from behind `Jane Doe, Minister for Examples`."""
    name = recipient.full_name
    parts = [(name[: gap.start()], name[gap.end() :]) for gap in _BETWEEN.finditer(name)]
    if bracketed := _BRACKETED.fullmatch(name):
        parts.append((bracketed[1], bracketed[2]))
    for before, behind in parts:
        role = find_role(behind, place.profile, place.chamber)
        ordinary = place.profile.chambers[place.chamber].member
        if role is None or role.role == ordinary or len(before.split()) < 2:
            continue
        if len(behind.split()) > 1 or is_name_of_role(behind, place):
            told = _told(recipient, behind)
            held = recipient.office or recipient.role
            office = recipient.office if held else behind
            return replace(recipient, full_name=before, office=office), [told]
    return recipient, []


def _seat_behind(recipient: Recipient, _: Seat) -> tuple[Recipient, list[Diagnostic]]:
    """Leave out of `Jane Doe (North Example)` what the row has as its constituency or party."""
    bracketed = _BRACKETED.fullmatch(recipient.full_name)
    known = {fold(recipient.constituency), fold(recipient.party)} - {""}
    if bracketed is None or fold(bracketed[2]) not in known:
        return recipient, []
    return replace(recipient, full_name=bracketed[1]), []


def _office_before(recipient: Recipient, place: Seat) -> tuple[Recipient, list[Diagnostic]]:
    """Take `Speaker` from before `Speaker Jane Doe`; a title names a role as an office does."""
    tokens = recipient.full_name.split()
    if recipient.title or recipient.role:
        return recipient, []
    for length in range(min(_LONGEST_ROLE, len(tokens) - 2), 0, -1):
        before = " ".join(tokens[:length])
        if is_name_of_role(before, place):
            rest = " ".join(tokens[length:])
            if fold(tokens[length]) in ("emeritus", "emerita") and len(tokens) > length + 2:
                before, rest = f"{before} {tokens[length]}", " ".join(tokens[length + 1 :])
                held = recipient.office or before  # once held: a line, and no role
                there = replace(recipient, full_name=rest, office=held, role="member")
                return there, [_told(recipient, before)]
            return replace(recipient, title=before, full_name=rest), [_told(recipient, before)]
    return recipient, []


def _told(recipient: Recipient, office: str) -> Diagnostic:
    message = f"`{office}` beside the name is read as the office"
    hint = "write it in `office` to say that this is meant"
    return note(recipient, "protocol.office-in-name", "full_name", message, hint)


def _first_line(recipient: Recipient, _: Seat) -> tuple[Recipient, list[Diagnostic]]:
    """Read the first line of a cell of several as the name, and ask about the others."""
    name, *others = filter(None, map(str.strip, recipient.full_name.splitlines()))
    if not others:
        return recipient, []
    message = f"the name's cell has {len(others) + 1} lines; `{name}` is read as the name, and not "
    message += ", ".join(f"`{one}`" for one in others)
    hint = "put the others into columns of their own, such as party and constituency"
    told = warning(recipient, "protocol.lines-in-name", "full_name", message, hint)
    return replace(recipient, full_name=name), [told]


def _letters_as_title(recipient: Recipient, _: Seat) -> tuple[Recipient, list[Diagnostic]]:
    """Take `KC MP` from the title's column: they are after the name."""
    if fold(recipient.title) in _courtesy_titles():  # MS is Ms, as soon as a degree
        return recipient, []
    letters = recipient.title.replace(",", " ").split()
    if not letters or any(one.replace(".", "") not in words().post_nominals for one in letters):
        return recipient, []
    post = " ".join(filter(None, (recipient.post_nominals, *letters)))
    return replace(recipient, title="", post_nominals=post), []


def _title_of_two(recipient: Recipient, _: Seat) -> tuple[Recipient, list[Diagnostic]]:
    """Leave out `Mr/Ms`, which says that nobody knows."""
    parts = _ALTERNATIVES.split(recipient.title)
    if len(parts) < 2 or not all(fold(one) in _courtesy_titles() for one in parts):
        return recipient, []
    message = f"`{recipient.title}` says nothing of the gender, and is left out"
    hint = "write Mr or Ms, or leave it empty"
    told = warning(recipient, "protocol.no-title", "title", message, hint)
    return replace(recipient, title=""), [told]


@cache
def _courtesy_titles() -> frozenset[str]:
    titles = (one for one in words().titles.values() if one["kind"] == "courtesy")
    return frozenset(fold(name) for one in titles for name in one["names"])
