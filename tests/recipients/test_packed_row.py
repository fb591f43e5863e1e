"""A large roster in a process of its own: how much memory a row takes."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.memory import ENVIRONMENT, ROOT
from tests.recipients.readers.formatted_sheets import Cell, write_xlsx

from lettermerge.config.settings import RosterSettings
from lettermerge.recipients import read_recipients
from lettermerge.recipients.packed_row import Headings, PackedRow, TypedRow
from lettermerge.templating import Sandbox
from lettermerge.typed_cell import TypedCell, value_text

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


CELLS = st.lists(
    st.text(max_size=8)
    | st.builds(TypedCell, st.text(max_size=8), st.text(min_size=1, max_size=8)),
    min_size=3,
    max_size=5,
)


@given(CELLS)
def test_a_packed_row_gives_back_texts_and_values(cells: list[str]) -> None:
    row = pickle.loads(pickle.dumps(TypedRow(Headings.of("abc"), cells)))
    assert row.unpack() == cells
    for heading, cell in zip("abc", cells, strict=False):
        assert row[heading] == cell
        assert value_text(row[heading]) == value_text(cell)
        assert isinstance(row[heading], TypedCell) is isinstance(cell, TypedCell)
    typed = [name for name, cell in zip("abc", cells, strict=False) if isinstance(cell, TypedCell)]
    assert list(row.typed_headings()) == typed


def test_the_row_of_a_csv_holds_no_values(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("id,parliament,full_name\na,nz,Ann\n", encoding="utf-8")
    (one,) = read_recipients([RosterSettings("r.csv")], tmp_path, Sandbox()).recipients
    assert type(one.row.cells) is PackedRow


@pytest.mark.slow
def test_a_row_of_a_sheet_takes_little_memory(tmp_path: Path) -> None:
    headings = ["id", "parliament", "full_name", "paid", "born", "share"]
    for rows, name in ((4096, "warm.csv"), (ROWS, "large.csv")):
        cells: list[list[Cell]] = [
            [f"m{n}x", "nz", "Ann Testwright", ("#,##0.00", n * 1.37), ("d mmmm yyyy", 20000 + n),
             ("0%", n / ROWS)]
            for n in range(rows)
        ]  # fmt: skip
        write_xlsx(tmp_path / name.replace("csv", "xlsx"), headings, cells)
    command = [sys.executable, "-c", MEASURE.replace(".csv", ".xlsx"), str(tmp_path)]
    done = subprocess.run(
        command, env=ENVIRONMENT, check=True, capture_output=True, text=True, encoding="utf-8"
    )
    count, _, used = map(int, done.stdout.split())
    assert count == ROWS
    assert used / ROWS < MOST_BYTES
