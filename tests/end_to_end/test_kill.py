"""Runs that are killed at any moment, with their workers, and the runs that go on after them."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from tests.app import renderers
from tests.app.batch.test_plan_execution import files_in, go, make_jobs
from tests.output.disks import DeadlyDisk, WatchedDisk

from lettermerge.app.batch.render_chunk import Renderer
from lettermerge.output import commit
from lettermerge.output.job import Job
from lettermerge.output.manifest import Manifest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
from pathlib import Path
from lettermerge.app.batch.render_chunk import Renderer
from lettermerge.app.batch.plan_execution import RunOptions
from tests.app import renderers
from tests.app.batch.test_plan_execution import go, make_jobs
jobs = make_jobs({{f"m{{i}}": i for i in range({letters})}}, {version!r})
go(Path({output!r}), jobs, Renderer(renderers.unhurried, {version!r}), RunOptions({workers}))
"""


def start(output: Path, workers: int, version: str, letters: int) -> subprocess.Popen[bytes]:
    script = SCRIPT.format(output=str(output), workers=workers, version=version, letters=letters)
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    return subprocess.Popen(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": path},
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )


def check_whole(output: Path, *versions: dict[str, bytes]) -> None:
    """Every file that has a final name is one of its whole versions."""
    for path, content in files_in(output).items():
        assert path.endswith(".part") or content in [v.get(path) for v in versions]


@pytest.mark.slow
@pytest.mark.parametrize("workers", [0, 2])
@pytest.mark.parametrize("again", [False, True])
def test_after_a_kill_at_any_moment_the_next_run_ends_as_one_clean_run(
    tmp_path: Path, workers: int, again: bool
) -> None:
    letters = {f"m{i}": i for i in range(100)}
    old, new = make_jobs(letters, "one"), make_jobs(letters, "two")
    before = {job.path: renderers.content_of(job, "one") for job in old}
    clean = {job.path: renderers.content_of(job, "two") for job in new}
    chance = random.Random(5)
    killed = 0
    for turn in range(5):
        output = tmp_path / f"killed-{turn}"
        if again:
            go(output, old, Renderer(renderers.plain, "one"))
        process = start(output, workers, "two", 100)
        while not list(output.glob("uk/.*.part")) and process.poll() is None:
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.1))
        with suppress(ProcessLookupError):  # it may be faster than the kill
            os.killpg(process.pid, signal.SIGKILL)
        code = process.wait()
        assert code in {0, -signal.SIGKILL}
        killed += code == -signal.SIGKILL
        check_whole(output, clean, before if again else {})
        go(output, new, Renderer(renderers.plain, "two"))
        assert files_in(output) == clean
        plan, _, _ = go(output, new)
        assert plan.counts == {"keep": 200}
    assert killed


def in_a_child(output: Path, jobs: list[Job], disk: WatchedDisk, version: str) -> bool:
    """Run in a forked process; return whether it lived to the end."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            go(output, jobs, Renderer(renderers.plain, version), disk=disk)
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) in {0, -signal.SIGKILL}
    return os.waitstatus_to_exitcode(status) == 0


def names(jobs: list[Job], change: dict[str, str]) -> list[Job]:
    return [
        Job(
            job.id, job.label, job.format, change.get(job.id, job.name), job.group, job.payload,
            job.recipient_hash, job.causes,
        )
        for job in jobs
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    ("stage", "torn"),
    [
        ("first", False),
        ("swapped", True),
        ("first", True),
        ("template changed", False),
        ("template changed", True),
        ("renamed", False),
        ("renamed", True),
        ("swapped", False),
    ],
)
def test_a_kill_before_any_system_call_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str, torn: bool
) -> None:
    monkeypatch.setattr(commit, "GROUP", 3)  # so that every place of a group is met early
    letters = {f"m{i}": i for i in range(4)}
    first = make_jobs(letters, "one")
    changed = make_jobs(letters, "two")
    wanted = {
        "first": first,
        "template changed": changed,
        "renamed": names(first, {"m0": "uk/other", "m1": "elsewhere/m1"}),
        "swapped": names(changed, {"m0": "uk/m1", "m1": "uk/m0"}),
    }[stage]
    version = "two" if wanted[0].causes["template"] == "two" else "one"
    expected = {job.path: renderers.content_of(job, version) for job in wanted}
    before = {job.path: renderers.content_of(job, "one") for job in first}
    at, lived = 0, False
    while not lived:
        output = tmp_path / str(at)
        if stage != "first":
            go(output, first, Renderer(renderers.plain, "one"))
        lived = in_a_child(output, wanted, DeadlyDisk(at, torn=torn), version)
        check_whole(output, expected, before)
        go(output, wanted, Renderer(renderers.plain, version))
        assert files_in(output) == expected
        with Manifest(output) as manifest:
            assert manifest.broken == ()
        plan, _, _ = go(output, wanted)
        assert plan.counts == {"keep": 8}
        at += 1
    assert at > 10
