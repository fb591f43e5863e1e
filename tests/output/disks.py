"""Disks that fail, die or tell what they were asked, in the middle of a run."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence

from lettermerge.output.file_system_calls import Disk


class WatchedDisk(Disk):
    """Calls `strike` before every system call, with its name and number from 0."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def strike(self, call: str, number: int) -> None:
        """Do nothing."""

    def _note(self, call: str) -> None:
        self.calls.append(call)
        self.strike(call, len(self.calls) - 1)

    def create(self, name: str, folder: int) -> int:
        self._note(f"create {name}")
        return super().create(name, folder)

    def write(self, file: int, content: bytes) -> None:
        self._note("write")
        super().write(file, content)

    def sync(self, file: int) -> None:
        self._note("sync")
        super().sync(file)

    def sync_all(self, files: Sequence[int]) -> None:
        self._note(f"sync_all {len(files)}")
        super().sync_all(files)

    def rename(self, source: str, target: str, from_folder: int, to_folder: int) -> None:
        self._note(f"rename {target}")
        super().rename(source, target, from_folder, to_folder)

    def unlink(self, name: str, folder: int) -> None:
        self._note(f"unlink {name}")
        super().unlink(name, folder)

    def make_folder(self, name: str, folder: int) -> None:
        self._note(f"make_folder {name}")
        super().make_folder(name, folder)


class DeadlyDisk(WatchedDisk):
    """Kills its process at call number `at`; `torn` writes half of what it should before that."""

    def __init__(self, at: int, *, torn: bool = False) -> None:
        super().__init__()
        self.at = at
        self.torn = torn

    def strike(self, call: str, number: int) -> None:
        if number == self.at and not (self.torn and call == "write"):
            os.kill(os.getpid(), signal.SIGKILL)

    def write(self, file: int, content: bytes) -> None:
        if self.torn and len(self.calls) == self.at:
            os.write(file, content[: len(content) // 2])
            os.kill(os.getpid(), signal.SIGKILL)
        super().write(file, content)


class FaultyDisk(WatchedDisk):
    """Raises an OSError at call number `at`, and at every later one if `lasting`.

    A write takes half of its bytes first, as a full disk does.
    """

    def __init__(self, at: int, error: int, *, lasting: bool = False) -> None:
        super().__init__()
        self.at = at
        self.error = error
        self.lasting = lasting
        self.healed = False

    def _strikes(self, number: int) -> bool:
        return not self.healed and (number == self.at or (self.lasting and number > self.at))

    def strike(self, call: str, number: int) -> None:
        if self._strikes(number) and call != "write":
            raise OSError(self.error, os.strerror(self.error))

    def write(self, file: int, content: bytes) -> None:
        if self._strikes(len(self.calls)):
            os.write(file, content[: len(content) // 2])
            self.calls.append("write")
            raise OSError(self.error, os.strerror(self.error))
        super().write(file, content)
