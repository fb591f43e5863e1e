"""Find what is doubtful in the name, the titles and the offices of one person's row."""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from typing import NamedTuple

from ..diagnostics import Diagnostic
from ..recipients.model import Recipient
from .chamber_and_role import Seat, fault, find_role, names_member, note, split_offices, warning
from .couples import is_companion
from .impersonal_names import find_impersonal_name
from .joint_letter import AddressedPerson
from .names.name_pieces import like_letters
from .names.name_vocabulary import fold, words
from .person import Person
from .profile import Profile
from .salutation import Wording

_LOOKED_AT = 200  # characters of a name
#: Also a party, as in Jane Doe (R-TX), and what one is a member for.
_ODD_IN_NAMES = re.compile(
    r"[?0-9@;:*<>|=\\&/]|\([A-Z][^a-z]*\)|\b(for|and|of)\b|(?<=\s)[-–—](?=\s)"
    r"|\b(His|Her|Your) (Excellency|Honou?r|Worship|Majesty|Highness)\b|\bMember\b"
)
_LAST_IN_BRACKETS = re.compile(r"[(\[][^()\[\]]+[)\]]$")
_NO_OFFICE = re.compile(r"(?i)^(member|senator|mp\b|representative)|^d[eé]put\w*$|\b(19|20)\d\d\b")
_HOUSE = re.compile(
    r"(?i)\b(parliament|parlement|assembl(?:y|ée)|legislature|senate|sénat|seanad|congress|duma|"
    r"legislative council|bundesrat|nationalrat|cortes|knesset|sejm|folketing|riksdag|storting)\b"
)
_FORMER = re.compile(r"(?i)(former|ex(?! officio)|retired|outgoing|ancien(ne)?)\b")
#: Countries of parliaments whose members are made knights.
_REALMS = ("GB", "AU", "NZ")
_TITLE_OF = {"m": "Sir", "f": "Dame"}
_SAID_OF_SEATS = ("title", "office", "post_nominals", "suffix", "full_name", "constituency")


def doubts_of(one: AddressedPerson, *, prints_parts: bool) -> list[Diagnostic]:
    """Return every fault, warning and note about one person.

    `prints_parts` says that the letter's own text prints given or family name.
    """
    recipient, place, person, wording = one.recipient, one.place, one.person, one.wording
    return [
        *_notes(recipient, place, person, wording),
        *_without_given_name(recipient, person, place, wording),
        *_split_name(recipient, person, wording, prints_parts=prints_parts),
        *_without_gender(recipient, wording),
        *_foreign_offices(recipient, place, wording),
        *_without_rank(recipient, person, place),
        *_without_knighthood(recipient, person, place, wording),
        *_unknown_office(recipient, place, wording),
        *_other_parliament(recipient, person, place),
    ]


def _notes(recipient: Recipient, place: Seat, person: Person, wording: Wording) -> list[Diagnostic]:
    """Return what is wrong or worth knowing about a person's wording."""
    found = []
    if not wording.envelope and not recipient.envelope_name:
        message = "the row gives no name and no office"
        hint = "fill full_name, family_name or office, or write role `body`"
        found.append(fault(recipient, "protocol.no-name", "full_name", message, hint))
    if aside := person.name.aside:
        message = f"`{aside}` is no part of the name, and is left out"
        hint = "take it out of the roster's name to silence this"
        found.append(note(recipient, "protocol.aside", "full_name", message, hint))
    if unread := person.name.unread:
        message = f"`{unread}` behind the name is not understood, and is left out"
        hint = "write it in `office` or `post_nominals`, or take it out of the name"
        found.append(warning(recipient, "protocol.unread-in-name", "full_name", message, hint))
    if person.name.turned and not recipient.envelope_name:
        column = "full_name" if recipient.full_name else "family_name"
        message = f"`{person.name.given}` behind the surname is read as the given name of "
        message += f"`{person.name.family}`"
        hint = "take it out of the name if it is none; map given_name and family_name to silence it"
        found.append(warning(recipient, "protocol.surname-first", column, message, hint))
    if not recipient.envelope_name and person.rank is None:
        impersonal = find_impersonal_name(recipient, person, place)
        found += impersonal or _odd_name(recipient, person.name.full)
    if first := _given_name_of_peer(recipient, person):
        message = f"`{first}` is printed as a part of the peer's title: `{person.peerage}`"
        hint = "fill given_name and family_name where it is a given name, which no title holds"
        found.append(warning(recipient, "protocol.peer-name", "full_name", message, hint))
    if recipient.salutation:
        return found
    if person.knight is not None and not person.name.given and not person.rank:
        message = f"{person.knight.text} belongs before a given name, and the row has none"
        hint = "fill given_name, or write the whole `salutation`"
        found.append(fault(recipient, "protocol.no-given-name", "given_name", message, hint))
    return found


