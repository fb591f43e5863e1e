"""Fill the fields of a service's list for one letter, and find what the service would refuse."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..diagnostics import number_of
from ..protocol.country_names import country_name
from ..protocol.printed_address import PrintedAddress
from ..protocol.town_lines import is_code
from .print_service import OptionValue, PrintService, ServiceField

FieldValue = str | int | bool
#: What begins a formula in a spreadsheet: such a cell is in no CSV for a service.
_FORMULA = re.compile(r"[=+\-@\t\r]")
_STREETS = 3
_KEPT_SPACES = frozenset("\u00a0\u202f")
_JOINERS = frozenset("\u200c\u200d")  # of the letters of Persian and Indic words
_LINES = 9


@dataclass(frozen=True, slots=True)
class ServiceFault:
    """What a service would refuse: a code, a message, what to do, and the text in question."""

    code: str
    message: str
    hint: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class HandedLetter:
    """A letter to be handed over. `file` is its name in the parcel, `block` its printed address."""

    id: str
    position: int
    file: str
    sha256: str
    pages: int
    size: int
    paper: str
    block: tuple[str, ...]
    address: PrintedAddress
    family_name: str = ""


@dataclass(frozen=True, slots=True)
class ServiceJob:
    """A service with the chosen options, and the sender: its name and address, taken apart."""

    service: PrintService
    options: Mapping[str, OptionValue]
    sender: PrintedAddress

    def sheets(self, pages: int) -> int:
        """Return how many sheets so many pages take."""
        return -(-pages // 2) if self.service.is_duplex(self.options) else pages

    def is_home(self, country: str) -> bool:
        """Return whether a country is the service's own."""
        return bool(self.service.home) and country == self.service.home


def clean(text: str) -> str:
    """Return a text as one line, without controls and marks of direction."""
    kept = "".join(" " if char.isspace() and char not in _KEPT_SPACES else char for char in text
                   if char in _JOINERS or char.isspace()
                   or unicodedata.category(char) not in ("Cc", "Cf"))  # fmt: skip
    return re.sub(" +", " ", kept.encode("utf-8", "replace").decode()).strip()


def fill_fields(job: ServiceJob, letter: HandedLetter) -> dict[str, FieldValue]:
    """Return the value of each field, in their order; fields that do not apply are left out."""
    values = _values(job, letter)
    home = job.is_home(letter.address.country)
    filled: dict[str, FieldValue] = {}
    for one in job.service.fields:
        applies = not (one.only_home and not home) and not (one.only_abroad and home)
        value = values[one.value] if applies else ""
        filled[one.name] = clean(value) if isinstance(value, str) else value
    return filled


def find_service_faults(job: ServiceJob, letter: HandedLetter) -> Iterator[ServiceFault]:
    """Yield everything for which the service would refuse a letter."""
    yield from _page_faults(job, letter)
    yield from _line_faults(job, letter)
    filled = fill_fields(job, letter)
    for one in job.service.fields:
        yield from _field_faults(job, letter, one, filled[one.name])
    organisation, street = _place_street(job.service, letter)
    room = _street_fields(job.service)
    if room and len(street) > room:
        lines = number_of(len(letter.address.street), "line")
        most = room + (organisation not in ("", letter.address.name))
        yield ServiceFault(
            "too-many-lines",
            f"the address has {lines} between name and town; {job.service.name} takes {most}",
            "shorten the address",
            " / ".join(letter.address.street),
        )


def _values(job: ServiceJob, letter: HandedLetter) -> dict[str, FieldValue]:
    """Return everything that a field may hold, by name."""
    address, sender = letter.address, job.sender
    first, last = _split_name(address.name, letter.family_name)
    organisation, street = _place_street(job.service, letter)
    values: dict[str, FieldValue] = {
        "none": "",
        "id": letter.id,
        "position": letter.position,
        "file": letter.file,
        "sha256": letter.sha256,
        "pages": letter.pages,
        "sheets": job.sheets(letter.pages),
        "paper": letter.paper,
        "name": address.name,
        "first_name": first,
        "last_name": last,
        "organisation": organisation,
        **_place_values("", address, street),
        **_place_values("sender_", sender, sender.street),
        "country_name": country_name(address.country, "en") if address.country else "",
        "sender_name": sender.name,
    }
    values |= {f"line_{n}": _nth(letter.block, n) for n in range(1, _LINES + 1)}
    return values | {f"option.{name}": value for name, value in job.options.items()}


def _place_values(
    before: str, address: PrintedAddress, street: tuple[str, ...]
) -> dict[str, FieldValue]:
    town = address.town
    return {
        **{f"{before}street_{n}": _nth(street, n) for n in range(1, _STREETS + 1)},
        f"{before}city": town.city,
        f"{before}region": town.region,
        f"{before}postal_code": town.code,
        f"{before}country": address.country,
    }


def _nth(lines: tuple[str, ...], number: int) -> str:
    return lines[number - 1] if number <= len(lines) else ""


def _place_street(service: PrintService, letter: HandedLetter) -> tuple[str, tuple[str, ...]]:
    """Return the organisation's field and the lines of the street.

    The organisation is a name that cannot be split, where a service has no field for a whole one;
    else the first line of the address, where the fields of the street have no room for it.
    """
    used = {one.value for one in service.fields}
    street = letter.address.street
    if "organisation" not in used:
        return "", street
    if "name" not in used and not _split_name(letter.address.name, letter.family_name)[0]:
        return letter.address.name, street
    if len(street) > _street_fields(service):
        return street[0], street[1:]
    return "", street


