"""Let a command go on when whoever reads its output has gone (`lettermerge check | head`).

What is printed after that goes nowhere: a run that is half done ends whole, and the exit code is
that of the command. Streams that were closed from the start lead nowhere, too.
"""

from __future__ import annotations

import io
import os
import sys
from typing import Any, TextIO


class _Pipe(io.FileIO):
    """Standard output or error: what nobody reads is dropped."""

    def write(self, data: Any, /) -> int:
        try:
            return super().write(data)
        except BrokenPipeError:
            _lead_nowhere(self.fileno())
            return memoryview(data).nbytes


def outlive_readers() -> None:
    """Replace standard output and error by streams that no closed pipe breaks."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:  # closed: the next file that is opened would take its place
            _lead_nowhere(number)
    sys.stdout = _unbreakable(sys.stdout, 1)
    sys.stderr = _unbreakable(sys.stderr, 2)


def _lead_nowhere(number: int) -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    if nowhere != number:
        os.dup2(nowhere, number)
        os.close(nowhere)


def _unbreakable(stream: TextIO | None, number: int) -> TextIO:
    raw = _Pipe(number, "w", closefd=False)
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding=stream.encoding if stream else "utf-8",
        errors=stream.errors if stream else "backslashreplace",
        line_buffering=number == 2 or raw.isatty(),
    )
