"""Word one letter to several persons: salutation, close and names, by the profile's joint forms.

Where a profile has no form, all names are there in full: nobody is lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ..recipients.model import Recipient
from .chamber_and_role import Seat
from .languages import join_names
from .person import Person
from .profile import JointForms, Profile
from .salutation import Wording

_MARKS = re.compile(r"[,:!\s]*$")


class AddressedPerson(NamedTuple):
    """One person with protocol applied: cells, seat, what was read of them, and the wording."""

    recipient: Recipient
    place: Seat
    person: Person
    wording: Wording

    @property
    def envelope(self) -> str:
        """The whole name line."""
        return self.recipient.envelope_name or self.wording.envelope

    @property
    def salutation(self) -> str:
        """The whole line, if the letter went to this person alone."""
        return self.recipient.salutation or self.wording.salutation


@dataclass(frozen=True, slots=True)
class JointWording:
    """What a letter says of all its persons: names without titles, and whole lines as printed.

    `envelopes` has a line for each person, "" for one who is in the line before. `by_form` says
    that the profile has the salutation's form.
    """

    name: str
    envelopes: tuple[str, ...]
    salutation: str
    close: str
    by_form: bool = True


def in_precedence(persons: Sequence[AddressedPerson]) -> tuple[AddressedPerson, ...]:
    """Return persons by the rank of their roles, then in the order of the roster.

    Whoever is in the row of another stays behind that one.
    """
    ranks: dict[str, int] = {}
    for one in persons:
        order = one.place.profile.precedence
        rank = order.index(one.place.role) if one.place.role in order else len(order)
        ranks.setdefault(one.recipient.id, rank)
    return tuple(sorted(persons, key=lambda one: ranks[one.recipient.id]))


def word_together(persons: Sequence[AddressedPerson], language: str) -> JointWording:
    """Return the wording of a letter to several persons, who are in the order of precedence.

    `language` is one that the profile has forms for.
    """
    first = persons[0]
    profile = first.place.profile
    forms = profile.joint.get(language)
    spoken = language if "-" in language else f"{language}-{profile.country}"
    name = join_names((one.wording.name for one in persons), spoken)
    salutation, inner = _salutation(persons, forms, spoken)
    close = first.wording.close
    alone = _inner(first.wording.salutation, forms) if forms else ""
    if alone and inner and alone in close:
        close = close.replace(alone, inner)  # Je vous prie d'agréer, Madame la Sénatrice, ...
    by_form = bool(inner) or salutation == first.recipient.salutation
    return JointWording(name, _envelopes(persons, forms), salutation, close, by_form)


def _salutation(
    persons: Sequence[AddressedPerson], forms: JointForms | None, language: str
) -> tuple[str, str]:
    """Return the line, and the part of it that names the persons ("" where it has none)."""
    given = {one.recipient.salutation for one in persons}
    rows = {one.recipient.id for one in persons}
    whole = len(given) == 1 or len(rows) == 1
    if whole and persons[0].recipient.salutation:
        return persons[0].salutation, ""  # the roster's own line is for all of them
    if forms is None:
        ending = _MARKS.search(persons[0].salutation)
        names = join_names((one.wording.name for one in persons), language)
        return names + (ending[0].rstrip() if ending else ""), ""
    parts = [_inner(one.salutation, forms) or one.wording.name for one in persons]
    said = _couple(persons, parts, forms)
    said = said or _join(_merge(parts, persons, forms, language), forms, language)
    return forms.salutation.replace("{all}", said), said


def _inner(salutation: str, forms: JointForms) -> str:
    """Return what of a salutation names the person, "" where it is not of the profile's kind."""
    before, after = forms.salutation.split("{all}")
    fits = salutation.startswith(before) and salutation.endswith(after)
    return salutation[len(before) : len(salutation) - len(after)] if fits else ""


def _couple(persons: Sequence[AddressedPerson], parts: Sequence[str], forms: JointForms) -> str:
    """Return `Mr and Mrs Doe` for two persons of one surname with titles that differ, else ""."""
    if len(persons) != 2 or not forms.couple:
        return ""
    wordings = [one.wording for one in persons]
    titles = [one.title for one in wordings]
    family = wordings[0].family
    alike = all(part == f"{one.title} {family}" for part, one in zip(parts, wordings, strict=True))
    if not family or not all(titles) or titles[0] == titles[1] or not alike:
        return ""
    return forms.couple.format(titles=_titles(titles, persons[0].place.profile), family=family)


def _titles(titles: Sequence[str], profile: Profile) -> str:
    return join_names(titles, f"{profile.language.partition('-')[0]}-{profile.country}")


def _merge(
    parts: Sequence[str], persons: Sequence[AddressedPerson], forms: JointForms, language: str
) -> list[str]:
    """Say once what several have in common: Senators Doe and Roe, Messieurs les Sénateurs.

    Those whom one and the same word would greet, and no plural does, are named in full.
    """
    keys = [_plural_key(part, forms) for part in parts]
    merged: list[str] = []
    for place, (key, part) in enumerate(zip(keys, parts, strict=True)):
        alike = [number for number, other in enumerate(keys) if key and other == key]
        if len(alike) < 2:
            merged.append(persons[place].wording.name if parts.count(part) > 1 else part)
        elif place == alike[0]:
            said = (parts[one][len(key) :].strip() for one in alike)
            names = list(dict.fromkeys(filter(None, said)))  # Senators Doe, both of them
            plural = forms.plurals[key]
            merged.append(f"{plural} {join_names(names, language)}" if names else plural)
    return merged


def _plural_key(part: str, forms: JointForms) -> str:
    """Return the longest words at the start of a part that have a plural, "" for none."""
    fits = (key for key in forms.plurals if part == key or part.startswith(f"{key} "))
    return max(fits, key=len, default="")


def _join(parts: Sequence[str], forms: JointForms, language: str) -> str:
    return forms.between.join(parts) if forms.between else join_names(parts, language)


def _envelopes(persons: Sequence[AddressedPerson], forms: JointForms | None) -> tuple[str, ...]:
    """Return the lines of the names: one for each person, or one for a couple."""
    rows = {one.recipient.id for one in persons}
    if len(rows) == 1 and persons[0].recipient.envelope_name:
        return (persons[0].recipient.envelope_name, *("" for _ in persons[1:]))
    lines = tuple(one.envelope for one in persons)
    if len(persons) != 2 or forms is None or not forms.couple_envelope:
        return lines
    one, two = (each.wording for each in persons)
    titled = one.title and not one.post and lines[0].startswith(f"{one.title} ")
    bare = one.family == two.family and lines[1] == f"{two.title} {two.family}"
    if not titled or not bare:
        return lines
    rest = lines[0].removeprefix(f"{one.title} ")
    titles = _titles((one.title, two.title), persons[0].place.profile)
    return forms.couple_envelope.format(titles=titles, name=rest), ""
