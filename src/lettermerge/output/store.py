"""Describe what keeps letters: a folder on disk or an object store, one interface for both.

    with open_store(place) as store, store.hold() as journal, store.open_manifest() as manifest:
        plan = make_plan(jobs, ids, manifest, store, ...)       planner.py
        committer.add(...)                                      commit.py: intents, files, done

Whatever is written is whole or absent at its final name.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

from ..config.store_address import Place

if TYPE_CHECKING:
    from .manifest import Manifest, Record
    from .output_folder import Folder, Placement

Clock = Callable[[], datetime]


class StoredFiles(Protocol):
    """The files of a store. Paths are relative, with `/`.

    Every method may raise OSError; `fault_of` turns it into a diagnostic.
    """

    @property
    def place(self) -> Place:
        """What messages call it."""

    @property
    def staging(self) -> Folder:
        """The folder on disk that parts are written into, by whichever process."""

    def stat(self, path: str) -> os.stat_result | None:
        """Describe what is at `path` itself (no link is followed); None for nothing."""

    def digest(self, path: str) -> str:
        """Return the SHA-256 of a file in hex, "" for what is not a regular file."""

    def read(self, path: str) -> bytes: ...

    def paths(self) -> Iterator[str]:
        """Yield the paths of all files."""

    def write(self, path: str, content: bytes) -> None:
        """Write one whole file, whatever is there; raises OutputError."""

    def write_group(self, files: Sequence[tuple[str, bytes]]) -> None:
        """Write whole files (path, content), whatever is there; raises OutputError."""

    def place_group(self, placements: Sequence[Placement]) -> list[OSError | None]:
        """Give parts their names; return what kept each from it (FileChanged among others)."""

    def rename(self, source: str, target: str) -> None: ...

    def remove(self, path: str) -> None: ...

    def discard(self, part: str) -> None:
        """Remove a part, if it is still there; never raises."""

    def sync_folders(self, paths: Iterable[str]) -> None:
        """Wait until the names of files survive."""

    def sweep(self) -> None:
        """Remove what interrupted runs left behind."""


class RunJournal(Protocol):
    """What a run writes into the manifest of a store that it holds."""

    @property
    def interrupted(self) -> LockHolder | None:
        """Who ran before, where that run did not end."""

    @property
    def folder(self) -> StoredFiles: ...

    @property
    def clock(self) -> Clock: ...

    def now(self) -> str:
        """Return the time in UTC, to the second."""

    def append(self, lines: Iterable[bytes]) -> None:
        """Append whole lines, or none of them."""

    def sync(self) -> None:
        """Wait until what was appended survives; a run that no longer holds the store fails."""

    def require(self) -> None:
        """Ask that the run still holds the store; an OSError says that it does not."""

    def intend(self, records: Iterable[Record], parts: Iterable[str]) -> None:
        """Record what is about to be placed; that and the parts survive when this returns."""

    def done(self, records: Iterable[Record]) -> None:
        """Record what was placed."""

    def restate(self, records: Iterable[Record]) -> None:
        """Record files that are there already, as intended and placed."""

    def compact(self) -> int:
        """Drop the history of files; return how many bytes that saves."""


class Store(StoredFiles, Protocol):
    """Where letters are kept: files, and a manifest of them. A context."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def hold(self, clock: Clock | None = None) -> AbstractContextManager[RunJournal]:
        """Lock it for one run; raises OutputError where another run holds it."""

    def open_manifest(self) -> Manifest:
        """Read the manifest; raises OutputError where it cannot be read."""

    def find_manifest_file(self) -> Path:
        """Return where the manifest is on this machine, in a file or nowhere."""

    def has_manifest(self) -> bool:
        """Return whether a run ever began here."""

    def below(self, name: str) -> Store:
        """Return the store below a name, which has a manifest of its own."""


@dataclass(frozen=True, slots=True)
class LockHolder:
    """Who began a run: process, host, and when (ISO 8601)."""

    pid: int
    host: str
    started: str

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host}, since {self.started}"
