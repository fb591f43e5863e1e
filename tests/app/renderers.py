"""Small renderers that workers can import: good ones, slow ones, and every kind of bad one."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from lettermerge.app.batch.render_chunk import RenderGroup
from lettermerge.diagnostics import Diagnostic, Failure
from lettermerge.output.job import Job
from lettermerge.writers.writer_interface import Written

Results = Iterator[tuple[Job, Written | Failure | None]]


def content_of(job: Job, version: str = "") -> bytes:
    return f"{version}{job.id} {job.format} {job.payload}\n".encode() * 20


def plain(version: Any = None) -> RenderGroup:
    """Render each job to a few hundred bytes; `version` is a prefix."""

    def render(jobs: Sequence[Job]) -> Results:
        for job in jobs:
            yield job, None
            yield job, Written(content_of(job, version or ""), 2, route="variable", paper="a4")

    return render


def unhurried(version: Any = None) -> RenderGroup:
    """Like `plain`, but so slow that a kill comes before the end, however fast the machine."""
    render_plain = plain(version)

    def render(jobs: Sequence[Job]) -> Results:
        for result in render_plain(jobs):
            time.sleep(0.002)
            yield result

    return render


def silent(_: Any) -> RenderGroup:
    """Like `plain`, but never says which job it begins with."""

    def render(jobs: Sequence[Job]) -> Results:
        for job in jobs:
            _misbehave(job)
            yield job, Written(content_of(job), 1)

    return render


def naughty(marks: Any) -> RenderGroup:
    """Do to each letter what its payload says. `marks` is a folder in which deaths leave a mark."""

    def render(jobs: Sequence[Job]) -> Results:
        for job in jobs:
            yield job, None
            if failure := _misbehave(job, marks):
                yield job, failure
            else:
                yield job, Written(content_of(job), 1)

    return render


def stuck_after_ten(marks: Any) -> RenderGroup:
    """Render ten letters, then take an hour for one. `marks` is a folder that tells of this."""

    def render(jobs: Sequence[Job]) -> Results:
        for number, job in enumerate(jobs):
            yield job, None
            if number == 20:
                Path(marks, str(os.getpid())).touch()
            time.sleep(3600 if number == 20 else 0.03)
            yield job, Written(content_of(job), 1)

    return render


def _misbehave(job: Job, marks: Any = None) -> Failure | None:
    if job.payload == "fail":
        return Failure((Diagnostic("letter.test", "it was told to", hint="tell it not to"),))
    if job.payload == "die once":
        mark = Path(marks) / job.id
        if not mark.exists():
            mark.touch()
            _die()
    if isinstance(job.payload, str):
        _VICES.get(job.payload, lambda: None)()
    return None


def _raise() -> None:
    raise RuntimeError("a fault of the renderer")


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _loop() -> None:
    while True:
        pass


def _devour() -> None:
    blocks = []
    while True:
        blocks.append(bytearray(1 << 24))


_VICES: dict[str, Callable[[], object]] = {
    "raise": _raise,
    "die": _die,
    "abort": os.abort,
    "loop": _loop,
    "sleep": lambda: time.sleep(3600),
    "devour": _devour,
    "loop in C": lambda: pow(7, 10**9),
    "slow": lambda: time.sleep(0.02),
}


def unfit(_: Any) -> RenderGroup:
    raise ValueError("no renderer today")


def settle(folder: Path, setup: Any, secret: Any) -> Any:
    return setup


def describe() -> dict[str, str]:
    return {"renderer": "1"}
