"""Record in the ledger who answered: match a mailbox with the e-mails that were sent."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ..dispatch.ledger import EventKind, LedgerEvent
from ..dispatch.mail.replies import Reply, ReplyKind, read_replies
from .ledger_entries import LedgerReader

_EVENTS = {
    ReplyKind.ANSWER: EventKind.ANSWERED,
    ReplyKind.AUTOMATIC: EventKind.AUTO_ANSWERED,
    ReplyKind.BOUNCE: EventKind.RETURNED,
}


@dataclass(frozen=True, slots=True)
class NotedReplies:
    """What a mailbox held: `noted` are new events, `known` counts those noted before.

    `others` counts messages about no letter of this project, `delayed` reports that a letter is
    still under way.
    """

    noted: tuple[LedgerEvent, ...]
    known: int = 0
    others: int = 0
    delayed: int = 0

    @property
    def counts(self) -> Counter[str]:
        """How many new events there are of each kind."""
        return Counter(one.event.value for one in self.noted)


def note_replies(reader: LedgerReader, path: Path, now: datetime) -> NotedReplies:
    """Read a mailbox and add its answers to the ledger; what is there already is not added again.

    Raises:
        UsageError: it is no mailbox.
        OutputError: the ledger cannot be read or written.
    """
    sent: dict[str, LedgerEvent] = {}
    seen: set[tuple[str, str]] = set()
    for event in reader.ledger.events():
        if event.event in (EventKind.SENDING, EventKind.SENT, EventKind.DRAFTED):
            sent.setdefault(event.message_id, event)
        elif event.event in _EVENTS.values() and event.message_id:
            seen.add((event.id, event.message_id))
    sent.pop("", None)
    noted: list[LedgerEvent] = []
    known = others = delayed = 0
    for reply in read_replies(path):
        about = next((sent[one] for one in reply.numbers if one in sent), None)
        if about is None or reply.own in sent:  # the latter is our own copy of what went out
            others += 1
        elif reply.kind is ReplyKind.DELAY:
            delayed += 1
        else:
            event = _event(about, reply, now)
            if (event.id, event.message_id) in seen:
                known += 1
            else:
                seen.add((event.id, event.message_id))
                noted.append(event)
    time = now.isoformat(timespec="seconds").replace("+00:00", "Z")
    reader.ledger.append(noted, time)
    return NotedReplies(tuple(noted), known, others, delayed)


def _event(about: LedgerEvent, reply: Reply, now: datetime) -> LedgerEvent:
    """Return the event of a reply; its number is the reply's own, by which it is known again."""
    day = min(reply.day or now, now).date().isoformat()
    own = reply.own or f"{reply.kind.value} {day}"
    return replace(
        about, event=_EVENTS[reply.kind], day=day, note=reply.note, message_id=own, file=""
    )
