"""Read a recipient's cells into one person: name, titles, honorific, rank, post-nominals.

Cells overlap and contradict in real rosters: "Senator the Hon" in one, "Hon" in another, "Rt Hon
Sir" inside the full name. Here each fact is found once; what contradicts itself is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from ..diagnostics import Diagnostic
from ..recipients.model import Recipient
from .chamber_and_role import Seat, fault, find_role, names_rank, note, warning
from .names.full_name import Name, read_cells
from .names.name_vocabulary import KnownWord, Vocabulary, fold, take_titles, words
from .names.post_nominal_order import in_order
from .profile import PostNominals, Profile, Rank
from .title_conflicts import title_conflicts

_GENDERS = {
    "m": "m", "male": "m", "man": "m", "trans man": "m",
    "f": "f", "female": "f", "woman": "f", "trans woman": "f",
    "q6581097": "m", "q2449503": "m", "q6581072": "f", "q1052281": "f",  # Wikidata: P21
}  # fmt: skip


#: What a French list has before the place of a title: Comtesse de Place.
_FRENCH_OF = re.compile(r"^(?:de (?:la )?|du |d['’])")


@dataclass(slots=True)
class Person:
    """Who is written to; "" and () where nothing is known. Built once, then only read."""

    name: Name = field(default_factory=Name)
    gender: str = ""
    honorific: str = ""
    courtesy: KnownWord | None = None
    learned: KnownWord | None = None
    knight: KnownWord | None = None
    clergy: KnownWord | None = None
    military: KnownWord | None = None
    noble: KnownWord | None = None
    civic: KnownWord | None = None
    degrees: tuple[KnownWord, ...] = ()
    rank_id: str = ""
    rank: Rank | None = None
    peerage: str = ""
    post_nominals: tuple[str, ...] = ()
    privy: bool = False
    faults: list[Diagnostic] = field(default_factory=list)


@dataclass(slots=True)
class _PersonCells:
    """Titles found in the cells, in the order in which they count."""

    words: list[KnownWord]
    title_rest: str
    honorific_rest: str
    name: Name


@cache
def _vocabulary(profile: Profile, chamber: str, *, initials: bool = False) -> Vocabulary:
    return Vocabulary(profile, chamber, initials=initials)


def read_person(recipient: Recipient, place: Seat) -> Person:
    """Return the person that the cells describe; `faults` holds what is wrong with them."""
    profile = place.profile
    vocabulary = _vocabulary(profile, place.chamber)
    person = Person()
    cells = _read_cells(recipient, place, vocabulary, person)
    person.name = cells.name
    for word in cells.words:
        if word.kind in ("courtesy", "learned", "knight", "clergy", "military", "civic"):
            if getattr(person, word.kind) is None:
                setattr(person, word.kind, word)
        elif word.kind in ("peer", "noble", "courtesy-peer"):
            person.noble = person.noble or word
        elif word.kind == "rank" and person.rank is None:
            person.rank_id, person.rank = word.id, profile.ranks[word.id]
    if profile.titles or "degree" in profile.style.keeps:
        degrees = (word for word in cells.words if word.kind in ("learned", "degree") and word.text)
        person.degrees = tuple({word.id: word for word in degrees}.values())
    _read_gender(recipient, cells.words, person)
    person.faults += title_conflicts(recipient, place, cells.words, (person.rank, person.knight))
    _settle_courtesy(recipient, place, person)
    if person.rank is not None:
        person.peerage = _peerage(recipient, cells, person.rank)
    honorifics = [word.text for word in cells.words if word.kind == "honorific"]
    given = honorifics[0] if honorifics else ""
    if not given and cells.honorific_rest:
        given = cells.honorific_rest
        message = f"`{given}` is not an honorific that {profile.name} is known to use"
        hint = "printed as typed; " + "known: " + ", ".join(profile.honorifics)
        person.faults.append(
            warning(recipient, "protocol.unknown-honorific", "honorific", message, hint)
        )
    _settle_honorific(recipient, place, person, given)
    if person.rank and not {person.honorific, given} & {*profile.post_nominals.privy_honorifics}:
        # The Most Hon the Rt Hon the Marquess of Place: a Privy Counsellor
        beside = {*honorifics} & {*profile.post_nominals.privy_honorifics}
        person.privy = person.privy or bool(beside)
    _settle_post_nominals(recipient, place, person)
    return person


def _read_cells(
    recipient: Recipient, place: Seat, vocabulary: Vocabulary, person: Person
) -> _PersonCells:
    """Take titles from the columns `honorific`, `title` and the name, in this order."""
    found: list[KnownWord] = []
    rests = {}
    ranked_role = names_rank(recipient.role, place.profile, place.chamber)
    for column in ("honorific", "title", *(("role",) if ranked_role else ())):
        text = _last_part(getattr(recipient, column))
        titles, rest = take_titles(text.split(), vocabulary, cell=True)
        found += titles
        rests[column] = " ".join(rest)
    said = next((word.gender for word in found if word.gender), _gender(recipient.gender))
    if said == "f":  # M. is an initial
        vocabulary = _vocabulary(place.profile, place.chamber, initials=True)
    name = read_cells(recipient, vocabulary)
    found += name.titles
    person.faults += [_doubt(recipient, word) for word in name.titles if word.doubtful]
    title_rest = rests["title"]
    ranked = any(word.kind == "rank" for word in found)
    role_title = (
        find_role(recipient.title, place.profile, place.chamber) if recipient.title else None
    )
    unknown = [
        ("full_name", one.text) for one in name.titles if one.kind == "military" and not one.id
    ]
    if title_rest and not ranked and role_title is None:
        found.append(KnownWord("courtesy", "", title_rest))
        unknown.append(("title", title_rest))
    for column, text in unknown:
        if "://" in getattr(recipient, column):
            message = f"`{text}` is not a title, and would be printed as one"
            hint = "leave the column out, or map one that holds Ms, Dr or Senator"
            person.faults.append(fault(recipient, "protocol.no-title", column, message, hint))
            continue
        message = f"`{text}` is not a title that is known"
        hint = "printed as typed; fix it if it is a slip"
        person.faults.append(warning(recipient, "protocol.unknown-title", column, message, hint))
    return _PersonCells(found, title_rest if ranked else "", rests["honorific"], name)


def _last_part(text: str) -> str:
    """Return the last part of an address of linked data (`.../honorific/MR`); else the text."""
    return re.split("[/#]", text.rstrip("/"))[-1] if "://" in text else text


def _gender(cell: str) -> str:
    """Return m or f for a cell; "" for what is not known."""
    return _GENDERS.get(_last_part(cell).strip(" .").casefold(), "")


def _doubt(recipient: Recipient, word: KnownWord) -> Diagnostic:
    """Say that M. is read as Monsieur."""
    message = f"`{word.doubtful}` before the name is read as a title, {word.text}"
    hint = "write the title in `title`, or `gender` f where it is an initial"
    return note(recipient, "protocol.title-or-initial", "full_name", message, hint)


def _read_gender(recipient: Recipient, found: list[KnownWord], person: Person) -> None:
    """Settle gender from its column, or from a title that says it; never from a name."""
    said = next((word for word in found if word.gender), None)
    if recipient.gender:
        person.gender = _gender(recipient.gender)
        if not person.gender:
            message = f"gender `{recipient.gender}` is read as unknown"
            hint = "write m, male, f, female, or nothing"
            person.faults.append(
                warning(recipient, "protocol.gender-unreadable", "gender", message, hint)
            )
    if said is None:
        return
    if person.gender and person.gender != said.gender:
        column = "title" if recipient.title else "full_name"
        message = f"title `{said.text}` contradicts gender `{recipient.gender}`"
        hint = "fix the title or the gender"
        person.faults.append(fault(recipient, "protocol.contradiction", column, message, hint))
    person.gender = person.gender or said.gender


def _settle_courtesy(recipient: Recipient, place: Seat, person: Person) -> None:
    """Write to Lord James Doe by the given name; ask about what courtesy titles cannot tell."""
    noble, name = person.noble, person.name
    if noble is None or not name.full:
        return
    if noble.kind == "noble" and noble.id == "lady" and name.given:
        message = f"`Lady {name.full}` is either Lady {name.given} or Lady {name.family}"
        hint = (
            f"write the `salutation`: Dear Lady {name.given} for a daughter of an earl, a marquess "
            f"or a duke, Dear Lady {name.family} for the wife of a knight or peer"
        )
        person.faults.append(warning(recipient, "protocol.courtesy-title", "title", message, hint))
    if noble.kind != "courtesy-peer":
        return
    if noble.text == "Lord" and name.given:
        person.knight, person.noble = KnownWord("knight", "lord", "Lord", "m"), None
    seats = sorted({one for rank in place.profile.ranks.values() for one in rank.chambers})
    message = f"`{noble.text} {name.full}` is read as a title by courtesy"
    hint = "a peer sits in chamber " + " or ".join(f"`{one}`" for one in seats)
    person.faults.append(warning(recipient, "protocol.courtesy-title", "title", message, hint))


def _peerage(recipient: Recipient, cells: _PersonCells, rank: Rank) -> str:
    """Return a peer's title after the rank: what is beside the rank, or the name."""
    if cells.title_rest and cells.title_rest != rank.joint:
        return cells.title_rest
    name = cells.name
    if see := _see(recipient, rank):
        return see
    if any(word.kind == "rank" for word in name.titles) and not name.apart:
        text = name.full.removeprefix(f"{recipient.given_name} ")
        return _FRENCH_OF.sub(f"{rank.joint} ", text) if rank.joint else text
    if recipient.family_name or name.apart:
        text = name.family
    else:
        text = name.full if " of " in name.full or not name.given else name.family
    text = _FRENCH_OF.sub(f"{rank.joint} ", text) if rank.joint else text
    if not rank.joint or text.startswith(f"{rank.joint} ") or not text:
        return text
    plain = {fold(one) for one in rank.plain}
    return text if fold(text) in plain else f"{rank.joint} {text}"


