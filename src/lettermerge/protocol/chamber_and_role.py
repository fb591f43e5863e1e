"""Find the parliament, chamber and role that cells name: by id or any name, ignoring case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from ..diagnostics import Diagnostic, Severity, Where, did_you_mean
from ..recipients.model import Recipient
from .chamber_abbreviations import find_abbreviated
from .names.foreign_words import Designation, foreign_words
from .names.name_vocabulary import fold
from .presiding_offices import presides_over
from .profile import Chamber, Profile, Role
from .profile_loading import Profiles

BODY = "body"
_NUMBERED = re.compile(r"\d+(?:st|nd|rd|th|re|er|e) ")


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a recipient sits: ids, "" for no chamber.

    `office` is one that a cell named more exactly than the role ("Minister for Health").
    """

    profile: Profile
    chamber: str
    role: str
    office: str = ""

    @property
    def is_body(self) -> bool:
        return self.role == BODY


def fault(recipient: Recipient, code: str, column: str, message: str, hint: str) -> Diagnostic:
    """Return an error at one cell of a recipient's row."""
    return Diagnostic(code, message, _cell(recipient, column), hint)


def _cell(recipient: Recipient, column: str) -> Where:
    value = getattr(recipient, column, None)
    cell = "\n".join(value) if isinstance(value, tuple) else value
    return recipient.row.at(column, cell)


def warning(recipient: Recipient, code: str, column: str, message: str, hint: str) -> Diagnostic:
    """Return a warning at one cell of a recipient's row."""
    return Diagnostic(code, message, _cell(recipient, column), hint, Severity.WARNING)


def note(recipient: Recipient, code: str, column: str, message: str, hint: str) -> Diagnostic:
    """Return a note at one cell of a recipient's row."""
    return Diagnostic(code, message, _cell(recipient, column), hint, Severity.NOTE)


def resolve_parliament(recipient: Recipient, profiles: Profiles) -> Profile | Diagnostic:
    """Return the profile that the recipient's `parliament` names, or the fault."""
    profile = profiles.find(recipient.parliament)
    if profile is not None:
        return profile
    message = (
        f"there is no parliament `{recipient.parliament}`"
        if recipient.parliament
        else "the row names no parliament"
    )
    if other := profiles.find(recipient.chamber):
        hint = f"its chamber says {other.name}: write `{other.id}`"
        return fault(recipient, "protocol.unknown-parliament", "parliament", message, hint)
    hint = profiles.nearest(recipient.parliament)
    hint += "; a new one is added under [parliaments.xx]" if recipient.parliament else ""
    return fault(recipient, "protocol.unknown-parliament", "parliament", message, hint)


def resolve_place(recipient: Recipient, profile: Profile) -> Seat | Diagnostic:
    """Return chamber and role of a recipient of `profile`'s parliament, or the fault."""
    names = _names(profile)
    if fold(recipient.role) == BODY:
        return Seat(profile, "", BODY)
    chamber = ""
    if recipient.chamber:
        chamber = read_chamber(recipient.chamber, profile)
        if not chamber:
            hint = did_you_mean(recipient.chamber, [*profile.chambers, *_titles(profile)])
            message = f"{profile.name} has no chamber `{recipient.chamber}`"
            return fault(recipient, "protocol.unknown-chamber", "chamber", message, hint)
    elif len(profile.chambers) == 1:
        chamber = next(iter(profile.chambers))
    elif fold(recipient.parliament) in names.chambers:
        chamber = names.chambers[fold(recipient.parliament)]
    else:
        known = " or ".join(f"`{one}`" for one in profile.chambers)
        message = f"{profile.name} has {len(profile.chambers)} chambers; the row names none"
        hint = f"write {known}, or role `body` for the parliament itself"
        return fault(recipient, "protocol.missing-chamber", "chamber", message, hint)
    return _resolve_role(recipient, profile, chamber, names)


@dataclass(frozen=True, slots=True)
class _Names:
    chambers: dict[str, str]
    roles: dict[tuple[str, str], str]
    prefixes: dict[str, list[tuple[str, str]]]
    constituencies: dict[tuple[str, str], str]


