"""Write and read a manifest that is many objects: immutable segments, which carry a lease's number.

    manifest/<lease>-<segment>.jsonl         both of six digits or more; segments count from 0

The first line of a lease's segment 0 says which segments of older leases count: so many of each,
from 0. The newest lease that has a segment 0 decides for all older ones; its own segments all
count. So what a run writes after it lost its lease counts for nobody: its successor looks which
segments there are only after it has the lease, and a run looks whether it still has its lease
after each segment of intents, before it places a file.
"""

from __future__ import annotations

import json
import os
import re
import socket
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from .bucket import Bucket
from .lease import Lease
from .manifest import FILE_NAME, Record, encode
from .manifest_journal import standing_lines
from .store import Clock, StoredFiles

if TYPE_CHECKING:
    from .store import LockHolder

FOLDER = "manifest/"
_SEGMENT = re.compile(r"manifest/([0-9]{6,})-([0-9]{6,})\.jsonl")
_THREADS = 16  # requests at once
_PIECE = 16 << 20  # bytes of a segment of a compaction, at most
_DONE = re.compile(rb'"done":"([0-9a-f]{64})"')


def segment_key(lease: int, number: int) -> str:
    """Return the key of a segment."""
    return f"{FOLDER}{lease:06}-{number:06}.jsonl"


def count_segments(bucket: Bucket) -> dict[int, int]:
    """Return how many segments each lease has, without a gap from 0."""
    found: dict[int, set[int]] = defaultdict(set)
    for one in bucket.list(FOLDER):
        if match := _SEGMENT.fullmatch(one.key):
            found[int(match[1])].add(int(match[2]))
    counts = {lease: sum(1 for _ in takewhile(there.__contains__, range(len(there))))
              for lease, there in found.items()}  # fmt: skip
    return {lease: count for lease, count in sorted(counts.items()) if count}


def find_standing(bucket: Bucket) -> dict[int, int]:
    """Return how many segments of each lease count, the oldest lease first."""
    counts = count_segments(bucket)
    if not counts:
        return {}
    newest = max(counts)
    opening = bucket.read(segment_key(newest, 0)).partition(b"\n")[0]
    accepted = {int(lease): int(count) for lease, count in json.loads(opening)["accepts"].items()}
    return {**accepted, newest: counts[newest]}


def keys_of(standing: Mapping[int, int]) -> list[str]:
    """Return the keys of segments that count, in the order in which they are read."""
    return [segment_key(lease, n) for lease, count in standing.items() for n in range(count)]


def fetch_segments(bucket: Bucket, standing: Mapping[int, int], folder: Path) -> None:
    """Write the segments that count into one manifest in a folder.

    Segments never change, so those that were fetched before are taken from there.
    """
    kept = folder / FOLDER
    kept.mkdir(parents=True, exist_ok=True)
    keys = keys_of(standing)
    lacking = [key for key in keys if not (folder / key).exists()]

    def fetch(key: str) -> None:
        part = folder / f"{key}.part"
        part.write_bytes(bucket.read(key))
        part.rename(folder / key)

    if lacking:
        with ThreadPoolExecutor(_THREADS) as threads:
            list(threads.map(fetch, lacking))
    with (folder / f"{FILE_NAME}.part").open("wb") as whole:
        for key in keys:
            whole.write((folder / key).read_bytes())
    (folder / f"{FILE_NAME}.part").rename(folder / FILE_NAME)


