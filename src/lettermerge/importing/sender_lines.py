"""Recognise the sender in a letter's head and letterhead: name, address, country, e-mail, website.

Only what is sure is taken: an address ends with a postal code where a country's post writes it, and
the country is named, shown by the code itself, or by a telephone number or a web address.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile

from ..protocol.country_names import is_country_name, named_country
from ..protocol.town_lines import has_code, has_region, is_code, signed_country

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_WEBSITE = re.compile(r"\b(?:https?://|www\.)[\w./~%-]+\w", re.IGNORECASE)
_DOMAIN = re.compile(r"^\W*((?:[a-z\d-]+\.)+[a-z]{2,6})\W*$", re.IGNORECASE)
_PHONE = re.compile(r"^\W*(?:tel|phone|fax|t|f|mobile|tél)\b[\w ().:/+-]*\d|^[\d ()+./-]{7,}$",
                    re.IGNORECASE)  # fmt: skip
_PARTED = re.compile(r"\s*[\t\n|•·∙▪◆]\s*|\s+[–—-]\s+| {4,}")
_COMMA = re.compile(r"\s*,\s+")
_STREET = re.compile(
    r"\b(?:street|str|road|rd|avenue|ave|lane|square|place|drive|way|court|boulevard|blvd|rue|"
    r"p\.?\s?o\.? box|box|floor|suite|building|house|centre|center|tower|via|calle|platz|laan|"
    r"wijk|quai|chaussée)\b|\w(?:strasse|straße|straat|gasse|platz|weg|laan)\b",
    re.IGNORECASE,
)
#: A line that says what somebody is for, or since when: below a name, and no part of an address.
_TAGLINE = re.compile(
    r"\b(?:since|founded|est(?:ablished|d)?|charity|registered|for|depuis|fond[ée]e?s?|seit|"
    r"gegründet|für|pour|desde|fundad[ao]|por|para|dal|fondat[ao]|per|sinds|opgericht|voor|sedan|"
    r"siden)\b.*\b(?:1[5-9]|20)\d\d\b|\b(?:in|with|over|than|dans|avec|con) \d+ [^\W\d_]{4,}|"
    r"^(?!.*\d).*\b(?:for|pour|für|para|per|voor|för)\b",
    re.IGNORECASE,
)
_BOX = re.compile(
    r"\bp\.?\s?o\.? box\b|\b(?:postfach|bo[iî]te postale|apartado|postbus)\b", re.IGNORECASE
)
#: A house by its name, in few words: Example House.
_HOUSE = re.compile(
    r"^(?:[^\W\d_][\w'’-]* ){1,3}(?:house|buildings?|floor|towers?|court|centre|center|hall|haus)$",
    re.IGNORECASE,
)
#: A line that a comma parts from its town belongs to it: Houston, TX 77002.
_REGION = re.compile(r"^(?:[A-Z]\.?){2,3}\s+\d{4,5}(?:-\d{4})?$")
_UK_CODE = re.compile(r"\b(?:GIR 0AA|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2})$")
_CA_CODE = re.compile(r"\b[A-Z]\d[A-Z] \d[A-Z]\d$")
#: Countries whose last line shows them: a region and a code, as no other country has them.
_BY_REGION = ("US", "AU", "CA")
_DIALLED = {"+1": "", "+31": "NL", "+32": "BE", "+33": "FR", "+34": "ES", "+351": "PT",
            "+353": "IE", "+39": "IT", "+41": "CH", "+43": "AT", "+44": "GB", "+45": "DK",
            "+46": "SE", "+47": "NO", "+48": "PL", "+49": "DE", "+60": "MY", "+61": "AU",
            "+62": "ID", "+63": "PH", "+64": "NZ", "+65": "SG", "+66": "TH", "+855": "KH",
            "+420": "CZ", "+358": "FI", "+30": "GR", "+36": "HU"}  # fmt: skip
_WEB = {"be": "BE", "fr": "FR", "de": "DE", "nl": "NL", "uk": "GB", "au": "AU", "nz": "NZ",
        "ch": "CH", "at": "AT", "it": "IT", "es": "ES", "pt": "PT", "ie": "IE", "se": "SE",
        "no": "NO", "dk": "DK", "fi": "FI", "pl": "PL", "ca": "CA", "sg": "SG", "my": "MY",
        "th": "TH", "id": "ID", "ph": "PH", "kh": "KH", "cz": "CZ"}  # fmt: skip
_LONGEST = 300  # characters: a longer line is not a sender's
_MOST_LINES, _LONGEST_LINE, _LONGEST_NAME = 5, 60, 70


@dataclass(frozen=True, slots=True)
class SenderLines:
    """A sender's lines, told apart; `country` is an ISO code, `others` are phone numbers."""

    name: str = ""
    address: tuple[str, ...] = ()
    country: str = ""
    email: str = ""
    website: str = ""
    others: tuple[str, ...] = ()

    def completed(self, other: SenderLines) -> SenderLines:
        """Return the same sender with what only the other lines say."""
        address, country = self.address, self.country
        if not country and (not address or address == other.address):
            address, country = other.address or address, other.country
        return SenderLines(
            self.name or other.name,
            address,
            country,
            self.email or other.email,
            self.website or other.website,
            self.others or other.others,
        )


