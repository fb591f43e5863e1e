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
from .chamber_and_role import (
    Seat,
    fault,
    find_role,
    is_name_of_role,
    names_member,
    note,
    warning,
)
from .names.foreign_words import foreign_words
from .names.name_vocabulary import fold, words
from .office_cells import read_offices
from .office_or_name import OfficeAlone, office_alone

_BETWEEN = re.compile(r"\s*,\s*|\s+[-–—]\s+")
_BEHIND_OFFICE = re.compile(r"\s*[,:]\s+|\s+[-–—]\s+")
_BRACKETED = re.compile(r"(.*\S)\s*\(([^()]+)\)")
_BEHIND = re.compile(r"(.*\S)\s*[(\[]([^()\[\]]+)[)\]]")
#: Mme la Présidente Jane Doe, M. le Professeur John Doe, la Ministre Jane Doe.
_FRENCH = re.compile(r"(?i)(?:(\S+)\s+)?\b(?:(la|le)\s+|l['’]\s*)(\S.*)")
_FRENCH_OFFICES = re.compile(
    r"(?i)((?:vice-|co-?)?président(?:e|rice)?|ministre|commissaire|questeure?|secrétaire|rapporteure?|"
    r"ambassad(?:eur|rice)|chanceli(?:er|ère)|chef(?:fe)?|députée?|sénat(?:eur|rice))"
)
_GOING_ON = frozenset(("of", "for", "du", "responsible"))  # the office goes on: Minister of Health
_FRENCH_TITLES = ("professeur", "professeure", "docteur", "docteure")
_LONGEST_ROLE = 4  # words of an office before a name
_ALTERNATIVES = re.compile(r"\s*(?:/|&|\bor\b|\band\b)\s*", re.IGNORECASE)


def repair_columns(recipient: Recipient, place: Seat) -> tuple[Recipient, list[Diagnostic]]:
    """Return the recipient with each of its cells in its column, and what is said of that.

    A name that is longer than names are taken apart is left alone.
    """
    if max(map(len, (recipient.full_name, recipient.title, recipient.office))) > LONGEST_NAME:
        return recipient, []
    found: list[Diagnostic] = []
    if "\n" in recipient.full_name:
        recipient, found = _first_line(recipient, place)
    for repair in (
        _office_alone,
        _office_in_french,
        read_offices,
        _seat_behind,
        _office_behind,
        _office_first,
        _office_before,
        _letters_as_title,
        _title_of_two,
    ):
        repaired, told = repair(recipient, place)
        recipient = repaired
        found += told
    return recipient, found


def _office_alone(recipient: Recipient, place: Seat) -> tuple[Recipient, list[Diagnostic]]:
    """Take `Speaker of the House` from a cell of names that holds nobody's name."""
    text = recipient.full_name
    if not text or recipient.given_name or recipient.family_name:
        return recipient, []
    found = office_alone(text, place)
    if found is None:
        return recipient, []
    held = recipient.office or recipient.role
    moved = replace(
        recipient,
        full_name="",
        office=recipient.office if held else found.text,
        role=recipient.role or found.role,
        gender=recipient.gender or found.gender,
    )
    return moved, [_told_of_office(recipient, place, found)]


def _told_of_office(recipient: Recipient, place: Seat, found: OfficeAlone) -> Diagnostic:
    text = recipient.full_name
    if found.chamber:
        own = place.profile.chambers[place.chamber].name
        message = f"`{text}` is no office of the {own}, which the row has as its chamber"
        hint = f"write chamber `{found.chamber}`, or fix the office"
        return fault(recipient, "protocol.role-not-in-chamber", "full_name", message, hint)
    message = f"`{text}` is read as an office: the letter goes to whoever holds it"
    if found.sure:
        hint = "write it in `office` to silence this, or the name of its holder in its place"
        return note(recipient, "protocol.office-as-name", "full_name", message, hint)
    hint = "write it in `office`; if the cell holds a name, too, leave the name alone in it"
    return warning(recipient, "protocol.office-as-name", "full_name", message, hint)


