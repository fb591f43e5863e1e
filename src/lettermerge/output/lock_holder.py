"""Find who holds, or held, an output folder, from the lines that runs leave in its manifest."""

from __future__ import annotations

import json
import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class LockHolder:
    """Who began a run: process, host, and when (ISO 8601)."""

    pid: int
    host: str
    started: str

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host}, since {self.started}"


def _find_end(file: int) -> int:
    """Return where the last whole line ends; what follows was torn."""
    size = os.fstat(file).st_size
    position = size
    while position > 0:
        start = max(0, position - 65536)
        found = os.pread(file, position - start, start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        position = start
    return 0


def find_interrupted(path: Path) -> LockHolder | None:
    """Return who began the last run, if no line says that it ended."""
    with _mapped(path) as text:
        began = _find_line(text, b'{"run":')
        return None if _find_line(text, b'{"ended":') > began else _to_holder(text, began)


def find_holder(path: Path) -> LockHolder | None:
    """Return who began the last run."""
    text = path.read_bytes()  # not mapped: its holder may cut it off meanwhile
    return _to_holder(text, _find_line(text, b'{"run":'))


@contextmanager
def _mapped(path: Path) -> Iterator[mmap.mmap | bytes]:
    with path.open("rb") as file:
        if not os.fstat(file.fileno()).st_size:
            yield b""
        else:
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
                yield text


def _find_line(text: mmap.mmap | bytes, head: bytes) -> int:
    found = text.rfind(b"\n" + head)
    return found + 1 if found >= 0 else 0 if text[: len(head)] == head else -1


def _to_holder(text: mmap.mmap | bytes, start: int) -> LockHolder | None:
    if start < 0:
        return None
    try:
        run = json.loads(text[start : text.find(b"\n", start)])["run"]
        return LockHolder(int(run["pid"]), str(run["host"]), str(run["started"]))
    except (ValueError, KeyError, TypeError):
        return None
