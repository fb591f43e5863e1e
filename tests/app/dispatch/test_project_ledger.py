"""A ledger that is missing beside letters that went out is no empty ledger."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.tiny import Tiny, make_tiny

from lettermerge.app.batch.batch_model import Request
from lettermerge.app.dispatch.dispatch_rules import mark_dispatched
from lettermerge.app.dispatch.project_ledger import require_project_ledger
from lettermerge.config.settings import load_settings
from lettermerge.errors import OutputError


@pytest.fixture
def tiny(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    return make_tiny(tmp_path, capsys)


def test_a_ledger_must_be_there_once_letters_went_out_of_any_folder(tiny: Tiny) -> None:
    settings = load_settings(tiny.folder)
    elsewhere = tiny.folder / "elsewhere"
    assert not require_project_ledger(tiny.folder, settings, elsewhere).path.exists()
    mark_dispatched(Request(settings, tiny.folder, elsewhere))
    ledger = require_project_ledger(tiny.folder, settings, elsewhere)
    assert ledger.path == tiny.folder / "output/ledger.jsonl"
    assert [*ledger.events()] == []
    ledger.path.write_bytes(b"")
    with pytest.raises(OutputError, match="is empty: nobody knows who got one"):
        require_project_ledger(tiny.folder, settings, elsewhere)
    ledger.path.unlink()
    with pytest.raises(OutputError, match="nobody knows who got one"):
        require_project_ledger(tiny.folder, settings, elsewhere)
    require_project_ledger(tiny.folder, settings)  # of this folder none went out


def test_a_mark_is_made_once(tiny: Tiny) -> None:
    request = Request(load_settings(tiny.folder), tiny.folder, tiny.folder / "output")
    for _ in range(2):
        mark_dispatched(request)
    assert tiny.files()["manifest.jsonl"].count(b"dispatched") == 1
