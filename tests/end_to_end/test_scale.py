"""A whole run over a long roster: how much memory a row takes, from spreadsheet to manifest."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.memory import ENVIRONMENT, ROOT
from tests.tiny import SETTINGS, TEMPLATE

FEW, MANY = 14_000, 24_000  # beyond the rows at which bounded caches are full, and far apart
MOST_BYTES = 1_600  # for each row, all stages together, beyond what the engines take

RENDER = """
import sys
from pathlib import Path
from lettermerge.app.run import RunOptions
from lettermerge.app.pipeline import unsealed
from lettermerge.app.batch import Request, prepare, render
from lettermerge.config.settings import load_settings
from tests.memory import peak

folder = Path(sys.argv[1])
request = Request(unsealed(load_settings(folder)), folder, folder / "output")
outcome = render(prepare(request), RunOptions(workers=0)).outcome
assert outcome.exit_code == 0, outcome
print(outcome.written["docx"], peak())
"""


def peak_of_run(folder: Path, rows: int) -> int:
    """Render `rows` documents in a process of their own; return its peak memory in bytes."""
    (folder / "letters").mkdir(parents=True)
    (folder / "lettermerge.toml").write_text(
        SETTINGS + '[output]\nformats = ["docx"]\n', encoding="utf-8"
    )
    (folder / "letters" / "a.md").write_text(TEMPLATE, encoding="utf-8")
    script = [sys.executable, "benchmarks/make_roster.py", str(rows), str(folder / "r.csv")]
    subprocess.run(script, cwd=ROOT, check=True)
    done = subprocess.run(
        [sys.executable, "-c", RENDER, str(folder)],
        env=ENVIRONMENT, check=True, capture_output=True, text=True,
        encoding="utf-8",
    )  # fmt: skip
    written, peak = map(int, done.stdout.split())
    assert written == rows
    return peak


@pytest.mark.slow
def test_a_row_of_a_run_takes_little_memory(tmp_path: Path) -> None:
    few, many = peak_of_run(tmp_path / "few", FEW), peak_of_run(tmp_path / "many", MANY)
    assert (MANY - FEW) * 200 < many - few < (MANY - FEW) * MOST_BYTES
