"""Write a run's files into a numbered folder of its own, whole or not at all.

What was dispatched stays as it was: each run has the next free number. Its files are written into
a folder whose name ends in `.part`, which gets its number when all of them are on the disk.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from io import BufferedIOBase, BufferedWriter, RawIOBase
from pathlib import Path
from typing import Any, Protocol, overload

from ..config.store_address import Place
from ..errors import OutputError
from ..output.file_system_calls import Disk, fault_of

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_NUMBER = re.compile(r"[0-9]{4,}")
_PART = re.compile(r"\.[0-9]{4,}\.[0-9a-f]{8}\.part")
_BUFFER = 1 << 18


class NumberedFolder:
    """A run's folder while it is filled; `name` is its number, `path` where it will be."""

    def __init__(self, above: Path, name: str, place: int, disk: Disk) -> None:
        """`place` is an open descriptor of `above`."""
        self.path = above / name
        self.name = name
        self.part = f".{name}.{secrets.token_hex(4)}.part"
        self._place, self._disk = place, disk
        disk.make_folder(self.part, place)
        self._file = os.open(self.part, _FOLDER, dir_fd=place)

    @contextmanager
    def open(self, name: str) -> Iterator[BufferedIOBase]:
        """Open a new file for writing; it is on the disk when the context ends."""
        number = self._disk.create(name, self._file)
        with BufferedWriter(_DiskFile(number, self._disk), _BUFFER) as stream:
            yield stream
            stream.flush()
            self._disk.sync(number)

    def write(self, name: str, content: bytes) -> None:
        """Write a whole file."""
        with self.open(name) as stream:
            stream.write(content)

    def keep(self) -> None:
        """Give the folder its name: from now on all of its files are there."""
        self._disk.sync(self._file)
        self._disk.rename(self.part, self.name, self._place, self._place)
        self._disk.sync(self._place)

    def close(self) -> None:
        """Remove what was not kept."""
        os.close(self._file)
        shutil.rmtree(self.path.parent / self.part, ignore_errors=True)


class _DiskFile(RawIOBase):
    """An open file that is written through a `Disk`, so that a test can make a write fail."""

    def __init__(self, number: int, disk: Disk) -> None:
        super().__init__()
        self._number, self._disk = number, disk

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self._disk.write(self._number, data)
        return len(data)

    def close(self) -> None:
        if not self.closed:
            os.close(self._number)
        super().close()


class RunFolder(Protocol):
    """A run's files while they are made, on disk or for an object store."""

    @property
    def path(self) -> Place:
        """Where they will be."""

    @property
    def name(self) -> str:
        """The number of the run."""

    def open(self, name: str) -> AbstractContextManager[BufferedIOBase]:
        """Open a new file for writing."""

    def write(self, name: str, content: bytes) -> None:
        """Write a whole file."""

    def keep(self) -> None:
        """From now on all files are there."""


@overload
def numbered_folder(
    above: Path, disk: Disk | None = None
) -> AbstractContextManager[NumberedFolder]: ...
@overload
def numbered_folder(
    above: Place, disk: Disk | None = None
) -> AbstractContextManager[RunFolder]: ...
def numbered_folder(above: Place, disk: Disk | None = None) -> AbstractContextManager[RunFolder]:
    """Make the next numbered folder below `above`; its files are there with `keep`.

    Where the context ends with an exception, or `keep` was not called, nothing is left.

    Raises:
        OutputError: another run writes there, or the disk or the store takes no more.
    """
    if isinstance(above, Path):
        return _numbered_folder(above, disk)
    from .numbered_objects import numbered_objects

    return numbered_objects(above)


def has_run_folder(folder: Place) -> bool:
    """Return whether the files of a run are there, all of them."""
    if isinstance(folder, Path):
        return folder.exists()
    from .numbered_objects import has_objects

    return has_objects(folder)


@contextmanager
def _numbered_folder(above: Path, disk: Disk | None = None) -> Iterator[NumberedFolder]:
    """Make the next numbered folder on disk; it gets its name with `keep`.

    What killed runs left is removed first. Where the context ends with an exception, or `keep` was
    not called, nothing is left.

    Raises:
        OutputError: another run writes there, or the disk takes no more.
    """
    disk = disk or Disk()
    made = not above.exists()
    try:
        if above.is_symlink():
            raise NotADirectoryError(20, "a link is where the folder must be")
        above.mkdir(parents=True, exist_ok=True)
        place = os.open(above, _FOLDER)
    except OSError as error:
        raise OutputError.from_fault(fault_of(error, above), above) from error
    try:
        _lock(place, above)
        _sweep(above)
        try:
            folder = NumberedFolder(above, f"{_highest(above) + 1:04}", place, disk)
            try:
                yield folder
            finally:
                folder.close()
        except OSError as error:
            raise OutputError.from_fault(fault_of(error, above), above) from error
    finally:
        os.close(place)  # which frees the lock
        if made:
            _remove_empty(above)


def _lock(place: int, above: Path) -> None:
    try:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise OutputError(
            f"another run writes into {above}", hint="wait until it is done, then try again"
        ) from None


def _sweep(above: Path) -> None:
    """Remove what killed runs left; their names are our own."""
    for one in above.iterdir():
        if _PART.fullmatch(one.name) and not one.is_symlink():
            shutil.rmtree(one, ignore_errors=True)


def _highest(above: Path) -> int:
    return max((int(one.name) for one in above.iterdir() if _NUMBER.fullmatch(one.name)), default=0)


def _remove_empty(above: Path) -> None:
    try:
        above.rmdir()
    except OSError:
        return
