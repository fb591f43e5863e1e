"""Read and write ledger.jsonl, an append-only record of what became of each letter.

A run's events are on the disk before what they tell of happens, and a line that says done after
it: what a killed run did not do is never told as done. A torn last line does not count; any other
line that cannot be read may be that of a letter that went out, so that nothing is read then.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from ..config.store_address import Place
from ..errors import OutputError
from ..output.append_only_record import LineRecord, open_record
from ..output.file_system_calls import Disk
from ..output.manifest import encode
from .record_linkage import KnownPerson

FILE_NAME = "ledger.jsonl"
#: Found before a line is parsed; a quotation mark within a text has a backslash before it.
_RUN = re.compile(rb'"run":\s*"([0-9a-f]{16})"')
_ID = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"id":\s*("(?:[^"\\]|\\.)*")')
_TIME = re.compile(r"\d{4}-\d\d-\d\d(T.*)?")


class EventKind(StrEnum):
    """What became of a letter."""

    PRINTED = "printed"
    HANDED_OVER = "handed-over"
    DRAFTED = "drafted"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    DEFERRED = "deferred"
    NOT_SENT = "not-sent"
    RETURNED = "returned"
    ANSWERED = "answered"
    AUTO_ANSWERED = "auto-answered"
    CALLED = "called"


@dataclass(frozen=True, slots=True)
class LedgerEvent:
    """One event of one letter.

    `id` is the letter's, `members` are those of a joint letter; `name`, `seat` and `email` are as
    for `KnownPerson`, `address` is what was printed and `language` the letter's: as they were then,
    and "" in older ledgers. `template` and `date` (ISO 8601) say which letter it
    is, `sha256` which version. `time` is when it was recorded, in UTC, and
    `day` when it happened. `file` is a path from the project folder. `run` groups the events that
    happen together; `confirmed` says whether they did. `message_id` is that of an e-mail.
    """

    id: str
    event: EventKind
    template: str
    date: str
    sha256: str = ""
    members: tuple[str, ...] = ()
    channel: str = ""
    file: str = ""
    note: str = ""
    time: str = ""
    day: str = ""
    run: str = ""
    message_id: str = ""
    name: str = ""
    seat: str = ""
    email: str = ""
    address: str = ""
    language: str = ""
    confirmed: bool = True

    @property
    def person(self) -> KnownPerson:
        """Whom the letter went to; older ledgers have no name, and an id is often made of it."""
        return KnownPerson(self.id, self.name or self.id, self.seat, self.email)

    @property
    def letter(self) -> tuple[str, str, str]:
        """Whose letter, and which: the same in all events of one letter."""
        return self.id, self.template, self.date

    @property
    def state(self) -> str:
        """What is shown: the event, or that nobody knows whether it happened."""
        return self.event.value if self.confirmed else f"{self.event.value}?"

    def to_json(self) -> dict[str, Any]:
        """Return what a line says: what is empty is left out."""
        values = ((name, getattr(self, name)) for name in _WRITTEN)
        return {name: value for name, value in values if value}

    def to_row(self) -> tuple[str, ...]:
        """Return the cells of a table with the columns `COLUMNS`."""
        shown = {"members": " ".join(self.members), "state": self.state}
        return tuple(shown.get(name, getattr(self, name, "")) for name in COLUMNS)


_WRITTEN = tuple(one.name for one in fields(LedgerEvent) if one.name != "confirmed")
_TEXTS = tuple(name for name in _WRITTEN if name not in ("event", "members"))
#: The columns of a ledger that is shown or exported.
COLUMNS = (
    "id", "name", "address", "language", "members", "state", "day", "channel", "template",
    "date", "sha256", "file", "note", "time", "run",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger in a folder or an object store; a missing one is an empty one."""

    directory: Place
    disk: Disk = field(default_factory=Disk, compare=False)

    @property
    def record(self) -> LineRecord:
        """What keeps its lines."""
        return open_record(self.directory, FILE_NAME, self.disk)

    @property
    def place(self) -> Place:
        """What messages call it."""
        return self.record.place

    @property
    def path(self) -> Path:
        """The file of a ledger on disk."""
        place = self.place
        assert isinstance(place, Path), "a ledger in an object store is no file"
        return place

    def events(self) -> Iterator[LedgerEvent]:
        """Yield all events, the oldest first, but those of void runs and those taken back.

        Raises:
            OutputError: the file cannot be read, or a line of it is damaged.
        """
        done, void = self._runs()
        undone = self._undone(done)
        for number, text in enumerate(self._lines(), 1):
            line = _parsed(text)
            if line is not None and "id" not in line and "event" not in line:
                continue  # what became of a run, or what a store needs
            event = _to_event(line, done)
            if event is None and text.strip():
                raise OutputError(
                    f"{self.place}, line {number} is damaged, so that nobody knows what went out",
                    hint=f"correct the line, or put {FILE_NAME} back from a backup: "
                    f"it begins with {_shown(text)}",
                )
            if event is not None and event.run not in void and number > undone.get(event, 0):
                yield event

    def ids(self) -> set[str]:
        """Return the ids of all letters that the ledger knows, found without reading all of it."""
        found = {match[1] for text in self._lines() if (match := _ID.match(text))}
        return {id_ for one in found if isinstance(id_ := _value(one), str)}

    def append(self, events: Iterable[LedgerEvent], now: str) -> None:
        """Record events that have happened; they are on the disk when this returns.

        Raises:
            OutputError: the file cannot be written.
        """
        self._append(encode({**one.to_json(), "time": now}) for one in events)

    def begin(self, events: Iterable[LedgerEvent], now: str) -> str:
        """Record events that are about to happen; return their run, for `confirm`."""
        run = secrets.token_hex(8)
        self._append(encode({**one.to_json(), "time": now, "run": run}) for one in events)
        return run

    def confirm(self, run: str, now: str) -> None:
        """Record that the events of a run have happened."""
        self._append([encode({"done": run, "time": now})])

    def cancel(self, run: str, now: str) -> None:
        """Record that the events of a run have not happened."""
        self._append([encode({"void": run, "time": now})])

    def take_back(self, events: Iterable[LedgerEvent], note: str, now: str) -> None:
        """Record that events were added by mistake; they count as never added.

        Raises:
            OutputError: the file cannot be written.
        """
        told = {"note": note, "time": now} if note else {"time": now}
        self._append(encode({"undone": one.to_json(), **told}) for one in events)

    def taken_back(self) -> Iterable[LedgerEvent]:
        """Return the events that were taken back."""
        return self._undone(self._runs()[0])

    def _undone(self, done: Container[str]) -> Mapping[LedgerEvent, int]:
        """Return the events that were taken back, each with the last line that says so.

        The same event that is added after that line counts.
        """
        return {
            event: number
            for number, text in enumerate(self._lines(), 1)
            if b'"undone"' in text
            and (line := _parsed(text))
            and "id" not in line
            and isinstance(line.get("undone"), dict)
            and (event := _to_event(line["undone"], done))
        }

    def settle(
        self, kind: EventKind, has_happened: Callable[[LedgerEvent], bool], now: str
    ) -> None:
        """Confirm or cancel the runs of killed programs, by the first event of each."""
        done, void = self._runs()
        seen: dict[str, LedgerEvent] = {}
        for text in self._lines():
            run = _found(_RUN, text)
            if run and not (run in done or run in void or run in seen):
                event = _to_event(_parsed(text), done)
                if event is not None and event.event is kind:
                    seen[run] = event
        for run, event in seen.items():
            (self.confirm if has_happened(event) else self.cancel)(run, now)

    def _runs(self) -> tuple[Collection[str], Collection[str]]:
        """Return the runs that were done, and those that were void."""
        done: set[str] = set()
        void: set[str] = set()
        for text in self._lines():
            if (b'"done"' in text or b'"void"' in text) and (line := _parsed(text)):
                if "id" in line:
                    continue
                for key, runs in (("done", done), ("void", void)):
                    if isinstance(line.get(key), str):
                        runs.add(line[key])
        return done, void - done

    def _lines(self) -> Iterator[bytes]:
        return self.record.lines()

    def _append(self, lines: Iterable[bytes]) -> None:
        if text := b"".join(lines):
            self.record.append(text)


