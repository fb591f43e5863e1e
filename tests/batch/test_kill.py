"""Runs that are killed at any moment, with their workers, and the runs that go on after them."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.batch.test_run import files_in, go, make_jobs

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import sys
from pathlib import Path
from lettermerge.batch.options import RunOptions
from tests.batch.test_run import go, make_jobs
jobs = make_jobs({{f"m{{i}}": i for i in range(300)}}, {template!r})
go(Path({output!r}), jobs, options=RunOptions({workers}))
"""


def start(output: Path, workers: int, template: str = "one") -> subprocess.Popen[bytes]:
    script = SCRIPT.format(output=str(output), workers=workers, template=template)
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    return subprocess.Popen(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": path},
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )


@pytest.mark.slow
@pytest.mark.parametrize("workers", [0, 2])
def test_after_a_kill_at_any_moment_the_next_run_ends_as_one_clean_run(
    tmp_path: Path, workers: int
) -> None:
    jobs = make_jobs({f"m{i}": i for i in range(300)})
    clean = tmp_path / "clean"
    go(clean, jobs)
    chance = random.Random(5)
    for turn in range(10):
        output = tmp_path / f"killed-{turn}"
        process = start(output, workers)
        while not (output / "uk").exists() and process.poll() is None:
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.12))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        expected = files_in(clean)
        for path, content in files_in(output).items():
            assert path.endswith(".part") or expected[path] == content
        go(output, jobs)
        assert files_in(output) == expected
        plan, _, _ = go(output, jobs)
        assert plan.counts == {"keep": 600}