def sender_of(lines: Sequence[str]) -> SenderLines:
    """Tell the lines at a letter's head apart: a name first, then an address."""
    lines = [line for line in lines if len(line) <= _LONGEST]
    found = letterhead_sender(lines)
    plain = [line for line in lines if not is_contact(line)]
    others = tuple(line for line in lines if _is_phone(line))
    named = bool(plain) and not _is_street(plain[0]) and "{" not in plain[0]
    rest = tuple(plain[1:] if named else plain)
    if not found.address and named and any(map(_is_street, rest)):
        address = tuple(dropwhile(lambda one: not _is_street(one), rest))[:6]
        own = _named_country(address[-1]) if len(address) > 1 else ""
        found = replace(found, address=_without_country(address), country=own)
    if not found.address:
        others += rest
    return replace(found, name=plain[0] if named else "", others=others)


def letterhead_sender(lines: Sequence[str]) -> SenderLines:
    """Find a sender's address, e-mail and website among the lines of a letterhead; no name."""
    lines = [line for line in lines if len(line) <= _LONGEST]
    text = "\n".join(lines)
    email = next(iter(_EMAIL.findall(text)), "")
    website = next(iter(_WEBSITE.findall(text)), "")
    parts = list(_parts(lines))
    if not website:
        website = next((m[1] for one in parts if (m := _DOMAIN.match(one)) and "@" not in one), "")
    hints = set(_hints(text, email, website))
    found = _address(parts, hints)
    others = tuple(line for line in lines if _is_phone(line))
    return SenderLines("", *found, email, website, others)


def is_contact(line: str) -> bool:
    """Say whether a line is a telephone number, or holds an e-mail or a web address."""
    return _is_phone(line) or bool(
        _EMAIL.search(line) or _WEBSITE.search(line) or _DOMAIN.match(line)
    )


def _is_phone(line: str) -> bool:
    return bool(_PHONE.match(line)) and not _EMAIL.search(line)


def _is_street(line: str) -> bool:
    if _TAGLINE.search(line):
        return False
    return bool(re.search(r"\d", line) or _STREET.search(line))


def _parts(lines: Sequence[str]) -> Iterator[str]:
    """Yield what bars, bullets and tabs part in lines."""
    for line in lines:
        yield from (one.strip(" ,;") for one in _PARTED.split(line) if one.strip(" ,;"))


def _hints(text: str, email: str, website: str) -> Iterator[str]:
    """Yield the countries of telephone numbers and web addresses."""
    for dialled in re.findall(r"(?:\+|\b00)\s?(\d{1,3})", text):
        country = next((_DIALLED[f"+{dialled[:n]}"] for n in (3, 2, 1)
                        if f"+{dialled[:n]}" in _DIALLED), "")  # fmt: skip
        if country:
            yield country
    for one in (email, website.rsplit("//", maxsplit=1)[-1].split("/", maxsplit=1)[0]):
        ending = one.rpartition(".")[2].lower()
        if ending in _WEB:
            yield _WEB[ending]


