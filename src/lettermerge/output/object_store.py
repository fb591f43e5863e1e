"""Keep letters in an object store: whole objects, conditional writes, leases, segments.

Objects are listed once for a plan. An object whose ETag is the recorded one is the version that was
written (RFC 9110, section 8.8.3); any other is read.
"""

from __future__ import annotations

import os
import stat as modes
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Self

from ..config.store_address import StoreAddress, parent_of
from ..errors import OutputError
from .bucket import StoredObject, open_bucket
from .file_system_calls import fault_of
from .lease import Lease, find_newest, take_lease
from .manifest import FILE_NAME, Manifest, Record
from .manifest_journal import utc_now
from .manifest_segments import LeasedJournal, fetch_segments, find_standing, read_tags
from .output_folder import FileChanged, Folder, Placement, mark
from .store import Clock
from .store_faults import ObjectChanged, ObjectExists, StoreFault
from .transfer_folder import find_spool

_THREADS = 16  # requests at once
_COMPACTIONS = 3  # that one reading of a manifest may meet
#: What is below an address beside files.
_OURS = ("leases/", "manifest/")


class ObjectStore:
    """A `Store` below an address. What is written on this machine is in a folder that goes away."""

    def __init__(self, place: StoreAddress) -> None:
        self.place = place
        self.bucket = open_bucket(place)
        self._lease: Lease | None = None
        self._objects: dict[str, StoredObject] | None = None
        self._known: dict[str, bytes] = {}  # SHA-256 of objects as listed, where it is recorded

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.staging.close()

    @cached_property
    def staging(self) -> Folder:
        return Folder(find_spool(str(self.place)) / "parts")

    @property
    def copy(self) -> Path:
        """The folder with a copy of the manifest, on this machine."""
        return find_spool(str(self.place)) / "copy"

    def below(self, name: str) -> ObjectStore:
        return ObjectStore(self.place / name)

    @contextmanager
    def hold(self, clock: Clock | None = None) -> Iterator[LeasedJournal]:
        """Take the next lease for one run.

        Raises:
            OutputError: another run holds it, the store does not answer, or it knows no
                conditional writes.
        """
        clock = clock or utc_now
        started = clock().isoformat(timespec="seconds")
        taking = take_lease(self.bucket, started)
        with self._as_output_error():
            lease = taking.__enter__()
        try:
            with self._as_output_error():
                self._forget()
                journal = LeasedJournal(self, lease, find_standing(self.bucket), clock)
            self._lease = lease
            try:
                yield journal
            finally:
                with suppress(OSError):  # the run counts as interrupted, and that is all
                    journal.end()
        finally:
            self._lease = None
            taking.__exit__(None, None, None)

    def open_manifest(self) -> Manifest:
        with self._as_output_error():
            self.fetch_manifest()
            if self._lease is None:
                self._forget()
            objects = self._list()
            for path, etag, digest in read_tags(self.copy):
                if (found := objects.get(path)) is not None and found.etag == etag:
                    self._known[found.key] = bytes.fromhex(digest)
        return Manifest(self.copy)

    def find_manifest_file(self) -> Path:
        with self._as_output_error():
            self.fetch_manifest()
        return self.copy / FILE_NAME

    def fetch_manifest(self) -> int:
        """Copy what counts of the manifest to this machine; return its size in bytes."""
        for _ in range(_COMPACTIONS):
            with suppress(FileNotFoundError):  # a run compacts the manifest just now
                fetch_segments(self.bucket, find_standing(self.bucket), self.copy)
                break
        else:
            fetch_segments(self.bucket, find_standing(self.bucket), self.copy)
        return sum(one.stat().st_size for one in self.copy.glob("manifest.jsonl"))

    def has_manifest(self) -> bool:
        with self._as_output_error():
            return find_newest(self.bucket).number > 0

    def stat(self, path: str) -> os.stat_result | None:
        found = self._list().get(path)
        if found is None:
            return None
        number = hash((found.key, found.etag)) & 0x7FFFFFFFFFFFFFFF
        time = int(found.modified)
        mode = modes.S_IFREG | 0o600
        return os.stat_result((mode, number, 0, 1, 0, 0, found.size, time, time, time))

    def digest(self, path: str) -> str:
        found = self._list().get(path)
        if found is None:
            raise FileNotFoundError(2, "there is no such object", path)
        if path not in self._known:
            content, etag = self.bucket.read_version(path)
            if etag != found.etag:  # it was changed since it was listed
                self._list()[path] = StoredObject(path, etag, len(content), found.modified)
            self._known[path] = sha256(content).digest()
        return self._known[path].hex()

    def etag(self, path: str) -> str:
        """Return the ETag of an object as it was listed or written last, "" for none."""
        found = self._list().get(path)
        return found.etag if found else ""

    def read(self, path: str) -> bytes:
        return self.bucket.read(path)

    def paths(self) -> Iterator[str]:
        yield from sorted(self._list())

    def write(self, path: str, content: bytes) -> None:
        with self._as_output_error(path):
            self._require_lease()
            self._note(path, self.bucket.overwrite(path, content), content)

    def write_group(self, files: Sequence[tuple[str, bytes]]) -> None:
        with ThreadPoolExecutor(_THREADS) as threads:
            list(threads.map(lambda one: self.write(*one), files))

    def place_group(self, placements: Sequence[Placement]) -> list[OSError | None]:
        objects = self._list()
        expected = []
        for one in placements:
            found = mark(self.stat(one.record.path))
            expected.append(objects[one.record.path].etag if found and found == one.seen else "")
        with ThreadPoolExecutor(_THREADS) as threads:
            return list(threads.map(self._place, placements, expected))

    def _place(self, one: Placement, expected: str) -> OSError | None:
        path = one.record.path
        try:
            content = self.staging.read(one.part)
            try:
                etag = self._put(path, content, expected)
            except ObjectExists:
                if not (found := self._find_ours(one.record)):
                    return FileChanged()
                etag = self._put(path, content, found)
        except OSError as error:
            return error
        self._note(path, etag, content)
        self.staging.discard(one.part)
        return None

    def _put(self, path: str, content: bytes, expected: str) -> str:
        if expected:
            return self.bucket.replace(path, content, expected)
        return self.bucket.create(path, content)

    def _find_ours(self, record: Record) -> str:
        """Return the ETag of an object that came after the plan, where it is a version of ours.

        A request of a run that was killed, or lost its lease, may reach the store late.
        """
        content, etag = self.bucket.read_version(record.path)
        with Manifest(self.copy) as manifest:
            history = manifest.find(record.id, record.format)
        known = history.match(sha256(content).hexdigest()) if history else None
        return etag if known else ""

    def rename(self, source: str, target: str) -> None:
        """Write an object anew, where there is none, and remove the old one."""
        self._require_lease()
        content, etag = self.bucket.read_version(source)
        if etag != self.etag(source):
            raise ObjectChanged("the object was changed meanwhile")
        self._note(target, self.bucket.create(target, content), content)
        self.remove(source)

    def remove(self, path: str) -> None:
        """Remove an object, if it is still the version that was listed or written here."""
        self._require_lease()
        found = self.bucket.find(path)
        if found is not None and found.etag != self.etag(path):
            raise ObjectChanged("the object was changed meanwhile")
        self.bucket.delete([path])
        self._list().pop(path, None)
        self._known.pop(path, None)

    def discard(self, part: str) -> None:
        self.staging.discard(part)

    def sync_folders(self, paths: Iterable[str]) -> None:
        """Do nothing: an object that was written is durable, and needs no folder."""

    def sweep(self) -> None:
        """Remove the parts on this machine; in the store none can be."""
        if self.staging.root.exists():
            self.staging.sweep()

    def _list(self) -> dict[str, StoredObject]:
        if self._objects is None:
            self._objects = {
                one.key: one for one in self.bucket.list() if not one.key.startswith(_OURS)
            }
        return self._objects

    def _forget(self) -> None:
        """Forget what was listed: it is asked for again."""
        self._objects = None
        self._known = {}

    def _note(self, path: str, etag: str, content: bytes) -> None:
        self._list()[path] = StoredObject(path, etag, len(content), 0.0)
        self._known[path] = sha256(content).digest()

    def _require_lease(self) -> None:
        if self._lease is not None:
            self._lease.require()

    @contextmanager
    def _as_output_error(self, path: str = "") -> Iterator[None]:
        try:
            yield
        except StoreFault as error:
            fault = error.diagnostic(self.place / path if path else self.place)
            raise OutputError.from_fault(fault) from None
        except OSError as error:
            raise OutputError.from_fault(fault_of(error, self.place), self.place) from error


def object_exists(place: StoreAddress) -> bool:
    """Return whether an object is at an address; raises OutputError where that is not known."""
    above = parent_of(place)
    assert isinstance(above, StoreAddress)
    try:
        return open_bucket(above).find(place.name) is not None
    except StoreFault as error:
        raise OutputError.from_fault(error.diagnostic(place)) from None
