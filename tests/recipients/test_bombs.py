"""Rosters that would fill the memory are refused at once, measured from outside."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.tiny import SETTINGS, TEMPLATE

from .bombs import BOMBS

SECONDS = 2.0  # of computing time, all of Python's own start included
MEGABYTES = 300


@pytest.mark.slow
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_two_seconds_and_300_megabytes(tmp_path: Path, name: str) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters/a.md").write_text(TEMPLATE, "utf-8")
    (tmp_path / "lettermerge.toml").write_text(SETTINGS.replace("r.csv", name), "utf-8")
    BOMBS[name](tmp_path / name)
    try:
        command = [sys.executable, "-m", "lettermerge", "check", "-C", str(tmp_path)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        assert process.stderr is not None
        said = process.stderr.read().decode()
        _, status, used = os.wait4(process.pid, 0)  # of this process, whatever ran before
    finally:
        (tmp_path / name).unlink()
    megabytes = used.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    seconds = used.ru_utime + used.ru_stime
    print(f"{name}: {seconds:.2f} s, {megabytes:.0f} MB")
    assert os.waitstatus_to_exitcode(status) == 3, said
    assert said.startswith(f"error: {name}"), said
    assert megabytes < MEGABYTES
    assert seconds < SECONDS
