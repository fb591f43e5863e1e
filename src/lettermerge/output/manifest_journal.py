"""Append to the manifest in a run: repair its end, sync it, compact it.

A line at the start of a run says who runs, one at its end that it ended.
"""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from .manifest import FILE_NAME, Manifest, Record, dispatched_line, encode
from .output_folder import Folder
from .store import Clock

if TYPE_CHECKING:
    from .store import LockHolder

OPEN = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC


def utc_now() -> datetime:
    """Return the time; a run only prints it, nothing is decided by it."""
    return datetime.now(UTC)


class Journal:
    """An open, locked manifest. `interrupted` is the run before, where that one did not end.

    Made by `hold`; `append` leaves no torn line behind when the disk is full.
    """

    def __init__(self, folder: Folder, file: int, clock: Clock) -> None:
        self.folder = folder
        self.file = file
        self.clock = clock
        self.interrupted: LockHolder | None = None
        self._size = self._begun = os.fstat(file).st_size

    @property
    def is_empty(self) -> bool:
        return self._size == 0

    def append(self, lines: Iterable[bytes]) -> None:
        """Append whole lines, or nothing: what a failed write left is cut off again."""
        text = b"".join(lines)
        try:
            self.folder.disk.write(self.file, text)
        except BaseException:
            os.ftruncate(self.file, self._size)
            raise
        self._size += len(text)

    def sync(self) -> None:
        self.folder.disk.sync(self.file)

    def require(self) -> None:
        """Do nothing: the system frees a lock of nobody who lives."""

    def intend(self, records: Iterable[Record], parts: Iterable[str]) -> None:
        """Append the lines of files that are about to be placed, and wait until all survive."""
        self.append(record.to_line() for record in records)
        self.folder.sync_parts(parts, also=self.file)

    def done(self, records: Iterable[Record]) -> None:
        """Append the lines that say that files are placed."""
        self.append(record.done_line() for record in records)

    def restate(self, records: Iterable[Record]) -> None:
        """Append the lines of files that are there already."""
        self.append(line for one in records for line in (one.to_line(), one.done_line()))

    def now(self) -> str:
        """Return the time in UTC, to the second."""
        return self.clock().astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

    def begin(self, find_interrupted: Callable[[Path], LockHolder | None]) -> int:
        """Cut off a torn line, write who runs; return the size before that."""
        self._size = find_end(self.file)
        os.ftruncate(self.file, self._size)
        self.interrupted = find_interrupted(self.folder.root / FILE_NAME)
        before = self._size
        holder = {
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "started": self.now(),
        }
        self.append([encode({"run": holder})])
        self._begun = self._size
        return before

    def end(self, before: int) -> None:
        """Say that the run ended; a run that wrote nothing leaves no trace."""
        if self._size == self._begun and self.interrupted is None:
            os.ftruncate(self.file, before)
            self._size = before
        else:
            self.append([encode({"ended": self.now()})])
            self.sync()

    def compact(self) -> int:
        """Keep the version of each file that was done, and those that a killed run began after it.

        Returns how many bytes were saved. The new file is whole and locked before it replaces
        the old one.
        """
        before, self._begun = self._size, -1
        root = self.folder.root
        temporary = root / f".{FILE_NAME}.{os.getpid():08x}.part"
        file = os.open(temporary, OPEN | os.O_EXCL, 0o666)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            text = b"".join(standing_lines(root))
            self.folder.disk.write(file, text)
            self.folder.disk.sync(file)
            temporary.replace(root / FILE_NAME)
        except BaseException:
            os.close(file)
            temporary.unlink(missing_ok=True)
            raise
        os.close(self.file)
        self.file, self._size = file, len(text)
        self.interrupted = None
        return before - len(text)


def find_end(file: int) -> int:
    """Return where the last whole line ends; what follows was torn."""
    size = os.fstat(file).st_size
    position = size
    while position > 0:
        start = max(0, position - 65536)
        found = os.pread(file, position - start, start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        position = start
    return 0


def standing_lines(
    folder: Path, done_line: Callable[[Record], bytes] = Record.done_line
) -> Iterator[bytes]:
    """Yield the lines of the manifest in a folder that a compaction keeps."""
    with Manifest(folder) as manifest:
        if manifest.dispatched:
            yield dispatched_line("")
        for id_, format_ in manifest:
            history = manifest.find(id_, format_)
            assert history is not None
            later: dict[tuple[str, str], Record] = {}
            for record in history.records:
                later.pop((record.path, record.sha256), None)
                later[record.path, record.sha256] = record
                if record is history.done:
                    yield record.to_line()
                    yield done_line(record)
                    later.clear()
            for record in later.values():  # whichever of them is there, it is known again
                yield record.to_line()
