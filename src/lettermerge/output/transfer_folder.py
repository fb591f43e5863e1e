"""Keep what goes to an object store, or comes from it, in a folder of this process.

It goes with the process; what killed ones left is removed by the next that needs one.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

from .job import hash_of

_NAME = "lettermerge-spool-"


def find_spool(purpose: str) -> Path:
    """Return this process's folder for something, in the folder for temporary files (TMPDIR)."""
    folder = _make_spool(os.getpid()) / hash_of(purpose)
    folder.mkdir(exist_ok=True)
    return folder


@cache
def _make_spool(pid: int) -> Path:
    """Return a new folder; whoever is forked from this process has another."""
    _sweep()
    spool = Path(tempfile.mkdtemp(prefix=f"{_NAME}{pid}-"))
    atexit.register(_remove, spool, pid)
    return spool


def _remove(spool: Path, pid: int) -> None:
    if os.getpid() == pid:
        shutil.rmtree(spool, ignore_errors=True)


def _sweep() -> None:
    """Remove the folders of processes of ours that are gone."""
    for old in Path(tempfile.gettempdir()).glob(f"{_NAME}*"):
        pid = old.name.removeprefix(_NAME).partition("-")[0]
        with suppress(OSError):
            if pid.isdigit() and not old.is_symlink() and old.stat().st_uid == os.getuid():
                _remove_if_gone(old, int(pid))


def _remove_if_gone(spool: Path, pid: int) -> None:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        shutil.rmtree(spool, ignore_errors=True)
