"""Signals, failing fast, and workers that are killed from outside."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from itertools import count
from pathlib import Path

import psutil
import pytest
from tests.app import renderers
from tests.app.batch.test_plan_execution import files_in, go, make_jobs
from tests.end_to_end.test_kill import ROOT, check_whole

from lettermerge.app.batch.plan_execution import RunOptions, run
from lettermerge.app.batch.render_chunk import Renderer
from lettermerge.app.batch.run_events import Event, FileWritten, WorkerLost
from lettermerge.errors import ExitCode
from lettermerge.output.lock import hold
from lettermerge.output.manifest import Manifest
from lettermerge.output.output_folder import Folder
from lettermerge.output.planner import make_plan
from lettermerge.workers.letter_limits import Limits
from lettermerge.workers.stop_signals import StopRequest

pytestmark = pytest.mark.slow  # real processes, real signals

PATIENCE = 300.0  # seconds: only a fault takes this long, on any machine

SLOW = make_jobs(dict.fromkeys((f"m{i}" for i in range(100)), "slow"))
#: More than are made before a signal comes, however late.
MANY = make_jobs(dict.fromkeys((f"m{i}" for i in range(4000)), "slow"))
SCRIPT = """
import sys
from pathlib import Path
from lettermerge.app.batch.render_chunk import Renderer
from lettermerge.app.batch.plan_execution import RunOptions
from lettermerge.workers.stop_signals import stop_on_signals
from tests.app import renderers
from tests.end_to_end import test_stop
from tests.app.batch.test_plan_execution import go
with stop_on_signals() as switch:
    jobs = getattr(test_stop, sys.argv[5])
    options = RunOptions(int(sys.argv[2]), stop=switch)
    renderer = Renderer(getattr(renderers, sys.argv[3]), sys.argv[4])
    outcome = go(Path(sys.argv[1]), jobs, renderer, options)[1]
print(outcome.rows_written, outcome.unreached, len(outcome.incomplete))
sys.exit(outcome.exit_code)
"""


def start(
    output: Path, workers: int, renderer: str, marks: str = "", jobs: str = "SLOW"
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(output), str(workers), renderer, marks, jobs],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])},
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def wait_for_a_letter(output: Path) -> None:
    until = time.monotonic() + PATIENCE
    while not list(output.glob("uk/m*.pdf")):
        assert time.monotonic() < until
        time.sleep(0.01)


def wait_until_stuck(marks: Path, processes: int) -> None:
    """Wait until so many processes have a letter in hand that takes an hour."""
    until = time.monotonic() + PATIENCE
    while len(list(marks.iterdir())) < processes:
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("workers", [0, 2])
def test_one_signal_finishes_the_letters_in_hand(
    tmp_path: Path, workers: int, number: signal.Signals
) -> None:
    process = start(tmp_path, workers, "naughty", jobs="MANY")
    wait_for_a_letter(tmp_path)
    os.killpg(process.pid, number)  # as a terminal does: the whole group gets it
    out, err = process.communicate(timeout=PATIENCE)
    assert err == ""
    assert process.returncode == ExitCode.INTERRUPTED
    written, unreached, incomplete = map(int, out.split())
    assert 0 < written < 4000
    assert incomplete == 0
    assert unreached == 8000 - 2 * written
    check_whole(tmp_path, {job.path: renderers.content_of(job) for job in MANY})
    assert not list(tmp_path.rglob(".*.part"))


@pytest.mark.parametrize("workers", [0, 2])
def test_a_second_signal_stops_now(tmp_path: Path, workers: int) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    output = tmp_path / "out"
    process = start(output, workers, "stuck_after_ten", str(marks))
    wait_until_stuck(marks, max(1, workers))
    os.killpg(process.pid, signal.SIGINT)
    time.sleep(0.5)
    assert process.poll() is None  # the letter in hand takes an hour
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (ExitCode.INTERRUPTED, "")
    assert int(out.split()[0]) >= 1
    check_whole(output, {job.path: renderers.content_of(job) for job in SLOW})
    assert not list(output.rglob(".*.part"))
    go(output, SLOW)
    assert len(files_in(output)) == 200


@pytest.mark.parametrize("workers", [0, 2])
def test_fail_fast_stops_at_the_first(tmp_path: Path, workers: int) -> None:
    letters = {f"m{i}": "fail" if i == 5 else "slow" for i in range(2000)}
    options = RunOptions(workers, fail_fast=True)
    _, outcome, _ = go(tmp_path, make_jobs(letters), Renderer(renderers.naughty), options)
    assert outcome.rows_written < 2000
    assert outcome.unreached > 0
    assert not outcome.interrupted
    assert outcome.exit_code is ExitCode.LETTERS


def children() -> list[psutil.Process]:
    """Return the processes that a test has started here and that have not ended, oldest first.

    Their numbers tell nothing of their age: the kernel begins anew at the highest.
    """
    found = psutil.Process().children(recursive=True)
    alive = [one for one in found if one.pid not in OTHERS and _is_alive(one)]
    return sorted(alive, key=psutil.Process.create_time)


def _is_alive(process: psutil.Process) -> bool:
    try:
        process.create_time()  # which it keeps from now on
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


#: Processes that were here before the test: what other modules serve their tests with.
OTHERS: set[int] = set()


@pytest.fixture(autouse=True)
def others() -> None:
    """Remember the processes that are no test's of this module."""
    OTHERS.clear()
    OTHERS.update(one.pid for one in psutil.Process().children(recursive=True))


