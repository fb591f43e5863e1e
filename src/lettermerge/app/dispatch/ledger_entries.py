"""Select and export entries of the ledger: what became of whose letter."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ...config.settings import Settings, load_settings
from ...diagnostics import did_you_mean
from ...dispatch.ledger import (
    COLUMNS,
    EventKind,
    Ledger,
    LedgerEvent,
    channel_states,
    latest_states,
)
from ...errors import UsageError
from ...output.store_opening import open_store
from ...recipients import select
from ...recipients.table_writer import csv_bytes, xlsx_bytes
from ..project import open_project
from ..rosters.addressing import Letter
from ..rosters.roster_addressing import address_rosters
from .project_ledger import require_project_ledger
from .renamed_recipients import with_recipient

if TYPE_CHECKING:
    from ...recipients.recipients_frame import DataFrame


@dataclass(frozen=True, slots=True)
class LedgerQuery:
    """Which events are wanted: of whom, by which channel, in which state; `history` is all."""

    names: tuple[str, ...] = ()
    channel: str = ""
    state: str = ""
    history: bool = False


@dataclass(slots=True)
class LedgerReader:
    """The ledger of a project. Names are looked up in the rosters where no id is that."""

    project: Path
    settings: Settings
    _letters: tuple[Letter, ...] | None = field(default=None, repr=False)

    @property
    def ledger(self) -> Ledger:
        """The ledger; OutputError where it is gone although letters went out."""
        return require_project_ledger(self.project, self.settings)

    def append(self, events: Sequence[LedgerEvent], now: datetime) -> None:
        """Record events that have happened.

        Raises:
            OutputError: the ledger is gone although letters went out, or cannot be written.
        """
        self.ledger.append(events, _time(now))

    def take_back(self, events: Sequence[LedgerEvent], note: str, now: datetime) -> None:
        """Record that events were added by mistake; raises OutputError as `append` does."""
        self.ledger.take_back(events, note, _time(now))

    def find(self, query: LedgerQuery) -> list[LedgerEvent]:
        """Return the newest event of each letter, or all events, as the query asks.

        Raises:
            UsageError: a name means nobody, or several; there is no such state.
            OutputError: the ledger cannot be read.
        """
        state = event_kind(query.state, tuple(EventKind)) if query.state else None
        ids = self._ids(query.names)
        events: Iterable[LedgerEvent] = self.ledger.events()
        if ids:
            events = (one for one in events if ids & {one.id, *one.members})
        if query.channel:
            channel = query.channel.casefold()
            events = (one for one in events if one.channel.casefold() == channel)
        if not query.history:
            events = latest_states(events)
        return [one for one in events if state in (None, one.event)]

    def events_of(self, name: str) -> list[LedgerEvent]:
        """Return all events of a recipient, the oldest first; raises as `find` does."""
        return self.find(LedgerQuery((name,), history=True))

    def states(self) -> Mapping[tuple[str, str, str], tuple[LedgerEvent, ...]]:
        """Return the newest event of each channel of each letter.

        Raises:
            OutputError: the ledger cannot be read.
        """
        return channel_states(self.ledger.events())

    def _ids(self, names: Sequence[str]) -> set[str]:
        """Return the ids that names mean: those that the ledger has, else of the rosters."""
        if not names:
            return set()
        wanted = {one.strip() for one in names}
        known = {id_ for one in self.ledger.events() for id_ in (one.id, *one.members)} & wanted
        return known | {self._letter(one).id for one in wanted - known}

    def _letter(self, name: str) -> Letter:
        return select(self.letters(), (name,))[0]

    def letters(self) -> tuple[Letter, ...]:
        """Return the letters of the rosters, which are read once.

        Raises:
            RosterError: they cannot be read.
        """
        if self._letters is None:
            self._letters = tuple(
                address_rosters(open_project(self.project, self.settings)).addressed
            )
        return self._letters

    def letter_of(self, name: str, dated: str = "") -> LedgerEvent:
        """Return an event that says which letter of a recipient is meant: the newest recorded.

        `dated` is the date of the letter, "" for the newest. Where nothing is recorded, it is the
        letter of the settings, in the version that was made last.

        Raises:
            UsageError: a name that means nobody, or several, or there is no letter of that date.
        """
        ids = self._ids((name,))
        newest = None
        for one in self.ledger.events():
            if ids & {one.id, *one.members} and dated in ("", one.date):
                newest = one
        if newest is not None:
            return newest
        letter_date = self.settings.letter.date.isoformat()
        if dated not in ("", letter_date):
            raise UsageError(
                f"no letter of {dated} to {name.strip()} is recorded",
                hint="`lettermerge ledger show --history` lists all",
            )
        letter = self._letter(name)
        place = self.settings.output.place(self.project)
        with open_store(place) as store, store.open_manifest() as manifest:
            history = manifest.find(letter.id, "pdf")
        sha256 = history.done.sha256 if history and history.done else ""
        joint = letter.members if letter.is_joint else ()
        made = LedgerEvent(
            letter.id, EventKind.PRINTED, letter.template, letter_date, sha256, joint
        )
        return with_recipient(made, letter)


def _time(now: datetime) -> str:
    return now.isoformat(timespec="seconds").replace("+00:00", "Z")


def event_kind(text: str, known: Sequence[EventKind]) -> EventKind:
    """Return the event that somebody means; raises UsageError."""
    wanted = "-".join(text.replace("_", " ").replace("-", " ").casefold().split())
    for one in known:
        if one.value == wanted:
            return one
    names = [one.value for one in known]
    raise UsageError(f"`{text}` is not an event here", hint=did_you_mean(wanted, names))


def _json_bytes(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    listed = [dict(zip(headings, row, strict=True)) for row in rows]
    return json.dumps(listed, ensure_ascii=False, indent=2).encode("utf-8", "replace") + b"\n"


#: How a ledger is exported, by the ending of the file.
EXPORTS: dict[str, Callable[[Sequence[str], Iterable[Sequence[str]]], bytes]] = {
    ".csv": csv_bytes,
    ".xlsx": xlsx_bytes,
    ".json": _json_bytes,
}


def export_events(events: Iterable[LedgerEvent], ending: str) -> bytes:
    """Return events as a table in a kind of file of `EXPORTS`."""
    return EXPORTS[ending](COLUMNS, (one.to_row() for one in events))


def read_ledger(folder: Path) -> DataFrame:
    """Return all events of a project's ledger as a pandas DataFrame of text, the oldest first."""
    from ...recipients.recipients_frame import text_frame

    events = require_project_ledger(folder, load_settings(folder)).events()
    rows = [dict(zip(COLUMNS, one.to_row(), strict=True)) for one in events]
    return text_frame(rows, COLUMNS, COLUMNS)
