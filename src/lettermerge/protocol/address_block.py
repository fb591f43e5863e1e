"""Build the address block, and report what is wrong with it or left out of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from sys import intern
from typing import NamedTuple

from ..diagnostics import Diagnostic, suggest_near
from ..layout.page_style import PageStyle
from ..recipients.model import Recipient
from .chamber_and_role import Seat, names_member, note, split_offices, warning
from .country_names import country_name, known_countries
from .destination_country import OTHER, UNKNOWN
from .postal_lines import Lines, address_lines
from .salutation import Wording

_CELLS = {"city": "city", "region": "region", "code": "postal_code"}
#: What someone is, in words behind the name: `, députée européenne`, `, Senator`.
_DESIGNATION = re.compile(r", ([^\W\d_]{5,}(?: [^\W\d_]+)*)$")
_LONGEST_COUNTRY = 60  # characters that a suggestion is looked for by
_NOT_POSTAL = (
    "where the column holds the state that an embassy represents, or a member comes from, write "
    '`country = ""` in [recipients.columns]; else correct the cell or the address'
)


#: Return how many lines an address takes as a style prints it, long lines broken.
Measure = Callable[[Iterable[str], PageStyle], int]


@dataclass(frozen=True, slots=True)
class AddressPrinting:
    """How addresses are printed: the style of each paper, and what measures lines in its window.

    `windowed` are the papers whose envelopes have a window, which an address must not outgrow.
    """

    styles: Mapping[str, PageStyle] = field(hash=False)
    windowed: frozenset[str]
    measure: Measure

    def count_lines(self, lines: Iterable[str], paper: str) -> int:
        """Return how many lines these are on a paper."""
        return self.measure(lines, self.styles[paper])

    def limit(self, paper: str) -> int | None:
        """Return how many lines a paper's window holds, None where no envelope has one."""
        return self.styles[paper].address_lines if paper in self.windowed else None


@dataclass(frozen=True, slots=True)
class AddressContext:
    """What an address block depends on beside its recipient.

    `sender_country` is an ISO code or "", `language` the letter's; without `printing` nothing is
    measured.
    """

    sender_country: str
    language: str
    printing: AddressPrinting | None


class NameLines(NamedTuple):
    """One person at the head of a block: the name as printed, and the offices below it.

    `name` is "" for one whose name is in the line of the person before, and has a line break where
    it is too long for a line. `post` are the letters
    that the name ends in.
    """

    name: str
    offices: tuple[str, ...]
    post: str
    recipient: Recipient
    place: Seat
    wording: Wording

    @classmethod
    def of(cls, name: str, recipient: Recipient, place: Seat, wording: Wording) -> NameLines:
        """Return the lines of a person; an office that is the name is not said again."""
        name, *below = name.split("\n")
        offices = (*below, *(line for line in wording.offices if line != name))
        return cls(name, offices, wording.post, recipient, place, wording)


def make_block(
    heads: Sequence[NameLines], context: AddressContext
) -> tuple[tuple[str, ...], list[Diagnostic]]:
    """Return the address block, the names of all persons first, and every diagnostic about it.

    The address is the first person's. Where the block is too high for the window, the chamber's
    line goes where an office is there, too, then of several offices of a person all but the
    first, which is the senior one, and of several persons all offices. No name ever goes.
    """
    first = heads[0]
    recipient, place = first.recipient, first.place
    lines = address_lines(recipient, place, context.sender_country, context.language)
    found = [*_remarks(recipient, lines), *_country_remarks(recipient, lines)]
    for one in heads:
        found += _unprinted_offices(one.recipient, one.place, one.wording)
    printing, paper = context.printing, place.profile.paper
    if printing is None:
        return _distinct(heads, lines.lines), found

    def height(block: tuple[str, ...]) -> int:
        return printing.count_lines(block, paper)

    heads = [one._replace(name=_break_name(one, height)) for one in heads]
    block, limit = _distinct(heads, lines.lines), printing.limit(paper)
    if limit is None or height(block) <= limit:
        return block, found
    offices = tuple(office for one in heads for office in one.offices)
    rest, remarks = lines.lines, tuple(found)
    if offices and lines.chamber:
        size = (height(block), limit, paper)
        found.append(_without_chamber(recipient, offices, lines, size))
        rest = tuple(line for line in lines.lines if line not in lines.chamber)
        heads = [one._replace(offices=_with_chamber(one)) for one in heads]
        block = _distinct(heads, rest)
    for one in heads:
        if len(one.offices) > 1 and height(block) > limit:
            found.append(_one_office(one))
            rest = tuple(line for line in rest if line not in one.offices[1:])
            heads = [each._replace(offices=each.offices[:1]) for each in heads]
            block = _distinct(heads, rest)
    if len(heads) > 1 and offices and height(block) > limit:
        found = [*remarks, _without_offices(recipient, offices)]
        heads = [each._replace(offices=()) for each in heads]
        block = _distinct(heads, lines.lines)
    if height(block) > limit:
        found.append(_too_long(recipient, len(block), height(block), limit))
    return block, found


