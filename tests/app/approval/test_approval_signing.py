"""What an approver is asked to agree to is what they sign."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.approving import NOW, approve, document_of, identity_of, make_approving
from tests.tiny import Tiny

from lettermerge.app.approval.approval_signing import (
    ApprovalPlan,
    ApprovingIdentity,
    plan_approval,
    require_same,
    write_approval,
)
from lettermerge.app.batch.batch import prepare, render
from lettermerge.app.batch.batch_model import Request
from lettermerge.app.batch.plan_execution import RunOptions
from lettermerge.app.pipeline import make_letter
from lettermerge.app.signing.sealing import Signer, unsealed
from lettermerge.config.settings import load_settings
from lettermerge.errors import OutputError, SettingsError, SigningError


@pytest.fixture
def tiny(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Tiny:
    return make_approving(tmp_path, capsys, monkeypatch)


def plan(tiny: Tiny, who: str = "dora") -> ApprovalPlan:
    settings = load_settings(tiny.folder)
    request = Request(unsealed(settings), tiny.folder, tiny.folder / "output")
    return plan_approval(request, ApprovingIdentity(identity_of(who)), settings.signing)


def test_letters_that_change_while_they_are_looked_at_are_not_approved(tiny: Tiny) -> None:
    shown = plan(tiny)
    assert [one.id for one in shown.letters] == ["nz", "a1", "a2"]
    require_same(shown, plan(tiny))
    roster = (tiny.folder / "r.csv").read_text(encoding="utf-8").replace("Testman", "Testperson")
    tiny.write("r.csv", roster)
    with pytest.raises(OutputError, match=r"changed while you looked at them \(1, a2 first\)"):
        require_same(shown, plan(tiny))


def test_the_list_is_signed_with_its_time_and_the_approvals_before_it(tiny: Tiny) -> None:
    approve(tiny, "dora", "a1")
    path = write_approval(plan(tiny), identity_of("dora"), "the rest", datetime.now(UTC))
    assert path.name == "0002.p7m"
    second = document_of(tiny, 2)
    assert [one.id for one in second.letters] == ["nz", "a2"]
    assert [*second.earlier] == ["0001"]
    assert (second.note, second.count) == ("the rest", 1)


def test_an_identity_that_is_not_valid_now_signs_no_list(tiny: Tiny) -> None:
    with pytest.raises(SigningError, match="Dora cannot sign: the certificate is not valid before"):
        write_approval(plan(tiny), identity_of("dora"), "", NOW.replace(year=2020))
    assert not (tiny.folder / "approvals").exists()


def test_nobody_approves_where_nobody_is_asked(tiny: Tiny) -> None:
    text = (tiny.folder / "lettermerge.toml").read_text(encoding="utf-8")
    tiny.write("lettermerge.toml", text.partition("[approval]")[0])
    with pytest.raises(SettingsError, match="the settings ask for no approval"):
        plan(tiny)


def test_a_program_seals_no_letter_that_waits(tiny: Tiny) -> None:
    settings = load_settings(tiny.folder)
    signer = Signer(identity_of("sam"), datetime.now(UTC))
    request = Request(settings, tiny.folder, tiny.folder / "output", signer=signer)
    assert len(prepare(request).jobs) == 0
    prepared = prepare(request, withholds=False)
    with pytest.raises(SigningError, match="letters wait for approval"):
        render(prepared, RunOptions(workers=0))
    letter = prepared.jobs.letters[0]
    with pytest.raises(SigningError, match="letters are sealed in runs alone"):
        make_letter(prepared.project, letter, "pdf", signer)
    assert not list(tiny.folder.rglob("*.pdf"))
