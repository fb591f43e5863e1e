"""`lettermerge approve --withdraw`: who gave an approval takes it back, for good."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.approving import NOW, TWO, approve, identity_of, make_approving
from tests.tiny import Tiny

from lettermerge.dispatch.approval_withdrawal import ApprovalWithdrawal, encode_withdrawal
from lettermerge.signing.signed_content import sign_content


@pytest.fixture
def tiny(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Tiny:
    """A project that Dora has approved; Vera may approve, too."""
    one = TWO.replace("count = 2", "count = 1")
    tiny = make_approving(tmp_path, capsys, monkeypatch, one)
    assert approve(tiny)[0] == 0
    return tiny


def withdraw(tiny: Tiny, who: str, *more: str) -> tuple[int, str, str]:
    return tiny.run("approve", "--identity", f"{who}.p12", "--yes", *more)


@pytest.mark.slow
def test_an_approval_that_was_taken_back_seals_and_dispatches_nothing(tiny: Tiny) -> None:
    assert tiny.run("render", "-j", "0", "-q", "a1", "-f", "pdf")[0] == 0
    kept = (tiny.folder / "approvals/0001.p7m").read_bytes()
    code, out, err = withdraw(tiny, "dora", "--withdraw", "1", "--note", "the date is wrong")
    assert code == 0, err
    assert out == "approvals/0002.p7m: Dora takes back approvals/0001.p7m (3 letters)\n"
    code, _, err = tiny.run("render", "-j", "0")
    assert code == 6
    assert "3 letters wait for approval" in err
    assert "the approval does not count" not in err  # it is in order
    assert tiny.run("print", "--dry-run")[0] == 6
    code, out, _ = tiny.run("approve", "--show")
    assert code == 6
    first, second = out.splitlines()[1:]
    assert "\tNO\tDora\t" in first
    assert "Dora took it back: approvals/0002.p7m, " in first
    assert second.startswith("approvals/0002.p7m\tyes\tDora\t")
    assert second.endswith("takes back approvals/0001.p7m; note: the date is wrong")
    code, out, _ = tiny.run("verify", "approvals")
    assert code == 0  # both files are what they were
    assert "took it back" in out
    for path in ("output/uk", "output", "."):  # below the manifest, at it, above it
        code, out, _ = tiny.run("verify", path)
        assert code == 6, path
        assert "no approval that counts covers it" in out
    (tiny.folder / "approvals/0009.p7m").write_bytes(kept)  # put back under another number
    assert tiny.run("render", "--dry-run", "-q")[0] == 6
    (tiny.folder / "approvals/0009.p7m").unlink()
    assert approve(tiny)[0] == 0  # a new approval of the same letters counts
    assert tiny.run("render", "--dry-run", "-q")[0] == 0
    assert tiny.run("print", "--dry-run", "a1")[0] == 0


@pytest.mark.slow
def test_nobody_else_takes_it_back(tiny: Tiny) -> None:
    for words, code, told in (
        (("vera", "--withdraw", "1"), 6, "was given by Dora: Vera cannot take it back"),
        (("mallory", "--withdraw", "1"), 6, "approval.certificates has no such certificate"),
        (("sam", "--withdraw", "1"), 6, "approval.certificates has no such certificate"),
        (("dora", "--withdraw", "7"), 2, "there is no approval 7"),
        (("dora", "--withdraw", "../x"), 2, "there is no approval ../x"),
        (("dora", "--withdraw", "1", "a1"), 2, "--withdraw is for whole approvals"),
        (("dora", "--withdraw", "1", "--show"), 2, "--show changes nothing"),
    ):
        found, _, err = withdraw(tiny, *words)
        assert found == code, words
        assert told in err
    code, _, err = tiny.run("approve", "--identity", "dora.p12", "--withdraw", "1")
    assert code == 2  # nobody is here to agree
    assert "add --yes" in err
    assert len(list((tiny.folder / "approvals").iterdir())) == 1


@pytest.mark.slow
def test_what_counts_for_nothing_is_not_taken_back_again(tiny: Tiny) -> None:
    assert withdraw(tiny, "dora", "--withdraw", "approvals/0001.p7m", "--json")[0] == 0
    for number, told in (("0001", "Dora took it back"), ("0002", "is no approval, but takes")):
        code, _, err = withdraw(tiny, "dora", "--withdraw", number)
        assert code == 2
        assert told in err
    facts = json.loads(tiny.run("approve", "--show", "--json")[1])["approvals"]
    assert [one["withdraws"] for one in facts] == [[], ["0001"]]
    assert [bool(one["withdrawn"]) for one in facts] == [True, False]


@pytest.mark.slow
def test_a_withdrawal_by_somebody_else_takes_nothing_back(tiny: Tiny) -> None:
    facts = json.loads(tiny.run("approve", "--show", "--json")[1])["approvals"]
    forged = ApprovalWithdrawal(NOW, {"0001": facts[0]["sha256"]})
    place = tiny.folder / "approvals/0002.p7m"
    for who in ("vera", "mallory"):
        place.write_bytes(sign_content(encode_withdrawal(forged), identity_of(who), NOW))
        assert tiny.run("render", "-q", "--dry-run")[0] == 0
    late = replace(forged, withdrawn_at=NOW.replace(year=2000))
    place.write_bytes(sign_content(encode_withdrawal(late), identity_of("dora"), NOW))
    assert tiny.run("render", "-q", "--dry-run")[0] == 0
