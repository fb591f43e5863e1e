"""Lock an output folder for one run at a time, by its manifest.

flock(2) is freed by the kernel with its process, so a lock of a dead process holds nobody up. At
the end of a run it is freed by name: closing the file would leave it to whoever was forked
meanwhile and has not closed its copy yet (flock(2), "duplicate file descriptors").
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..errors import OutputError
from .disk import fault_of
from .files import Folder
from .journal import OPEN, Clock, Journal, utc_now
from .lock_holder import find_holder
from .manifest import FILE_NAME


@contextmanager
def hold(folder: Folder, clock: Clock = utc_now) -> Iterator[Journal]:
    """Lock an output folder for one run, made if need be.

    Raises:
        OutputError: another run holds it, or the manifest cannot be written.
    """
    path = folder.root / FILE_NAME
    with _told(path):
        new_folder, new_file = not folder.root.exists(), not path.exists()
        folder.root.mkdir(parents=True, exist_ok=True)
        journal = Journal(folder, _lock(path), clock)
    try:
        with _told(path):
            before = journal.begin()
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
    """Open and lock the manifest that stands at `path` (a compaction may just have replaced it)."""
    while True:
        file = os.open(path, OPEN, 0o666)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(file), path.lstat()):
                return file
        except BlockingIOError:
            os.close(file)
            holder = find_holder(path)
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
def _told(path: Path) -> Iterator[None]:
    """Turn what the system refuses into an OutputError."""
    try:
        yield
    except OSError as error:
        fault = fault_of(error, path)
        raise OutputError(f"{path}: {fault.message}", hint=fault.hint, faults=(fault,)) from error
