"""Write drafts of e-mails: one EML file for each below the output folder, or one mbox file."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from ...errors import OutputError
from ...output.file_system_calls import Disk, fault_of
from ...output.store import StoredFiles

FOLDER = "mail"
_GROUP = 64  # drafts that share their syncs
_QUOTED = re.compile(rb"^(>*From )", re.MULTILINE)


def draft_path(letter: str) -> str:
    """Return the path of the draft of a letter whose file is at `letter` (below the output)."""
    return f"{FOLDER}/{letter.rpartition('.')[0]}.eml"


def write_drafts(folder: StoredFiles, drafts: Iterable[tuple[str, bytes]]) -> Iterator[str]:
    """Write drafts (path, content), each whole or absent; yield the paths as they are there.

    Raises:
        OutputError: the disk is full, or whatever else the system says.
    """
    group: list[tuple[str, bytes]] = []
    for one in drafts:
        group.append(one)
        if len(group) == _GROUP:
            yield from _write_group(folder, group)
            group = []
    yield from _write_group(folder, group)


def _write_group(folder: StoredFiles, group: list[tuple[str, bytes]]) -> list[str]:
    folder.write_group(group)
    return [path for path, _ in group]


def write_mbox(path: Path, drafts: Iterable[bytes], day: date, disk: Disk | None = None) -> int:
    """Write all drafts into one mbox file, whole or absent; return how many.

    It is in the format mboxrd with the system's line ends, the day in each "From " line.

    Raises:
        OutputError: the file cannot be written; one that was there stays as it was.
    """
    disk = disk or Disk()
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    head = f"From MAILER-DAEMON {day:%a %b} {day.day:>2} 00:00:00 {day.year}\n".encode("ascii")
    count = 0
    try:
        file = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
        try:
            for draft in drafts:
                text = _QUOTED.sub(rb">\1", draft.replace(b"\r\n", b"\n"))
                end = b"\n" if text.endswith(b"\n") else b"\n\n"
                disk.write(file, head + text + end)
                count += 1
            disk.sync(file)
        finally:
            os.close(file)
        part.replace(path)
    except OSError as error:
        raise OutputError.from_fault(fault_of(error, path), path) from error
    finally:
        part.unlink(missing_ok=True)
    return count