def _found(pattern: re.Pattern[bytes], text: bytes) -> str:
    """Return what a pattern finds in a line, "" for nothing."""
    found = pattern.search(text)
    return found[1].decode() if found else ""


def _value(text: bytes) -> object:
    """Return the JSON value that a text is, None where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _parsed(text: bytes) -> Mapping[str, Any] | None:
    """Return a line as the JSON object that it is, None where it is none."""
    line = _value(text)
    return line if isinstance(line, dict) else None


def _shown(text: bytes) -> str:
    return repr(text[:40].decode("utf-8", "replace"))


def _to_event(line: Mapping[str, Any] | None, done: Container[str]) -> LedgerEvent | None:
    """Return the event that a line tells of, None where it tells of none."""
    try:
        if line is None:
            return None
        texts: dict[str, Any] = {name: line.get(name, "") for name in _TEXTS}
        members = line.get("members", [])
        values = (*texts.values(), *members)
        if not isinstance(members, list) or not all(isinstance(one, str) for one in values):
            return None
        confirmed = not texts["run"] or texts["run"] in done
        kind = EventKind(line["event"])
        event = LedgerEvent(**texts, event=kind, members=tuple(members), confirmed=confirmed)
    except (KeyError, ValueError, TypeError):
        return None
    return event if event.id and (not event.time or _TIME.fullmatch(event.time)) else None


def local_day(moment: datetime) -> date:
    """Return the day on which something happens as the calendar here has it, not that of UTC.

    `moment` has a zone.
    """
    return moment.astimezone().date()


def latest_states(events: Iterable[LedgerEvent]) -> Iterator[LedgerEvent]:
    """Yield the newest event of each letter, in the order in which letters were first recorded.

    An answer stays the state of a letter that is printed again.
    """
    newest: dict[tuple[str, str, str], LedgerEvent] = {}
    for event in events:
        before = newest.get(event.letter)
        if before is None or before.event is not EventKind.ANSWERED:
            newest[event.letter] = event
    yield from newest.values()


def channel_states(
    events: Iterable[LedgerEvent],
) -> Mapping[tuple[str, str, str], tuple[LedgerEvent, ...]]:
    """Return the newest event of each channel of each letter, by `LedgerEvent.letter`.

    Channels are in the order in which they were first recorded.
    """
    newest: dict[tuple[str, str, str], dict[str, LedgerEvent]] = {}
    for event in events:
        newest.setdefault(event.letter, {})[event.channel] = event
    return {letter: tuple(found.values()) for letter, found in newest.items()}
