"""Rosters that would fill the memory are refused at once, measured in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.memory import ENVIRONMENT
from tests.tiny import SETTINGS, TEMPLATE

from .bombs import BOMBS

SECONDS = 2.0  # of computing time, all of Python's own start included
MEGABYTES = 300

CHECK = """
import sys, time
from lettermerge.cli.app import run
from tests.memory import peak

print(run(["check", "-C", sys.argv[1]]), time.process_time(), peak())
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_two_seconds_and_300_megabytes(tmp_path: Path, name: str) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters/a.md").write_text(TEMPLATE, "utf-8")
    (tmp_path / "lettermerge.toml").write_text(SETTINGS.replace("r.csv", name), "utf-8")
    BOMBS[name](tmp_path / name)
    try:
        command = [sys.executable, "-c", CHECK, str(tmp_path)]
        done = subprocess.run(
            command, env=ENVIRONMENT, capture_output=True, text=True, encoding="utf-8", check=False
        )
    finally:
        (tmp_path / name).unlink()
    *_, code, seconds, peak = done.stdout.split()
    print(f"{name}: {float(seconds):.2f} s, {int(peak) >> 20} MB")
    assert int(code) == 3, done.stderr
    assert done.stderr.startswith(f"error: {name}"), done.stderr
    assert int(peak) < MEGABYTES << 20
    assert float(seconds) < SECONDS
