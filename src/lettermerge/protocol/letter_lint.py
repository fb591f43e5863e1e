"""Warn of what looks wrong in letters, and in rows that resemble each other.

Pure functions over plain values; nothing here changes a letter or an exit code.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Protocol

from ..diagnostics import Diagnostic, Row, Severity, Where
from .addressee import Addressee
from .constituency_names import fold_seat
from .profile_loading import Profiles

_SHORTEST = 8  # letters of a name below which one letter's difference says nothing
_DOUBLED = re.compile(
    r"\b((?:The )?(?:Honou?rable|(?:Rt |Right )?Hon(?:ou?rable)?)|Mr|Ms|Mrs|Dr|Sir|Dame|Lord|Lady"
    r"|Senator|Representative|Dear|Minister|Speaker|M\.?P|MEP|KC|P\.?C)\.?,? \1\b",
    re.IGNORECASE,
)
#: The blank may be one that no line breaks at: a short last word is bound to the one before it.
_GAP = re.compile(r"(?<=\w)[ \u00a0][,.](?=\s|$)|\(\s*\)|“\s*”|,\s*,|(?<=\S) {2,}(?=\S)")


def lint_letter(addressee: Addressee, row: Row, text: str) -> tuple[Diagnostic, ...]:
    """Return warnings about one letter; `text` is its subject and body, one line a paragraph.

    Looks for doubled honorifics, a salutation without a name, and
    the gap that an empty variable leaves in running text.
    """
    own = row.at()
    found = []
    for line in (*addressee.address_block, addressee.salutation, *text.splitlines()):
        if double := _doubled(line):
            message = f"`{double}` is twice in `{line[:80]}`"
            hint = "one column has what the profile, or another column, adds already"
            found.append(_warning("lint.doubled-honorific", message, own, hint))
    if re.fullmatch(r"\W*dear\W*", addressee.salutation, re.IGNORECASE):
        message = f"the salutation `{addressee.salutation}` greets nobody"
        hint = "give a name, or the whole `salutation`"
        found.append(_warning("lint.empty-salutation", message, own, hint))
    own_lines = [line for line in addressee.address_block if _gap(line)]
    for line in text.splitlines():
        for one in own_lines:  # two blanks are before a Canadian postal code
            line = line.replace(one, " ".join(one.split()))  # noqa: PLW2901
        if near := _gap(line):
            message = f"something is missing in `{near}`"
            hint = (
                "a variable is empty there: write {% if x %} around it, "
                "with its comma and space inside"
            )
            found.append(_warning("lint.gap", message, own, hint))
    return tuple(found)


def foreign_words(text: str, parliament: str, profiles: Profiles) -> tuple[str, ...]:
    """Return the words in `text` that other parliaments have for themselves and this one has not.

    Case counts: Congress is a word of one, congress of none.
    """
    pattern, owners = _own_words(profiles)
    if pattern is None:
        return ()
    words = dict.fromkeys(word for line in text.splitlines() for word in _matches(pattern, line))
    return tuple(word for word in words if parliament not in owners[word])


# Letters of one template share most of their lines: each is looked at once.
@lru_cache(maxsize=4096)
def _matches(pattern: re.Pattern[str], line: str) -> tuple[str, ...]:
    return tuple(match[0] for match in pattern.finditer(line))


@lru_cache(maxsize=4096)
def _doubled(line: str) -> str:
    found = _DOUBLED.search(line)
    return found[0] if found else ""


@lru_cache(maxsize=4096)
def _gap(line: str) -> str:
    """Return the surroundings of a gap in a line, "" for none."""
    found = _GAP.search(line)
    return line[max(0, found.start() - 30) : found.end() + 30].strip() if found else ""


@cache
def _own_words(profiles: Profiles) -> tuple[re.Pattern[str] | None, dict[str, set[str]]]:
    owners: dict[str, set[str]] = {}
    for profile in profiles:
        for word in profile.own_words:
            owners.setdefault(word, set()).add(profile.id)
    words = sorted(owners, key=len, reverse=True)
    pattern = "|".join(map(re.escape, words))
    return (re.compile(rf"(?<!\w)(?:{pattern})(?!\w)") if words else None), owners


class HasRow(Protocol):
    """What is in a row: a recipient, or the letter made of one."""

    @property
    def row(self) -> Row: ...


def lint_rows(
    pairs: Iterable[tuple[HasRow, Addressee]], profiles: Profiles | None = None
) -> Iterator[Diagnostic]:
    """Yield warnings about rows that are the same person or nearly so, each row at most once.

    Rows are compared within a chamber. Two members of one name for two constituencies are two
    people, unless they have one e-mail address; `profiles` say that WA is Washington. Time and
    space grow with the number of rows: a name is looked up by its letters and by itself less one
    letter each.
    """
    known = _KnownPersons()
    near: dict[tuple[str, ...], tuple[str, str, Row]] = {}
    for recipient, addressee in pairs:
        place = (addressee.parliament, addressee.chamber, "body" * (addressee.role == "body"))
        name, row = fold_name(addressee.name), recipient.row
        profile = profiles.find(addressee.parliament) if profiles else None
        seat, region = fold_seat(addressee.constituency, profile)
        email = addressee.email.strip().casefold()
        same = known.find_or_add((*place, name), (seat, region, email), row)
        if same is not None:
            yield _pair("lint.same-person", addressee, row, same, "is in the roster twice")
            continue
        like = _like(near, place, name, seat)
        if like is not None:
            yield _pair("lint.near-name", addressee, row, like, "is nearly the same name")
        for one in _less_one_letter(name):
            near.setdefault((*place, one), (name, seat, row))


@dataclass(slots=True)
class _KnownPersons:
    """The rows so far, by name and by what tells two of one name apart."""

    named: dict[tuple[str, ...], Row] = field(default_factory=dict)
    seated: dict[tuple[str, ...], Row] = field(default_factory=dict)
    within: dict[tuple[str, ...], Row] = field(default_factory=dict)
    mailed: dict[tuple[str, ...], Row] = field(default_factory=dict)

    def find_or_add(
        self, key: tuple[str, ...], marks: tuple[str, str, str], row: Row
    ) -> Row | None:
        """Return the first row of the same person; else enter this one.

        `marks` are the seat, the region that it begins with, and the e-mail address.
        """
        seat, region, email = marks
        same = self.named.get(key) if not seat else None
        for one in ("", seat, region) if seat else ():
            same = same or self.seated.get((*key, one))
        same = same or (self.within.get((*key, seat)) if seat else None)
        same = same or (self.mailed.get((*key, email)) if email else None)
        self.named.setdefault(key, row)
        if same is None:
            self.seated[*key, seat] = row
            if region != seat:
                self.within.setdefault((*key, region), row)
        if email:
            self.mailed.setdefault((*key, email), row)
        return same


def _like(
    near: dict[tuple[str, ...], tuple[str, str, Row]], place: Sequence[str], name: str, seat: str
) -> Row | None:
    """Return the row of a name that is at most one letter apart, at no other seat."""
    for one in _less_one_letter(name):
        other = near.get((*place, one))
        if other is None or other[0] == name or (seat and other[1] and seat != other[1]):
            continue
        if _one_apart(name, other[0]):
            return other[2]
    return None


def _less_one_letter(name: str) -> Iterator[str]:
    """Yield a name, and it without each of its letters; a short or numbered one only as it is."""
    yield name
    if len(name) >= _SHORTEST and not any(char.isdigit() for char in name):
        for place in range(len(name)):
            yield name[:place] + name[place + 1 :]


def _one_apart(one: str, other: str) -> bool:
    """Say whether one letter changed, added, lost or swapped with the next makes `other`."""
    short, long = sorted((one, other), key=len)
    start = 0
    while start < len(short) and short[start] == long[start]:
        start += 1
    rest, other_rest = short[start:], long[start:]
    if len(short) == len(long):
        swapped = rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:]
        return rest[1:] == other_rest[1:] or swapped
    return rest == other_rest[1:]


def fold_name(name: str) -> str:
    """Return a name as it is compared: no case, accents, points or initials; words in order."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(char if char.isalnum() else " " for char in plain if not _is_accent(char))
    words = letters.split()
    return " ".join(sorted([one for one in words if len(one) > 1] or words))


def _is_accent(char: str) -> bool:
    return unicodedata.combining(char) > 0


def lint_sender(
    addressee: Addressee, row: Row, sender_address: Sequence[str]
) -> tuple[Diagnostic, ...]:
    """Return a warning where a letter would go to the sender's own address."""
    own = {" ".join(line.casefold().split()) for line in sender_address if line.strip()}
    block = {" ".join(line.casefold().split()) for line in addressee.address_block[1:]}
    if not own or not own <= block:
        return ()
    hint = "a mapping has taken the sender's columns for the recipient's"
    where = row.at("address")
    return (_warning("lint.sender-address", "the address is the sender's own", where, hint),)


def _pair(code: str, addressee: Addressee, row: Row, other: Row, what: str) -> Diagnostic:
    place = f"row {other.number}" + (f" of {other.file}" if other.file != row.file else "")
    message = f"`{addressee.name}` {what}: see {place}"
    hint = "take one of the rows out, or leave both if they are two recipients"
    return _warning(code, message, row.at(), hint)


def _warning(code: str, message: str, where: Where, hint: str) -> Diagnostic:
    return Diagnostic(code, message, where, hint, Severity.WARNING)
