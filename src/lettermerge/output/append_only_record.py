"""Append whole lines to a record that is never rewritten: one file on disk, or many objects.

In an object store each append is an object of its own, created at the next free number, so that
two who append at once both do, one after the other.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from ..config.store_address import Place, StoreAddress
from ..errors import OutputError
from .bucket import Bucket, open_bucket
from .file_system_calls import Disk, fault_of
from .lease import take_lease
from .manifest import encode
from .manifest_journal import OPEN, find_end, utc_now
from .store_faults import ObjectExists, StoreFault
from .transfer_folder import find_spool

_THREADS = 16  # requests at once
_ELSEWHERE = "change its rights, or ledger.directory"


class LineRecord(Protocol):
    """A record in a place. Every method raises OutputError where that cannot be reached."""

    @property
    def place(self) -> Place:
        """What messages call it."""

    def exists(self) -> bool:
        """Tell whether it is there; one that was emptied is not, as `create` leaves a line."""

    def create(self) -> None:
        """Make a record without events, where there is none."""

    def lines(self) -> Iterator[bytes]:
        """Yield the whole lines, the oldest first; what a killed run tore is none.

        An object whose line end an editor took away is whole.
        """

    def append(self, text: bytes) -> None:
        """Append whole lines, or nothing; they survive when this returns."""

    def hold(self) -> AbstractContextManager[None]:
        """Keep others out who want to hold it, too, for as long as the block runs."""


def open_record(directory: Place, name: str, disk: Disk) -> LineRecord:
    """Return the record `name`, which ends in `.jsonl`, in a folder or below an address."""
    if isinstance(directory, Path):
        return RecordFile(directory, name, disk)
    return RecordObjects(directory, name.removesuffix(".jsonl"))


_TAKEN = OutputError(
    "another run is sending these letters",
    hint="wait until it has ended, then run the same command again",
)


@dataclass(frozen=True, slots=True)
class RecordFile:
    """A record that is a file."""

    directory: Path
    name: str
    disk: Disk = field(default_factory=Disk, compare=False)

    @property
    def place(self) -> Path:
        return self.directory / self.name

    def exists(self) -> bool:
        try:
            return self.place.stat().st_size > 0
        except FileNotFoundError:
            return False
        except OSError as error:
            raise _unreadable(self.place, error) from error

    def create(self) -> None:
        if not self.exists():
            self.append(encode({"record": self.name.removesuffix(".jsonl")}))

    def lines(self) -> Iterator[bytes]:
        try:
            with self.place.open("rb") as lines:
                for text in lines:
                    if text.endswith(b"\n"):
                        yield text
                    elif _is_whole(text):
                        yield text + b"\n"
        except FileNotFoundError:
            return
        except OSError as error:
            raise _unreadable(self.place, error) from error

    def append(self, text: bytes) -> None:
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            is_new = not self.place.exists()
            file = os.open(self.place, OPEN, 0o666)
            try:
                fcntl.flock(file, fcntl.LOCK_EX)
                end = find_end(file)
                size = os.fstat(file).st_size
                if _is_whole(os.pread(file, size - end, end)):
                    text, end = b"\n" + text, size
                os.ftruncate(file, end)
                self._write(file, text, end)
            finally:
                os.close(file)
            if is_new:
                self._sync_folder()
        except OSError as error:
            raise _unwritable(self.place, error) from error

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold the folder; the kernel frees it of the dead."""
        self.directory.mkdir(parents=True, exist_ok=True)
        folder = os.open(self.directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            try:
                fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise _TAKEN from None
            yield
        finally:
            os.close(folder)

    def _write(self, file: int, text: bytes, end: int) -> None:
        """Append a text whole, or not at all."""
        try:
            self.disk.write(file, text)
            self.disk.sync(file)
        except BaseException:
            os.ftruncate(file, end)
            raise

    def _sync_folder(self) -> None:
        folder = os.open(self.directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            self.disk.sync(folder)
        finally:
            os.close(folder)


def _unreadable(place: Path, error: OSError) -> OutputError:
    return OutputError(f"{place} cannot be read: {error.strerror}", hint=_ELSEWHERE)


def _unwritable(place: Path, error: OSError) -> OutputError:
    """Return why a record cannot be written; where letters go to says nothing of its folder."""
    fault = fault_of(error, place)
    if fault.code == "output.read-only":
        fault = replace(fault, message="its file system is read-only", hint=_ELSEWHERE)
    elif fault.code == "output.denied":
        fault = replace(fault, hint=_ELSEWHERE)
    return OutputError.from_fault(fault, place)


def _is_whole(text: bytes) -> bool:
    """Return whether the end of a file is a line that lacks no more than its end."""
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


@dataclass(frozen=True, slots=True)
class RecordObjects:
    """A record that is objects `NAME/NNNNNNNNN.jsonl`, numbered from 1."""

    directory: StoreAddress
    name: str

    @property
    def place(self) -> StoreAddress:
        return self.directory / self.name

    def exists(self) -> bool:
        return bool(self._numbers())

    def create(self) -> None:
        if not self.exists():
            self.append(encode({"record": self.name}))

    def lines(self) -> Iterator[bytes]:
        bucket, kept = self._bucket, find_spool(str(self.place))
        keys = [_key(number) for number in self._numbers()]

        def fetch(key: str) -> bytes:
            file = kept / key
            if not file.exists():  # objects of a record never change
                part = kept / f"{key}.{secrets.token_hex(4)}.part"
                part.write_bytes(bucket.read(key))
                part.rename(file)
            return file.read_bytes()

        with _as_output_error(self.place), ThreadPoolExecutor(_THREADS) as threads:
            for text in threads.map(fetch, keys):
                yield from text.splitlines(keepends=True)

    def append(self, text: bytes) -> None:
        mine = text + encode({"object": secrets.token_hex(16)})  # no two are alike
        with _as_output_error(self.place):
            if self.place not in _last:
                _last[self.place] = max(self._numbers(), default=0)
            while True:
                number = _last[self.place] + 1
                try:
                    self._bucket.create(_key(number), mine)
                except ObjectExists:  # somebody else's; there are no gaps
                    _last[self.place] = max(self._numbers(), default=0)
                else:
                    _last[self.place] = number
                    return

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold a lease of its own."""
        with _as_output_error(self.place):
            taking = take_lease(self._bucket, utc_now().isoformat(timespec="seconds"))
            lease = taking.__enter__()
        try:
            yield
            with _as_output_error(self.place):
                lease.end()
        finally:
            taking.__exit__(None, None, None)

    @property
    def _bucket(self) -> Bucket:
        return open_bucket(self.place)

    def _numbers(self) -> list[int]:
        with _as_output_error(self.place):
            found = (_OBJECT.fullmatch(one.key) for one in self._bucket.list())
            return sorted(int(match[1]) for match in found if match)


#: The highest number that is taken, as far as this process knows.
_last: dict[StoreAddress, int] = {}
_OBJECT = re.compile(r"([0-9]{9,})\.jsonl")


def _key(number: int) -> str:
    return f"{number:09}.jsonl"


@contextmanager
def _as_output_error(place: StoreAddress) -> Iterator[None]:
    try:
        yield
    except StoreFault as error:
        raise OutputError.from_fault(error.diagnostic(place)) from None