def test_a_worker_killed_from_outside_is_replaced_and_nothing_is_lost(tmp_path: Path) -> None:
    killed: list[int] = []
    written = count()

    def kill(event: Event) -> None:
        # not the same letter's worker twice: a letter that ends two workers is given up
        if isinstance(event, FileWritten) and next(written) % 40 == 20 and len(killed) < 3:
            worker = children()[-1].pid
            if worker not in killed:
                killed.append(worker)
                os.kill(worker, signal.SIGKILL)

    options = RunOptions(2)
    with Folder(tmp_path) as folder, hold(folder) as journal, Manifest(tmp_path) as manifest:
        plan = make_plan(SLOW, {job.id for job in SLOW}, manifest, folder)
        outcome = run(plan, Renderer(renderers.naughty), journal, replace(options, listener=kill))
    assert killed
    assert outcome.written == {"pdf": 100, "docx": 100}
    assert outcome.exit_code is ExitCode.DONE
    assert not children()


def test_the_process_that_starts_workers_may_be_killed_too(tmp_path: Path) -> None:
    killed: list[int] = []

    def kill(event: Event) -> None:
        if isinstance(event, FileWritten) and not killed:
            killed.append(children()[0].pid)
            for child in children():
                child.kill()

    with Folder(tmp_path) as folder, hold(folder) as journal, Manifest(tmp_path) as manifest:
        plan = make_plan(SLOW, {job.id for job in SLOW}, manifest, folder)
        options = RunOptions(2, listener=kill)
        outcome = run(plan, Renderer(renderers.naughty), journal, options)
    assert killed
    assert outcome.written == {"pdf": 100, "docx": 100}


def test_a_letter_that_kills_one_worker_is_tried_once_more(tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    letters = {f"m{i}": i for i in range(20)} | {"bad": "die once"}
    renderer = Renderer(renderers.naughty, str(marks))
    _, outcome, events = go(tmp_path / "out", make_jobs(letters), renderer, RunOptions(2))
    assert outcome.exit_code is ExitCode.DONE
    assert len([event for event in events if isinstance(event, WorkerLost)]) == 1


def test_a_renderer_that_never_says_where_it_is_is_searched_letter_by_letter(
    tmp_path: Path,
) -> None:
    letters = {f"m{i}": i for i in range(20)} | {"bad": "die"}
    _, outcome, _ = go(tmp_path, make_jobs(letters), Renderer(renderers.silent), RunOptions(2))
    assert {f.id for f in outcome.failures} == {"bad"}
    assert outcome.rows_written == 20


@pytest.mark.parametrize("workers", [0, 1])
def test_a_renderer_that_cannot_be_made_is_told_at_once(tmp_path: Path, workers: int) -> None:
    with pytest.raises(ValueError, match="no renderer today"):
        go(tmp_path, make_jobs({"m": 1}), Renderer(renderers.unfit), RunOptions(workers))
    assert not children()


@pytest.mark.parametrize("payload", ["loop", "sleep", "raise", "fail"])
def test_without_workers_a_bad_letter_fails_alone_too(tmp_path: Path, payload: str) -> None:
    letters = {f"m{i}": i for i in range(10)} | {"bad": payload}
    options = RunOptions(0, Limits(cpu=0.5, wall=2.0))
    _, outcome, _ = go(tmp_path, make_jobs(letters), Renderer(renderers.naughty), options)
    assert {f.id for f in outcome.failures} == {"bad"}
    assert outcome.rows_written == 10
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_a_pressed_switch_begins_nothing(tmp_path: Path) -> None:
    switch = StopRequest()
    switch.request()
    _, outcome, _ = go(tmp_path, make_jobs({"m": 1}), options=RunOptions(2, stop=switch))
    assert (outcome.unreached, outcome.interrupted) == (2, True)


SUSPENDED = """
import sys
from pathlib import Path
from lettermerge.app.batch.render_chunk import Renderer
from lettermerge.workers.letter_limits import Limits
from lettermerge.app.batch.plan_execution import RunOptions
from tests.app import renderers
from tests.app.batch.test_plan_execution import go, make_jobs
jobs = make_jobs(dict.fromkeys((f"m{i}" for i in range(60)), "slow"))
options = RunOptions(int(sys.argv[2]), Limits(wall=float(sys.argv[3])))
outcome = go(Path(sys.argv[1]), jobs, Renderer(renderers.naughty), options)[1]
print(outcome.rows_written)
sys.exit(outcome.exit_code)
"""


@pytest.mark.parametrize("workers", [0, 2])
def test_a_run_that_was_suspended_loses_no_letter(tmp_path: Path, workers: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SUSPENDED, str(tmp_path), str(workers), "4"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])},
        start_new_session=True,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    wait_for_a_letter(tmp_path)
    os.killpg(process.pid, signal.SIGSTOP)  # as Ctrl-Z does
    time.sleep(6)  # longer than one letter may take, and than a look at the workers
    os.killpg(process.pid, signal.SIGCONT)
    out, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == ExitCode.DONE
    assert int(out) == 60
