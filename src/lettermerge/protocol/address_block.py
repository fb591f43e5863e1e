"""Build the address block, and report what is wrong with it or left out of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ..diagnostics import Diagnostic, suggest_near
from ..layout.page_style import PageStyle
from ..recipients.model import Recipient
from .chamber_and_role import Seat, names_member, note, split_offices, warning
from .destination_country import OTHER, UNKNOWN
from .languages import country_name, known_countries
from .postal import Lines, address_lines
from .salutation import Wording

_CELLS = {"city": "city", "region": "region", "code": "postal_code"}
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


def make_block(
    recipient: Recipient, place: Seat, wording: Wording, context: AddressContext
) -> tuple[tuple[str, ...], list[Diagnostic]]:
    """Return the address block, envelope name first, and every diagnostic about it.

    Where the block is too high for the window, the chamber's line goes where an office stands
    there, too, and of several offices all but the first: it is the senior one.
    """
    lines = address_lines(recipient, place, context.sender_country, context.language)
    found = [
        *_remarks(recipient, lines),
        *_country_remarks(recipient, lines),
        *_unprinted_offices(recipient, place, wording),
    ]
    head = recipient.envelope_name or wording.envelope
    offices = tuple(line for line in wording.offices if line != head)
    block = _distinct(head, offices, lines.lines)
    printing, paper = context.printing, place.profile.paper
    if printing is None:
        return block, found

    def height(block: tuple[str, ...]) -> int:
        return printing.count_lines(block, paper)

    printed = _keep_letters_together(head, wording.post, height)
    block, limit = (printed, *block[1:]), printing.limit(paper)
    if limit is None or height(block) <= limit:
        return block, found
    if offices and lines.chamber:
        found.append(_without_chamber(recipient, offices, lines, (height(block), limit)))
        rest = tuple(line for line in lines.lines if line not in lines.chamber)
        block = (printed, *_distinct(head, offices, rest)[1:])
    if len(offices) > 1 and height(block) > limit:
        others = "`, `".join(offices[1:])
        message = f"of {len(offices)} offices the first alone has room: `{others}` is left out"
        hint = "keep the one office that the letter is to go to"
        column = _column_of_office(recipient)
        found.append(note(recipient, "address.one-office", column, message, hint))
        block = tuple(line for line in block if line not in offices[1:])
    if height(block) > limit:
        found.append(_too_long(recipient, len(block), height(block), limit))
    return block, found


def _keep_letters_together(head: str, post: str, height: Callable[[tuple[str, ...]], int]) -> str:
    """Bind the letters after a name that is too long for a line: `P.C., M.P.` break as one."""
    if not post or not head.endswith(f" {post}") or height((head,)) == 1:
        return head
    letters = post.replace(" ", "\u00a0")
    return head.removesuffix(post) + (letters if height((letters,)) == 1 else post)


def _distinct(head: str, offices: tuple[str, ...], lines: tuple[str, ...]) -> tuple[str, ...]:
    """Put a block together; what its head or offices say already is not said again below."""
    seen = {line.casefold() for line in (head, *offices)}
    return (head, *offices, *(line for line in lines if line and line.casefold() not in seen))


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
    recipient: Recipient, offices: tuple[str, ...], lines: Lines, size: tuple[int, int]
) -> Diagnostic:
    """Return the note that the chamber's line gives way to an office."""
    lost, held = " / ".join(lines.chamber), "`, `".join(offices)
    message = (
        f"`{lost}` is left out of the address for want of room: "
        f"with `{held}` it has {size[0]} lines, and the window holds {size[1]}"
    )
    hint = "the town and code suffice for the post"
    if recipient.office:
        hint += "; leave `office` empty to have it back"
    return note(recipient, "address.no-chamber", _column_of_office(recipient), message, hint)


def _column_of_office(recipient: Recipient) -> str:
    """Return the filled column that the office under the name comes from."""
    columns = ("office", "title", "role", "constituency", "chamber")
    return next((one for one in columns if getattr(recipient, one)), "parliament")


def _too_long(recipient: Recipient, given: int, lines: int, limit: int) -> Diagnostic:
    broken = ", long ones broken" if lines > given else ""
    message = f"the address has {lines} lines{broken}; the envelope's window holds {limit}"
    hint = "shorten it, or send it in an envelope without a window (`envelopes` in the settings)"
    return warning(recipient, "address.too-long", "address", message, hint)