def _break_name(one: NameLines, height: Callable[[tuple[str, ...]], int]) -> str:
    """Break a name that is too long for a line: before what its bearer is, or before the letters.

    `Madame Jane Doe, députée européenne` is two lines, the second `Députée européenne`; of
    `The Honourable Jane Doe, P.C., M.P.` the letters are kept together.
    """
    head, post = one.name, one.post
    if height((head,)) == 1 or one.recipient.envelope_name:
        return head
    if designation := _DESIGNATION.search(head):
        said = designation[1]
        return f"{head[: designation.start()]}\n{said[:1].upper()}{said[1:]}"
    if not post or not head.endswith(f" {post}"):
        return head
    letters = post.replace(" ", "\u00a0")
    return head.removesuffix(post) + (letters if height((letters,)) == 1 else post)


def _distinct(heads: Sequence[NameLines], lines: tuple[str, ...]) -> tuple[str, ...]:
    """Put a block together; what its names or offices say already is not said again below."""
    top = tuple(line for one in heads for line in (*one.name.split("\n"), *one.offices) if line)
    seen = {line.casefold() for line in top}
    seen.update([line.replace("\u00a0", " ") for line in seen if "\u00a0" in line])
    return (*top, *(line for line in lines if line and line.casefold() not in seen))


def _with_chamber(one: NameLines) -> tuple[str, ...]:
    """Return offices of which those that every chamber has name theirs: Leader of the Senate."""
    chamber = one.place.profile.chambers.get(one.place.chamber)
    if chamber is None or not chamber.offices:
        return one.offices
    genitive = f"of the {chamber.name}"
    return tuple(f"{line} {genitive}" if line in chamber.offices else line for line in one.offices)


def _one_office(one: NameLines) -> Diagnostic:
    """Return the note that of a person's offices the first alone is printed."""
    others = "`, `".join(one.offices[1:])
    message = f"of {len(one.offices)} offices the first alone has room: `{others}` is left out"
    hint = "keep the one office that the letter is to go to"
    column = _column_of_office(one.recipient)
    return note(one.recipient, "address.one-office", column, message, hint)


def _without_offices(recipient: Recipient, offices: tuple[str, ...]) -> Diagnostic:
    """Return the note that the names of several persons leave no room for their offices."""
    message = f"the names alone have room: `{'`, `'.join(offices)}` is left out of the address"
    hint = "write to fewer persons together to have it back"
    return note(recipient, "address.no-office", _column_of_office(recipient), message, hint)


