"""Disks that are full or broken, folders that vanish: nothing partial, and a run that goes on."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import signal
import sys
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.app import renderers
from tests.app.batch.test_plan_execution import files_in, go, make_jobs
from tests.memory import UNCOMPILED
from tests.output.disks import FaultyDisk, WatchedDisk

from lettermerge.app.batch.plan_execution import RunOptions, run
from lettermerge.app.batch.render_chunk import Renderer
from lettermerge.app.batch.run_events import Event, FileWritten
from lettermerge.errors import ExitCode, OutputError
from lettermerge.output import commit
from lettermerge.output.lock import hold
from lettermerge.output.manifest import Manifest
from lettermerge.output.output_folder import Folder
from lettermerge.output.planner import make_plan

JOBS = make_jobs({f"m{i}": i for i in range(4)})
CLEAN = {job.path: renderers.content_of(job) for job in JOBS}


@pytest.mark.slow
@pytest.mark.parametrize("lasting", [False, True])
@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_a_failing_system_call_leaves_whole_files_and_a_run_that_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: int, lasting: bool
) -> None:
    monkeypatch.setattr(commit, "GROUP", 3)
    at, struck = 0, True
    while struck:
        output = tmp_path / str(at)
        disk = FaultyDisk(at, error, lasting=lasting)
        with suppress(OutputError):  # the very first line of the manifest cannot be written
            _, outcome, _ = go(output, JOBS, disk=disk)
            struck = len(disk.calls) > at
            complete = outcome.written == {"pdf": 4, "docx": 4}
            assert complete or outcome.exit_code is ExitCode.LETTERS
            assert complete or outcome.failures or outcome.stopped
            assert all(d.hint for f in outcome.failures for d in f.diagnostics)
        assert not list(output.rglob(".*.part"))
        for path, content in files_in(output).items():
            assert CLEAN[path] == content
        plan, _, _ = go(output, JOBS)
        assert {task.action for task in plan.tasks} <= {"write", "keep"}
        assert files_in(output) == CLEAN
        assert go(output, JOBS)[0].counts == {"keep": 8}
        at += 1
    assert at > 20


@pytest.mark.slow
@pytest.mark.parametrize("workers", [0, 2])
def test_a_really_full_disk_stops_the_run_and_says_what_to_do(
    tmp_path: Path, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # a limit on the size of a file stands in for the disk's: the manifest soon reaches it
    jobs = make_jobs({f"m{i}": i for i in range(200)})
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    for name, text in UNCOMPILED.items():
        monkeypatch.setenv(name, text)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, before[1]))
    try:
        _, outcome, _ = go(tmp_path, jobs, options=RunOptions(workers))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert outcome.stopped is not None
    assert outcome.stopped.code == "output.disk-full"
    assert "make room" in outcome.stopped.hint
    assert outcome.exit_code is ExitCode.LETTERS
    assert 0 < outcome.rows_written < 200
    assert outcome.rows_written + outcome.rows_failed == 200
    whole = {job.path: renderers.content_of(job) for job in jobs}
    assert all(whole[path] == content for path, content in files_in(tmp_path).items())
    go(tmp_path, jobs)
    assert files_in(tmp_path) == whole


def test_intents_are_on_disk_before_names_and_names_before_done(tmp_path: Path) -> None:
    disk = WatchedDisk()
    go(tmp_path, make_jobs({"a": 1, "b": 2}), disk=disk)
    kinds = [call.split()[0] for call in disk.calls]
    first_rename = kinds.index("rename")
    last_rename = len(kinds) - 1 - kinds[::-1].index("rename")
    assert kinds[:first_rename][-2:] == ["write", "sync_all"]  # the intents; parts and manifest
    assert disk.calls[first_rename - 1] == "sync_all 5"
    assert kinds[first_rename : last_rename + 1] == ["rename"] * 4
    assert kinds[last_rename + 1 :][:2] == ["sync", "write"]  # the folder; the done lines


@pytest.mark.slow
@pytest.mark.parametrize("workers", [0, 2])
def test_an_output_folder_that_vanishes_ends_the_run(tmp_path: Path, workers: int) -> None:
    output = tmp_path / "out"
    jobs = make_jobs({f"m{i}": "slow" for i in range(60)})

    def vanish(event: Event) -> None:
        while isinstance(event, FileWritten) and output.exists():
            shutil.rmtree(output, ignore_errors=True)  # workers may write into it meanwhile

    with Folder(output) as folder, hold(folder) as journal, Manifest(output) as manifest:
        plan = make_plan(jobs, {job.id for job in jobs}, manifest, folder)
        renderer = Renderer(renderers.naughty, str(tmp_path))
        outcome = run(plan, renderer, journal, RunOptions(workers, listener=vanish))
    assert outcome.stopped is not None
    assert outcome.stopped.code == "output.gone"
    assert outcome.exit_code is ExitCode.OUTPUT
    assert outcome.unreached + len(outcome.failures) > 0
    go(output, jobs)
    assert len(files_in(output)) == 120


def test_a_folder_without_rights_is_refused_with_a_hint() -> None:
    with tempfile.TemporaryDirectory() as top:
        Path(top).chmod(0o755)
        output = Path(top) / "out"
        output.mkdir(mode=0o555)
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                if os.geteuid() == 0:
                    os.seteuid(65534)  # root may write everywhere; nobody may not
                with pytest.raises(OutputError, match="may not be written") as refusal:
                    go(output, JOBS)
                code = 0 if "rights" in refusal.value.hint else 2
            finally:
                os._exit(code)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def test_a_letter_whose_folder_may_not_be_made_fails_alone(tmp_path: Path) -> None:
    (tmp_path / "uk").write_text("a file where the folder must go", encoding="utf-8")
    others = [job for job in make_jobs({"x": 1}) if job.format == "pdf"]
    elsewhere = [type(job)("y", "Y", "pdf", "eu/y", "a4", 1) for job in others]
    _, outcome, _ = go(tmp_path, others + elsewhere)
    assert [d.code for f in outcome.failures for d in f.diagnostics] == ["output.link"]
    assert outcome.written == {"pdf": 1}


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    output = tmp_path / "out"
    output.mkdir()
    (output / "uk").symlink_to(outside, target_is_directory=True)
    _, outcome, _ = go(output, JOBS)
    assert {d.code for f in outcome.failures for d in f.diagnostics} == {"output.link"}
    assert list(outside.iterdir()) == []


def test_a_link_at_a_letters_name_is_not_ours(tmp_path: Path) -> None:
    outside = tmp_path / "outside.pdf"
    outside.write_bytes(b"mine")
    output = tmp_path / "out"
    (output / "uk").mkdir(parents=True)
    (output / "uk" / "m0.pdf").symlink_to(outside)
    plan, outcome, _ = go(output, JOBS)
    assert [(t.job.path, t.reasons) for t in plan.refused] == [("uk/m0.pdf", ("foreign",))]
    assert outcome.exit_code is ExitCode.OUTPUT
    assert outside.read_bytes() == b"mine"


@pytest.mark.slow
@pytest.mark.parametrize("workers", [0, 2])
def test_a_clock_that_is_set_back_decides_nothing(tmp_path: Path, workers: int) -> None:
    times = iter([datetime(2030, 1, 1, tzinfo=UTC), datetime(1999, 1, 1, tzinfo=UTC)] * 50)
    for payload in ("new", "newer"):
        jobs = make_jobs({"m": payload}, template=payload)
        with Folder(tmp_path) as folder, hold(folder, lambda: next(times)) as journal:
            with Manifest(tmp_path) as manifest:
                plan = make_plan(jobs, {"m"}, manifest, folder)
            assert plan.counts == {"write": 2}
            run(plan, Renderer(renderers.plain), journal, RunOptions(workers))
    assert go(tmp_path, jobs)[0].counts == {"keep": 2}