def _see(recipient: Recipient, rank: Rank) -> str:
    """Return the see of a bishop from the office: of Place in `Bishop of Place`; "" for none."""
    for name in rank.names if rank.joint and rank.honorific_by_right else ():
        _, found, place = recipient.office.partition(f"{name} {rank.joint} ")
        if found and recipient.family_name:
            return f"{rank.joint} {place}"
    return ""


def _settle_honorific(recipient: Recipient, place: Seat, person: Person, given: str) -> None:
    """Choose the honorific: the roster's, else the rank's, the role's, the chamber's."""
    profile, rank = place.profile, person.rank
    rules = profile.post_nominals
    role, chamber = profile.roles[place.role], profile.chambers[place.chamber]
    default = chamber.honorific if role.honorific is None else role.honorific
    letters = {_bare(one) for one in _given_letters(recipient, person.name, place)}
    signs = (*rules.privy_honorifics, *((rank.privy_honorific,) if rank else ()))
    by_rank = rank is not None and given in rank.honorifics and given != rank.privy_honorific
    due = bool(given) and given in signs and not by_rank
    by_office = role.honorific is not None or bool(chamber.honorific)
    person.privy = bool(rules.privy) and (
        _bare(rules.privy) in letters or role.privy or (due and not by_office)
    )
    entitled = rules.privy_honorifics[0] if person.privy and rules.privy_honorifics else ""
    if rank is None:
        person.honorific = given or default or entitled
        return
    if given and given not in (*rank.honorifics, *rules.privy_honorifics):
        message = f"`{given}` does not go before `{rank.names[0]}`"
        known = ", ".join(rank.honorifics)
        hint = f"before this rank goes {known}" if known else "leave it out"
        person.faults.append(fault(recipient, "protocol.contradiction", "honorific", message, hint))
    right = rank.honorifics[0] if rank.honorific_by_right else ""
    if person.privy and rank.privy_honorific:
        person.honorific = rank.privy_honorific
    elif right:
        person.honorific = given if given in rank.honorifics else right
    else:
        person.honorific = given or default or entitled


