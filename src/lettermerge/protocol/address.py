"""A recipient into an addressee: the one entry of this package."""

from __future__ import annotations

from collections.abc import Mapping

from ..diagnostics import Diagnostic, Severity
from ..recipients.model import Recipient
from .addressee import Addressee
from .languages import language_tag
from .person import Person, read_person
from .place import Place, fault, resolve_parliament, resolve_place
from .postal import address_lines
from .profile import Profile
from .profiles import Profiles
from .salutation import Wording, forms_language, word_body, word_person


def address(
    recipient: Recipient,
    profiles: Profiles,
    sender_country: str,
    window_lines: Mapping[str, int] | None = None,
) -> tuple[Addressee | None, tuple[Diagnostic, ...]]:
    """Apply protocol to a recipient.

    `sender_country` is an ISO code, "" when unknown: then every address is foreign.
    `window_lines` says how many lines the envelope's window holds, by paper ("a4", "letter");
    None checks nothing. Returns the addressee, or None when a diagnostic is an error.
    """
    profile = resolve_parliament(recipient, profiles)
    if isinstance(profile, Diagnostic):
        return None, (profile,)
    place = resolve_place(recipient, profile)
    if isinstance(place, Diagnostic):
        return None, (place,)
    found: list[Diagnostic] = []
    language = _language(recipient, profile, found)
    known = forms_language(profile, language)
    if place.is_body:
        person, wording = Person(), word_body(place, known)
    else:
        person = read_person(recipient, place)
        found += person.faults
        office = "\n".join(recipient.office.split("\n"))
        wording = word_person(person, place, known, office, recipient.constituency)
        found += _notes(recipient, place, person, wording)
    if any(one.severity is Severity.ERROR for one in found):
        return None, tuple(found)
    block, more = _block(recipient, place, wording, sender_country, language)
    found += more
    limit = (window_lines or {}).get(profile.paper)
    if limit is not None and len(block) > limit:
        message = f"the address has {len(block)} lines; the envelope's window holds {limit}"
        hint = "shorten it: give `envelope_name`, or fewer lines in `address` or `office`"
        return None, (*found, fault(recipient, "address.too-long", message, "address", hint))
    return _addressee(recipient, place, person, wording, block, language, known), tuple(found)


def _language(recipient: Recipient, profile: Profile, found: list[Diagnostic]) -> str:
    if not recipient.language:
        return profile.language
    tag = language_tag(recipient.language)
    if not tag:
        message = f"`{recipient.language}` is not a language; `{profile.language}` is used"
        hint = "write a code such as en or fr"
        found.append(
            fault(recipient, "protocol.unknown-language", message, "language", hint, Severity.WARNING)
        )
    return tag or profile.language


def _notes(
    recipient: Recipient, place: Place, person: Person, wording: Wording
) -> list[Diagnostic]:
    """Return what is wrong or worth knowing about a person's wording."""
    found = []
    if not wording.envelope and not recipient.envelope_name:
        message = "the row gives no name and no office"
        hint = "fill full_name, family_name or office, or write role `body`"
        found.append(fault(recipient, "protocol.no-name", message, "full_name", hint))
    if person.name.by_rule:
        name = person.name
        message = f"`{name.full}` was split by rule: given `{name.given}`, family `{name.family}`"
        hint = "map given_name and family_name where the source has them"
        found.append(
            fault(recipient, "protocol.name-split", message, "full_name", hint, Severity.NOTE)
        )
    if recipient.salutation:
        return found
    if person.knight is not None and not person.name.given and not person.rank:
        message = f"{person.knight.text} stands before a given name, and the row has none"
        hint = "fill given_name, or write the whole `salutation`"
        found.append(fault(recipient, "protocol.no-given-name", message, "given_name", hint))
    if wording.needs_gender:
        message = f"no gender or title is known: the salutation is `{wording.salutation}`"
        hint = "fill `title` or `gender` if it should say Mr or Ms"
        found.append(
            fault(recipient, "protocol.gender-unknown", message, "gender", hint, Severity.WARNING)
        )
    return found


def _block(
    recipient: Recipient, place: Place, wording: Wording, sender_country: str, language: str
) -> tuple[tuple[str, ...], list[Diagnostic]]:
    """Return the address block, envelope name first, and what had to be left out of it."""
    lines = address_lines(recipient, place, sender_country, language)
    found = []
    if lines.refused:
        message = f"`{lines.refused}` holds only inside the country; the chamber's address is used"
        hint = "leave the address out, or give one that post from abroad reaches"
        found.append(
            fault(recipient, "address.domestic-only", message, "address", hint, Severity.WARNING)
        )
    head = recipient.envelope_name or wording.envelope
    block = (head, *(line for line in wording.offices if line != head))
    seen = {line.casefold() for line in block}
    return (*block, *(line for line in lines.lines if line and line.casefold() not in seen)), found


def _addressee(
    recipient: Recipient,
    place: Place,
    person: Person,
    wording: Wording,
    block: tuple[str, ...],
    language: str,
    known: str,
) -> Addressee:
    profile = place.profile
    chamber = profile.chambers.get(place.chamber)
    role = profile.roles.get(place.role)
    return Addressee(
        id=recipient.id,
        parliament=profile.id,
        chamber=place.chamber,
        chamber_name=chamber.by_language.get(known, chamber.name) if chamber else "",
        role=place.role,
        role_name=role.by_language.get(known, role.name) if role else profile.name,
        name=wording.name,
        envelope_name=block[0],
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
