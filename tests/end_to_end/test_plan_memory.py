"""A plan of a long roster: how much memory a row takes until its letter is rendered."""

from __future__ import annotations

import ctypes
from pathlib import Path

import pytest
from tests.end_to_end.long_roster import make_project, measure

PLAN = """
import gc, sys
from pathlib import Path
from lettermerge.app.signing.sealing import unsealed
from lettermerge.app.batch.batch import prepare
from lettermerge.app.batch.batch_model import Request
from lettermerge.config.settings import load_settings
from tests.memory import allocated

folder = Path(sys.argv[1])
planned = prepare(Request(unsealed(load_settings(folder)), folder, folder / "output"))
gc.collect()
print(allocated())
"""
FEW, MANY = 8_000, 12_000
MOST_BYTES = 1_650  # of objects for each row, a tenth of them what the C library adds


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallinfo2"), reason="needs glibc")
def test_a_plan_holds_little_for_each_row(tmp_path: Path) -> None:
    few, many = (
        measure(PLAN, make_project(tmp_path / str(n), n), PYTHONMALLOC="malloc")[0]
        for n in (FEW, MANY)
    )
    assert (MANY - FEW) * 200 < many - few < (MANY - FEW) * MOST_BYTES
