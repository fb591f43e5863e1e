"""Check what surrounds the program: Python, faces, processes, encoding, clock, disk, office."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from ...layout.fonts import FACES
from ...workers.parallel_map import cores
from .finding import Finding, Thing
from .package_managers import install_command
from .python_packages import installs_again

#: No clock that is right shows less: this version is not older. Certificates end before the other.
_EARLIEST, _LATEST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_APART = 120.0  # seconds by which a file system's clock may differ from that of the machine
_ROOM = 100 << 20  # bytes: a thousand letters in both formats, and what is written meanwhile
_PYTHON = (3, 11)


def check_python() -> Finding:
    """Return whether Python is new enough."""
    version = ".".join(map(str, sys.version_info[:3]))
    fault = "" if sys.version_info >= _PYTHON else f"{version} is too old"
    fix = install_command({"apt": "python3.11", "dnf": "python3.11", "brew": "python@3.13"})
    return Thing("python", "Python 3.11", "runs the program").judge(fault, fix, version)


def check_processes() -> Finding:
    """Return whether a process can be forked: workers are. Without, one process does it all."""
    thing = Thing("processes", "Processes", "makes many letters at once", needed=False)
    if not hasattr(os, "fork"):
        return replace(thing, needed=True).judge("this system cannot fork", "use WSL")
    try:
        child = os.fork()
    except OSError as error:
        return thing.judge(f"{error}", "raise `ulimit -u`, or render with -j 0")
    if child == 0:
        os._exit(0)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    fault = f"a forked process ended with {ended}" if ended else ""
    return thing.judge(fault, "render with -j 0", f"{cores()} at once")


def check_encoding() -> Finding:
    """Return whether names of files and what is printed can hold every letter."""
    used = (sys.getfilesystemencoding(), getattr(sys.stdout, "encoding", None) or "utf-8")
    wrong = [one for one in used if one.lower().replace("-", "") != "utf8"]
    fault = f"{wrong[0]}, which lacks most letters" if wrong else ""
    fix = "`export LC_ALL=C.UTF-8`, or set PYTHONUTF8=1"
    thing = Thing("encoding", "Encoding", "names and messages with every letter", needed=False)
    return thing.judge(fault, fix, "UTF-8")


def check_faces() -> Finding:
    """Return whether the bundled faces are the ones that letters are measured in."""
    from hashlib import sha256

    wrong = []
    for face in FACES:
        try:
            content = face.path.read_bytes()
        except OSError as error:
            wrong.append(f"{face.file} cannot be read: {error.strerror or error}")
            continue
        if sha256(content).hexdigest() != face.sha256:
            wrong.append(f"{face.file} is not the file that was bundled")
    found = f"{len(FACES)}, checksums right"
    thing = Thing("faces", "Bundled faces", "set every letter")
    return thing.judge("; ".join(wrong), installs_again(), found)


def check_office() -> Finding:
    """Return whether LibreOffice is on PATH; only some checks and imports use it."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    purpose = "imports .doc and .rtf letters, and counts the pages of DOCX in check --rendered"
    fix = install_command(
        {"apt": "libreoffice-writer", "dnf": "libreoffice-writer", "brew": "--cask libreoffice"}
    )
    thing = Thing("libreoffice", "LibreOffice", purpose, needed=False)
    return thing.judge("" if program else "not on PATH", fix, program or "")


def output_folder(start: Path) -> Path:
    """Return where letters of the project at or above `start` go; below `start` for no project.

    Where they go to an object store it is the project folder: nothing is asked of a network.

    Settings that cannot be read count as those without a word on it: `check` names what is wrong.
    """
    for folder in (start, *start.parents):
        file = folder / "lettermerge.toml"
        if file.is_file():
            try:
                table = tomllib.loads(file.read_text(encoding="utf-8-sig")).get("output", {})
                directory = str(table.get("directory", "output"))
                return folder if "://" in directory else folder / directory
            except (OSError, ValueError, AttributeError):
                return folder / "output"
    return start / "output"


def check_output(folder: Path) -> Iterator[Finding]:
    """Yield whether the output folder can be written, has room, and has the machine's clock.

    A file without a name is made there, or in the folder that it will be made in, and is gone.
    """
    there = next(one for one in (folder, *folder.parents) if one.exists())
    clock = time.time()
    made_at: float | None = None
    fault = ""
    try:
        with tempfile.TemporaryFile(dir=there) as file:
            file.write(b"letter")
            file.flush()
            os.fsync(file.fileno())
            made_at = os.fstat(file.fileno()).st_mtime
    except OSError as error:
        fault = f"{there}: {error.strerror or error}"
    fix = "change the rights of that folder, or set output.directory"
    thing = Thing("output", "Output folder", f"letters go to {folder}")
    yield thing.judge(fault, fix, f"{there} can be written")
    yield check_room(there)
    yield check_clock(datetime.fromtimestamp(clock, UTC), made_at)


def check_room(folder: Path, needed: int = _ROOM) -> Finding:
    """Return whether so many bytes are free on a folder's disk."""
    thing = Thing("disk", "Disk", "holds the letters")
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return thing.judge(f"{error}", "check the disk")
    fault = "" if free >= needed else f"{free >> 20:,} MB free, {needed >> 20:,} MB needed"
    found = f"{free >> 20:,} MB free"
    return thing.judge(fault, "make room on that disk", found)


def check_clock(now: datetime, file_time: float | None = None) -> Finding:
    """Return whether the clock can be right; `file_time` is that of a file made at `now`.

    Signatures, certificates and the ledger say when something was done.
    """
    shown = now.strftime("%Y-%m-%d %H:%M UTC")
    fault = ""
    if not _EARLIEST <= now < _LATEST:
        fault = f"it shows {shown}"
    elif file_time is not None and abs(file_time - now.timestamp()) > _APART:
        other = datetime.fromtimestamp(file_time, UTC).strftime("%Y-%m-%d %H:%M UTC")
        fault = f"it shows {shown}, and the disk of the output folder {other}"
    fix = "set the clock: `sudo timedatectl set-ntp true`, or the system settings"
    return Thing("clock", "Clock", "dates signatures and the ledger").judge(fault, fix, shown)