def _office_in_french(recipient: Recipient, place: Seat) -> tuple[Recipient, list[Diagnostic]]:
    """Take `la Présidente` from `Mme la Présidente Jane Doe`; it does not say what of.

    What every member is called, as in `M. le Député John Doe`, says no more than the title.
    """
    parts = _FRENCH.fullmatch(recipient.full_name)
    if parts is None or (parts[1] and fold(parts[1]) not in _courtesy_titles()):
        return recipient, []
    title, behind = parts[1] or "", parts[3].split()
    said = behind[0].casefold() in _FRENCH_TITLES
    lengths = range(min(_LONGEST_ROLE, len(behind) - 1), 0, -1)
    member = next((one for one in lengths if names_member(" ".join(behind[:one]), place)), 0)
    office = len(behind) > 1 and _FRENCH_OFFICES.fullmatch(behind[0]) is not None
    if not said and not member and not office:
        return recipient, []
    name = " ".join(behind[0 if said else member or 1 :])
    hers = fold(parts[2] or "") == "la" and not title
    moved = replace(
        recipient,
        full_name=f"{title} {name}".strip(),
        gender=recipient.gender or ("f" if hers else ""),
    )
    if said or member:
        return moved, []
    message = f"`{behind[0]}` before the name is left out: it does not say of what"
    hint = "write the whole office in `office`"
    level = note if recipient.office or recipient.role else warning
    return moved, [level(recipient, "protocol.office-in-name", "full_name", message, hint)]


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


def _office_first(recipient: Recipient, place: Seat) -> tuple[Recipient, list[Diagnostic]]:
    """Take `Minister for Examples` from before `Minister for Examples, Jane Doe`.

    One word before a comma may be a surname: `Clerk, Jane Ann`.
    """
    name = recipient.full_name
    if recipient.title or recipient.given_name or recipient.family_name:
        return recipient, []
    for gap in _BEHIND_OFFICE.finditer(name):
        before, behind = name[: gap.start()], name[gap.end() :]
        known = find_role(before, place.profile, place.chamber)
        ordinary = place.profile.chambers[place.chamber].member
        if known is None or known.role == ordinary or len(behind.split()) < 2:
            continue
        if len(before.split()) > 1 or gap[0].strip() == ":":
            held = recipient.office or recipient.role
            office = recipient.office if held else before
            return replace(recipient, full_name=behind, office=office), [_told(recipient, before)]
    return recipient, []


def _seat_behind(recipient: Recipient, _: Seat) -> tuple[Recipient, list[Diagnostic]]:
    """Leave out of `Jane Doe (North Example)` what the row has as its constituency or party.

    A party may be in a short form: `Doe, Jane (Lab)`, `Jane Doe [LD]`.
    """
    bracketed = _BEHIND.fullmatch(recipient.full_name)
    if bracketed is None:
        return recipient, []
    behind = fold(bracketed[2])
    if behind != fold(recipient.constituency) and not _shortens(behind, fold(recipient.party)):
        return recipient, []
    return replace(recipient, full_name=bracketed[1]), []


def _shortens(short: str, party: str) -> bool:
    """Say whether a text is a party, its beginning or the beginnings of its words: lab, ld."""
    initials = "".join(word[0] for word in re.split(r"[^\w]+", party) if word)
    return bool(short and party) and (party.startswith(short) or initials.startswith(short))


def _office_before(recipient: Recipient, place: Seat) -> tuple[Recipient, list[Diagnostic]]:
    """Take `Speaker` from before `Speaker Jane Doe`; a title names a role as an office does."""
    tokens = recipient.full_name.split()
    if recipient.title or recipient.role:
        return recipient, []
    for length in range(min(_LONGEST_ROLE, len(tokens) - 2), 0, -1):
        before = " ".join(tokens[:length])
        if is_name_of_role(before, place) and tokens[length].casefold() not in _GOING_ON:
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
    hint = "write it in `office` to silence this"
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
    known = [name for one in titles for name in (*one["names"], *one.get("cell_names", ()))]
    foreign = foreign_words()
    known += [one for spellings in foreign.courtesy.values() for one in spellings]
    known += [one for *_, one in foreign.doubtful]
    return frozenset(map(fold, known))
