"""Word envelope name, salutation and close for a person, by the profile's forms.

Each role's forms are looked for in the role, the rank, the ordinary member of the chamber and the
profile, in this order; they are compiled once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from .chamber_and_role import Seat, names_member, split_offices
from .form_syntax import EmptyWord, Form, compile_form, fill_first
from .names.full_name import call_name
from .names.vocabulary import KnownWord, fold, own_title, words
from .office_titles import translate_office
from .person import Person
from .profile import Forms, Profile, Role, TitleWord

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
    printed, foreign = _in_language(printed, profile, language, person.gender)
    if own_office and _is_own(printed[0], own_office, role, language != profile.language):
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
        role_name=place.office or role.by_language.get(language, role.name),
        offices=tuple(line for line in printed if not _says(envelope, line, person)),
        honorific=person.honorific,
        title=_title(person, profile, language) or (person.knight.text if person.knight else ""),
        given=fields["given"],
        family=fields["family"],
        post=fields["post"],
        gendered=_gendered(compiled, person, place, (language, fields, lines)),
        split=_split(compiled, fields) if person.name.by_rule else frozenset(),
        foreign=foreign,
        unsaid=_unsaid(place, own_office, held) if held and not ordinary else "",
    )


def _word_for(gender: str, by_gender: Mapping[str, str]) -> str:
    """Return a word for a gender; one that is empty for it is filled, with nothing."""
    word = by_gender.get(gender, by_gender.get("", ""))
    return EmptyWord() if not word and gender and gender in by_gender else word


def _in_language(
    offices: tuple[str, ...], profile: Profile, language: str, gender: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the offices in a language, and those of them that are not."""
    if not offices or (not profile.offices and len(profile.forms) == 1):
        return offices, ()
    lines = [translate_office(one, profile, language, gender) for one in offices]
    return tuple(one.text for one in lines), tuple(one.text for one in lines if one.foreign)


def _says(envelope: str, office: str, person: Person) -> bool:
    """Say whether the line of the name is the office, or a peer's title that ends in it."""
    return office == envelope or (person.rank is not None and envelope.endswith(f" {office}"))


def _is_own(office: str, own: str, role: Role, translated: bool) -> bool:
    """Say whether an office is the role's own, cut short or in the parliament's first language."""
    said = fold(office)
    return fold(own).startswith(said) or (
        translated and said in map(fold, (role.name, *role.names))
    )


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
    letters = [_letter(one, post, "f") for one in person.post_nominals]
    known["post"] = profile.post_nominals.join.join(letters)
    title = known["title"] if known["title"] or person.knight else _by_gender("f", profile, "en")
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
    honorific = _before_rank(person) if rank is not None else _honorific(person, profile, language)
    post = profile.post_nominals.by_language.get(language, {})
    letters = [_letter(one, post, person.gender) for one in person.post_nominals]
    privy = profile.post_nominals.privy if person.privy else ""
    title = "" if person.knight else _title(person, profile, language)
    peer = ""
    if rank is not None:
        peer = person.peerage.removeprefix(f"{rank.joint or 'of'} ").partition(" of ")[0]
    full = name.full
    if profile.style.surname_first and name.given and name.family:
        full = full.replace(f"{name.given} {name.family}", f"{name.family} {name.given}")
    return {
        "honorific": honorific,
        "honorific_mid": _mid_line(honorific),
        "style": _style(person, profile, language),
        "title": title if name.full else "",
        "degrees": " ".join(one.said(language) for one in person.degrees),
        "learned": person.learned.said(language) if person.learned else "",
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


def _honorific(person: Person, profile: Profile, language: str) -> str:
    """Return the honorific in the letter's language: The Right Honourable, Le très honorable."""
    return _letter(
        person.honorific, profile.honorifics_by_language.get(language, {}), person.gender
    )


def _mid_line(honorific: str) -> str:
    return f"the {honorific[4:]}" if honorific.startswith("The ") else honorific


def _before_rank(person: Person) -> str:
    """Return what is before a peer's rank: Admiral the Rt Hon, The Revd Professor."""
    titles = [one.text for one in (person.military, person.clergy, person.learned) if one]
    if person.honorific:
        titles.append(_mid_line(person.honorific) if titles else person.honorific)
    return " ".join(titles)


def _letter(letters: str, table: Mapping[str, Mapping[str, str]], gender: str) -> str:
    by_gender = table.get(letters)
    return by_gender.get(gender, by_gender.get("", letters)) if by_gender else letters


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


def _title(person: Person, profile: Profile, language: str) -> str:
    """Return the courtesy title: the highest that is given, else the one that gender says."""
    if person.noble and person.noble.kind == "courtesy-peer":
        return "Lord" if person.noble.gender == "m" else "Lady"
    word = person.learned or person.military or person.noble or person.civic or person.courtesy
    if word is not None:
        return word.said(language)
    return _by_gender(person.gender, profile, language)


def _by_gender(gender: str, profile: Profile, language: str) -> str:
    key = {"m": "mr", "f": "ms"}.get(gender)
    if key is None:
        return ""
    return _courtesy(profile, key).said(language)


@cache
def _courtesy(profile: Profile, key: str) -> KnownWord:
    """Return Mr or Ms as a profile prints it."""
    own = profile.titles.get(key, TitleWord())
    return own_title(key, own, pointed=profile.style.pointed)[0]


def _before_name(person: Person) -> tuple[KnownWord | None, ...]:
    """Return the titles of the envelope in their order; a councillor is Mrs as well, but not Ms."""
    wife = person.courtesy if person.civic and person.courtesy and not person.learned else None
    wife = wife if wife and wife.id in ("mrs", "miss") else None
    titles = (person.military, person.civic, wife, person.clergy, person.learned)
    return (*titles, person.knight, person.noble)


def _style(person: Person, profile: Profile, language: str) -> str:
    """Return all that is before the name on the envelope."""
    keeps = profile.style.keeps
    ranked: list[KnownWord] = [word for word in _before_name(person) if word is not None]
    if "degree" in keeps:
        ranked = [one for one in ranked if one.kind != "learned"]
        ranked += person.degrees
    kept_kinds = (*keeps, "courtesy-peer")
    if person.honorific:
        kept = [one.said(language) for one in ranked if one.kind in kept_kinds]
        honorific = _honorific(person, profile, language)
        if "courtesy" in keeps:
            courtesy = person.courtesy.said(language) if person.courtesy else ""
            kept = [*filter(None, [courtesy]), *kept]
        if person.military:
            return " ".join((person.military.text, _mid_line(honorific), *kept))
        return " ".join((honorific, *kept))
    if "courtesy" in keeps:
        courtesy = person.courtesy.said(language) if person.courtesy else ""
        courtesy = courtesy or _by_gender(person.gender, profile, language)
        return " ".join(filter(None, (courtesy, *(word.said(language) for word in ranked))))
    if ranked:
        return " ".join(word.said(language) for word in ranked)
    bare = {one.replace(".", "") for one in profile.post_nominals.replace_title}
    if bare & {one.replace(".", "") for one in person.post_nominals}:
        return ""
    return _title(person, profile, language)


def word_body(place: Seat, language: str) -> Wording:
    """Return the wording for the parliament itself."""
    profile = place.profile
    forms = profile.body.forms.get(language, profile.body.forms[profile.language])
    name, said = forms.envelope[0], voiced_words(profile, language)
    close = fill_first(_forms(forms.close, said), {key: by[""] for key, by in said.items()})
    return Wording(name, name, forms.salutation[0], close, role_name=profile.name)