@cache
def _names(profile: Profile) -> _Names:
    """Index a profile's names."""
    chambers: dict[str, str] = {}
    roles: dict[tuple[str, str], str] = {}
    prefixes: dict[str, list[tuple[str, str]]] = {one: [] for one in profile.chambers}
    constituencies: dict[tuple[str, str], str] = {}
    for one, chamber in profile.chambers.items():
        for name in (one, chamber.name, *chamber.names, *chamber.by_language.values()):
            chambers.setdefault(fold(name), one)
    for one in profile.chambers:
        for role_id, role in profile.roles.items():
            if role.chambers and one not in role.chambers:
                continue
            for name in (role_id, role.name, *role.names, *_titles_of(role)):
                roles.setdefault((one, fold(name)), role_id)
            for name in _offices_of(role, profile.chambers[one]):
                roles.setdefault((one, fold(name)), role_id)
            prefixes[one] += [(fold(prefix), role_id) for prefix in role.prefixes]
            for name in role.constituencies:
                constituencies[one, fold(name)] = role_id
        prefixes[one].sort(key=lambda pair: -len(pair[0]))
        ordinary = profile.chambers[one].member
        roles[one, "member"] = roles.get((one, "member"), ordinary)
    return _Names(chambers, roles, prefixes, constituencies)


def _titles_of(role: Role) -> Iterator[str]:
    """Yield the names of a role in other languages, those of each gender."""
    for title in role.by_language.values():
        yield from (title,) if isinstance(title, str) else title.values()


def _offices_of(role: Role, chamber: Chamber) -> Iterator[str]:
    """Yield the lines of a role's office in each language and gender: Présidente du Sénat."""
    for tag, text in role.office.items():
        known = role.forms[tag].words if tag in role.forms else {}
        name = chamber.by_language.get(tag, chamber.name)
        place = chamber.genitive.get(tag, f"of the {name}")
        for gender in ("", "f", "m"):
            line = text.replace("{of_chamber}", place)
            for word, by_gender in known.items():
                line = line.replace(f"{{{word}}}", by_gender.get(gender) or "{}")
            if "{" not in line:
                yield line


def _titles(profile: Profile) -> list[str]:
    return [chamber.name for chamber in profile.chambers.values()]


def _resolve_role(
    recipient: Recipient, profile: Profile, chamber: str, names: _Names
) -> Seat | Diagnostic:
    if recipient.role:
        place = find_role(recipient.role, profile, chamber, names)
        if place is not None:
            return _by_constituency(recipient, place, names)
        if names_rank(recipient.role, profile, chamber):
            return Seat(profile, chamber, profile.chambers[chamber].member)
        known = [one for one, role in profile.roles.items() if _sits(role, chamber)]
        elsewhere = [
            one for one in profile.chambers if find_role(recipient.role, profile, one, names)
        ]
        if elsewhere:
            message = f"`{recipient.role}` is not a role of the {profile.chambers[chamber].name}"
            hint = f"it is one of chamber `{elsewhere[0]}`; fix `chamber` or `role`"
            return fault(recipient, "protocol.role-not-in-chamber", "role", message, hint)
        message = f"{profile.name} has no role `{recipient.role}`"
        hint = did_you_mean(recipient.role, [*known, BODY])
        hint += "; an office that is only printed under the name goes into `office`"
        return fault(recipient, "protocol.unknown-role", "role", message, hint)
    place = _named_role(recipient, profile, chamber, names)
    place = place or Seat(profile, chamber, profile.chambers[chamber].member)
    return _by_constituency(recipient, place, names)


def _by_constituency(recipient: Recipient, place: Seat, names: _Names) -> Seat:
    """Return the role that the constituency gives to a member: a Delegate for Guam.

    An office that is only printed under the name, as that of a whip, leaves its holder a delegate.
    """
    ordinary = place.profile.chambers[place.chamber].member
    if not recipient.constituency or not names.constituencies:
        return place
    if place.role != ordinary and place.profile.roles[place.role].forms:
        return place
    region = re.sub(r"[-\s]*(at[- ]large|\d+|(?<=-)al)$", "", fold(recipient.constituency))
    role = names.constituencies.get((place.chamber, region), ordinary)
    return place if role == ordinary else replace(place, role=role)


def _named_role(recipient: Recipient, profile: Profile, chamber: str, names: _Names) -> Seat | None:
    """Return the role that the title or one of the offices names, as far as one does.

    A role that is addressed in its own way counts before one that is not: of a "Senator" who is
    "Leader of the Government; Minister for Examples" the minister is written to.
    """
    texts = [recipient.title, *split_offices(recipient.office)]
    found = [find_role(text, profile, chamber, names) for text in texts if text]
    ordinary = profile.chambers[chamber].member
    others = [one for one in found if one is not None and one.role != ordinary]
    addressed = [one for one in others if profile.roles[one.role].forms]
    return next(iter((*addressed, *others, *filter(None, found))), None)


