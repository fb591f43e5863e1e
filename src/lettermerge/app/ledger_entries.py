"""Select, export and add entries of the ledger: what became of whose letter."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ..config.settings import Settings, load_settings
from ..diagnostics import did_you_mean
from ..dispatch.ledger import COLUMNS, EventKind, Ledger, LedgerEvent, latest_states
from ..errors import UsageError
from ..output.manifest import Manifest
from ..recipients import select
from ..recipients.table_file import csv_bytes, xlsx_bytes
from .addressing import Letter, address_rosters
from .dispatch_record import open_ledger
from .project import open_project

if TYPE_CHECKING:
    from ..recipients.recipients_frame import DataFrame

#: What a person can add: the program says itself what it drafts, and when it begins to send.
ADDED = (
    EventKind.PRINTED, EventKind.HANDED_OVER, EventKind.SENT, EventKind.RETURNED,
    EventKind.ANSWERED,
)  # fmt: skip


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
        return open_ledger(self.project, self.settings)

    def find(self, query: LedgerQuery) -> list[LedgerEvent]:
        """Return the newest event of each letter, or all events, as the query asks.

        Raises:
            UsageError: a name means nobody, or several; there is no such state.
            OutputError: the ledger cannot be read.
        """
        state = _kind(query.state, tuple(EventKind)) if query.state else None
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

    def _ids(self, names: Sequence[str]) -> set[str]:
        """Return the ids that names mean: those that the ledger has, else of the rosters."""
        if not names:
            return set()
        wanted = {one.strip() for one in names}
        known = {id_ for one in self.ledger.events() for id_ in (one.id, *one.members)} & wanted
        return known | {self._letter(one).id for one in wanted - known}

    def _letter(self, name: str) -> Letter:
        if self._letters is None:
            self._letters = address_rosters(open_project(self.project, self.settings)).letters
        return select(self._letters, (name,))[0]

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
        directory = self.project / self.settings.output.directory
        with Manifest(directory) as manifest:
            history = manifest.find(letter.id, "pdf")
        sha256 = history.done.sha256 if history and history.done else ""
        joint = letter.members if letter.is_joint else ()
        return LedgerEvent(
            letter.id, EventKind.PRINTED, letter.template, letter_date, sha256, joint
        )


@dataclass(frozen=True, slots=True)
class LedgerAddition:
    """What a person tells of a letter; `dated` says which, "" for the newest."""

    name: str
    event: str
    day: date
    note: str = ""
    channel: str = ""
    dated: str = ""


def add_event(reader: LedgerReader, told: LedgerAddition, now: datetime) -> LedgerEvent:
    """Add what a person tells of a letter; return it.

    Raises:
        UsageError: an event that is none, a day to come, or a name that means nobody.
        OutputError: the ledger cannot be written.
    """
    kind = _kind(told.event, ADDED)
    if told.day > now.date():
        raise UsageError(f"{told.day} is still to come", hint="give --on the day it happened")
    known = reader.letter_of(told.name, told.dated)
    event = LedgerEvent(
        id=known.id,
        event=kind,
        template=known.template,
        date=known.date,
        sha256=known.sha256,
        members=known.members,
        channel=told.channel or known.channel,
        note=" ".join(told.note.split()),
        day=told.day.isoformat(),
    )
    reader.ledger.append([event], now.isoformat(timespec="seconds").replace("+00:00", "Z"))
    return event


def _kind(text: str, known: Sequence[EventKind]) -> EventKind:
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
    from ..recipients.recipients_frame import text_frame

    events = open_ledger(folder, load_settings(folder)).events()
    rows = [dict(zip(COLUMNS, one.to_row(), strict=True)) for one in events]
    return text_frame(rows, COLUMNS, COLUMNS)
