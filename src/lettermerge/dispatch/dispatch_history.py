"""Tell from the ledger's events what has gone out of each letter, and what is left to be known.

Sent and handed over count as dispatch; drafted and printed do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from .ledger import EventKind, LedgerEvent

MAIL = "mail"  #: the channel of e-mails
LetterKey = tuple[str, str, str]  #: id, template and date
_OUT = (EventKind.SENT, EventKind.HANDED_OVER)
_NOT_OUT = (EventKind.REFUSED, EventKind.DEFERRED, EventKind.NOT_SENT)


class DispatchStanding(StrEnum):
    """Whether a version of a letter may go out, seen from what has gone out before."""

    DUE = "due"
    SENT = "sent"
    CHANGED = "changed since sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(slots=True)
class DispatchHistory:
    """What has happened to one letter.

    `versions` are the hashes that went out, by channel. `open` are the e-mails of which nobody
    knows whether they arrived, by Message-ID; `refused` the answers to those refused for good.
    """

    versions: dict[str, set[str]] = field(default_factory=dict)
    open: dict[str, LedgerEvent] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    def take(self, event: LedgerEvent) -> None:
        """Enter the next event."""
        if event.event is EventKind.SENDING:
            self.open[event.message_id] = event
        elif event.event in _OUT and event.confirmed:
            self.open.pop(event.message_id, None)
            self.refused.pop(event.message_id, None)
            self.versions.setdefault(event.channel, set()).add(event.sha256)
        elif event.event in _NOT_OUT:
            self.open.pop(event.message_id, None)
            self.refused.pop(event.message_id, None)
            if event.event is EventKind.REFUSED:
                self.refused[event.message_id] = event.note

    def standing(self, sha256: str, channel: str, message_id: str = "") -> DispatchStanding:
        """Return how a version stands for a channel."""
        if self.open:
            return DispatchStanding.UNKNOWN
        if sha256 in self.versions.get(channel, ()):
            return DispatchStanding.SENT
        if any(versions - {sha256} for versions in self.versions.values()):
            return DispatchStanding.CHANGED
        return DispatchStanding.REFUSED if message_id in self.refused else DispatchStanding.DUE


def histories_of(events: Iterable[LedgerEvent]) -> Mapping[LetterKey, DispatchHistory]:
    """Return the history of each letter that the ledger knows."""
    found: dict[LetterKey, DispatchHistory] = {}
    for event in events:
        found.setdefault(event.letter, DispatchHistory()).take(event)
    return found
