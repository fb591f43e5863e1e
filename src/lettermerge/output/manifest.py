"""Read and write manifest.jsonl, an append-only record of every version of every file.

A line with a file's hash is on disk before the file gets its name (an intent), a line that says
done after it. Only where each line stands is kept in memory, so a long manifest stays small.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

from ..errors import OutputError
from .job import Repair

FILE_NAME = "manifest.jsonl"


@dataclass(frozen=True, slots=True)
class Record:
    """One version of one file.

    `path` is relative to the output folder, `sha256` hexadecimal, `size` is in bytes; `fingerprint`
    holds a hash for each cause; `signer` names who sealed it ("" for nobody), `cosigners` who
    signed the finished file after that; `members` are the ids of the rows of a joint letter, and
    `repair` says how the row differed from the roster's own. `rendered_at` is ISO 8601 with a
    zone, for people only: nothing is decided by it.
    """

    id: str
    format: str
    path: str
    sha256: str
    size: int
    pages: int | None = None
    fingerprint: Mapping[str, str] = field(default_factory=dict, hash=False)
    signer: str = ""
    rendered_at: str = ""
    cosigners: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    repair: Repair | None = None

    def to_line(self) -> bytes:
        line: dict[str, Any] = {
            "id": self.id,
            "format": self.format,
            "path": self.path,
            "sha256": self.sha256,
            "bytes": self.size,
            "pages": self.pages,
            "fingerprint": dict(self.fingerprint),
            "signer": self.signer,
            "rendered_at": self.rendered_at,
        }
        if self.members:
            line["members"] = self.members
        if self.cosigners:
            line["cosigners"] = self.cosigners
        if self.repair:
            line["repaired"] = self.repair.to_json()
        return encode(line)

    def cosign(self, content: bytes, signer: str) -> Record:
        """Return the version that one more signature by `signer` makes of this one."""
        return replace(
            self,
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            cosigners=(*self.cosigners, signer),
        )

    def done_line(self) -> bytes:
        return encode({"id": self.id, "format": self.format, "done": self.sha256})

    def moved_line(self, path: str, to: str) -> bytes:
        """Return the line that says that this version left `path` for good, and is at `to`."""
        line = {"id": self.id, "format": self.format, "moved": self.sha256}
        return encode({**line, "path": path, "to": to})


@dataclass(frozen=True, slots=True)
class History:
    """What is known of one id and format: its versions, oldest first, and the one done last."""

    records: tuple[Record, ...]
    done: Record | None

    @property
    def latest(self) -> Record:
        return self.records[-1]

    def match(self, sha256: str) -> Record | None:
        """Return the newest version with this hash."""
        return next((r for r in reversed(self.records) if r.sha256 == sha256), None)


class Manifest:
    """A manifest as read. A missing file is an empty one; a torn last line does not count.

    `dispatched` says whether letters were ever sent from here, so that a ledger must be there.
    `broken` holds the numbers of other lines that cannot be read, `cosigned` the ids of letters of
    which somebody ever signed a finished file, `repaired` those of letters that were ever made of
    a row repaired outside the roster. A context: it keeps the file
    open, so that it describes what was there when it was read, even while a run appends.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self.broken: tuple[int, ...] = ()
        self.dispatched = False
        self.cosigned: set[str] = set()
        self.repaired: set[str] = set()
        # the versions of each id, packed: where a line starts, its format, whether it was done
        self._index: dict[str, bytes] = {}
        self._formats: list[str] = []
        self._intents: dict[tuple[str, str], str] = {}  # hashes of versions that are not done yet
        self._file: int | None = None
        try:
            self._file = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
            with os.fdopen(os.dup(self._file), "rb", buffering=1 << 18) as lines:
                self._read(lines)
        except FileNotFoundError:
            return
        except OSError as error:
            self.close()
            hint = "change its rights, or move it away: every file then counts as not ours"
            if isinstance(error, NotADirectoryError):
                hint = "a file is where the output folder must be: choose another with -o"
            raise OutputError(f"{self.path} cannot be read: {error.strerror}", hint=hint) from error

    def __enter__(self) -> Manifest:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
        self._file, self._index = None, {}

    def __len__(self) -> int:
        return len(self._index)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Yield id and format of every file, in the order in which ids were first written."""
        for id_, packed in self._index.items():
            for number in sorted({place.format for place in _unpack(packed)}):
                yield id_, self._formats[number]

    @property
    def formats(self) -> tuple[str, ...]:
        """Every format that a file was ever written in."""
        return tuple(self._formats)

    def find(self, id_: str, format_: str) -> History | None:
        """Return the versions of one file, or None if it was never written."""
        if (packed := self._index.get(id_)) is None or format_ not in self._formats:
            return None
        number = self._formats.index(format_)
        places = [place for place in _unpack(packed) if place.format == number]
        records = tuple(self._record(place.start) for place in places)
        done = next((r for r, p in zip(records, places, strict=True) if p.done), None)
        return History(records, done) if records else None

    def _read(self, lines: BinaryIO) -> None:
        broken, start = [], 0
        for number, text in enumerate(lines, 1):
            if not text.endswith(b"\n"):  # torn: the run was killed while it wrote this line
                break
            if not self._take(text, start):
                broken.append(number)
            start += len(text)
        self.broken = tuple(broken)

    def _take(self, text: bytes, start: int) -> bool:
        """Enter one line; False if it is none of ours."""
        try:
            line = json.loads(text)
            if "run" in line or "ended" in line:
                return True
            if "dispatched" in line:
                self.dispatched = True
                return True
            id_, format_ = line["id"], line["format"]
            if "done" in line:
                self._mark_done(id_, format_, line["done"])
                return True
            if "moved" in line:
                self._forget(id_, format_, line["path"])
                return True
            record = _to_record(line)
            if record.cosigners:
                self.cosigned.add(id_)
            if record.repair:
                self.repaired.add(id_)
        except (ValueError, KeyError, TypeError, RecursionError):
            return False
        if format_ not in self._formats:
            self._formats.append(format_)
        place = _Place(start, self._formats.index(format_))
        self._index[id_] = self._index.get(id_, b"") + place.pack()
        self._intents[id_, format_] = line["sha256"]
        return True

    def _mark_done(self, id_: str, format_: str, sha256: str) -> None:
        """Mark the newest version with this hash as done, and no other."""
        places = _unpack(self._index.get(id_, b""))
        mine = [p for p in places if self._formats[p.format] == format_]
        newest = self._intents.pop((id_, format_), None) == sha256
        for place in reversed(mine):
            if newest or self._record(place.start).sha256 == sha256:
                for other in mine:
                    other.done = other is place
                self._index[id_] = b"".join(p.pack() for p in places)
                return

    def _forget(self, id_: str, format_: str, path: str) -> None:
        """Forget the versions that were at `path`: that file was moved to the orphans."""
        self._intents.pop((id_, format_), None)
        kept = [
            place
            for place in _unpack(self._index.pop(id_, b""))
            if self._formats[place.format] != format_ or self._record(place.start).path != path
        ]
        if kept:
            self._index[id_] = b"".join(place.pack() for place in kept)

    def _record(self, start: int) -> Record:
        assert self._file is not None
        text, size = b"", 2048
        while b"\n" not in text:
            text = os.pread(self._file, size, start)
            size *= 4
        return _to_record(json.loads(text[: text.index(b"\n")]))


@dataclass(slots=True)
class _Place:
    """One line, in eight bytes when packed."""

    start: int
    format: int
    done: bool = False

    def pack(self) -> bytes:
        return (self.start << 8 | self.format << 1 | self.done).to_bytes(8, sys.byteorder)


def _unpack(packed: bytes) -> list[_Place]:
    numbers = array("Q", packed)
    return [_Place(n >> 8, n >> 1 & 127, bool(n & 1)) for n in numbers]


def dispatched_line(now: str) -> bytes:
    """Return the line that says that letters were dispatched: a ledger must be there from then."""
    return encode({"dispatched": now})


def encode(line: Mapping[str, Any]) -> bytes:
    """Return one line of JSON: UTF-8, no line break inside (JSON escapes them)."""
    text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass") + b"\n"


def _to_record(line: Mapping[str, Any]) -> Record:
    """Return the version that a line tells of.

    Raises:
        ValueError, KeyError, TypeError: it tells of none, or of a file outside the folder.
    """
    path, size = line["path"], line["bytes"]
    if not all(isinstance(line[key], str) for key in ("id", "format", "path", "sha256")):
        raise TypeError("not text")
    if not isinstance(size, int) or "\0" in path or {"", ".", ".."} & {*path.split("/")}:
        raise ValueError("not a path below the output folder, or not a size")
    return Record(
        id=line["id"],
        format=line["format"],
        path=path,
        sha256=line["sha256"],
        size=size,
        pages=line.get("pages"),
        fingerprint=line.get("fingerprint") or {},
        signer=line.get("signer", ""),
        rendered_at=line.get("rendered_at", ""),
        cosigners=tuple(line.get("cosigners", ())),
        members=tuple(line.get("members", ())),
        repair=Repair.from_json(line["repaired"]) if "repaired" in line else None,
    )