def read_tags(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield path, ETag and SHA-256 of each version that was placed, the newest last."""
    try:
        with (folder / FILE_NAME).open("rb") as lines:
            for text in lines:
                if b'"etag":' in text and _DONE.search(text):
                    line = json.loads(text)
                    yield line["path"], line["etag"], line["done"]
    except FileNotFoundError:
        return


class SegmentedStore(StoredFiles, Protocol):
    """What a journal of segments asks of the store of objects that it is about."""

    @property
    def bucket(self) -> Bucket: ...

    @property
    def copy(self) -> Path:
        """The folder with a copy of the manifest, on this machine."""

    def fetch_manifest(self) -> int:
        """Copy what counts of the manifest to this machine; return its size in bytes."""

    def etag(self, path: str) -> str:
        """Return the ETag of an object as it was listed or written last, "" for none."""


class LeasedJournal:
    """The manifest of a store of objects while a run holds it: what it appends becomes segments."""

    def __init__(self, store: SegmentedStore, lease: Lease, accepts: dict[int, int], clock: Clock):
        self._store, self._lease, self._clock = store, lease, clock
        self._accepts = accepts
        self._waiting: list[bytes] = []
        self._written = 0

    @property
    def folder(self) -> SegmentedStore:
        return self._store

    @property
    def clock(self) -> Clock:
        return self._clock

    @property
    def interrupted(self) -> LockHolder | None:
        """Who held the lease before, where that run did not end."""
        return self._lease.interrupted

    def now(self) -> str:
        """Return the time in UTC, to the second."""
        return self._clock().astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

    def append(self, lines: Iterable[bytes]) -> None:
        """Add lines to the next segment."""
        self._waiting += lines

    def sync(self) -> None:
        """Write what was appended as a segment, then ask that the lease is still ours."""
        if self._waiting:
            opening = [] if self._written else [self._opening(self._accepts)]
            content = b"".join((*opening, *self._waiting))
            self._store.bucket.create(segment_key(self._lease.number, self._written), content)
            self._waiting = []
            self._written += 1
        self._lease.require()

    def require(self) -> None:
        """Ask that the lease is still ours; raises LeaseLost."""
        self._lease.require()

    def intend(self, records: Iterable[Record], parts: Iterable[str]) -> None:
        """Write the lines of files that are about to be placed as a segment."""
        self.append(record.to_line() for record in records)
        self.sync()

    def done(self, records: Iterable[Record]) -> None:
        """Add the lines that say that files are placed, with their ETags."""
        self.append(self._done_line(record) for record in records)

    def restate(self, records: Iterable[Record]) -> None:
        """Add the lines of files that are there already."""
        for record in records:
            self.append([record.to_line(), self._done_line(record)])

    def end(self) -> None:
        """Write the last segment, and give the lease back."""
        if self._waiting or self._written:
            self.append([encode({"ended": self.now()})])
            self.sync()
        self._lease.end()

    def compact(self) -> int:
        """Write all lines that stand as this lease's only segment, then remove the older ones."""
        self.sync()
        bucket = self._store.bucket
        before = self._store.fetch_manifest()
        if self._written:
            raise ValueError("a run that has written lines compacts nothing")
        pieces = [self._opening({})]
        tags = {path: (sha256, etag) for path, etag, sha256 in read_tags(self._store.copy)}

        def done_line(record: Record) -> bytes:
            sha256, etag = tags.get(record.path, ("", ""))
            return _done_line(record, etag if sha256 == record.sha256 else "")

        for line in standing_lines(self._store.copy, done_line):
            if len(pieces[-1]) + len(line) > _PIECE:
                pieces.append(b"")
            pieces[-1] += line
        for number in reversed(range(len(pieces))):  # with segment 0 all of them count, at once
            bucket.create(segment_key(self._lease.number, number), pieces[number])
        self._written = len(pieces)
        self._lease.require()
        mine = segment_key(self._lease.number, 0)
        bucket.delete([one.key for one in bucket.list(FOLDER) if one.key < mine])
        return before - sum(map(len, pieces))

    def _opening(self, accepts: Mapping[int, int]) -> bytes:
        holder = {"pid": os.getpid(), "host": socket.gethostname(), "started": self.now()}
        counts = {str(lease): count for lease, count in accepts.items()}
        return encode({"run": holder, "lease": self._lease.number, "accepts": counts})

    def _done_line(self, record: Record) -> bytes:
        return _done_line(record, self._store.etag(record.path))


def _done_line(record: Record, etag: str) -> bytes:
    """Return the line that says that a file is placed, with the ETag that it got ("": unknown)."""
    line = {"id": record.id, "format": record.format, "done": record.sha256}
    return encode(line | ({"path": record.path, "etag": etag} if etag else {}))
