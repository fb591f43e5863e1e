"""Measure how much memory a process has taken: of the tests, and of programs that they start."""

from __future__ import annotations

import ctypes
import gc
import os
import resource
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

#: What such a program needs to import this and the package.
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))}


#: Keeps a program whose files may not grow from leaving half of a compiled module, which fails
#: whatever imports it afterwards (https://github.com/python/cpython/issues/126606).
UNCOMPILED = {"PYTHONDONTWRITEBYTECODE": "1"}

#: Bytes that a process which runs tests may hold: two of them share a machine with what they start.
MOST = 1 << 30

#: Bytes that a process may take before it gives any back.
SLACK = 128 << 20
#: Bytes that this process held when it last gave back.
_settled = [0]


def fault(before: int, after: int, most: int) -> str:
    """Say by how much a process grew that went over `most` bytes between two peaks, or ""."""
    if before > most or after <= most:
        return ""
    return f"this process held {after >> 20} MB, and {before >> 20} MB before; {most >> 20} is all"


def peak() -> int:
    """Return the most bytes that this process has held in memory.

    On Linux not from getrusage(2): its ru_maxrss begins with what the process was forked from.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        lines = status.read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def held() -> int:
    """Return the bytes that this process holds in memory; its peak, where no file says it."""
    status = Path("/proc/self/statm")
    if status.is_file():
        return int(status.read_text(encoding="ascii").split()[1]) * resource.getpagesize()
    return peak()


class _Allocated(ctypes.Structure):
    """What mallinfo2(3) tells, since glibc 2.33."""

    _fields_ = [
        (name, ctypes.c_size_t)
        for name in (
            "arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks",
            "fordblks", "keepcost",
        )
    ]  # fmt: skip


def allocated() -> int:
    """Return the bytes that this process has asked of the C library and not given back.

    Objects of Python are among them where PYTHONMALLOC is "malloc". To trace each object by
    itself takes six times as long (tracemalloc).
    """
    tell = ctypes.CDLL(None).mallinfo2
    tell.restype = _Allocated
    told = tell()
    return int(told.uordblks + told.hblkhd)


def give_back_if_grown() -> None:
    """Give memory back where there may be much of it: to look for it takes half a second."""
    if held() > _settled[0] + SLACK:
        give_back()
        _settled[0] = held()


def give_back() -> None:
    """Forget the layouts of letters, and give what the C library keeps back (malloc_trim(3)).

    Only where they are known already: a test that never drew a letter loads no engine.
    """
    if known := sys.modules.get("lettermerge.writers.pdf.writer"):
        known.writer_for.cache_clear()
    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # which musl does not have
        if trim:
            trim(0)
