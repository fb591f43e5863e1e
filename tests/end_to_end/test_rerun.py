"""Real letters through the whole program: what is missing is made, and only that."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.app.batch.test_plan_execution import files_in
from tests.end_to_end.killing import finish, make_project

ROWS = 90

pytestmark = pytest.mark.slow


def test_missing_halves_of_pairs_are_each_made_for_their_own_recipient(tmp_path: Path) -> None:
    output = make_project(tmp_path, "none", "one", ROWS)
    finish(tmp_path)
    clean = files_in(output)
    for number, path in enumerate(sorted((output / "uk").iterdir())):
        if path.suffix == (".pdf", ".docx")[number // 2 % 2] or number % 12 == 0:
            path.unlink()
    assert len(files_in(output)) < 1.5 * ROWS
    finish(tmp_path)
    assert files_in(output) == clean