def _given(recipient: Recipient) -> frozenset[str]:
    """Return which of a letter's lines the roster gives whole."""
    given = {"salutation": recipient.salutation, "envelope": recipient.envelope_name}
    return frozenset(part for part, line in given.items() if line)


def _without_given_name(
    recipient: Recipient, person: Person, place: Seat, wording: Wording
) -> list[Diagnostic]:
    """Warn of an envelope that has a surname alone; whoever comes with a member has no other."""
    name = person.name
    named = name.given or not name.family or person.rank or person.knight or is_companion(place)
    if named or recipient.envelope_name:
        return []
    message = f"no given name is known: the envelope says `{wording.envelope}`"
    hint = "fill given_name, or write `envelope_name` for somebody who has one name"
    return [warning(recipient, "protocol.no-given-name", "given_name", message, hint)]


def _split_name(
    recipient: Recipient, person: Person, wording: Wording, *, prints_parts: bool
) -> list[Diagnostic]:
    """Note a name that was split by rule, where something prints its parts."""
    name = person.name
    if not name.by_rule:
        return []
    printed = bool(prints_parts or wording.split - _given(recipient))
    if person.rank is not None:  # Jane Ann Doe (Baroness)
        printed = name.apart and not recipient.envelope_name
    if not printed:
        return []
    message = f"`{name.full}` was split by rule: given `{name.given}`, family `{name.family}`"
    hint = "map given_name and family_name where the source has them"
    many = len(name.full.split()) > 2 and name.family.count(" ") == 0
    if many and all(len(one.rstrip(".")) > 1 for one in name.given.split()):
        return [warning(recipient, "protocol.name-split", "full_name", message, hint)]
    return [note(recipient, "protocol.name-split", "full_name", message, hint)]


def _without_gender(recipient: Recipient, wording: Wording) -> list[Diagnostic]:
    """Warn where a line that is printed would be another one if the gender were known."""
    if not wording.gendered:
        return []
    hint = "fill `title` or `gender` if it should say Mr or Ms"
    needing = wording.gendered - _given(recipient)
    if "salutation" in needing:
        message = f"no gender or title is known: the salutation is `{wording.salutation}`"
    elif "envelope" in needing:
        message = f"no gender is known: the envelope says `{wording.envelope}`"
        hint = "fill `gender`, or `envelope_name`"
    elif "close" in needing:
        message = f"no gender is known: the close is `{wording.close}`"
        hint = "fill `gender`"
    else:
        return []
    return [warning(recipient, "protocol.gender-unknown", "gender", message, hint)]


@cache
def _ranks_hint(profile: Profile, chamber: str) -> str:
    """Return how to write one of a chamber's ranks, "" where it has none; once for all rows."""
    ranks = [one.names[0] for one in profile.ranks.values() if chamber in one.chambers]
    return "write it in `title` or before the name: " + ", ".join(ranks) if ranks else ""


def _without_rank(recipient: Recipient, person: Person, place: Seat) -> list[Diagnostic]:
    """Warn of a name without a rank where members have one: `Jane Doe` in the Lords."""
    role = place.profile.roles.get(place.role)
    if person.rank is not None or not place.profile.ranks or (role and not role.seated):
        return []
    hint = _ranks_hint(place.profile, place.chamber)
    given = recipient.envelope_name or not person.name.full
    if given or not hint:
        return []
    chamber = place.profile.chambers[place.chamber].name
    message = f"`{person.name.full}` has no rank, as a member of the {chamber} has"
    return [warning(recipient, "protocol.no-rank", "title", message, hint)]


