"""What a manifest records of a file is held to the approvals of its project."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.app.approval.test_approval_status import HASH, approval, rule
from tests.approving import NOW, approve, identity_of, make_approving

from lettermerge.app.approval.approval_status import Approvals
from lettermerge.app.approval.finished_file_approval import (
    ApprovedFiles,
    is_sealed,
    refuse_record,
    tell_approvers,
)
from lettermerge.errors import SettingsError
from lettermerge.output.manifest import Record

RECORD = Record("a1", "pdf", "a1.pdf", "0" * 64, 1, fingerprint={"approval": HASH}, signer="f" * 64)


def test_a_recorded_file_is_approved_by_others_than_its_signer() -> None:
    known = rule("dora", "vera")
    approvals = Approvals(known, [approval("dora", 1, known)])
    assert refuse_record(approvals, RECORD) == ""
    assert tell_approvers(approvals, RECORD) == "approved by Dora"
    sealed = replace(RECORD, signer=identity_of("dora").fingerprint)
    assert refuse_record(approvals, sealed).endswith("no approval that counts covers it")
    both = Approvals(known, [approval("dora", 1, known), approval("vera", 2, known)])
    assert refuse_record(both, sealed) == ""


def test_why_a_recorded_file_is_not_approved_is_said() -> None:
    two = rule("dora", "vera", count=2)
    approvals = Approvals(two, [approval("dora", 1, two)])
    assert refuse_record(approvals, RECORD) == "it waits for approval: Dora alone approved it"
    older = replace(RECORD, fingerprint={})
    assert "before the settings asked for an approval" in refuse_record(approvals, older)
    other = replace(RECORD, id="a2")
    assert "no approval that counts covers it" in refuse_record(approvals, other)
    assert tell_approvers(approvals, other) == ""


@pytest.mark.parametrize(
    ("signer", "cosigners", "sealed"),
    [("", (), False), ("demo:ff", (), False), ("ff", (), True), ("", ("ff",), True)],
)
def test_a_file_is_sealed_by_more_than_a_demo_identity(
    signer: str, cosigners: tuple[str, ...], sealed: bool
) -> None:
    assert is_sealed(replace(RECORD, signer=signer, cosigners=cosigners)) == sealed


def test_a_file_is_held_to_the_project_above_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny = make_approving(tmp_path / "p", capsys, monkeypatch)
    approve(tiny)
    files = ApprovedFiles(None, NOW)
    known = files.approvals_for(tiny.folder / "output/uk/a1.pdf")
    assert known is not None
    assert [one.signer for one in known.all] == ["Dora"]
    assert files.approvals_for(tmp_path / "elsewhere.pdf") is None
    assert ApprovedFiles(tiny.folder, NOW).approvals_for(tmp_path / "elsewhere.pdf") is not None
    refused = files.refuse_signature(tiny.folder / "output/x.pdf", None, identity_of("sam"))
    assert refused == "the manifest does not record it, so nobody has approved it"
    tiny.write("lettermerge.toml", "broken")
    with pytest.raises(SettingsError):
        ApprovedFiles(None, NOW).approvals_for(tiny.folder / "x.pdf")
    lenient = ApprovedFiles(None, NOW, lenient=True)
    assert lenient.approvals_for(tiny.folder / "x.pdf") is None
    assert [*lenient.unread] == [tiny.folder]
