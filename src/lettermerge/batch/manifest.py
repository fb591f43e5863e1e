"""manifest.jsonl into what is known of each file, and back: an append-only record of every version.

A line with a file's hash is on disk before the file gets its name (an intent), a line that says
done after it. Only where each line stands is kept in memory, so a long manifest stays small.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from ..errors import OutputError

FILE_NAME = "manifest.jsonl"


@dataclass(frozen=True, slots=True)
class Record:
    """One version of one file.

    `path` is relative to the output folder, `sha256` hexadecimal, `size` is in bytes; `fingerprint`
    holds a hash for each cause; `signer` names who sealed it ("" for nobody), `cosigners` who
    signed the finished file after that. `rendered_at` is ISO 8601 with a zone, for people only:
    nothing is decided by it.
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
        if self.cosigners:
            line["cosigners"] = self.cosigners
        return encode(line)

    def done_line(self) -> bytes:
        return encode({"id": self.id, "format": self.format, "done": self.sha256})


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

    `broken` holds the numbers of other lines that cannot be read. A context: it keeps the file
    open, so that it describes what was there when it was read, even while a run appends.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self.broken: tuple[int, ...] = ()
        # offset of each full line of a key, and whether it was done: offset * 2 + done
        self._index: dict[str, int | tuple[int, ...]] = {}
        self._file: int | None = None
        try:
            self._file = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
            with os.fdopen(os.dup(self._file), "rb", buffering=1 << 18) as lines:
                self._read(lines)
        except FileNotFoundError:
            return
        except OSError as error:
            self.close()
            raise OutputError(
                f"{self.path} cannot be read: {error.strerror}",
                hint="change its rights, or move it away: every file then counts as not ours",
            ) from error

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
        """Yield id and format of every file, in the order in which they were first written."""
        for key in self._index:
            format_, _, id_ = key.partition(" ")
            yield id_, format_

    def find(self, id_: str, format_: str) -> History | None:
        """Return the versions of one file, or None if it was never written."""
        places = self._index.get(f"{format_} {id_}")
        if places is None:
            return None
        records, done = [], None
        for place in (places,) if isinstance(places, int) else places:
            record = self._record(place >> 1)
            records.append(record)
            if place & 1:
                done = record
        return History(tuple(records), done)

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
            key = f"{line['format']} {line['id']}"
            if "done" in line:
                self._mark_done(key, line["done"])
                return True
            _to_record(line)
        except (ValueError, KeyError, TypeError, RecursionError):
            return False
        known = self._index.get(key)
        if known is None:
            self._index[key] = start * 2
        else:
            self._index[key] = (
                *((known,) if isinstance(known, int) else known),
                start * 2,
            )
        return True

    def _mark_done(self, key: str, sha256: str) -> None:
        """Mark the newest version with this hash as done, and move it to the end."""
        places = self._index.get(key)
        if isinstance(places, int):
            if self._record(places >> 1).sha256 == sha256:
                self._index[key] = places | 1
        elif places is not None:
            for place in reversed(places):
                if self._record(place >> 1).sha256 == sha256:
                    others = tuple(p for p in places if p != place)
                    self._index[key] = (*others, place | 1)
                    break

    def _record(self, start: int) -> Record:
        assert self._file is not None
        text, size = b"", 2048
        while b"\n" not in text:
            text = os.pread(self._file, size, start)
            size *= 4
        return _to_record(json.loads(text[: text.index(b"\n")]))


def encode(line: Mapping[str, Any]) -> bytes:
    """Return one line of JSON: UTF-8, no line break inside (JSON escapes them)."""
    text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass") + b"\n"


def _to_record(line: Mapping[str, Any]) -> Record:
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
    )
