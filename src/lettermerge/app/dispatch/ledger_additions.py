"""Add to the ledger what a person tells of a letter: that it was posted, answered, or came back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import get_close_matches

from ...dispatch.dispatch_standing import HANDOFF, MAIL, PRINT
from ...dispatch.ledger import EventKind, LedgerEvent, local_day
from ...errors import UsageError
from .ledger_entries import LedgerReader, event_kind

#: What tells that a letter went out by a channel, or may have.
_OUT = (EventKind.HANDED_OVER, EventKind.SENDING, EventKind.SENT)
#: What a person can add: the program says itself what it drafts, and when it begins to send.
ADDED = (
    EventKind.PRINTED, EventKind.HANDED_OVER, EventKind.SENT, EventKind.RETURNED,
    EventKind.ANSWERED, EventKind.CALLED, EventKind.NOT_SENT,
)  # fmt: skip

#: What makes a letter ready to be sent by the channel of the event.
_ON_THE_WAY = (
    EventKind.PRINTED, EventKind.HANDED_OVER, EventKind.DRAFTED, EventKind.SENDING, EventKind.SENT,
    EventKind.REFUSED, EventKind.DEFERRED,
)  # fmt: skip

_ALIKE = 0.8  # of the letters of a channel and a slip: maill
#: How people call the channel of e-mails.
_EMAIL = ("email", "e-mail", "emails", "e-mails")
#: The channel of calls, where none is told.
PHONE = "phone"
#: What is asked where a letter was made for several channels.
_QUESTIONS = {
    EventKind.SENT: "which one was sent?",
    EventKind.RETURNED: "which one came back?",
    EventKind.ANSWERED: "which one was answered?",
}


#: What of a channel waits for somebody to say that it was sent.
_READY = (EventKind.PRINTED, EventKind.HANDED_OVER, EventKind.DRAFTED)


@dataclass(frozen=True, slots=True)
class LedgerAddition:
    """What a person tells of letters, each of a recipient; `dated` says which, "" for the newest.

    Without `names` it is told of every letter that was printed, drafted or handed over by the
    channel and has not been sent.
    """

    names: tuple[str, ...]
    event: str
    day: date
    note: str = ""
    channel: str = ""
    dated: str = ""


def add_events(
    reader: LedgerReader, told: LedgerAddition, now: datetime
) -> tuple[LedgerEvent, ...]:
    """Add what a person tells of letters, of all or of none; return it.

    Raises:
        UsageError: an event that is none, a day to come, a name that means nobody, or a letter that
            was made for several channels while none is told.
        OutputError: the ledger cannot be written.
    """
    kind = event_kind(told.event, ADDED)
    if told.day > local_day(now):
        raise UsageError(f"{told.day} is still to come", hint="give --on the day it happened")
    found = [reader.letter_of(name, told.dated) for name in told.names]
    if not told.names:
        found = _ready(reader, kind, told)
    events = tuple(_event(reader, told, kind, known) for known in found)
    reader.append(events, now)
    return events


def _ready(reader: LedgerReader, kind: EventKind, told: LedgerAddition) -> list[LedgerEvent]:
    """Return the newest event of each letter that a channel has made and not sent.

    Raises:
        UsageError: no channel is told, the event is another one, or there is no such letter.
    """
    channel = told.channel.strip().casefold()
    if kind is not EventKind.SENT or not channel:
        raise UsageError(
            "--all says of all letters of one channel that they were sent",
            hint="write ledger add sent --all --channel print",
        )
    newest = (one for states in reader.states().values() for one in states)
    found = [
        one
        for one in newest
        if one.event in _READY
        and one.channel.casefold() == channel
        and told.dated in ("", one.date)
    ]
    if not found:
        raise UsageError(
            f"no letter waits to be sent by {channel}",
            hint="`lettermerge ledger show` tells the state of each",
        )
    return found


def _event(
    reader: LedgerReader, told: LedgerAddition, kind: EventKind, known: LedgerEvent
) -> LedgerEvent:
    known, channel = _meant(reader, kind, known, told.channel.strip())
    settles = kind in (EventKind.SENT, EventKind.NOT_SENT) and channel == MAIL
    return replace(
        known,
        event=kind,
        channel=channel,
        file="",
        note=" ".join(told.note.split()),
        time="",
        day=told.day.isoformat(),
        run="",
        message_id=known.message_id if settles else "",
        confirmed=True,
    )


def _meant(
    reader: LedgerReader, kind: EventKind, known: LedgerEvent, told: str
) -> tuple[LedgerEvent, str]:
    """Return which event of a letter a person speaks of, and by which channel it went.

    `told` is the channel as typed, "" for none.

    Raises:
        UsageError: several channels are possible, and none is told; no e-mail is in question.
    """
    ways = _ways(reader, known)
    if kind is EventKind.NOT_SENT:
        known = _refused(reader, known)
        return known, told or known.channel
    if kind is EventKind.CALLED:
        return known, told or PHONE
    if kind is EventKind.PRINTED:
        return known, told or PRINT
    if kind is EventKind.HANDED_OVER:
        services = [one.channel for one in ways.values() if one.event is kind]
        return known, told or (services[-1] if services else HANDOFF)
    channel = _channel_of(told, (*ways, MAIL, PRINT))
    if not channel:
        channel = _only_way(kind, known, _likely(reader, kind, known, ways))
    if kind is EventKind.SENT and channel == MAIL and (found := _in_question(reader, known)):
        return found, channel  # first of all one that is unknown or refused
    return ways.get(channel, known), channel


def _channel_of(told: str, known: Sequence[str]) -> str:
    """Return the channel that a person has typed, in any case; "" for none.

    Raises:
        UsageError: it is nearly that of e-mails or of paper, by which the letter would go again.
    """
    folded = told.casefold()
    if folded in _EMAIL:
        return MAIL
    for one in known:
        if one.casefold() == folded:
            return one
    for near in get_close_matches(folded, (MAIL, PRINT), 1, _ALIKE):
        raise UsageError(f"`{told}` is no channel of this letter", hint=f"did you mean `{near}`?")
    return told


def _ways(reader: LedgerReader, known: LedgerEvent) -> Mapping[str, LedgerEvent]:
    """Return by which channels a letter was made or went out, each with its newest event."""
    ways: dict[str, LedgerEvent] = {}
    for one in reader.ledger.events():
        if one.letter == known.letter and one.event in _ON_THE_WAY and one.channel:
            ways[one.channel] = one
    return ways


def _likely(
    reader: LedgerReader, kind: EventKind, known: LedgerEvent, ways: Mapping[str, LedgerEvent]
) -> list[str]:
    """Return the channels that a person can mean: those that wait to be sent, or that went out.

    All, where none is like that.
    """
    if kind is EventKind.SENT:
        likely = {channel for channel, one in ways.items() if one.event is not kind}
    else:
        events = (one for one in reader.ledger.events() if one.letter == known.letter)
        likely = {one.channel for one in events if one.event in _OUT}
    return [one for one in ways if one in likely] or [*ways]


def _only_way(kind: EventKind, known: LedgerEvent, ways: list[str]) -> str:
    """Return the one channel that is possible; raises UsageError where there are several."""
    if len(ways) > 1:
        made = " and ".join(f"by {one}" for one in ways)
        raise UsageError(
            f"the letter to {known.id} was made to go out {made}: {_QUESTIONS[kind]}",
            hint="add " + " or ".join(f"--channel {one}" for one in sorted(ways, reverse=True)),
        )
    return ways[0] if ways else known.channel


def _refused(reader: LedgerReader, known: LedgerEvent) -> LedgerEvent:
    """Return the e-mail of which a person says that it was not sent; raises UsageError."""
    found = _in_question(reader, known)
    if found is None:
        raise UsageError(
            f"no e-mail to {known.id} is unknown or refused",
            hint="`lettermerge ledger show --history` tells what was sent",
        )
    return found


def _in_question(reader: LedgerReader, known: LedgerEvent) -> LedgerEvent | None:
    """Return the newest e-mail of a letter that is unknown or refused; None where none is."""
    waiting: dict[str, LedgerEvent] = {}
    for one in reader.ledger.events():
        if one.letter != known.letter or not one.message_id:
            continue
        waiting.pop(one.message_id, None)
        if one.event in (EventKind.SENDING, EventKind.REFUSED):
            waiting[one.message_id] = one
    return next(reversed(waiting.values())) if waiting else None
