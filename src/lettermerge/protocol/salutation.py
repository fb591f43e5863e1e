"""Word envelope name, salutation and close for a person, by the profile's forms.

Each role's forms are looked for in the role, the rank, the ordinary member of the chamber and the
profile, in this order; they are compiled once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from .address_form_syntax import EmptyWord, Form, compile_form, fill_first
from .chamber_and_role import Seat, named_role, names_member, split_offices
from .localised_titles import (
    before_rank,
    honorific_in,
    letters_in,
    mid_line,
    style_in,
    title_by_gender,
    title_in,
)
from .names.full_name import call_name
from .names.name_vocabulary import fold, words
from .office_titles import OfficeLine, say_title, translate_office
from .person import Person
from .profile import Forms, Profile

_PARTS_OF_NAME = ("given", "call_name", "family")
_MARK = "\0"  # which no name holds


@dataclass(frozen=True, slots=True)
class Wording:
    """What is printed about someone.

    `name` is without titles; `offices` are lines of their own; `unsaid` is the role's office where
    the roster has another one. `gendered` are those of "salutation", "envelope" and "close" that a
    known gender would have changed; of the envelope, a missing Mr or Ms does not count. `split`
    are those that hold a part of a name that was split by rule; `foreign` are the offices that are
    in another language than the letter.
    """

    name: str
    envelope: str
    salutation: str
    close: str
    chamber_name: str = ""
    role_name: str = ""
    offices: tuple[str, ...] = ()
    honorific: str = ""
    title: str = ""
    given: str = ""
    family: str = ""
    post: str = ""
    gendered: frozenset[str] = frozenset()
    split: frozenset[str] = frozenset()
    unsaid: str = ""
    foreign: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Compiled:
    envelope: tuple[Form, ...]
    salutation: tuple[Form, ...]
    close: tuple[Form, ...]
    office: Form | None
    words: Mapping[str, Mapping[str, str]]


@cache
def _compiled(place: Seat, rank_id: str, language: str) -> _Compiled:
    profile = place.profile
    role = profile.roles[place.role]
    member = profile.roles[profile.chambers[place.chamber].member]
    own = role.forms.get(language, Forms())
    rank = profile.ranks[rank_id].forms.get(language, Forms()) if rank_id else Forms()
    ordinary = member.forms.get(language, Forms())
    chain = (own, rank, ordinary, profile.forms[language])
    known: dict[str, Mapping[str, str]] = voiced_words(profile, language)
    for forms in reversed(chain):
        known.update(forms.words)
    if rank.envelope:
        envelope: tuple[str, ...] = rank.envelope
    else:
        envelope = next(forms.envelope for forms in chain if forms.envelope)
    office = role.office.get(language, role.office.get(profile.language, ""))
    return _Compiled(
        envelope=_forms(envelope, known),
        salutation=_forms(next(one.salutation for one in chain if one.salutation), known),
        close=_forms(next(one.close for one in chain if one.close), known),
        office=compile_form(office, known) if office else None,
        words=known,
    )


def voiced_words(profile: Profile, language: str) -> dict[str, Mapping[str, str]]:
    """Return the words that go by who writes, as words for every gender."""
    words_of = profile.voices.get(language, {})
    return {key: {"": by_voice[profile.voice]} for key, by_voice in words_of.items()}


def _forms(texts: tuple[str, ...], known: Mapping[str, Mapping[str, str]]) -> tuple[Form, ...]:
    return tuple(compile_form(text, known) for text in texts)


def forms_language(profile: Profile, language: str) -> str:
    """Return the language whose forms a letter in `language` uses: its own or the default."""
    for tag in (language, language.partition("-")[0]):
        if tag in profile.forms:
            return tag
    return profile.language


def word_person(person: Person, place: Seat, language: str, seat: tuple[str, str]) -> Wording:
    """Return the wording for a person.

    `language` is one that the profile has forms for; `seat` is the roster's office (one or more)
    and constituency. Where the office is the role's own, cut short ("Speaker") or not in the
    letter's language, it is written out.
    """
    profile = place.profile
    role = profile.roles[place.role]
    office, region = seat
    seat_of_role = replace(place, office="") if place.office else place
    compiled = _compiled(seat_of_role, person.rank_id, language)
    fields = _fields(person, place, language, region)
    for word, by_gender in compiled.words.items():
        fields[word] = _word_for(person.gender, by_gender)
    own_office = (compiled.office(fields) if compiled.office else None) or ""
    held = tuple(one for one in split_offices(office) if not names_member(one, place))
    printed = held or split_offices(place.office or own_office)
    printed, foreign = _in_language(printed, place, language, person.gender)
    translated = language != profile.language or printed[:1] == foreign[:1]
    if own_office and _is_own(printed[0], own_office, place, translated=translated):
        foreign = tuple(one for one in foreign if one != printed[0])
        printed = (own_office, *printed[1:])
    ordinary = place.role == profile.chambers[place.chamber].member
    fields["office"] = printed[0] if printed else "" if ordinary else role.name
    envelope = fill_first(compiled.envelope, fields)
    salutation = fill_first(compiled.salutation, fields)
    close = fill_first(compiled.close, fields)
    lines = {"salutation": salutation, "envelope": envelope, "close": close}
    return Wording(
        name=_plain_name(person, fields),
        envelope=envelope,
        salutation=salutation,
        close=close,
        chamber_name=fields["chamber"],
        role_name=_role_name(place, language, person.gender),
        offices=tuple(line for line in printed if not _says(envelope, line, person)),
        honorific=honorific_in(person, profile, language),
        title=title_in(person, profile, language) or (person.knight.text if person.knight else ""),
        given=fields["given"],
        family=fields["family"],
        post=fields["post"],
        gendered=_gendered(compiled, person, place, (language, fields, lines)),
        split=_split(compiled, fields) if person.name.by_rule else frozenset(),
        foreign=foreign,
        unsaid=_unsaid(place, own_office, (*held, *printed)) if held and not ordinary else "",
    )


def _role_name(place: Seat, language: str, gender: str) -> str:
    """Return what the role is called in a language: the office of a cell, or the role's name."""
    role = place.profile.roles[place.role]
    if place.office:
        (office,), _ = _in_language((place.office,), place, language, gender)
        return office
    title = role.by_language.get(language)
    return say_title(title, gender, language) if title else role.name


