"""Write files below one output folder: whole or absent, never through a link, never outside.

Every path is walked from the folder's own descriptor, part by part, so that nothing that is moved
or linked meanwhile can lead out of it.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
import stat
import weakref
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from ..errors import OutputError
from .file_system_calls import Disk, fault_of

if TYPE_CHECKING:
    from .manifest import Record

_OPEN_FOLDERS = 64
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
#: What an interrupted run can leave behind; the name is our own, so it may be removed.
_STRAY = re.compile(r"\..+\.(pdf|docx|csv|jsonl|eml)\.[0-9a-f]{8}\.part", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Placement:
    """A finished part that is to get its name.

    `seen` marks what was there when the plan was made (see `files.mark`), 0 for nothing.
    """

    part: str
    record: Record
    seen: int = 0


class FileChanged(OSError):
    """At a file's name is something else than when the plan was made."""


class Folder:
    """An output folder, made when the first file is written. A context; closing is idempotent.

    Paths are relative, with `/`. Every method may raise OSError; `ValueError` means a path that
    `names.make_name` would not have made.
    """

    def __init__(self, root: Path, disk: Disk | None = None) -> None:
        self.root = root
        self.disk = disk or Disk()
        self._token = secrets.token_hex(4)
        self._open: OrderedDict[str, int] = OrderedDict()
        weakref.finalize(self, _close_all, self._open)  # workers end without closing it

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        _close_all(self._open)

    @cached_property
    def _buffer(self) -> bytearray:
        """Room for a part of a file that is hashed: to get new memory takes as long as to read."""
        return bytearray(1 << 18)

    @property
    def place(self) -> Path:
        """What messages call it."""
        return self.root

    @property
    def staging(self) -> Folder:
        """Where parts are written: right here, so that they can be renamed."""
        return self

    def paths(self) -> Iterator[str]:
        """Yield the paths of all files, those of links included."""
        for path in sorted(self.root.rglob("*")):
            if not path.is_dir():
                yield path.relative_to(self.root).as_posix()

    def write_part(self, path: str, content: bytes) -> str:
        """Write `content` next to `path`; return the path of that part. It is not synced yet.

        Leaves nothing behind when it fails.
        """
        folder, name = self._parent(path, make=True)
        temporary = f".{name}.{self._token}.part"
        file = self.disk.create(temporary, folder)
        try:
            try:
                self.disk.write(file, content)
            finally:
                os.close(file)
        except BaseException:
            os.unlink(temporary, dir_fd=folder)
            raise
        return path[: -len(name)] + temporary

    def sync_parts(self, parts: Iterable[str], also: int | None = None) -> None:
        """Wait until all parts (and the open file `also`) survive a loss of power."""
        files = [] if also is None else [also]
        try:
            for part in parts:
                folder, name = self._parent(part)
                files.append(
                    os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
                )
            self.disk.sync_all(files)
        finally:
            for file in files:
                if file != also:
                    os.close(file)

    def rename(self, source: str, target: str) -> None:
        """Move a file or a part to a name, over whatever is there."""
        from_folder, from_name = self._parent(source)
        with _Held(from_folder) as held:  # opening the second folder may close the first
            to_folder, to_name = self._parent(target, make=True)
            self.disk.rename(from_name, to_name, held, to_folder)

    def discard(self, part: str) -> None:
        """Remove a part, if it is still there; never raises."""
        with suppress(OSError):
            self.remove(part)

    def remove(self, path: str) -> None:
        folder, name = self._parent(path)
        self.disk.unlink(name, folder)

    def sync_folders(self, paths: Iterable[str]) -> None:
        """Make the entries of the folders that hold `paths` durable."""
        for head in {path.rpartition("/")[0] for path in paths}:
            self.disk.sync(self._folder(head))

    def write(self, path: str, content: bytes) -> None:
        """Write one whole file, with its own syncs.

        Raises:
            OutputError: the disk is full, or whatever else the system says.
        """
        part = ""
        try:
            part = self.write_part(path, content)
            self.sync_parts([part])
            self.rename(part, path)
            self.sync_folders([path])
        except OSError as error:
            raise OutputError.from_fault(fault_of(error, path), path) from error
        finally:
            if part:
                self.discard(part)

    def write_group(self, files: Sequence[tuple[str, bytes]]) -> None:
        """Write whole files, which share their syncs, over whatever is there.

        Raises:
            OutputError: the disk is full, or whatever else the system says.
        """
        parts: dict[str, str] = {}
        path = files[0][0] if files else ""
        try:
            for path, content in files:
                parts[path] = self.write_part(path, content)
            if parts:
                self.sync_parts(parts.values())
            for path, part in parts.items():
                self.rename(part, path)
            self.sync_folders(parts)
        except OSError as error:
            raise OutputError.from_fault(fault_of(error, path), path) from error
        finally:
            for part in parts.values():
                self.discard(part)

    def stat(self, path: str) -> os.stat_result | None:
        """Return what is at `path` itself (a link is not followed), or None."""
        try:
            folder, name = self._parent(path)
            return os.stat(name, dir_fd=folder, follow_symlinks=False)
        except OSError as error:
            if error.errno in {errno.ENOENT, errno.ENOTDIR, errno.ELOOP}:
                return None
            raise

    def digest(self, path: str) -> str:
        """Return the SHA-256 of a file in hex, or "" for what is not a regular file."""
        folder, name = self._parent(path)
        found = os.stat(name, dir_fd=folder, follow_symlinks=False)
        if not stat.S_ISREG(found.st_mode):
            return ""
        file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
        with os.fdopen(file, "rb", buffering=0) as stream:
            digest = hashlib.sha256()
            while read := stream.readinto(self._buffer):
                digest.update(memoryview(self._buffer)[:read])
            return digest.hexdigest()

    def read(self, path: str) -> bytes:
        """Return the bytes of a file; a link is not followed."""
        folder, name = self._parent(path)
        file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
        with os.fdopen(file, "rb") as stream:
            return stream.read()

    def place_group(self, placements: Sequence[Placement]) -> list[OSError | None]:
        """Rename parts, unless something else is at a name than when the plan was made."""
        return [self._place(one) for one in placements]

    def _place(self, one: Placement) -> OSError | None:
        try:
            found = mark(self.stat(one.record.path))
            if found and found != one.seen:
                return FileChanged()
            self.rename(one.part, one.record.path)
        except OSError as error:
            return error
        return None

    def sweep(self) -> None:
        """Remove what interrupted runs left behind. Links are not entered, nor is `preview`."""
        for top, folders, names, folder in os.fwalk(self.root, follow_symlinks=False):
            if Path(top) == self.root and "preview" in folders:
                folders.remove("preview")  # another process may be writing there
            for name in names:
                if _STRAY.fullmatch(name):
                    os.unlink(name, dir_fd=folder)

    @cached_property
    def _resolved(self) -> Path:
        return self.root.resolve()

    def _parent(self, path: str, *, make: bool = False) -> tuple[int, str]:
        head, _, name = path.rpartition("/")
        if name in {"", ".", ".."} or "\0" in path:
            raise ValueError(f"not a path below the output folder: {path!r}")
        return self._folder(head, make=make), name

    def _folder(self, head: str, *, make: bool = False) -> int:
        """Return a descriptor of the folder `head`; "" is the output folder."""
        if (known := self._open.get(head)) is not None:
            self._open.move_to_end(head)
            return known
        if head == "":
            if make:
                self.root.mkdir(parents=True, exist_ok=True)
            found = os.open(self._resolved, _FOLDER)
        else:
            above, name = self._parent(head, make=make)
            try:
                found = os.open(name, _FOLDER, dir_fd=above)
            except FileNotFoundError:
                if not make:
                    raise
                with suppress(FileExistsError):  # another worker was first
                    self.disk.make_folder(name, above)
                found = os.open(name, _FOLDER, dir_fd=above)
        self._open[head] = found
        if len(self._open) > _OPEN_FOLDERS:
            oldest = next(key for key in self._open if key not in {"", head})
            os.close(self._open.pop(oldest))
        return found


def _close_all(files: OrderedDict[str, int]) -> None:
    while files:
        os.close(files.popitem()[1])


def mark(found: os.stat_result | None) -> int:
    """Return a number that changes with a file: its inode, size and times; 0 for no file."""
    if found is None:
        return 0
    return hash((found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)) or 1


class _Held:
    """A second descriptor of a folder, for as long as a block runs."""

    def __init__(self, folder: int) -> None:
        self._folder = folder

    def __enter__(self) -> int:
        self._copy = os.dup(self._folder)
        return self._copy

    def __exit__(self, *_: object) -> None:
        os.close(self._copy)