def _bare(letters: str) -> str:
    return letters.replace(".", "").casefold()


def _given_letters(recipient: Recipient, name: Name, place: Seat) -> list[str]:
    """Return the post-nominals of the column and of the full name, each once.

    What members are called in any language (députée) is none, or the letters that it stands for.
    """
    vocabulary = _vocabulary(place.profile, place.chamber)
    own = _own_letters(place.profile.post_nominals)
    given: list[str] = []
    for part in re.split(r"[,;]+", recipient.post_nominals):
        whole = vocabulary.designation(part)
        words_of = [vocabulary.designation(one) or one for one in part.split()]
        for one in [whole] if whole else words_of:
            given += filter(None, [one.letters if isinstance(one, KnownWord) else one])
    letters = [own.get(_bare(one), one) for one in (*given, *name.post_nominals)]
    return list({_bare(one): one for one in letters}.values())


@cache
def _own_letters(rules: PostNominals) -> Mapping[str, str]:
    """Return a parliament's letters by those that stand for them in another language: C.P."""
    return {
        _bare(text): letters
        for table in rules.by_language.values()
        for letters, by_gender in table.items()
        for text in by_gender.values()
    }


def _settle_post_nominals(recipient: Recipient, place: Seat, person: Person) -> None:
    """Order the letters after the name: the profile's first, the roster's, the profile's last."""
    rules, role = place.profile.post_nominals, place.profile.roles[place.role]
    chamber = place.profile.chambers[place.chamber]
    due = chamber.post_nominals if role.post_nominals is None else role.post_nominals
    house = {_bare(one): one for one in (*rules.first, *rules.last, rules.privy, *due) if one}
    given = _given_letters(recipient, person.name, place)
    if not place.profile.style.pointed:
        given = [_unpointed(one) for one in given]
    letters = {_bare(one): house.get(_bare(one)) or _pointed(one, rules) for one in given}
    letters |= {_bare(one): one for one in due}
    if rules.privy:
        letters = _with_privy(letters, person, rules)
    first = [one for key in rules.first if (one := letters.pop(_bare(key), ""))]
    last = [one for key in rules.last if (one := letters.pop(_bare(key), ""))]
    between = in_order(tuple(letters.values()), place.profile.country)
    person.post_nominals = (*first, *between, *last)
    if len(given) < 2:
        return
    if person.rank is None and not rules.privy_printed:
        given = [one for one in given if _bare(one) != _bare(rules.privy)]
    printed = [_bare(one) for one in (*first, *between)]
    before = [_bare(one) for one in given if _bare(one) in printed]
    if before != [one for one in printed if one in before]:
        said = rules.join.join(person.post_nominals)
        message = f"`{rules.join.join(given)}` is printed in the order of precedence: `{said}`"
        column = "post_nominals" if recipient.post_nominals else "full_name"
        hint = "nothing to do; the lists and their sources: docs/parliaments.md"
        person.faults.append(note(recipient, "protocol.post-nominals-order", column, message, hint))


def _unpointed(letters: str) -> str:
    """Write O.B.E. as OBE; letters that no list has stay as typed."""
    bare = letters.replace(".", "")
    return bare if bare in words().post_nominals else letters


def _pointed(letters: str, rules: PostNominals) -> str:
    """Write CM as C.M. where the parliament points letters."""
    plain = letters.isalpha() and letters.isupper()
    return "".join(f"{one}." for one in letters) if rules.pointed and plain else letters


def _with_privy(letters: dict[str, str], person: Person, rules: PostNominals) -> dict[str, str]:
    """Print a Privy Counsellor's letters, or take them out where the honorific says it all."""
    privy = _bare(rules.privy)
    by_rank = person.rank is not None and bool(person.rank.privy_honorific)
    if by_rank or (person.rank is None and not rules.privy_printed):
        return {key: one for key, one in letters.items() if key != privy}
    if not person.privy or privy in letters:
        return letters
    after = {_bare(one) for one in (*rules.privy_before, *rules.last)}
    keys = list(letters)
    place = next((number for number, key in enumerate(keys) if key in after), len(keys))
    keys.insert(place, privy)
    return {key: letters.get(key, rules.privy) for key in keys}
