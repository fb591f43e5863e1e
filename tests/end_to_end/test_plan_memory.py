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


pytestmark = pytest.mark.skipif(
    not hasattr(ctypes.CDLL(None), "mallinfo2"), reason="only glibc tells what is allocated"
)


def test_what_objects_take_is_measured(tmp_path: Path) -> None:
    hold = "held = [bytes(100 + n % 2) for n in range(20_000)]\nprint(allocated())"
    program = f"from tests.memory import allocated\nprint(allocated())\n{hold}\ndel held\n"
    before, held, after = measure(f"{program}print(allocated())", tmp_path, PYTHONMALLOC="malloc")
    assert 20_000 * 133 < held - before < 20_000 * 180  # an object's head, and a place in the list
    assert after - before < 20_000


@pytest.mark.slow
def test_a_plan_holds_little_for_each_row(tmp_path: Path) -> None:
    few, many = (
        measure(PLAN, make_project(tmp_path / str(n), n), PYTHONMALLOC="malloc")[0]
        for n in (FEW, MANY)
    )
    assert (MANY - FEW) * 200 < many - few < (MANY - FEW) * MOST_BYTES
