"""A letter is sealed as it was approved, though its template is saved while the run goes on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.approving import ONE, SIGNING, approve, make_approving
from tests.tiny import SETTINGS, Tiny

from lettermerge.app.batch.batch import prepare, render
from lettermerge.app.batch.batch_model import Request
from lettermerge.app.batch.plan_execution import RunOptions
from lettermerge.app.signing.sealing import make_signer
from lettermerge.config.settings import load_settings
from lettermerge.errors import ExitCode

VISIBLE = SIGNING + "visible_line = true\n"


@pytest.fixture
def tiny(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Tiny:
    return make_approving(tmp_path, capsys, monkeypatch)


@pytest.mark.slow
def test_a_template_saved_after_the_plan_is_not_sealed(tiny: Tiny) -> None:
    assert approve(tiny)[0] == 0
    settings, now = load_settings(tiny.folder), datetime.now(UTC)
    signer = make_signer(settings, tiny.folder, None, now)
    request = Request(settings, tiny.folder, tiny.folder / "output", signer=signer)
    prepared = prepare(request)
    assert len(prepared.jobs) == 6
    text = (tiny.folder / "letters/a.md").read_text(encoding="utf-8")
    tiny.write("letters/a.md", text.replace("Body", "Unread"))
    outcome = render(prepared, RunOptions(workers=1)).outcome
    assert (outcome.rows_written, outcome.rows_failed) == (0, 3)
    assert outcome.exit_code is ExitCode.SIGNATURE
    codes = {one.code for failure in outcome.failures for one in failure.diagnostics}
    assert codes == {"approval.changed"}
    assert not [name for name in tiny.files() if name.endswith((".pdf", ".docx"))]


@pytest.mark.slow
def test_the_line_that_names_the_signer_is_none_of_what_is_approved(tiny: Tiny) -> None:
    assert approve(tiny)[0] == 0
    tiny.write("lettermerge.toml", SETTINGS + VISIBLE + ONE)
    assert tiny.run("render", "-j", "0", "-q")[0] == 6  # but whether there is such a line
    assert approve(tiny)[0] == 0
    assert tiny.run("render", "-j", "0", "-q")[0] == 0
