"""Run commands in forks of one process that has imported the program, and measure what each takes.

To start Python and to import all that a command needs takes longer than most commands do.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

from tests.memory import ENVIRONMENT, peak
from tests.tiny import write_tiny

#: CPU seconds for what means harm, of a machine on which a harmless project takes half of them.
SECONDS = 1.5
TRIES = 3
#: Bytes of address space that a command may have.
_ROOM = 4 << 30


@dataclass(frozen=True)
class MeasuredRun:
    """What a command said on stderr, its exit code, its CPU seconds without imports, its peak."""

    stderr: str
    code: int
    seconds: float
    peak: int


@dataclass(frozen=True)
class ForkedRuns:
    """The process. `harmless` are the CPU seconds of a `check` of the tiny project."""

    process: subprocess.Popen[str]
    harmless: float = 0.0

    @property
    def most_seconds(self) -> float:
        """Return the bound for what means harm: more than SECONDS only on a slow machine."""
        return max(SECONDS, 3 * self.harmless)

    def run(self, *arguments: str) -> MeasuredRun:
        """Run `lettermerge` with these arguments."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(arguments) + "\n")
        self.process.stdin.flush()
        return MeasuredRun(*json.loads(self.process.stdout.readline()))

    def run_at_best(self, *arguments: str) -> MeasuredRun:
        """Run what means harm, up to `TRIES` times until it takes no longer than it may.

        Other programs, which share the processor's caches, only ever add to its seconds.
        """
        done = self.run(*arguments)
        for _ in range(TRIES - 1):
            if done.seconds < self.most_seconds:
                break
            done = min(done, self.run(*arguments), key=lambda one: one.seconds)
        return done


@contextmanager
def forked_runs(folder: Path) -> Iterator[ForkedRuns]:
    """Start the process, and end it with the block; `folder` is for the tiny project."""
    write_tiny(folder)
    with subprocess.Popen(
        [sys.executable, "-m", "tests.forked_runs", str(folder)],
        env=ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        runs = ForkedRuns(process)
        tries = [runs.run("check", "-C", str(folder)) for _ in range(3)]
        assert {one.code for one in tries} == {0}, tries
        yield ForkedRuns(process, min(one.seconds for one in tries))
        assert process.stdin is not None
        process.stdin.close()


def _serve(folder: str) -> None:
    """Import what `check` needs, then run each command that is asked for in a fork."""
    for name in _imports_of("check", "-C", folder):
        with suppress(ImportError):
            importlib.import_module(name)
    for line in sys.stdin:
        reader, writer = os.pipe()
        with TemporaryFile() as stderr:
            child = os.fork()
            if child == 0:
                _run(json.loads(line), stderr.fileno(), writer)
            os.close(writer)
            with os.fdopen(reader, "rb") as told:
                result = told.read() or b"[-1, 0, 0]"  # it was killed
            os.waitpid(child, 0)
            stderr.seek(0)
            said = stderr.read().decode("utf-8", "replace")
        print(json.dumps([said, *json.loads(result)]), flush=True)


def _run(arguments: Sequence[str], stderr: int, writer: int) -> None:
    from lettermerge.cli.application import run

    os.dup2(stderr, 2)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    resource.setrlimit(resource.RLIMIT_AS, (_ROOM, _ROOM))
    code = run(list(arguments))
    sys.stderr.flush()
    os.write(writer, json.dumps([code, time.process_time(), peak()]).encode())
    os._exit(0)


def _imports_of(*arguments: str) -> list[str]:
    """Return the modules that a command imports."""
    program = (
        "import sys; from lettermerge.cli.application import run; run(sys.argv[1:]); "
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    return done.stderr.splitlines()[-1].split()


if __name__ == "__main__":
    _serve(sys.argv[1])