def _word_for(gender: str, by_gender: Mapping[str, str]) -> str:
    """Return a word for a gender; one that is empty for it is filled, with nothing."""
    word = by_gender.get(gender, by_gender.get("", ""))
    return EmptyWord() if not word and gender and gender in by_gender else word


def _in_language(
    offices: tuple[str, ...], place: Seat, language: str, gender: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the offices in a language, and those of them that are not.

    One that the profile's table has not may be the name of a role, which is known by language.
    """
    profile = place.profile
    if not offices or (not profile.offices and len(profile.forms) == 1):
        return offices, ()
    lines = [translate_office(one, profile, language, gender) for one in offices]
    for number, line in enumerate(lines):
        role = profile.roles.get(named_role(line.text, place)) if line.foreign else None
        if role and (title := role.by_language.get(language)):
            lines[number] = OfficeLine(say_title(title, gender, language))
    return tuple(one.text for one in lines), tuple(one.text for one in lines if one.foreign)


def _says(envelope: str, office: str, person: Person) -> bool:
    """Say whether the line of the name is the office, or a peer's title that ends in it."""
    return office == envelope or (person.rank is not None and envelope.endswith(f" {office}"))


def _is_own(office: str, own: str, place: Seat, *, translated: bool) -> bool:
    """Say whether an office is the role's own, cut short or in another language.

    `translated` says that the letter is not in the profile's language, or the office not in the
    letter's.
    """
    said = fold(office)
    if fold(own).startswith(said):
        return True
    role = place.profile.roles[place.role]
    own_names = {*map(fold, (role.name, *role.names))}
    return named_role(office, place) == place.role and (translated or said not in own_names)


def _unsaid(place: Seat, own_office: str, printed: tuple[str, ...]) -> str:
    """Return the office of the role where none of the printed ones says it."""
    office = place.office or own_office
    said = fold(office)
    if not office or any(said in fold(one) or fold(one) in said for one in printed):
        return ""
    return office


def _gendered(
    compiled: _Compiled,
    person: Person,
    place: Seat,
    wording: tuple[str, dict[str, str], dict[str, str]],
) -> frozenset[str]:
    """Return the lines that would be others for a woman; `wording` has them, and their fields."""
    if person.gender:
        return frozenset()
    language, fields, lines = wording
    profile = place.profile
    known = dict(fields)
    for word, by_gender in compiled.words.items():
        known[word] = _word_for("f", by_gender)
    post = profile.post_nominals.by_language.get(language, {})
    letters = [letters_in(one, post, "f") for one in person.post_nominals]
    known["post"] = profile.post_nominals.join.join(letters)
    title = known["title"]
    if not title and not person.knight:
        title = title_by_gender("f", profile, "en")
    others = {
        "salutation": fill_first(compiled.salutation, {**known, "title": title}),
        "envelope": fill_first(compiled.envelope, known),
        "close": fill_first(compiled.close, known),
    }
    return frozenset(part for part, line in lines.items() if others[part] != line)


def _split(compiled: _Compiled, fields: dict[str, str]) -> frozenset[str]:
    """Return the lines that hold a given or a family name apart from the other."""
    marked = {**fields, **{part: _MARK for part in _PARTS_OF_NAME if fields[part]}}
    parts = ("salutation", "envelope", "close")
    return frozenset(one for one in parts if _MARK in fill_first(getattr(compiled, one), marked))


def _fields(person: Person, place: Seat, language: str, region: str) -> dict[str, str]:
    profile, name, rank = place.profile, person.name, person.rank
    chamber = profile.chambers[place.chamber]
    chamber_name = chamber.by_language.get(language, chamber.name)
    honorific = before_rank(person) if rank is not None else honorific_in(person, profile, language)
    post = profile.post_nominals.by_language.get(language, {})
    letters = [letters_in(one, post, person.gender) for one in person.post_nominals]
    privy = profile.post_nominals.privy if person.privy else ""
    title = "" if person.knight else title_in(person, profile, language)
    peer = ""
    if rank is not None:
        peer = person.peerage.removeprefix(f"{rank.joint or 'of'} ").partition(" of ")[0]
    full = name.full
    if profile.style.surname_first and name.given and name.family:
        full = full.replace(f"{name.given} {name.family}", f"{name.family} {name.given}")
    return {
        "honorific": honorific,
        "honorific_mid": mid_line(honorific),
        "style": style_in(person, profile, language),
        "title": title if name.full else "",
        "degrees": " ".join(one.said(language, person.gender) for one in person.degrees),
        "learned": person.learned.said(language, person.gender) if person.learned else "",
        "knight": person.knight.text if person.knight else "",
        "given": name.given,
        "call_name": call_name(name.given),
        "family": peer or name.family or name.full,
        "name": _with_suffix(full, name.suffix, profile),
        "full": full,
        "post": profile.post_nominals.join.join(letters),
        "privy": privy,
        "peerage": person.peerage,
        "peer": peer,
        "office": "",
        "constituency": _region(region, profile),
        "chamber": chamber_name,
        "of_chamber": chamber.genitive.get(language, f"of the {chamber_name}"),
    }


def _region(region: str, profile: Profile) -> str:
    return _regions(profile).get(fold(region), region) if region else ""


@cache
def _regions(profile: Profile) -> Mapping[str, str]:
    return {fold(key): value for key, value in profile.constituencies.items()}


def _with_suffix(full: str, suffix: str, profile: Profile) -> str:
    if not suffix:
        return full
    junior = suffix.rstrip(".").casefold() in words().comma_suffixes
    if junior and profile.style.pointed:
        suffix = f"{suffix.rstrip('.')}."
    comma = junior and profile.style.suffix_comma
    return f"{full}, {suffix}" if comma else f"{full} {suffix}"


def _plain_name(person: Person, fields: dict[str, str]) -> str:
    if person.rank is not None and person.peerage:
        return f"{person.rank.names[0]} {person.peerage}"
    return fields["name"] or fields["office"]


def word_body(place: Seat, language: str) -> Wording:
    """Return the wording for the parliament itself."""
    profile = place.profile
    forms = profile.body.forms.get(language, profile.body.forms[profile.language])
    name, said = forms.envelope[0], voiced_words(profile, language)
    close = fill_first(_forms(forms.close, said), {key: by[""] for key, by in said.items()})
    said_name = profile.by_language.get(language, profile.name)
    return Wording(name, name, forms.salutation[0], close, role_name=said_name)
