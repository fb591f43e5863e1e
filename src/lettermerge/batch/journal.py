"""The manifest as a run writes it: locked, mended, appended to, synced, compacted.

The lock is on the manifest itself (flock(2)), so the kernel frees it with its process: a lock of a
dead process holds nobody up. A line at the start of a run says who holds it.
"""

from __future__ import annotations

import errno
import fcntl
import json
import mmap
import os
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ..errors import OutputError
from .disk import fault_of
from .files import Folder
from .manifest import FILE_NAME, Manifest, Record, encode

_FLAGS = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the time; a run only prints it, nothing is decided by it."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who began a run: process, host, and when (ISO 8601)."""

    pid: int
    host: str
    started: str

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host}, since {self.started}"


class Journal:
    """An open, locked manifest. `interrupted` is the run before, where that one did not end.

    Made by `hold`; `append` leaves no torn line behind when the disk is full.
    """

    def __init__(self, folder: Folder, file: int, clock: Clock) -> None:
        self.folder = folder
        self.file = file
        self.clock = clock
        self.interrupted: Holder | None = None
        self._size = self._begun = os.fstat(file).st_size

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

    def now(self) -> str:
        """Return the time in UTC, to the second."""
        return self.clock().astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

    def begin(self) -> int:
        """Mend the end of the file, say who we are; return the size before that."""
        self._size = _find_end(self.file)
        os.ftruncate(self.file, self._size)
        self.interrupted = _find_unended(self.folder.root / FILE_NAME)
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
        else:
            self.append([encode({"ended": self.now()})])
            self.sync()

    def compact(self) -> int:
        """Keep one line for each file (and its intent, where that was never done).

        Returns how many bytes were saved. The new file is whole and locked before it replaces
        the old one.
        """
        before, self._begun = self._size, -1
        root = self.folder.root
        temporary = root / f".{FILE_NAME}.{os.getpid():08x}.part"
        file = os.open(temporary, _FLAGS | os.O_EXCL, 0o666)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            text = b"".join(_standing_lines(root))
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


@contextmanager
def hold(folder: Folder, clock: Clock = utc_now) -> Iterator[Journal]:
    """Lock an output folder for one run, made if need be.

    Raises:
        OutputError: another run holds it, or the manifest cannot be written.
    """
    path = folder.root / FILE_NAME
    with _told(path):
        folder.root.mkdir(parents=True, exist_ok=True)
        journal = Journal(folder, _lock(path), clock)
    try:
        with _told(path):
            before = journal.begin()
        try:
            yield journal
        finally:
            with _told(path):
                journal.end(before)
    finally:
        os.close(journal.file)


def record(folder: Folder, new: Record, clock: Clock = utc_now) -> None:
    """Tell the manifest of a new version of a file that stands already (a co-signature).

    Call it before the file is replaced, so that the new version is known whenever it appears.
    """
    with hold(folder, clock) as journal:
        journal.append([new.to_line(), new.done_line()])
        journal.sync()


def _lock(path: Path) -> int:
    """Open and lock the manifest that stands at `path` (a compaction may just have replaced it)."""
    while True:
        file = os.open(path, _FLAGS, 0o666)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(file), path.lstat()):
                return file
        except BlockingIOError:
            os.close(file)
            holder = _find_holder(path)
            who = f" by {holder}" if holder else ""
            raise OutputError(
                f"{path.parent} is in use{who}",
                hint="wait until that run has ended, or stop it, or choose another folder with -o",
            ) from None
        except FileNotFoundError:
            pass
        except OSError as error:
            os.close(file)
            if error.errno in {errno.ENOLCK, errno.EOPNOTSUPP}:
                raise OutputError(
                    f"{path.parent} is on a file system that cannot lock files",
                    hint="choose a folder on a local disk with -o",
                ) from None
            raise
        os.close(file)


def _find_end(file: int) -> int:
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


def _find_unended(path: Path) -> Holder | None:
    """Return who began the last run, if no line says that it ended."""
    with _mapped(path) as text:
        began = _find_line(text, b'{"run":')
        return None if _find_line(text, b'{"ended":') > began else _to_holder(text, began)


def _find_holder(path: Path) -> Holder | None:
    with _mapped(path) as text:
        return _to_holder(text, _find_line(text, b'{"run":'))


@contextmanager
def _mapped(path: Path) -> Iterator[mmap.mmap | bytes]:
    with path.open("rb") as file:
        if not os.fstat(file.fileno()).st_size:
            yield b""
        else:
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
                yield text


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn what the system refuses into an OutputError."""
    try:
        yield
    except OSError as error:
        fault = fault_of(error, path)
        raise OutputError(f"{path}: {fault.message}", hint=fault.hint, faults=(fault,)) from error


def _find_line(text: mmap.mmap | bytes, head: bytes) -> int:
    found = text.rfind(b"\n" + head)
    return found + 1 if found >= 0 else 0 if text[: len(head)] == head else -1


def _to_holder(text: mmap.mmap | bytes, start: int) -> Holder | None:
    if start < 0:
        return None
    try:
        run = json.loads(text[start : text.find(b"\n", start)])["run"]
        return Holder(int(run["pid"]), str(run["host"]), str(run["started"]))
    except (ValueError, KeyError, TypeError):
        return None


def _standing_lines(folder: Path) -> Iterator[bytes]:
    with Manifest(folder) as manifest:
        for id_, format_ in manifest:
            history = manifest.find(id_, format_)
            assert history is not None
            if history.done is not None:
                yield history.done.to_line()
                yield history.done.done_line()
            if history.latest is not history.done:
                yield history.latest.to_line()
