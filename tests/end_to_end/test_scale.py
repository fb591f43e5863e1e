"""A whole run over a long roster: how much memory a row takes, from spreadsheet to manifest."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.memory import ENVIRONMENT, ROOT
from tests.tiny import SETTINGS, TEMPLATE

FEW, MANY = 14_000, 24_000  # beyond the rows at which bounded caches are full, and far apart
MOST_BYTES = 2_000  # for each row, all stages together, beyond what the engines take

RENDER = """
import sys
from pathlib import Path
from lettermerge.app.batch.plan_execution import RunOptions
from lettermerge.app.signing.sealing import unsealed
from lettermerge.app.batch.batch import prepare, render
from lettermerge.app.batch.batch_model import Request
from lettermerge.config.settings import load_settings
from tests.memory import peak

folder = Path(sys.argv[1])
request = Request(unsealed(load_settings(folder)), folder, folder / "output")
outcome = render(prepare(request), RunOptions(workers=0)).outcome
assert outcome.exit_code == 0, outcome
print(outcome.written["docx"], peak())
"""

PLAN = """
import gc, sys, tracemalloc
from pathlib import Path
from lettermerge.app.signing.sealing import unsealed
from lettermerge.app.batch.batch import prepare
from lettermerge.app.batch.batch_model import Request
from lettermerge.config.settings import load_settings

folder = Path(sys.argv[1])
tracemalloc.start(1)
planned = prepare(Request(unsealed(load_settings(folder)), folder, folder / "output"))
gc.collect()
print(tracemalloc.get_traced_memory()[0])
"""
PLANNED = 8_000, 12_000
MOST_HELD = 1_450  # bytes of objects that a plan holds for each row


def peak_of_run(folder: Path, rows: int) -> int:
    """Render `rows` documents in a process of their own; return its peak memory in bytes."""
    make_project(folder, rows)
    written, peak = map(int, run(RENDER, folder).split())
    assert written == rows
    return peak


def make_project(folder: Path, rows: int) -> None:
    (folder / "letters").mkdir(parents=True)
    (folder / "lettermerge.toml").write_text(
        SETTINGS + '[output]\nformats = ["docx"]\n', encoding="utf-8"
    )
    (folder / "letters" / "a.md").write_text(TEMPLATE, encoding="utf-8")
    script = [sys.executable, "benchmarks/make_roster.py", str(rows), str(folder / "r.csv")]
    subprocess.run(script, cwd=ROOT, check=True)


def run(script: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder)],
        env=ENVIRONMENT, check=True, capture_output=True, text=True,
        encoding="utf-8",
    )  # fmt: skip
    return done.stdout


@pytest.mark.slow
def test_a_row_of_a_run_takes_little_memory(tmp_path: Path) -> None:
    few, many = peak_of_run(tmp_path / "few", FEW), peak_of_run(tmp_path / "many", MANY)
    assert (MANY - FEW) * 200 < many - few < (MANY - FEW) * MOST_BYTES


@pytest.mark.slow
def test_a_plan_holds_little_for_each_row(tmp_path: Path) -> None:
    held = []
    for rows in PLANNED:
        make_project(tmp_path / str(rows), rows)
        held.append(int(run(PLAN, tmp_path / str(rows))))
    rows = PLANNED[1] - PLANNED[0]
    assert rows * 200 < held[1] - held[0] < rows * MOST_HELD
