"""Make the system calls that write files, in one object, so that tests can make each one fail.

`fault_of` turns what they raise into a diagnostic that says what to do.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from collections.abc import Sequence
from functools import cache
from typing import Any

from ..config.store_address import Place
from ..diagnostics import Diagnostic, Where
from ..errors import ExitCode
from .store_faults import LEASE_LOST, UNREACHABLE, StoreFault

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_DENIED = {errno.EACCES, errno.EPERM}
_LINK = {errno.ELOOP, errno.ENOTDIR, errno.EEXIST}

FULL = "output.disk-full"
#: Codes after which nothing more can be written, whatever the letter.
FATAL = frozenset({FULL, "output.read-only", "output.gone", "output.io", UNREACHABLE, LEASE_LOST})


class Disk:
    """What writes; reading is not its business. Picklable, since workers get one too."""

    def create(self, name: str, folder: int) -> int:
        """Create a file that must not exist yet, and never through a link."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        return os.open(name, flags, 0o666, dir_fd=folder)

    def write(self, file: int, content: bytes) -> None:
        view = memoryview(content)
        while view:
            view = view[os.write(file, view) :]

    def sync(self, file: int) -> None:
        """Wait until a file's bytes, or a folder's entries, survive a loss of power.

        On macOS fsync leaves them in the drive's own cache; F_FULLFSYNC does not (fsync(2) there).
        """
        if sys.platform == "darwin":
            import fcntl

            try:
                fcntl.fcntl(file, fcntl.F_FULLFSYNC)
            except OSError:
                os.fsync(file)
        else:
            os.fsync(file)

    def sync_all(self, files: Sequence[int]) -> None:
        """Do what `sync` does for several files; in one go where the system can.

        Linux reports write-back errors through syncfs since 5.8 (syncfs(2)).
        """
        if len(files) > 2 and (syncfs := _find_syncfs()) is not None:
            if syncfs(files[0]) == 0:
                return
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
        for file in files:
            self.sync(file)

    def rename(self, source: str, target: str, from_folder: int, to_folder: int) -> None:
        os.replace(source, target, src_dir_fd=from_folder, dst_dir_fd=to_folder)

    def link(self, source: str, target: str, folder: int) -> None:
        """Give a file a second name, which must not exist yet."""
        os.link(source, target, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)

    def unlink(self, name: str, folder: int) -> None:
        os.unlink(name, dir_fd=folder)

    def make_folder(self, name: str, folder: int) -> None:
        os.mkdir(name, dir_fd=folder)


def is_full(error: OSError) -> bool:
    """Return whether there is no room for what was to be written, wherever that was."""
    return error.errno in _FULL


def fault_of(error: OSError, path: str | Place) -> Diagnostic:
    """Return a failed system call, or request to an object store, as a diagnostic."""
    if isinstance(error, StoreFault):
        return error.diagnostic(path)
    number = error.errno or 0
    exit_code = ExitCode.OUTPUT if number == errno.ENOENT else ExitCode.LETTERS
    if number in _FULL:
        code, message = FULL, "the disk is full, or a quota is used up"
        hint = "make room, then run the same command again: finished letters are kept"
    elif number in _DENIED:
        code, message = "output.denied", "the file or its folder may not be written"
        hint = "change the rights of the output folder, or choose another with -o"
    elif number == errno.EROFS:
        code, message = (
            "output.read-only",
            "the output folder's file system is read-only",
        )
        hint = "choose another folder with -o"
    elif number in _LINK:
        code, message = (
            "output.link",
            "a link or a file is where a folder is needed",
        )
        hint = "remove it from the output folder: nothing is written through a link"
    elif number == errno.ENOENT:
        code, message = (
            "output.gone",
            "the output folder vanished while letters were written",
        )
        hint = "run the same command again"
    elif number == errno.EISDIR:
        code, message = "output.folder", "a folder is where the file must go"
        hint = "remove that folder, or change output.name"
    elif number == errno.ENAMETOOLONG:
        code, message = (
            "output.name-too-long",
            "the path is too long for this file system",
        )
        hint = "shorten output.name, or choose a folder nearer to the root with -o"
    else:
        code, message = (
            "output.io",
            f"the file cannot be written: {error.strerror or error}",
        )
        hint = "check the disk, then run the same command again: finished letters are kept"
    return Diagnostic(code, message, Where(str(path)), hint, exit_code=exit_code)


@cache
def _find_syncfs() -> Any:
    """Return syncfs(2), or None where there is none or it would not report lost writes."""
    if sys.platform != "linux":
        return None
    major, minor = (int(part) for part in os.uname().release.split(".")[:2] if part.isdigit())
    if (major, minor) < (5, 8):
        return None
    return getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
