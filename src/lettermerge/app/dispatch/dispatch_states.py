"""Tell the dispatch state of each letter of the settings, as `status` and the preview show it.

Of several events the weightiest is the state: an answer, then the newest of what left the house,
then what was made for it. A call and an automatic answer change nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from ...config.settings import Settings
from ...config.store_address import Place
from ...dispatch.ledger import EventKind, LedgerEvent
from ...letter.template import is_variant
from ..rosters.addressing import Letter
from .project_ledger import require_project_ledger, settled_events


class DispatchState(StrEnum):
    """How far a letter has come."""

    NOT_SENT = "not sent"
    DRAFTED = "drafted"
    PRINTED = "printed"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    HANDED_OVER = "handed over"
    SENT = "sent"
    RETURNED = "returned"
    ANSWERED = "answered"


_STATES = {
    EventKind.DRAFTED: DispatchState.DRAFTED,
    EventKind.PRINTED: DispatchState.PRINTED,
    EventKind.REFUSED: DispatchState.REFUSED,
    EventKind.SENDING: DispatchState.UNKNOWN,
    EventKind.HANDED_OVER: DispatchState.HANDED_OVER,
    EventKind.SENT: DispatchState.SENT,
    EventKind.RETURNED: DispatchState.RETURNED,
    EventKind.ANSWERED: DispatchState.ANSWERED,
}
_MADE = (DispatchState.DRAFTED, DispatchState.PRINTED)  # and still in the house
_WITHDRAWN = (EventKind.DEFERRED, EventKind.NOT_SENT)  # no e-mail went out after all


@dataclass(frozen=True, slots=True)
class LetterDispatch:
    """What became of one letter: `day` (ISO 8601) and `channel` are those of its state.

    `versions` are the hashes that went out by any channel.
    """

    state: DispatchState = DispatchState.NOT_SENT
    day: str = ""
    channel: str = ""
    versions: frozenset[str] = frozenset()

    def is_changed(self, sha256: str) -> bool:
        """Say whether the letter went out in other versions than this one, "" for none."""
        return bool(self.versions) and sha256 not in self.versions

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {"state": self.state.value, "day": self.day or None, "channel": self.channel or None}


NOT_DISPATCHED = LetterDispatch()


@dataclass(frozen=True, slots=True)
class DispatchOverview:
    """What became of the letters of the settings, in any language, by id."""

    letters: Mapping[str, LetterDispatch]

    def of(self, letter: Letter) -> LetterDispatch:
        """Return what became of a letter of the settings."""
        return self.letters.get(letter.id, NOT_DISPATCHED)

    def count(self, letters: Iterable[Letter]) -> Counter[DispatchState]:
        """Return how many letters are in each state."""
        return Counter(self.of(one).state for one in letters)


def read_dispatch(
    project: Path, settings: Settings, directory: Place | None = None
) -> DispatchOverview:
    """Read what became of all letters; `directory` is the output folder of `-o`, if there is one.

    Raises:
        OutputError: the ledger cannot be read, or is gone although letters went out.
    """
    ledger = require_project_ledger(project, settings, directory)
    date, template = settings.letter.date.isoformat(), settings.letter.template
    events = (
        one
        for one in settled_events(ledger, project, settings)
        if one.date == date and is_variant(one.template, template)
    )
    return DispatchOverview(summarise(events))


def summarise(events: Iterable[LedgerEvent]) -> Mapping[str, LetterDispatch]:
    """Return what became of the letter of each recipient, from its events, the oldest first."""
    gathered: dict[str, _Gathered] = {}
    for event in events:
        gathered.setdefault(event.id, _Gathered()).take(event)
    return {id_: one.result() for id_, one in gathered.items()}


class _Gathered:
    """The events of one letter: the newest of each weight."""

    def __init__(self) -> None:
        self.made = self.out = self.answer = NOT_DISPATCHED
        self.before: dict[str, LetterDispatch] = {}
        self.versions: set[str] = set()

    def take(self, event: LedgerEvent) -> None:
        if event.event in _WITHDRAWN:
            self.out = self.before.pop(event.message_id, self.out)
            return
        state = _STATES.get(event.event)
        if state is None or not event.confirmed:
            return
        found = LetterDispatch(state, event.day or event.time[:10], event.channel)
        if state in _MADE:
            self.made = found
        elif state is DispatchState.ANSWERED:
            self.answer = found
        else:
            if state is DispatchState.UNKNOWN:
                self.before[event.message_id] = self.out
            self.out = found
        if state in (DispatchState.SENT, DispatchState.HANDED_OVER):
            self.versions.add(event.sha256)

    def result(self) -> LetterDispatch:
        weighed = (self.answer, self.out, self.made)
        newest = next((one for one in weighed if one is not NOT_DISPATCHED), NOT_DISPATCHED)
        return replace(newest, versions=frozenset(self.versions))