def _remarks(recipient: Recipient, lines: Lines) -> Iterator[Diagnostic]:
    """Yield what the lines lack, and what of the cells they do not print."""
    country = country_name(lines.destination.country, "en")
    if lines.refused:
        message = f"`{lines.refused}` holds only inside the country; the chamber's address is used"
        hint = "leave the address out, or give one that post from abroad reaches"
        yield warning(recipient, "address.domestic-only", "address", message, hint)
    if lines.odd_code:
        message = f"`{lines.odd_code}` is no postal code of the country that the letter goes to"
        hint = f"is it {lines.likely_code}?" if lines.likely_code else "look it up"
        yield warning(recipient, "address.odd-code", "postal_code", message, hint)
    if lines.uncoded:
        column = "address" if recipient.address else "city"
        message = f"the address has no town with a postal code ({country}); it stays as typed"
        hint = (
            "add what it lacks, or map the columns that hold it: "
            'city = "Town", postal_code = "Postcode"; another country goes into `country`'
        )
        yield warning(recipient, "address.no-code", column, message, hint)
    if lines.no_town:
        message = "the address has a postal code and no town; it stays as typed"
        hint = 'add the town, or map the column that holds it: city = "Town"'
        yield warning(recipient, "address.no-town", "address", message, hint)
    for name in lines.left_out:
        column = _CELLS[name]
        value = getattr(recipient, column)
        message = f"`{value}` is left out: addresses there have no {name} ({country})"
        hint = "nothing to do where that is right; else put it into `address`"
        yield note(recipient, "address.left-out", column, message, hint)


def _country_remarks(recipient: Recipient, lines: Lines) -> Iterator[Diagnostic]:
    """Yield a question where the roster's country is none, or not the one that is shown."""
    going, said = lines.destination, recipient.country
    if going.doubt == OTHER:
        country = country_name(going.country, "en")
        message = f"`country` says `{said}`, and the address shows {country}: `{going.shown}`"
        hint = f"the letter goes to {country}; {_NOT_POSTAL}"
        yield warning(recipient, "address.other-country", "country", message, hint)
    elif going.doubt == UNKNOWN:
        message = f"`{said}` is not a country that is known; it is printed as typed"
        near = suggest_near(said[:_LONGEST_COUNTRY], known_countries())
        hint = f"{near} {_NOT_POSTAL}".strip()
        yield warning(recipient, "address.unknown-country", "country", message, hint)


def _unprinted_offices(recipient: Recipient, place: Seat, wording: Wording) -> Iterator[Diagnostic]:
    """Yield a note for each office of the roster that is not a line of the address."""
    if place.is_body:
        return
    for office in split_offices(recipient.office):
        if names_member(office, place):
            message = f"`{office}` is not printed under the name: every member is one"
            hint = "nothing to do; an office that differs is printed"
            yield note(recipient, "address.no-office", "office", message, hint)
    if wording.unsaid:
        message = f"`{wording.unsaid}` is left out of the address: `office` has another one"
        hint = "write both into `office`, with ; between them"
        column = "role" if recipient.role else "title"
        yield note(recipient, "address.no-office", column, message, hint)


def _without_chamber(
    recipient: Recipient, offices: tuple[str, ...], lines: Lines, size: tuple[int, int, str]
) -> Diagnostic:
    """Return the note that the chamber's line gives way to an office."""
    height, limit, paper = size
    lost, held = " / ".join(lines.chamber), "`, `".join(offices)
    message = (
        f"`{lost}` is left out of the address for want of room: "
        f"with `{held}` it has {height} lines, and the window holds {limit}"
    )
    hint = "the town and code suffice for the post, and `envelopes` and `labels` print it; "
    hint += f'without a window, `envelopes.{paper} = ""` has it back'
    return note(recipient, "address.no-chamber", _column_of_office(recipient), message, hint)


def _column_of_office(recipient: Recipient) -> str:
    """Return the filled column that the office under the name comes from."""
    columns = ("office", "title", "role", "constituency", "chamber")
    return next((one for one in columns if getattr(recipient, one)), "parliament")


def _too_long(recipient: Recipient, given: int, lines: int, limit: int) -> Diagnostic:
    broken = ", long ones broken" if lines > given else ""
    # many rows say the same: it is held once
    message = intern(f"the address has {lines} lines{broken}; the envelope's window holds {limit}")
    hint = "shorten it, or send it in an envelope without a window (`envelopes` in the settings)"
    return warning(recipient, "address.too-long", "address", message, hint)
