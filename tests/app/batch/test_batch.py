"""A run is prepared and carried out."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.tiny import write_tiny

from lettermerge.app.batch import render_chunk
from lettermerge.app.batch.batch import prepare, render
from lettermerge.app.batch.batch_model import Request
from lettermerge.app.batch.plan_execution import RunOptions
from lettermerge.app.signing.sealing import unsealed
from lettermerge.config.settings import load_settings


def test_a_run_in_its_own_process_opens_the_project_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_tiny(tmp_path)
    settings = unsealed(load_settings(tmp_path))
    prepared = prepare(Request(settings, tmp_path, tmp_path / "output"))

    def refuse(*_: object) -> None:
        raise AssertionError("the project is open already")

    monkeypatch.setattr(render_chunk, "open_project", refuse)
    outcome = render(prepared, RunOptions(workers=0)).outcome
    assert outcome.written.total() == len(prepared.jobs) > 0
