"""Which approvals count, and how many are enough: the rule that each was given under binds it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.approving import NOW, identity_of
from tests.signing import authority

from lettermerge.app.approval.approval_status import (
    Approval,
    ApprovalRule,
    Approvals,
    names_of,
    read_approvals,
)
from lettermerge.dispatch.approval_document import (
    SHARED_CAUSES,
    ApprovalDocument,
    ApprovedLetter,
    encode_approval,
)
from lettermerge.dispatch.approval_folder import add_approval_file
from lettermerge.signing.approvers import Approver
from lettermerge.signing.identity.certificate_rules import key_fingerprint_of
from lettermerge.signing.signed_content import sign_content

HASH = "a" * 64
KEY = ("a1", "pdf")


def approver(name: str) -> Approver:
    found = identity_of(name)
    key = key_fingerprint_of(found.x509)
    return Approver(found.name, f"{name}.pem", found.x509, found.fingerprint, key)


def rule(*names: str, count: int = 1) -> ApprovalRule:
    return ApprovalRule(tuple(map(approver, names)), count)


def document_under(under: ApprovalRule, day: int = 1, digest: str = HASH) -> ApprovalDocument:
    """Return what is approved under a rule."""
    letter = ApprovedLetter("a1", "Ann", {"pdf": digest}, "", dict.fromkeys(SHARED_CAUSES, ""))
    moment = datetime(2026, 3, day, tzinfo=UTC)
    return ApprovalDocument(moment, (letter,), HASH, under.fingerprints, under.count)


def approval(who: str, number: int, under: ApprovalRule, digest: str = HASH) -> Approval:
    """Return an approval as judged."""
    one = approver(who)
    document = document_under(under, number, digest)
    return Approval(
        f"{number:04}", f"approvals/{number:04}.p7m", f"{number}", one.name, one.fingerprint,
        one.key, document.approved_at, document,
    )  # fmt: skip


def covered(now: ApprovalRule, *approvals: Approval) -> tuple[str, ...]:
    return names_of(Approvals(now, approvals).covering(KEY, HASH))


def test_each_letter_needs_as_many_persons_as_the_rule_says() -> None:
    one, two = rule("dora", "vera"), rule("dora", "vera", count=2)
    assert covered(one, approval("dora", 1, one)) == ("Dora",)
    assert covered(two, approval("dora", 1, two)) == ()
    assert covered(two, approval("dora", 1, two), approval("dora", 2, two)) == ()
    assert covered(two, approval("dora", 1, two), approval("vera", 2, two)) == ("Dora", "Vera")
    other = approval("vera", 2, two, "b" * 64)
    assert covered(two, approval("dora", 1, two), other) == ()


def test_an_approval_counts_under_the_rule_that_it_was_given_under() -> None:
    one, two = rule("dora", "vera"), rule("dora", "vera", count=2)
    longer = rule("dora", "vera", "mallory", count=2)
    assert covered(one, approval("dora", 1, two)) == ()  # the count is lower now
    assert covered(one, approval("dora", 1, two), approval("vera", 2, one)) == ("Vera",)
    stranger = approval("mallory", 2, longer)
    assert covered(longer, approval("dora", 1, two), stranger) == ()  # the list is longer now
    again = approval("dora", 3, longer)
    assert covered(longer, approval("dora", 1, two), stranger, again) == ("Dora", "Mallory")
    shorter = rule("dora", "vera", count=2)
    assert covered(shorter, approval("dora", 1, longer), approval("vera", 2, longer)) == (
        "Dora",
        "Vera",
    )


def test_what_does_not_count_covers_nothing() -> None:
    one = rule("dora")
    good = approval("dora", 1, one)
    assert covered(one, replace(good, reasons=("it was changed",))) == ()
    assert covered(one, replace(good, replaced="another file was here")) == ("Dora",)
    assert Approvals(one, [good]).without(good.key).covering(KEY, HASH) == ()


def add(project: Path, who: str, document: ApprovalDocument) -> Path:
    signed = sign_content(encode_approval(document), identity_of(who), document.approved_at)
    return add_approval_file(project, signed)


def test_files_are_judged_one_by_one_and_beside_each_other(tmp_path: Path) -> None:
    known = rule("dora", "vera")
    document = replace(document_under(known), approved_at=NOW)
    add(tmp_path, "dora", document)
    (first,) = read_approvals(tmp_path, known, NOW).all
    assert first.counts
    assert first.signer == "Dora"
    assert first.letters == document.letters
    add(tmp_path, "vera", replace(document, earlier={"0001": first.sha256, "0007": "f" * 64}))
    (tmp_path / "approvals/0004.p7m").write_bytes(b"no signature")
    found = {one.number: one for one in read_approvals(tmp_path, known, NOW).all}
    assert [number for number, one in found.items() if one.counts] == ["0001", "0002"]
    assert found["0003"].reasons == ("it is missing",)
    assert found["0004"].reasons == ("it is not a signed approval",)
    assert found["0007"].reasons == ("it is missing: approvals/0002.p7m names it",)
    (tmp_path / "approvals/0001.p7m").rename(tmp_path / "approvals/0007.p7m")
    found = {one.number: one for one in read_approvals(tmp_path, known, NOW).all}
    assert found["0001"].reasons == ("it is missing",)  # the number; its file is another now
    assert found["0007"].replaced == "another file was here, which approvals/0002.p7m names"


@pytest.mark.parametrize(
    ("days", "why"),
    [(-2, "is not valid before"), (400, "expired on"), (1, "in the future")],
)
def test_the_time_of_an_approval_is_judged(tmp_path: Path, days: int, why: str) -> None:
    known = rule("dora")
    moment = NOW + days * authority.DAY
    document = replace(document_under(known), approved_at=moment)
    add(tmp_path, "dora", document)
    (one,) = read_approvals(tmp_path, known, NOW).all
    assert any(why in reason for reason in one.reasons)
    assert not one.counts


def test_a_large_number_names_no_thousand_missing_ones(tmp_path: Path) -> None:
    (tmp_path / "approvals").mkdir()
    (tmp_path / "approvals/999999999.p7m").write_bytes(b"")
    assert len(read_approvals(tmp_path, rule("dora"), NOW).all) <= 22
