"""Tell of recipients who may have got letters under an id that is gone from the lists.

A new person must get the letter, and nobody two: who of both it is, a person has to say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path

from ...config.settings import Settings
from ...diagnostics import Diagnostic, Severity
from ...dispatch.ledger import EventKind, LedgerEvent
from ...dispatch.record_linkage import FormerRecipients, KnownPerson
from ...errors import ExitCode, OutputError
from ..rosters.addressed_letters import Letter
from .project_ledger import open_ledger

_OF_NO_LETTER = (
    EventKind.DRAFTED, EventKind.REFUSED, EventKind.DEFERRED, EventKind.NOT_SENT,
)  # fmt: skip


def person_of(letter: Letter) -> KnownPerson:
    """Return whom a letter goes to, as the ledger keeps it; all persons where it has several."""
    if letter.is_recorded:
        return KnownPerson(letter.id, letter.name)
    to = letter.addressees
    first = to.recipient
    seat = "/".join((first.parliament, first.chamber, first.constituency or first.office))
    addresses = dict.fromkeys("".join(one.email.split()) for one in to.recipients)
    return KnownPerson(letter.id, letter.name, seat, " ".join(filter(None, addresses)))


def with_recipient(event: LedgerEvent, letter: Letter) -> LedgerEvent:
    """Return an event with whom its letter goes to, as the lists have it now.

    It outlives the row: whoever leaves a list is known by what the ledger keeps.
    """
    to = person_of(letter)
    lines = () if letter.is_recorded else letter.addressee.address_block
    return replace(
        event,
        name=to.name,
        seat=to.seat,
        email=to.email,
        address=", ".join(lines),
        language=letter.language,
    )


def tell_renamed(letter: Letter, former: KnownPerson, day: str, another: str) -> Diagnostic:
    """Return the warning that a letter went to a former id of its recipient, maybe.

    `day` is when ("" where it is not known); `another` is what to do where it is somebody else.
    """
    known = f"`{former.id}`" if former.name == former.id else f"{former.name} (`{former.id}`)"
    return Diagnostic(
        "dispatch.renamed",
        f"{letter.name} may be {known}, who got a letter{f' on {day}' if day else ''} and is in no "
        "list any more",
        letter.row.at("id", letter.id),
        f"if so, give the row the id `{former.id}`, or run `lettermerge ledger add {letter.id} "
        f"sent`; if not, {another}",
        Severity.WARNING,
        ExitCode.OUTPUT,
    )


def warn_of_renamed(
    project: Path, settings: Settings, letters: Iterable[Letter], ids: Collection[str]
) -> tuple[Diagnostic, ...]:
    """Return a warning for each letter whose recipient may be somebody whose id is gone.

    `ids` are all ids of the lists. What is not on disk is not asked; a ledger that cannot be read
    stops what sends, and nothing else.
    """
    if not isinstance(settings.ledger_place(project), Path):
        return ()
    ledger = open_ledger(project, settings)
    try:
        known = ledger.ids()
        gone = known - {*ids}
        if not gone:
            return ()
        people: dict[str, LedgerEvent] = {}
        held: dict[str, set[str]] = {}
        for one in ledger.events():
            if one.id not in gone:
                held.setdefault(one.seat, set()).add(one.id)
            elif one.event not in _OF_NO_LETTER:
                people[one.id] = one
    except OutputError:
        return ()
    former = FormerRecipients((one.person for one in people.values()), held)
    found = []
    for letter in letters:
        if known.isdisjoint((letter.id, *letter.members)):
            person = person_of(letter)
            for other in former.find(person)[:1]:
                if not letter.is_recorded or other.words == person.words:
                    day = people[other.id].day
                    found.append(tell_renamed(letter, other, day, "add --again when it goes out"))
    return tuple(found)
