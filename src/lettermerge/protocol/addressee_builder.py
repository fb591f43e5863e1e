"""Apply protocol to the recipients of one letter: the entry of this package."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from ..diagnostics import Diagnostic, Severity
from ..recipients.model import Recipient
from .address_block import AddressContext, AddressPrinting, NameLines, make_block
from .addressee import Addressee, Addressees
from .chamber_and_role import (
    Seat,
    fault,
    note,
    resolve_parliament,
    resolve_place,
    warning,
)
from .chamber_by_title import chamber_by_title
from .chamber_rooms import seat_of
from .column_repair import repair_columns
from .couples import companion_of, is_companion, share_office, split_persons
from .joint_letter import AddressedPerson, in_precedence, word_together
from .language_cells import language_of, languages_in, suggest_languages
from .office_or_name import with_chamber
from .person import Person, read_person
from .person_warnings import doubts_of
from .profile import Profile
from .profile_loading import Profiles
from .salutation import forms_language, word_body, word_person


def address(
    recipient: Recipient,
    profiles: Profiles,
    sender_country: str,
    printing: AddressPrinting | None = None,
    *,
    prints_parts: bool = False,
) -> tuple[Addressee | None, tuple[Diagnostic, ...]]:
    """Apply protocol to a recipient: `address_together` for one row."""
    together, found = address_together(
        (recipient,), profiles, sender_country, printing, prints_parts=prints_parts
    )
    return (together.recipient if together else None), found


def address_together(
    rows: Sequence[Recipient],
    profiles: Profiles,
    sender_country: str,
    printing: AddressPrinting | None = None,
    *,
    prints_parts: bool = False,
) -> tuple[Addressees | None, tuple[Diagnostic, ...]]:
    """Apply protocol to the rows of one letter, mostly one; `joint_rows.agree` made them agree.

    `sender_country` is an ISO code, "" when unknown: then every address is foreign.
    `printing` says how addresses are printed; None measures nothing. `prints_parts` says that the
    letter's own text prints given or family name. Returns the addressees, under the id of the
    first row, or None when a diagnostic is an error.
    """
    persons: list[AddressedPerson] = []
    found: list[Diagnostic] = []
    tag = known = ""
    for row in rows:
        profile = resolve_parliament(row, profiles)
        if isinstance(profile, Diagnostic):
            found.append(profile)
            continue
        tag = _language(row, profile, found)
        known = forms_language(profile, tag)
        found += _other_forms(row, profile, tag, known)
        said: list[Diagnostic] = []
        persons += _read_row(row, profile, (known, prints_parts), said)
        found += (_as_typed(one, row) for one in said)
    if any(one.severity is Severity.ERROR for one in found):
        return None, tuple(found)
    context = AddressContext(sender_country, tag, printing)
    if len(persons) == 1:
        (one,) = persons
        block, more = make_block((_head(one, one.envelope),), context)
        single = _addressee(one, (tag, block))
        return Addressees.of(single), (*found, *more)
    together, more = _address_several(in_precedence(persons), known, context)
    return replace(together, id=rows[0].id), (*found, *more)


def _as_typed(one: Diagnostic, row: Recipient) -> Diagnostic:
    """Return what is said of a row with the value that it has, not with what was made of that."""
    typed = getattr(row, one.where.column, None) if one.where.column else None
    if not isinstance(typed, str) or typed == one.where.value:
        return one
    return replace(one, where=replace(one.where, value=typed))


def _read_row(
    row: Recipient, profile: Profile, forms: tuple[str, bool], found: list[Diagnostic]
) -> list[AddressedPerson]:
    """Return the persons of a row; `forms` are their language, and what `prints_parts` says."""
    if not row.chamber and len(profile.chambers) > 1:
        row = with_chamber(row, profile)
        if not row.chamber:
            row, by_title = chamber_by_title(row, profile)
            found += by_title
    place = resolve_place(row, profile)
    recipients: tuple[Recipient, ...] = (row,)
    if isinstance(place, Seat) and not place.is_body:
        recipients, told = split_persons(row, place)
        found += told
        recipient, told_of_repair = repair_columns(recipients[0], place)
        found += told_of_repair
        if recipient is not row:
            place = resolve_place(recipient, profile)
            recipients = (recipient, *recipients[1:])
    if isinstance(place, Diagnostic):
        found.append(place)
        return []
    if both := share_office(recipients):
        return [_read(one, place, forms, found) for one in both]
    persons = [_read(recipients[0], place, forms, found)]
    persons += [_read(one, companion_of(place), forms, found) for one in recipients[1:]]
    return persons


def _read(
    recipient: Recipient, place: Seat, forms: tuple[str, bool], found: list[Diagnostic]
) -> AddressedPerson:
    """Return one person with the wording of a letter to this person alone."""
    known, prints_parts = forms
    found += _without_address(recipient, place)
    if place.is_body:
        return AddressedPerson(recipient, place, Person(), word_body(place, known))
    person = read_person(recipient, place)
    found += person.faults
    wording = word_person(person, place, known, (recipient.office, recipient.constituency))
    one = AddressedPerson(recipient, place, person, wording)
    found += doubts_of(one, prints_parts=prints_parts)
    if is_companion(place) and not wording.given and wording.title:
        wording = replace(wording, name=f"{wording.title} {wording.name}")
    return AddressedPerson(recipient, place, person, wording)


@cache
def _has_seats(profile: Profile) -> bool:
    """Say whether every chamber of a profile, and its body, has an address."""
    seats = (profile.body.address, *(one.address for one in profile.chambers.values()))
    return all(one.city for one in seats)


def _without_address(recipient: Recipient, place: Seat) -> list[Diagnostic]:
    """Return the fault of a row without an address, where the profile has none for its chamber."""
    if recipient.address or recipient.city or _has_seats(place.profile) or seat_of(place).city:
        return []
    message = f"the row has no address, and {place.profile.name} has none for all of them"
    hint = "map the columns that hold it: address, city, postal_code, country"
    return [fault(recipient, "address.missing", "address", message, hint)]


def _head(one: AddressedPerson, name: str) -> NameLines:
    return NameLines.of(name, one.recipient, one.place, one.wording)


def _address_several(
    persons: Sequence[AddressedPerson], known: str, context: AddressContext
) -> tuple[Addressees, list[Diagnostic]]:
    """Put one letter to several persons together; `known` is the language of its forms."""
    wording = word_together(persons, known)
    heads = [_head(one, name) for one, name in zip(persons, wording.envelopes, strict=True)]
    block, found = make_block(heads, context)
    if not wording.by_form:
        first = persons[0].recipient
        message = f"the profile has no form for several persons: `{wording.salutation}`"
        key = f"parliaments.{persons[0].place.profile.id}.joint.{known}"
        hint = f"write [{key}] in the settings: docs/parliaments.md"
        found.append(warning(first, "protocol.no-joint-form", "joint", message, hint))
    alone = tuple(_addressee(one, (context.language, block)) for one in persons)
    printed = replace(
        alone[0], salutation=wording.salutation, close=wording.close, address_block=block
    )
    return Addressees(alone[0].id, wording.name, printed, alone), found


def _language(recipient: Recipient, profile: Profile, found: list[Diagnostic]) -> str:
    if not recipient.language:
        return profile.language
    tag = language_of(recipient.language, profile)
    if not tag:
        found.append(unknown_language(recipient, profile, profile.language))
    elif len(languages_in(recipient.language)) > 1:
        message = f"of the languages `{recipient.language}` the first is taken, `{tag}`"
        hint = "write the one language that the letter should be in"
        found.append(note(recipient, "protocol.several-languages", "language", message, hint))
    return tag or profile.language


def unknown_language(recipient: Recipient, profile: Profile, used: str) -> Diagnostic:
    """Return the warning of a cell that means no language; `used` is the tag of the letter."""
    likely = suggest_languages(recipient.language, profile)
    meant = f"did you mean {' or '.join(f'`{one}`' for one in likely)}? " if likely else ""
    codes = " or ".join(_codes(profile))
    return warning(
        recipient,
        "protocol.unknown-language",
        "language",
        f"`{recipient.language}` is no language that is known; `{used}` is used",
        f"{meant}write a code such as {codes}, or the language's name",
    )


def _codes(profile: Profile) -> tuple[str, ...]:
    return profile.languages if 1 < len(profile.languages) < 4 else ("en", "fr")


def _other_forms(
    recipient: Recipient, profile: Profile, language: str, known: str
) -> Iterator[Diagnostic]:
    """Yield a warning where the profile has no forms in the language of the letter."""
    base = language.partition("-")[0]
    if base != known.partition("-")[0]:
        message = f"the letter is in `{base}`, its salutation and close are in `{known}`"
        hint = f"write [parliaments.{profile.id}.forms.{base}] in the settings: docs/parliaments.md"
        yield warning(recipient, "protocol.other-language", "language", message, hint)


def _addressee(one: AddressedPerson, letter: tuple[str, tuple[str, ...]]) -> Addressee:
    """Put everything together; `letter` is its language and address block."""
    language, block = letter
    recipient, place, person, wording = one.recipient, one.place, one.person, one.wording
    role = "" if is_companion(place) else place.role
    chamber = place.chamber if role else ""
    return Addressee(
        id=recipient.id,
        parliament=place.profile.id,
        chamber=chamber,
        chamber_name=wording.chamber_name if role else "",
        role=role,
        role_name=wording.role_name,
        name=wording.name,
        envelope_name=one.envelope.partition("\n")[0],
        salutation=one.salutation,
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
