"""A large roster in a process of its own: how much memory a row takes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.memory import ENVIRONMENT, ROOT

ROWS = 30_000
MOST_BYTES = 1_500  # for each row, all that is kept and all that is taken on the way

MEASURE = """
import sys
from pathlib import Path
from lettermerge.recipients import read_recipients
from lettermerge.templating import Sandbox
from lettermerge.config.settings import RosterSettings
from tests.memory import peak

folder = Path(sys.argv[1])
read = lambda name: read_recipients([RosterSettings(name)], folder, Sandbox())
read("warm.csv")
before = peak()
roster = read("large.csv")
print(len(roster.recipients), len(roster.report), peak() - before)
"""


@pytest.mark.slow
def test_a_row_takes_little_memory(tmp_path: Path) -> None:
    for rows, name in ((4096, "warm.csv"), (ROWS, "large.csv")):
        script = [sys.executable, "benchmarks/make_roster.py", str(rows), str(tmp_path / name)]
        subprocess.run(script, cwd=ROOT, check=True)
    command = [sys.executable, "-c", MEASURE, str(tmp_path)]
    done = subprocess.run(
        command, env=ENVIRONMENT, check=True, capture_output=True, text=True, encoding="utf-8"
    )
    recipients, said, grown = map(int, done.stdout.split())
    assert (recipients, said) == (ROWS, 0)
    assert ROWS * 100 < grown < ROWS * MOST_BYTES
