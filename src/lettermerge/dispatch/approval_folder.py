"""Read the approvals of a project, and add the next one: whole or not at all, under a free number.

Two people may approve at once, on two machines: a name is taken by a hard link, which fails where
the name is taken already (link(2)), and where there are no links by a rename under a lock.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ..errors import OutputError
from ..output.file_system_calls import Disk, fault_of

FOLDER = "approvals"
_NAME = re.compile(r"([0-9]{4,9})\.p7m")
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
_LARGEST = 1 << 25  # bytes; a letter takes some 300


@dataclass(frozen=True, slots=True)
class ApprovalFile:
    """One file of the folder; `content` is None where it cannot be read, `reason` says why."""

    number: str
    content: bytes | None
    reason: str = ""

    @property
    def path(self) -> str:
        """Its path in the project."""
        return f"{FOLDER}/{self.number}.p7m"


def find_approval_files(project: Path) -> Iterator[ApprovalFile]:
    """Yield the approvals of a project by number; links are not followed.

    Raises:
        OutputError: the folder cannot be read.
    """
    above = project / FOLDER
    try:
        names = [one.name for one in above.iterdir()]
    except FileNotFoundError:
        return
    except OSError as error:
        raise OutputError(
            f"{FOLDER}/ cannot be read: {error.strerror}", hint="check its rights"
        ) from None
    numbers = (found[1] for name in names if (found := _NAME.fullmatch(name)))
    for number in sorted(numbers, key=lambda one: (int(one), one)):
        yield _read(above / f"{number}.p7m", number)


def _read(path: Path, number: str) -> ApprovalFile:
    try:
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(file, "rb") as stream:
            content = stream.read(_LARGEST + 1)
    except OSError as error:
        return ApprovalFile(number, None, f"it cannot be read: {error.strerror}")
    if len(content) > _LARGEST:
        return ApprovalFile(number, None, f"it is larger than {_LARGEST >> 20} MB")
    return ApprovalFile(number, content)


def add_approval_file(project: Path, content: bytes, disk: Disk | None = None) -> Path:
    """Write a new approval under the next free number; return its path.

    Raises:
        OutputError: the disk takes no more; nothing is left then.
    """
    disk = disk or Disk()
    above = project / FOLDER
    try:
        with _locked(above) as folder:
            part = f".{secrets.token_hex(8)}.part"
            try:
                _write_part(disk, part, folder, content)
                name = _take_name(disk, part, above, folder)
            finally:
                with suppress(FileNotFoundError):
                    os.unlink(part, dir_fd=folder)
            disk.sync(folder)
    except OSError as error:
        raise OutputError.from_fault(fault_of(error, above), above) from error
    return above / name


@contextmanager
def _locked(above: Path) -> Iterator[int]:
    """Make and hold the folder; whoever comes second waits for some milliseconds."""
    with suppress(FileExistsError):
        above.mkdir()
    folder = os.open(above, _FOLDER)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield folder
    finally:
        os.close(folder)


def _write_part(disk: Disk, part: str, folder: int, content: bytes) -> None:
    file = disk.create(part, folder)
    try:
        disk.write(file, content)
        disk.sync(file)
    finally:
        os.close(file)


def _take_name(disk: Disk, part: str, above: Path, folder: int) -> str:
    """Give a written part the next free number."""
    while True:
        taken = (int(found[1]) for one in above.iterdir() if (found := _NAME.fullmatch(one.name)))
        last = max(taken, default=0)
        name = f"{last + 1:04}.p7m"
        if not _NAME.fullmatch(name):
            raise OutputError(
                f"no number is left after {FOLDER}/{last:04}.p7m",
                hint="move that file out of the folder, and ask who put it there",
            )
        try:
            disk.link(part, name, folder)
        except FileExistsError:  # another machine was first
            continue
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            disk.rename(part, name, folder, folder)
        return name
