"""A whole run over a long roster: how much memory a row takes, from spreadsheet to manifest."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.end_to_end.long_roster import make_project, measure

FEW, MANY = 8_000, 14_000  # beyond the rows at which bounded caches are full, and far apart
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


def peak_of_run(folder: Path, rows: int) -> int:
    """Render `rows` documents in a process of their own; return its peak memory in bytes."""
    written, peak = measure(RENDER, make_project(folder, rows))
    assert written == rows
    return peak


@pytest.mark.slow
def test_a_row_of_a_run_takes_little_memory(tmp_path: Path) -> None:
    few, many = peak_of_run(tmp_path / "few", FEW), peak_of_run(tmp_path / "many", MANY)
    assert (MANY - FEW) * 200 < many - few < (MANY - FEW) * MOST_BYTES
