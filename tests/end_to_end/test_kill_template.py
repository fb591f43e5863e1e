"""Letters made anew after a change of the template, killed at random moments."""

from __future__ import annotations

import shutil
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


def test_a_change_of_the_template(tmp_path: Path) -> None:
    old = make_project(tmp_path / "old", "none", "one", ROWS)
    finish(tmp_path / "old")
    new = make_project(tmp_path / "new", "none", "two", ROWS)
    finish(tmp_path / "new")
    before, expected = letters_in(old), letters_in(new)
    assert before.keys() == expected.keys()
    assert not set(before.values()) & set(expected.values())

    output = make_project(tmp_path / "killed", "none", "two", ROWS)

    def begin() -> None:
        shutil.copytree(old, output)

    def judge(path: str, content: bytes) -> str:
        whole = content in (before.get(path), expected.get(path))
        return "" if whole else f"{len(content)} bytes of neither version"

    def count() -> int:
        return sum(expected[path] == content for path, content in letters_in(output).items())

    def end() -> None:
        assert files_in(output) == expected
        check_done(output)

    paces = {}
    for workers in (0, 2):
        shutil.rmtree(output, ignore_errors=True)
        begin()
        paces[workers] = finish(tmp_path / "killed", workers)
        end()
    trial = Trial(tmp_path / "killed", 2 * ROWS, paces, begin, judge, count, end)
    score = kill_at_random_moments(trial, seed=21)
    assert score.kills >= KILLS
    assert score.ends >= KILLS // LINKS
    assert score.met > 0
    assert score.files >= score.ends * 4 * ROWS  # each was seen as it was, and as it became