def _without_knighthood(
    recipient: Recipient, person: Person, place: Seat, wording: Wording
) -> list[Diagnostic]:
    """Ask about letters of a knight or a dame beside a name without Sir or Dame.

    The clergy of the Church of England have the letters without the title
    (https://www.altsci.com/3/p/Knight/69); in Australia and New Zealand they have both.
    """
    country = place.profile.country
    titled = person.knight or person.rank or person.noble or (country == "GB" and person.clergy)
    if country not in _REALMS or titled or {"salutation", "envelope"} <= _given(recipient):
        return []
    for letters in person.post_nominals:
        known = [title for title, those in words().knights.items() if letters in those]
        titles = [one for one in known if len(known) == 1 or _TITLE_OF.get(person.gender) == one]
        if known:
            said = " or ".join(titles or known)
            message = f"`{letters}` is of a {said}, and the letter says `{wording.salutation}`"
            hint = f"write `title` {said}; an honorary {letters} has no such title"
            column = "post_nominals" if recipient.post_nominals else "full_name"
            return [warning(recipient, "protocol.no-knighthood", column, message, hint)]
    return []


def _foreign_offices(recipient: Recipient, place: Seat, wording: Wording) -> list[Diagnostic]:
    """Warn of each printed office that is in another language than the letter."""
    hint = "write it in the letter's language, or add it to the table `offices`: "
    hint += f"[[parliaments.{place.profile.id}.offices]]"
    return [
        warning(
            recipient,
            "protocol.office-language",
            "office" if recipient.office else "title" if recipient.title else "role",
            f"`{office}` is printed in another language than the letter's",
            hint,
        )
        for office in wording.foreign
    ]


def _unknown_office(recipient: Recipient, place: Seat, wording: Wording) -> list[Diagnostic]:
    """Warn where an office that the profile does not know may be no member's."""
    profile, chamber = place.profile, place.profile.chambers[place.chamber]
    if not recipient.office or recipient.role or place.role != chamber.member or place.office:
        return []
    if recipient.envelope_name and recipient.salutation:
        return []
    name = profile.roles[chamber.member].name
    for office in split_offices(recipient.office):
        said = bool(wording.family) and wording.envelope.endswith(office)  # the see of a bishop
        known = said or find_role(office, profile, place.chamber) or names_member(office, place)
        if not known and (not _NO_OFFICE.search(office) or _in_other_house(office, place)):
            message = (
                f"`{office}` is not an office that is known; its holder is written to as {name}"
            )
            hint = "write the `role` to silence this, such as `member`, or the whole `salutation`"
            if _FORMER.match(office):
                message = f"`{office}` says that it is over; the letter is to a {name}"
                hint = "take the row out, or write what the person is now"
            return [warning(recipient, "protocol.unknown-office", "office", message, hint)]
    return []


def _in_other_house(office: str, place: Seat) -> bool:
    """Say whether an office is a seat in a house that is not named as the parliament's own."""
    profile = place.profile
    member = profile.roles[profile.chambers[place.chamber].member]
    houses = [name for one in profile.chambers.values() for name in (one.name, *one.names)]
    own = (member.name, *member.names, profile.name, *profile.names, *houses)
    said = fold(office)
    others = _HOUSE.search(office) is not None
    return others and not any(fold(one) in said for one in own if " " in one)


def _other_parliament(recipient: Recipient, person: Person, place: Seat) -> list[Diagnostic]:
    """Warn of a title that members of another parliament have: State Senator, MSP.

    Letters say nothing where the row has the chamber's own, too, or a rank: a TD may be a
    decoration, and somebody may sit in two parliaments.
    """
    patterns = _other_titles(place.profile)
    if patterns is None or person.rank is not None:
        return []
    columns = {one: getattr(recipient, one) for one in _SAID_OF_SEATS}
    columns["address"] = " ".join((*recipient.address, recipient.city))
    own = {one.replace(".", "") for one in place.profile.chambers[place.chamber].post_nominals}
    behind = f"{recipient.full_name} {recipient.post_nominals} {recipient.suffix}"
    both = own & {one.replace(".", "") for one in re.split(r"[\s,]+", behind)}
    for column, text in columns.items():
        said = None if both or column == "address" else _letters(column, text, patterns, person)
        phrase = patterns.phrases.search(text) if patterns.phrases else None
        if said or phrase:
            named = said or (phrase[0] if phrase else "")
            message = f"`{named}` is of another parliament than the {place.profile.name}"
            hint = f"is `{recipient.parliament}` right? A profile of your own: docs/parliaments.md"
            return [warning(recipient, "protocol.other-parliament", column, message, hint)]
    return []


