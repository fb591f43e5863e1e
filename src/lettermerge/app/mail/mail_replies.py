"""Record in the ledger who answered: match a mailbox with the e-mails that were sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ...dispatch.ledger import EventKind, LedgerEvent, local_day
from ...dispatch.mail.replies import Reply, ReplyKind, read_replies
from ...errors import LettermergeError
from ..dispatch.ledger_entries import LedgerReader
from .mail_faults import read_own_mailboxes

_EVENTS = {
    ReplyKind.ANSWER: EventKind.ANSWERED,
    ReplyKind.AUTOMATIC: EventKind.AUTO_ANSWERED,
    ReplyKind.BOUNCE: EventKind.RETURNED,
}


@dataclass(frozen=True, slots=True)
class UnnamedAnswer:
    """A message from a recipient's address that names no letter: a person has to look at it.

    `id` is the letter's of that address, `day` when the message was written (ISO 8601).
    """

    id: str
    day: str
    sender: str
    subject: str


@dataclass(frozen=True, slots=True)
class NotedReplies:
    """What a mailbox held: `noted` are new events, `known` counts those noted before.

    `unnamed` are those that may be answers, of recipients of whom none is noted.

    `others` counts messages about no letter of this project, `own` those that we wrote ourselves
    about one, `delayed` reports that a letter is still under way.
    """

    noted: tuple[LedgerEvent, ...]
    known: int = 0
    others: int = 0
    delayed: int = 0
    own: int = 0
    unnamed: tuple[UnnamedAnswer, ...] = ()

    @property
    def counts(self) -> Counter[str]:
        """How many new events there are of each kind."""
        return Counter(one.event.value for one in self.noted)


def note_replies(reader: LedgerReader, path: Path, now: datetime) -> NotedReplies:
    """Read a mailbox and add its answers to the ledger; what is there already is not added again.

    Raises:
        UsageError: it is no mailbox.
        OutputError: the ledger cannot be read or written, or is gone.
    """
    sent: dict[str, LedgerEvent] = {}
    seen: set[tuple[str, str]] = set()
    written_to: set[str] = set()
    answered: set[str] = set()
    strangers: list[Reply] = []
    for event in reader.ledger.events():
        (answered if event.event is EventKind.ANSWERED else written_to).add(event.id)
        if event.event in (EventKind.SENDING, EventKind.SENT, EventKind.DRAFTED):
            sent.setdefault(event.message_id, event)
        elif event.event in _EVENTS.values() and event.message_id:
            seen.add((event.id, event.message_id))
    seen |= {(one.id, one.message_id) for one in reader.ledger.taken_back() if one.message_id}
    sent.pop("", None)
    addresses = _own_addresses(reader)
    noted: list[LedgerEvent] = []
    known = others = delayed = own = 0
    for reply in read_replies(path):
        about = next((sent[one] for one in reply.numbers if one in sent), None)
        if about is None:
            others += 1
            if reply.kind is ReplyKind.ANSWER and reply.sender.casefold() not in addresses:
                strangers.append(reply)
        elif reply.own in sent or reply.sender.casefold() in addresses:
            own += 1  # a copy of what went out, or a reminder
        elif reply.kind is ReplyKind.DELAY:
            delayed += 1
        else:
            event = _event(about, reply, now)
            if (event.id, event.message_id) in seen:
                known += 1
            else:
                seen.add((event.id, event.message_id))
                noted.append(event)
    reader.append(noted, now)
    answered |= {one.id for one in noted if one.event is EventKind.ANSWERED}
    unnamed = tuple(_unnamed(reader, strangers, written_to - answered, now))
    return NotedReplies(tuple(noted), known, others - len(unnamed), delayed, own, unnamed)


def _unnamed(
    reader: LedgerReader, strangers: Sequence[Reply], ids: Set[str], now: datetime
) -> Iterator[UnnamedAnswer]:
    """Yield the messages that come from an address of one of these letters."""
    if not strangers or not ids:
        return
    try:
        letters = reader.letters()
    except LettermergeError:  # answers that name their letters are noted all the same
        return
    found = {
        person.email.strip().casefold(): one.id
        for one in letters
        for person in one.addressees.recipients
        if one.id in ids
    }
    for reply in strangers:
        if reply.sender and (id_ := found.get(reply.sender.casefold())):
            yield UnnamedAnswer(id_, _day(reply, now), reply.note, reply.subject)


def _own_addresses(reader: LedgerReader) -> set[str]:
    own = read_own_mailboxes(reader.settings.mail)
    return {one.key for one in (own.sender, own.reply_to) if one}


def _event(about: LedgerEvent, reply: Reply, now: datetime) -> LedgerEvent:
    """Return the event of a reply; its number is the reply's own, by which it is known again."""
    day = _day(reply, now)
    own = reply.own or f"{reply.kind.value} {day}"
    return replace(
        about, event=_EVENTS[reply.kind], day=day, note=reply.note, message_id=own, file=""
    )


def _day(reply: Reply, now: datetime) -> str:
    return local_day(min(reply.day or now, now)).isoformat()