def split_offices(text: str) -> tuple[str, ...]:
    """Return the offices that a cell lists, each once: on lines of their own, or after a `;`."""
    parts = (" ".join(part.split()) for part in re.split(r"[;\n]", text))
    return tuple(dict.fromkeys(filter(None, parts)))


def names_member(text: str, place: Seat) -> bool:
    """Say whether an office is nothing but a name of the chamber's ordinary member: MP, Senator.

    Lists in another language have theirs: député, sénatrice.
    """
    ordinary = place.profile.chambers[place.chamber].member
    named = _names(place.profile).roles.get((place.chamber, fold(text)))
    return named == ordinary if named else _designates_member(fold(text), place)


def _designates_member(folded: str, place: Seat) -> bool:
    """Say whether a text is what members of a chamber are called in any language."""
    due = place.profile.chambers[place.chamber].post_nominals
    lower = {"commons", "house", "parliament"}  # a député is no senator, whatever it is called
    for one in _designations().get(folded, ()):
        sits = one.chamber in ("", place.chamber) or {one.chamber, place.chamber} <= lower
        if sits and (not one.letters or one.letters in due):
            return True
    return False


@cache
def _designations() -> dict[str, list[Designation]]:
    found: dict[str, list[Designation]] = {}
    for one in foreign_words().members:
        found.setdefault(fold(one.text), []).append(one)
    return found


def named_role(text: str, place: Seat) -> str:
    """Return the id of the role of the chamber that a text is a name of; "" for none."""
    return _names(place.profile).roles.get((place.chamber, fold(text)), "")


def is_role_prefix(text: str, place: Seat) -> bool:
    """Say whether a text is what the offices of a role of the chamber begin with, and no more."""
    folded = fold(text)
    return any(folded == prefix for prefix, _ in _names(place.profile).prefixes[place.chamber])


def is_name_of_role(text: str, place: Seat) -> bool:
    """Say whether a text is a name of a role of the chamber, but of the ordinary member's."""
    ordinary = place.profile.chambers[place.chamber].member
    return _names(place.profile).roles.get((place.chamber, fold(text)), ordinary) != ordinary


def names_rank(text: str, profile: Profile, chamber: str) -> bool:
    """Say whether a cell is nothing but the name of a rank that sits in a chamber."""
    folded = fold(text)
    return any(
        folded in map(fold, rank.names) and (not rank.chambers or chamber in rank.chambers)
        for rank in profile.ranks.values()
    )


def _sits(role: Role, chamber: str) -> bool:
    return not role.chambers or chamber in role.chambers


def find_chamber(text: str, profile: Profile) -> str:
    """Return the id of the chamber that a text names; "" for none."""
    return _names(profile).chambers.get(fold(text), "")


@lru_cache(maxsize=1024)
def read_chamber(text: str, profile: Profile) -> str:
    """Return the id of the chamber that a cell of chambers names, also by a short form of a name.

    Elsewhere a short form may mean something else: Cons is a party as well.
    """
    exact = find_chamber(text, profile)
    return exact or find_abbreviated(text, _full_names(profile))


@cache
def _full_names(profile: Profile) -> dict[str, tuple[str, ...]]:
    return {key: (one.name, *one.by_language.values()) for key, one in profile.chambers.items()}


def find_role(
    text: str, profile: Profile, chamber: str, names: _Names | None = None
) -> Seat | None:
    """Return the place that a role's id, name or office names in a chamber; None if none."""
    names = names or _names(profile)
    folded = fold(text)
    role = names.roles.get((chamber, folded))
    if role is not None:
        return Seat(profile, chamber, role)
    if folded.endswith(("emeritus", "emerita")):  # an office that was held once
        return None
    office = " ".join(text.split())
    for prefix, role_id in names.prefixes[chamber]:
        if folded.startswith(prefix) and not folded[len(prefix) :][:1].isalpha():
            return Seat(profile, chamber, role_id, office)
    if numbered := _NUMBERED.match(folded):
        return find_role(folded[numbered.end() :], profile, chamber, names)
    presiding = presides_over(office)
    role = names.roles.get((chamber, presiding)) if presiding else None
    return Seat(profile, chamber, role, office) if role else None
