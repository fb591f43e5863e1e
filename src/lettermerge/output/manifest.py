"""Read and write manifest.jsonl, an append-only record of every version of every file.

A line with a file's hash is on disk before the file gets its name (an intent), a line that says
done after it. Only where each line stands is kept in memory, so a long manifest stays small.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from ..errors import OutputError
from .job import Inputs, Repair

if TYPE_CHECKING:
    from hashlib import _Hash as Hash

FILE_NAME = "manifest.jsonl"


@dataclass(frozen=True, slots=True)
class Record:
    """One version of one file.

    `path` is relative to the output folder, `sha256` hexadecimal, `size` is in bytes; `fingerprint`
    holds a hash for each cause; `signer` names who sealed it ("" for nobody), `cosigners` who
    signed the finished file after that; `members` are the ids of the rows of a joint letter;
    `repair` says how the row differed from the roster's own, `inputs` what it could read.
    `rendered_at` is ISO 8601 with a
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
    inputs: Inputs | None = None

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
        if self.inputs:
            line["inputs"] = self.inputs.to_json()
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
        self._index: dict[str, bytes] = {}  # the versions of each id, packed: see `_pack`
        self._formats: list[str] = []
        self._intents: dict[tuple[str, str], str] = {}  # hashes of versions that are not done yet
        self._file: int | None = None
        try:
            self._file = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
            with os.fdopen(os.dup(self._file), "rb", buffering=1 << 18) as lines:
                self._load(lines)
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

    def _load(self, lines: BinaryIO) -> None:
        """Read the lines that follow those that were read before, if the file still begins so."""
        digest, known = hashlib.sha256(), _latest.get(self.path)
        if known is not None and _hash_start(lines, known.end, digest) == known.sha256:
            self._take_over(known)
        else:
            known, digest = None, hashlib.sha256()
            lines.seek(0)
        end, count = (known.end, known.count) if known else (0, 0)
        end, count = self._read(lines, end, count, digest.update)
        _latest.clear()
        _latest[self.path] = _Known(
            end, count, digest.digest(), self.broken, self.dispatched, self.cosigned,
            self.repaired, self._index, self._formats, self._intents,
        )  # fmt: skip

    def _take_over(self, known: _Known) -> None:
        """Begin with what was read before; another manifest that is open keeps what it has."""
        self.broken, self.dispatched = known.broken, known.dispatched
        self.cosigned, self.repaired = set(known.cosigned), set(known.repaired)
        self._index, self._formats = dict(known.index), [*known.formats]
        self._intents = dict(known.intents)

    def __len__(self) -> int:
        return len(self._index)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Yield id and format of every file, in the order in which ids were first written."""
        for id_, packed in self._index.items():
            for number in sorted({_format_of(one) for one in array("Q", packed)}):
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
        places = [one for one in array("Q", packed) if _format_of(one) == number]
        records = tuple([self._record(one >> _START) for one in places])
        done = next((r for r, one in zip(records, places, strict=True) if one & _DONE), None)
        return History(records, done) if records else None

    def _read(
        self, lines: BinaryIO, start: int, number: int, hash_line: Callable[[bytes], None]
    ) -> tuple[int, int]:
        """Enter the lines from the byte `start`, after `number` lines; return where they end."""
        broken = []
        for text in lines:
            if not text.endswith(b"\n"):  # torn: the run was killed while it wrote this line
                break
            number += 1
            hash_line(text)
            if not self._take(text, start):
                broken.append(number)
            start += len(text)
        self.broken = (*self.broken, *broken)
        return start, number

    def _take(self, text: bytes, start: int) -> bool:
        """Enter one line; False if it is none of ours."""
        try:
            line = _parse(text)
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
            _check(line)
            if line.get("cosigners"):
                self.cosigned.add(id_)
            if "repaired" in line:
                self.repaired.add(id_)
        except (ValueError, KeyError, TypeError, RecursionError):
            return False
        if format_ not in self._formats:
            self._formats.append(format_)
        place = _pack(start, self._formats.index(format_))
        self._index[id_] = self._index.get(id_, b"") + place
        self._intents[id_, format_] = line["sha256"]
        return True

    def _mark_done(self, id_: str, format_: str, sha256: str) -> None:
        """Mark the newest version with this hash as done, and no other."""
        newest = self._intents.pop((id_, format_), None) == sha256
        places = array("Q", self._index.get(id_, b""))
        mine = [n for n, one in enumerate(places) if self._formats[_format_of(one)] == format_]
        for at in reversed(mine):
            if newest or self._record(places[at] >> _START).sha256 == sha256:
                for other in mine:
                    places[other] = places[other] & ~_DONE | (other == at)
                self._index[id_] = places.tobytes()
                return

    def _forget(self, id_: str, format_: str, path: str) -> None:
        """Forget the versions that were at `path`: that file was moved to the orphans."""
        self._intents.pop((id_, format_), None)
        kept = [
            one
            for one in array("Q", self._index.pop(id_, b""))
            if self._formats[_format_of(one)] != format_ or self._record(one >> _START).path != path
        ]
        if kept:
            self._index[id_] = array("Q", kept).tobytes()

    def _record(self, start: int) -> Record:
        assert self._file is not None
        text, size = b"", 2048
        while b"\n" not in text:
            text = os.pread(self._file, size, start)
            size *= 4
        return _to_record(_parse(text[: text.index(b"\n")]))


#: A version is a number of eight bytes: where its line starts, its format, whether it was done.
_START, _DONE = 8, 1


def _pack(start: int, format_: int) -> bytes:
    return (start << _START | format_ << 1).to_bytes(8, sys.byteorder)


def _format_of(place: int) -> int:
    return place >> 1 & 127


@dataclass(frozen=True, slots=True)
class _Known:
    """What the first `count` lines of a manifest say, which are the bytes up to `end`."""

    end: int
    count: int
    sha256: bytes
    broken: tuple[int, ...]
    dispatched: bool
    cosigned: set[str]
    repaired: set[str]
    index: dict[str, bytes]
    formats: list[str]
    intents: dict[tuple[str, str], str]


def _hash_start(lines: BinaryIO, size: int, digest: Hash) -> bytes:
    """Return the SHA-256 of the first `size` bytes, to go on from there."""
    while size and (part := lines.read(min(size, 1 << 18))):
        digest.update(part)
        size -= len(part)
    return digest.digest()


#: The manifest that was read last: a command opens the same one several times, and to hash it
#: takes a tenth of the time in which its lines are parsed.
_latest: dict[Path, _Known] = {}


def forget_manifest() -> None:
    """Free what is kept of the manifest that was read last."""
    _latest.clear()


_decode = json.JSONDecoder().decode


def _parse(text: bytes) -> Any:
    """Return what a line says.

    Raises:
        ValueError, RecursionError: it is no JSON.
    """
    if text.startswith(b"{"):  # as `encode` writes it; json.loads tries other encodings first
        return _decode(text.decode("utf-8", "surrogatepass"))
    return json.loads(text)


def dispatched_line(now: str) -> bytes:
    """Return the line that says that letters were dispatched: a ledger must be there from then."""
    return encode({"dispatched": now})


def encode(line: Mapping[str, Any]) -> bytes:
    """Return one line of JSON: UTF-8, no line break inside (JSON escapes them)."""
    text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass") + b"\n"


def _check(line: Mapping[str, Any]) -> None:
    """Check that a line tells of a version of a file.

    Raises:
        ValueError, KeyError, TypeError: it tells of none, or of a file outside the folder.
    """
    path = line["path"]
    for key in ("id", "format", "path", "sha256"):
        if not isinstance(line[key], str):
            raise TypeError("not text")
    if not isinstance(line["bytes"], int) or "\0" in path or _OUTSIDE.search(path):
        raise ValueError("not a path below the output folder, or not a size")
    if "repaired" in line:
        Repair.from_json(line["repaired"])
    if "inputs" in line:
        Inputs.check(line["inputs"])


_OUTSIDE = re.compile(r"(^|/)\.{0,2}(/|$)")  # a part that is empty, `.` or `..`


def _to_record(line: Mapping[str, Any]) -> Record:
    """Return the version that a line tells of.

    Raises:
        ValueError, KeyError, TypeError: what is optional in it cannot be read.
    """
    return Record(
        id=line["id"],
        format=line["format"],
        path=line["path"],
        sha256=line["sha256"],
        size=line["bytes"],
        pages=line.get("pages"),
        fingerprint=line.get("fingerprint") or {},
        signer=line.get("signer", ""),
        rendered_at=line.get("rendered_at", ""),
        cosigners=tuple(line.get("cosigners", ())),
        members=tuple(line.get("members", ())),
        repair=Repair.from_json(line["repaired"]) if "repaired" in line else None,
        inputs=Inputs.from_json(line["inputs"]) if "inputs" in line else None,
    )
