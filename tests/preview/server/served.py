"""Serve a project with the program itself, as its user starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.tiny import ROSTER, SETTINGS, TEMPLATE

import lettermerge

PATIENCE = 120.0  # seconds: only a fault takes this long, on any machine

#: Makes the watch fail, as nobody expects, when a file of this name is there.
FAILING_WATCH = """
import asyncio
from pathlib import Path
from lettermerge.preview.server import uvicorn_server
real = uvicorn_server.watch
async def watch(subscriptions):
    watching = asyncio.ensure_future(real(subscriptions))
    while not (Path("FILE").exists() or watching.done()):
        await asyncio.sleep(0.01)
    if not watching.done():
        watching.cancel()
        raise LookupError("of the watch")
uvicorn_server.watch = watch
"""


@dataclass(frozen=True)
class Served:
    """The process, and the address that it printed."""

    process: subprocess.Popen[str]
    url: str

    @property
    def token(self) -> str:
        return self.url.split("/")[3]

    @property
    def port(self) -> int:
        return int(self.url.split("/")[2].rpartition(":")[2])

    def interrupt(self) -> tuple[int, str, str]:
        """Press Ctrl-C; return the exit code and the rest of both streams."""
        self.process.send_signal(signal.SIGINT)
        out, err = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, out, err


def write_project(folder: Path) -> Path:
    """Write the tiny project of tests/tiny.py."""
    (folder / "letters").mkdir(parents=True)
    (folder / "lettermerge.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "letters" / "a.md").write_text(TEMPLATE, encoding="utf-8")
    (folder / "r.csv").write_text(ROSTER, encoding="utf-8")
    return folder.resolve()


@contextmanager
def served(folder: Path, *options: str, patch: str = "pass") -> Iterator[Served]:
    """Serve a project until the end of the context; `patch` is code that is run before."""
    code = f"{patch}\nfrom lettermerge.cli import main\nmain()"
    command = [sys.executable, "-c", code, "preview", "--serve", "-C", str(folder)]
    source = str(Path(lettermerge.__file__).parent.parent)
    process = subprocess.Popen(
        [*command, *(options or ("--port", "0"))],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": source},
    )
    try:
        assert process.stdout
        yield Served(process, process.stdout.readline().strip())
    finally:
        process.kill()
        process.communicate()