def _street_fields(service: PrintService) -> int:
    """Return how many fields a service has for the lines between name and town."""
    return sum(1 for one in service.fields if re.fullmatch(r"street_\d", one.value))


def _split_name(name: str, family_name: str) -> tuple[str, str]:
    """Split a name line before the family name, so that both parts print the line as it is.

    Returns two empty texts where the line holds no family name behind another word.
    """
    at = name.find(f" {family_name}") if family_name else -1
    return (name[:at], name[at + 1 :]) if at > 0 else ("", "")


def _page_faults(job: ServiceJob, letter: HandedLetter) -> Iterator[ServiceFault]:
    service = job.service
    if letter.paper not in service.papers:
        taken = " and ".join(service.papers)
        yield ServiceFault(
            "paper",
            f"the letter is on {letter.paper}; {service.name} takes {taken}",
            "choose another service for this letter",
        )
    if service.pages is not None and letter.pages > service.pages:
        yield ServiceFault(
            "pages",
            f"the letter has {letter.pages} pages; {service.name} takes {service.pages}",
            "shorten the letter",
        )
    abroad = service.sheets_abroad is not None and not job.is_home(letter.address.country)
    most = service.sheets_abroad if abroad else service.sheets
    if most is not None and job.sheets(letter.pages) > most:
        where = " to other countries" if abroad else ""
        yield ServiceFault(
            "sheets",
            f"the letter has {job.sheets(letter.pages)} sheets; {service.name} takes {most}{where}",
            "shorten the letter, or print on both sides",
        )
    if service.bytes is not None and letter.size > service.bytes:
        yield ServiceFault(
            "size",
            f"the file has {letter.size:,} bytes; {service.name} takes {service.bytes:,}",
            "make the images of the letter smaller",
        )


def _line_faults(job: ServiceJob, letter: HandedLetter) -> Iterator[ServiceFault]:
    rules, name = job.service.lines, job.service.name
    home = job.is_home(letter.address.country)
    lines = tuple(" ".join(one.split()).rstrip(" ,") for one in letter.block)
    lines = lines[:-1] if home and letter.address.has_country else lines
    count = number_of(len(lines), "line")
    if len(lines) < rules.least:
        yield ServiceFault(
            "too-few-lines", f"the address has {count}; {name} asks for {rules.least} at least",
            "complete the address", " / ".join(lines),
        )  # fmt: skip
    if rules.most is not None and len(lines) > rules.most:
        yield ServiceFault(
            "too-many-lines", f"the address has {count}; {name} takes {rules.most}",
            "shorten the address", " / ".join(lines),
        )  # fmt: skip
    for line in lines:
        if rules.first and line.startswith(tuple(rules.first)):
            yield ServiceFault(
                "first-sign",
                f"a line of the address begins with `{line[0]}`, which {name} refuses",
                "write the line without it", line,
            )  # fmt: skip
        if any(re.fullmatch(one, line, re.IGNORECASE) for one in rules.refused):
            yield ServiceFault(
                "refused-line", f"{name} refuses this line of an address", "correct the address",
                line,
            )  # fmt: skip
    if rules.code_last and not _ends_well(job, letter, lines):
        yield ServiceFault(
            "last-line",
            f"the address does not end with a line that is a postal code of "
            f"{country_name(job.service.home, 'en')} or a country",
            "complete the address; town and postal code are lines of their own there",
            lines[-1] if lines else "",
        )


def _ends_well(job: ServiceJob, letter: HandedLetter, lines: tuple[str, ...]) -> bool:
    if job.is_home(letter.address.country):
        return bool(lines) and is_code(lines[-1], job.service.home)
    return letter.address.has_country


def _field_faults(
    job: ServiceJob, letter: HandedLetter, one: ServiceField, value: FieldValue
) -> Iterator[ServiceFault]:
    name, home = job.service.name, job.is_home(letter.address.country)
    text = value if isinstance(value, str) else ""
    applies = not (one.only_home and not home) and not (one.only_abroad and home)
    if (one.required or (one.required_home and home)) and applies and value == "":
        yield ServiceFault(
            "missing-field", f"{name} asks for `{one.name}`, which the letter does not give",
            "complete the settings' sender" if one.value.startswith("sender_")
            else "complete the address",
        )  # fmt: skip
    if one.most is not None and len(text) > one.most:
        yield ServiceFault(
            "field-too-long",
            f"`{one.name}` has {len(text):,} characters; {name} takes {one.most}",
            "shorten it", text,
        )  # fmt: skip
    if one.pattern_home and home and text and not re.fullmatch(one.pattern_home, text):
        yield ServiceFault(
            "field-form", f"`{one.name}` has not the form that {name} asks for",
            "correct the address", text,
        )  # fmt: skip
    if job.service.list_format == "csv" and _FORMULA.match(text):
        yield ServiceFault(
            "formula",
            f"`{one.name}` begins with `{text[0]}`, which a spreadsheet takes for a formula",
            "write it without that sign", text,
        )  # fmt: skip