def _address(parts: Sequence[str], hints: set[str]) -> tuple[tuple[str, ...], str]:
    """Return the first address among parts of lines, and its country; neither where none is."""
    for number, part in enumerate(parts):
        if is_contact(part) or len(part) > 2 * _LONGEST_LINE:
            continue
        named = _named_country(parts[number + 1]) if number + 1 < len(parts) else ""
        typed = tuple(_typed_lines(part))
        before = tuple(_before(parts[:number])) if len(typed) < 3 else ()
        lines = tuple(dropwhile(_is_above_street, (*before, *typed)))
        country = _country_of(lines, named, hints) if lines else ""
        if country and any(map(_is_street, lines[: -2 if _named_country(lines[-1]) else -1])):
            return _without_country(lines), country
    return (), ""


def _typed_lines(part: str) -> Iterator[str]:
    """Yield an address of one line as its lines: a region and its code stay with their town."""
    held = ""
    for one in _COMMA.split(part):
        if held and (_REGION.match(one) or re.fullmatch(r"\d{4,5}(?:-\d{4})?", one)):
            held += f", {one}"
            continue
        if held:
            yield held
        held = one
    if held:
        yield held


def _before(parts: Sequence[str]) -> Iterator[str]:
    """Yield the lines before a town that are of its address: from the first street or house on."""
    near = []
    for one in reversed(parts[-_MOST_LINES:]):
        if is_contact(one) or len(one) > _LONGEST_LINE or "{" in one or not _is_street(one):
            break
        near.append(one)
    yield from dropwhile(lambda one: not _in_address(one), reversed(near))


def _is_above_street(line: str) -> bool:
    return not _is_street(line) or not _in_address(line)


def _in_address(line: str) -> bool:
    """Say whether a line can be an address's first: a number, a box, or a house by its name."""
    return bool(re.search(r"\d", line) or _BOX.search(line) or _HOUSE.search(line))


def _without_country(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Return an address without its last line where that is the country, which post adds."""
    return lines[:-1] if len(lines) > 1 and _named_country(lines[-1]) else lines


def _named_country(line: str) -> str:
    """Return the ISO code of a country named in English, French or its own languages, or ""."""
    if found := named_country(line):
        return found
    words = line.strip()
    known = sorted({*_WEB.values()}) if words.replace(" ", "").isalpha() else []
    return next((one for one in known if is_country_name(words, one)), "")


def _country_of(lines: tuple[str, ...], named: str, hints: set[str]) -> str:
    """Return the ISO code of the country in which lines are an address, "" where none is sure."""
    *most, last = lines
    own = _named_country(last) if most else ""
    town = tuple(most) if own else lines
    if not town:
        return ""
    if own or named:
        country = own or named
        return country if has_code(("", *town), country) or _holds_code(town, country) else ""
    if signed := signed_country(last):
        return signed if has_code(lines, signed) else ""
    if _UK_CODE.search(last):
        return "GB"
    if _CA_CODE.search(last):
        return "CA"
    for country in _BY_REGION:
        if has_region((_tidy(last),), country):
            return country
    fitting = {one for one in hints if has_code(("", last), one)}
    return fitting.pop() if len(fitting) == 1 else ""


def _holds_code(lines: Sequence[str], country: str) -> bool:
    """Say whether a word of an address is a postal code of the country that it names."""
    return any(is_code(word, country) for one in lines for word in one.split())


def _tidy(line: str) -> str:
    return " ".join(line.replace(".", "").split())


def prominent_name(lines: Sequence[tuple[str, bool]]) -> str:
    """Return the name in a letterhead, by its lines from the top, each with whether it stands out.

    It is the first that stands out, else one that is printed twice, else one above a street.
    """
    names = [(text.strip(" ,."), stands_out) for text, stands_out in lines]
    found = [words for words, stands_out in names if stands_out and _is_name(words)]
    printed = [words for words, _ in names]
    found += [words for words in printed if printed.count(words) > 1 and _is_name(words)]
    found += [
        words
        for words, below in itertools.pairwise(printed)
        if _in_address(below) and _is_name(words) and not _TAGLINE.search(words)
    ]
    return next(iter(found), "")


def _is_name(words: str) -> bool:
    return (
        2 < len(words) <= _LONGEST_NAME
        and not is_contact(words)
        and not re.search(r"\d|[|•{]", words)
        and sum(sign.isalpha() for sign in words) > 2
    )
