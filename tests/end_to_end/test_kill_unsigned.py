"""Real letters, killed at random moments: what goes on ends as one clean run."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.app.batch.test_plan_execution import files_in
from tests.end_to_end.killing import (
    KILLS,
    LINKS,
    Trial,
    check_done,
    finish,
    kill_at_random_moments,
    letters_in,
    make_project,
)

pytestmark = [pytest.mark.slow, pytest.mark.soak]

ROWS = 120


def test_a_first_run(tmp_path: Path) -> None:
    clean = [make_project(tmp_path / f"clean-{n}", "none", "one", ROWS) for n in (0, 2)]
    paces = {n: finish(tmp_path / f"clean-{n}", n) for n in (0, 2)}
    expected = letters_in(clean[0])
    assert expected == letters_in(clean[1])
    assert len(expected) == 2 * ROWS
    output = make_project(tmp_path / "killed", "none", "one", ROWS)

    def judge(path: str, content: bytes) -> str:
        return "" if content == expected.get(path) else f"{len(content)} bytes of no clean run"

    def count() -> int:
        return len(letters_in(output))

    def end() -> None:
        assert files_in(output) == expected
        check_done(output)

    trial = Trial(tmp_path / "killed", 2 * ROWS, paces, lambda: None, judge, count, end)
    score = kill_at_random_moments(trial, seed=20)
    assert score.kills >= KILLS
    assert score.ends >= KILLS // LINKS
    assert score.met > 0
    assert score.files >= score.ends * 2 * ROWS
