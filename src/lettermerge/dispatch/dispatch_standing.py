"""Tell from the ledger's events what has gone out of each letter, and what is left to be known.

Sent and handed over count as dispatch, drafted does not. Printed counts for printing alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from copy import deepcopy
from dataclasses import dataclass, field
from enum import StrEnum

from .ledger import EventKind, LedgerEvent

MAIL = "mail"  #: the channel of e-mails
PRINT = "print"  #: that of print files
HANDOFF = "handoff"  #: that of all print-and-post services, each of which would post the letter
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

    `versions` are the hashes that went out, by channel ("" for one that nobody told), each with the
    day; `printed` are those that were printed. `open` are the e-mails of which nobody knows whether
    they arrived, by Message-ID; `refused` the answers to those refused for good.
    """

    versions: dict[str, dict[str, str]] = field(default_factory=dict)
    printed: dict[str, str] = field(default_factory=dict)
    open: dict[str, LedgerEvent] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    @classmethod
    def merged(cls, histories: Sequence[DispatchHistory]) -> DispatchHistory:
        """Return what has happened to a letter that is known under several ids."""
        found, *others = histories or [cls()]
        if others:
            found = deepcopy(found)
        for one in others:
            for channel, versions in one.versions.items():
                found.versions.setdefault(channel, {}).update(versions)
            found.printed |= one.printed
            found.open |= one.open
            found.refused |= one.refused
        return found

    @property
    def is_empty(self) -> bool:
        """Whether nothing has gone out, was printed, is unknown or was refused."""
        return not (self.versions or self.printed or self.open or self.refused)

    def take(self, event: LedgerEvent) -> None:
        """Enter the next event."""
        if event.event is EventKind.SENDING:
            self.open[event.message_id] = event
        elif event.event is EventKind.PRINTED and event.confirmed:
            self.printed[event.sha256] = event.day
        elif event.event in _OUT and event.confirmed:
            self.open.pop(event.message_id, None)
            self.refused.pop(event.message_id, None)
            handed = event.event is EventKind.HANDED_OVER
            channel = HANDOFF if handed else event.channel
            self.versions.setdefault(channel, {})[event.sha256] = event.day
        elif event.event in _NOT_OUT:
            self.open.pop(event.message_id, None)
            self.refused.pop(event.message_id, None)
            if event.event is EventKind.REFUSED:
                self.refused[event.message_id] = event.note

    def standing(
        self, sha256: str, channel: str, message_id: str = "", *, again: bool = False
    ) -> DispatchStanding:
        """Return how a version stands for a channel: whether it may go out there.

        A version that went out by this channel does not go out again, nor does a new version of
        a letter that went out by any channel, but with `again`.
        """
        if channel == MAIL and self.open:
            return DispatchStanding.UNKNOWN
        if not again and self.day_of(sha256, channel) is not None:
            return DispatchStanding.SENT
        if not again and self.went_out_otherwise(sha256):
            return DispatchStanding.CHANGED
        return DispatchStanding.REFUSED if message_id in self.refused else DispatchStanding.DUE

    def day_of(self, sha256: str, channel: str) -> str | None:
        """Return the day on which a version went out by a channel; None where it did not."""
        own = [self.versions.get(channel, {}), self.versions.get("", {})]
        own += [self.printed] if channel == PRINT else []
        return next((found[sha256] for found in own if sha256 in found), None)

    @property
    def last_out(self) -> str:
        """The day on which a version went out last (ISO 8601); "" where none did, or may have."""
        days = [day for found in self.versions.values() for day in found.values()]
        return max((*days, *(one.day for one in self.open.values())), default="")

    def went_out_otherwise(self, sha256: str) -> bool:
        """Say whether another version went out by some channel, or may have."""
        return any(found - {sha256} for found in self._gone())

    def _gone(self) -> Iterator[Set[str]]:
        """Yield the versions that went out, or may have."""
        yield from (found.keys() for found in self.versions.values())
        yield {one.sha256 for one in self.open.values()}