def _letters(column: str, text: str, patterns: _OtherTitles, person: Person) -> str:
    """Return the letters of another parliament's members in a cell; "" for none.

    Those that were behind a name, or are a column's own, count in small letters and with points.
    """
    if column in ("post_nominals", "suffix", "office"):
        found = [one.replace(".", "").upper() for one in re.split(r"[\s,]+", text)]
    elif column == "full_name":
        found = [one.replace(".", "") for one in person.name.post_nominals]
        found += re.findall(r"\w+", text)
    else:  # MS is also Ms, and MP the Northern Mariana Islands
        found = re.findall(r"\((\w+)\)", text) if column == "constituency" else []
    return next((one for one in found if one in patterns.letters), "")


class _OtherTitles(NamedTuple):
    """What members of other parliaments of a country have: letters, and phrases in any case."""

    letters: frozenset[str]
    phrases: re.Pattern[str] | None


@cache
def _other_titles(profile: Profile) -> _OtherTitles | None:
    """Return what a profile says of other parliaments; None where it says nothing."""
    titles = profile.other_titles
    letters = frozenset(one for one in titles if like_letters(one))
    phrases = "|".join(re.escape(one) for one in titles if one not in letters)
    pattern = re.compile(rf"(?i)(?<!\w)(?:{phrases})(?!\w)") if phrases else None
    return _OtherTitles(letters, pattern) if titles else None


def _given_name_of_peer(recipient: Recipient, person: Person) -> str:
    """Return what may be a given name in a peer's title: Jane in `Baroness Jane Doe`; else ""."""
    if person.rank is None or recipient.envelope_name:
        return ""
    if recipient.family_name:
        sees = person.rank.joint and person.rank.honorific_by_right
        return recipient.given_name if sees and recipient.family_name in person.peerage else ""
    title = person.peerage.removeprefix(f"{person.rank.joint} ").partition(" of ")[0].split()
    if (
        len(title) < 2
        or {"and", "of"} & {*title}
        or title[0].casefold().rstrip(".") in words().particles
    ):
        return ""
    return title[0]


def _odd_name(recipient: Recipient, name: str) -> list[Diagnostic]:
    """Warn of a name that holds what names do not, or that was decoded wrongly on its way."""
    message, hint = "", ""
    if meant := _read_again(name):
        message = f"`{name}` looks like UTF-8 that was read in another encoding"
        hint = f"is it `{meant}`? Save the roster again from its source, as UTF-8"
    elif (meant := unescape(name)) != name:
        message = f"`{name}` is printed as typed, and looks like HTML"
        hint = f"is it `{meant}`? Take the roster from its source as text"
    elif odd := _ODD_IN_NAMES.search(name[:_LOOKED_AT]):
        message = f"`{name}` is printed with `{odd[0]}`, which names do not hold"
        hint = "fix the name; a ? often marks where a letter was lost in an earlier conversion"
    elif nickname := _LAST_IN_BRACKETS.search(name):
        message = f"`{name}` is printed with `{nickname[0]}`, as with a nickname"
        hint = "put a nickname before the surname; take a party or a seat out of the name"
    elif name.islower():
        message = f"`{name}` is printed in small letters, as typed"
        hint = "write it as its bearer does"
    if not message:
        return []
    return [warning(recipient, "protocol.odd-name", "full_name", message, hint)]


def _read_again(name: str) -> str:
    """Return what a name with signs such as Ã© was, before UTF-8 was read as Windows-1252."""
    if name.isascii():
        return ""
    try:
        return name.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return ""
