"""Take back what was added to the ledger by mistake: an answer of somebody else, a wrong day.

Both stay in ledger.jsonl, the event and that it was taken back. What the program itself records of
its print files and e-mails is no mistake of a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ...dispatch.ledger import EventKind, LedgerEvent
from ...errors import UsageError
from .ledger_entries import LedgerReader, event_kind

#: What a person adds, or an e-mail that was read.
_ADDED = (
    EventKind.ANSWERED, EventKind.AUTO_ANSWERED, EventKind.RETURNED, EventKind.CALLED,
    EventKind.SENT, EventKind.PRINTED, EventKind.HANDED_OVER, EventKind.NOT_SENT,
)  # fmt: skip
#: What the program itself records of a run, which a person can add, too.
_OF_RUNS = (EventKind.PRINTED, EventKind.HANDED_OVER)


@dataclass(frozen=True, slots=True)
class LedgerCorrection:
    """Which event of which recipients is taken back; `dated` is the letter's date, "" for any."""

    names: tuple[str, ...]
    event: str
    note: str = ""
    dated: str = ""


def take_back(
    reader: LedgerReader, told: LedgerCorrection, now: datetime
) -> tuple[LedgerEvent, ...]:
    """Take back the newest such event of each recipient, of all or of none; return them.

    Raises:
        UsageError: an event that is none, a name that means nobody, or somebody has no such event
            that was added.
        OutputError: the ledger cannot be read or written.
    """
    kind = event_kind(told.event, _ADDED)
    found = dict.fromkeys(_newest(reader, kind, name, told.dated) for name in told.names)
    reader.take_back(tuple(found), " ".join(told.note.split()), now)
    return tuple(found)


def _newest(reader: LedgerReader, kind: EventKind, name: str, dated: str) -> LedgerEvent:
    events = reader.events_of(name)
    found = [one for one in events if one.event is kind and dated in ("", one.date)]
    added = [one for one in found if not (one.run and kind in _OF_RUNS)]
    if added:
        return added[-1]
    of = f"{name.strip()}{f' and the letter of {dated}' if dated else ''}"
    if found:
        raise UsageError(
            f"`{kind.value}` of {of} was recorded by a run, and was not added",
            hint="what was made is dispatched once more with --again",
        )
    raise UsageError(f"no `{kind.value}` of {of} is recorded", hint=_known(events))


def _known(events: Sequence[LedgerEvent]) -> str:
    kinds = ", ".join(dict.fromkeys(one.event.value for one in events))
    return f"there is {kinds}" if kinds else "`lettermerge ledger show --history` lists all"
