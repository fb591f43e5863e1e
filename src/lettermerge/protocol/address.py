"""Apply protocol to one recipient: the entry of this package."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from ..diagnostics import Diagnostic, Severity
from ..recipients.model import Recipient
from .address_block import AddressContext, AddressPrinting, make_block
from .addressee import Addressee
from .chamber_and_role import Seat, fault, note, resolve_parliament, resolve_place, warning
from .column_repair import repair_columns
from .languages import language_tag
from .names.vocabulary import words
from .person import Person, read_person
from .profile import Profile
from .profiles import Profiles
from .salutation import Wording, forms_language, word_body, word_person

_LOOKED_AT = 200  # characters of a name
#: Also a party, as in Jane Doe (R-TX), and what one is a member for.
_ODD_IN_NAMES = re.compile(
    r"[?0-9@;*<>|=\\&/]|\([A-Z][^a-z]*\)|\b(for|and|of)\b|(?<=\s)[-–—](?=\s)"
)
_LAST_IN_BRACKETS = re.compile(r"[(\[][^()\[\]]+[)\]]$")
_BETWEEN_TWO = ("&", "/", "and", ";")


def address(
    recipient: Recipient,
    profiles: Profiles,
    sender_country: str,
    printing: AddressPrinting | None = None,
    *,
    prints_parts: bool = False,
) -> tuple[Addressee | None, tuple[Diagnostic, ...]]:
    """Apply protocol to a recipient.

    `sender_country` is an ISO code, "" when unknown: then every address is foreign.
    `printing` says how addresses are printed; None measures nothing. `prints_parts` says that the
    letter's own text prints given or family name. Returns the addressee, or None when a
    diagnostic is an error.
    """
    profile = resolve_parliament(recipient, profiles)
    if isinstance(profile, Diagnostic):
        return None, (profile,)
    place = resolve_place(recipient, profile)
    found: list[Diagnostic] = []
    if isinstance(place, Seat) and not place.is_body:
        as_typed = recipient
        recipient, found = repair_columns(recipient, place)
        place = place if recipient is as_typed else resolve_place(recipient, profile)
    if isinstance(place, Diagnostic):
        return None, (place,)
    language = _language(recipient, profile, found)
    known = forms_language(profile, language)
    found += _other_forms(recipient, profile, language, known)
    if place.is_body:
        person, wording = Person(), word_body(place, known)
    else:
        person = read_person(recipient, place)
        found += person.faults
        wording = word_person(person, place, known, (recipient.office, recipient.constituency))
        found += _notes(recipient, person, wording)
        found += _split_name(recipient, person, wording, prints_parts=prints_parts)
        found += _without_gender(recipient, wording)
        found += _without_rank(recipient, person, place)
    if any(one.severity is Severity.ERROR for one in found):
        return None, tuple(found)
    context = AddressContext(sender_country, language, printing)
    block, more = make_block(recipient, place, wording, context)
    found += more
    return _addressee(recipient, place, person, wording, (language, block)), tuple(found)


def _language(recipient: Recipient, profile: Profile, found: list[Diagnostic]) -> str:
    if not recipient.language:
        return profile.language
    tag = language_tag(recipient.language)
    if not tag:
        message = f"`{recipient.language}` is not a language; `{profile.language}` is used"
        hint = "write a code such as en or fr"
        found.append(warning(recipient, "protocol.unknown-language", "language", message, hint))
    return tag or profile.language


def _other_forms(
    recipient: Recipient, profile: Profile, language: str, known: str
) -> Iterator[Diagnostic]:
    """Yield a warning where the profile has no forms in the language of the letter."""
    base = language.partition("-")[0]
    if base != known.partition("-")[0]:
        message = f"the letter is in `{base}`, its salutation and close are in `{known}`"
        hint = f"write [parliaments.{profile.id}.forms.{base}] in the settings: docs/parliaments.md"
        yield warning(recipient, "protocol.other-language", "language", message, hint)


def _notes(recipient: Recipient, person: Person, wording: Wording) -> list[Diagnostic]:
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
    if not recipient.envelope_name and person.rank is None:
        found += _odd_name(recipient, person.name.full)
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


def _split_name(
    recipient: Recipient, person: Person, wording: Wording, *, prints_parts: bool
) -> list[Diagnostic]:
    """Note a name that was split by rule, where something prints its parts."""
    name = person.name
    printed = prints_parts or wording.split - _given(recipient)
    if not name.by_rule or person.rank is not None or not printed:
        return []
    message = f"`{name.full}` was split by rule: given `{name.given}`, family `{name.family}`"
    hint = "map given_name and family_name where the source has them"
    return [note(recipient, "protocol.name-split", "full_name", message, hint)]


def _without_gender(recipient: Recipient, wording: Wording) -> list[Diagnostic]:
    """Warn where a line that is printed would be another one if the gender were known."""
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


def _without_rank(recipient: Recipient, person: Person, place: Seat) -> list[Diagnostic]:
    """Warn of a name without a rank where members have one: `Jane Doe` in the Lords."""
    ranks = [one for one in place.profile.ranks.values() if place.chamber in one.chambers]
    given = recipient.envelope_name or not person.name.full
    if given or person.rank is not None or not ranks:
        return []
    chamber = place.profile.chambers[place.chamber].name
    message = f"`{person.name.full}` has no rank, as a member of the {chamber} has"
    hint = "write it in `title` or before the name: " + ", ".join(one.names[0] for one in ranks)
    return [warning(recipient, "protocol.no-rank", "title", message, hint)]


def _given_name_of_peer(recipient: Recipient, person: Person) -> str:
    """Return what may be a given name in a peer's title: Jane in `Baroness Jane Doe`; else ""."""
    if person.rank is None or recipient.family_name or recipient.envelope_name:
        return ""
    title = person.peerage.removeprefix(f"{person.rank.joint} ").partition(" of ")[0].split()
    if len(title) < 2 or "and" in title or title[0].casefold().rstrip(".") in words().particles:
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
        if odd[0] in _BETWEEN_TWO:
            hint = "fix the name; two recipients have two rows, each with an id of its own"
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


def _addressee(
    recipient: Recipient,
    place: Seat,
    person: Person,
    wording: Wording,
    letter: tuple[str, tuple[str, ...]],
) -> Addressee:
    """Put everything together; `letter` is its language and address block."""
    language, block = letter
    return Addressee(
        id=recipient.id,
        parliament=place.profile.id,
        chamber=place.chamber,
        chamber_name=wording.chamber_name,
        role=place.role,
        role_name=wording.role_name,
        name=wording.name,
        envelope_name=recipient.envelope_name or wording.envelope,
        salutation=recipient.salutation or wording.salutation,
        close=wording.close,
        address_block=block,
        language=language,
        title=wording.title,
        honorific=wording.honorific,
        given_name=wording.given,
        family_name=wording.family,
        suffix=person.name.suffix,
        post_nominals=wording.post,
        gender=person.gender,
        constituency=recipient.constituency,
        party=recipient.party,
        email=recipient.email,
        office=wording.offices[0] if wording.offices else "",
        extra=recipient.extra,
    )
