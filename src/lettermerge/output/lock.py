"""Lock an output folder for one run at a time, by its manifest, whose lines say who holds it.

flock(2) is freed by the kernel with its process, so a lock of a dead process holds nobody up. At
the end of a run it is freed by name: closing the file would leave it to whoever was forked
meanwhile and has not closed its copy yet (flock(2), "duplicate file descriptors").
"""

from __future__ import annotations

import errno
import fcntl
import json
import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..errors import OutputError
from .file_system_calls import fault_of
from .manifest import FILE_NAME
from .manifest_journal import OPEN, Journal, utc_now
from .output_folder import Folder
from .store import Clock, LockHolder


@contextmanager
def hold(folder: Folder, clock: Clock = utc_now) -> Iterator[Journal]:
    """Lock an output folder for one run, made if need be.

    Raises:
        OutputError: another run holds it, or the manifest cannot be written.
    """
    path = folder.root / FILE_NAME
    with _as_output_error(path):
        new_folder, new_file = not folder.root.exists(), not path.exists()
        folder.root.mkdir(parents=True, exist_ok=True)
        journal = Journal(folder, _lock(path), clock)
    try:
        with _as_output_error(path):
            before = journal.begin(find_interrupted)
        try:
            yield journal
        finally:
            with suppress(OSError):  # without it the run counts as interrupted, and that is all
                journal.end(before)
                if new_file and journal.is_empty:  # a run that wrote nothing leaves no trace
                    path.unlink()
                    if new_folder:
                        folder.root.rmdir()
    finally:
        with suppress(OSError):  # a network's file system may be gone; closing frees it too
            fcntl.flock(journal.file, fcntl.LOCK_UN)
        os.close(journal.file)


def _lock(path: Path) -> int:
    """Open and lock the manifest at `path` (a compaction may just have replaced it)."""
    while True:
        file = os.open(path, OPEN, 0o666)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(file), path.lstat()):
                return file
        except BlockingIOError:
            os.close(file)
            holder = find_lock_holder(path)
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


@contextmanager
def _as_output_error(path: Path) -> Iterator[None]:
    """Raise what the system refuses as an OutputError."""
    try:
        yield
    except OSError as error:
        raise OutputError.from_fault(fault_of(error, path), path) from error


def find_interrupted(path: Path) -> LockHolder | None:
    """Return who began the last run, if no line says that it ended."""
    with _mapped(path) as text:
        began = _find_line(text, b'{"run":')
        return None if _find_line(text, b'{"ended":') > began else _to_holder(text, began)


def find_lock_holder(path: Path) -> LockHolder | None:
    """Return who began the last run."""
    text = path.read_bytes()  # not mapped: its holder may cut it off meanwhile
    return _to_holder(text, _find_line(text, b'{"run":'))


@contextmanager
def _mapped(path: Path) -> Iterator[mmap.mmap | bytes]:
    with path.open("rb") as file:
        if not os.fstat(file.fileno()).st_size:
            yield b""
        else:
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
                yield text


def _find_line(text: mmap.mmap | bytes, head: bytes) -> int:
    found = text.rfind(b"\n" + head)
    return found + 1 if found >= 0 else 0 if text[: len(head)] == head else -1


def _to_holder(text: mmap.mmap | bytes, start: int) -> LockHolder | None:
    if start < 0:
        return None
    try:
        run = json.loads(text[start : text.find(b"\n", start)])["run"]
        return LockHolder(int(run["pid"]), str(run["host"]), str(run["started"]))
    except (ValueError, KeyError, TypeError):
        return None
