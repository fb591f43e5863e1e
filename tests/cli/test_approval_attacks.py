"""What somebody without an approver's key may try, and what comes of it: no letter is sealed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from tests.approving import (
    NOW,
    ONE,
    SIGNING,
    TWO,
    approve,
    document_of,
    make_approving,
    signed_by,
)
from tests.tiny import SETTINGS, Tiny, write_tiny

from lettermerge.dispatch.approval_document import ApprovalDocument


@pytest.fixture
def tiny(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Tiny:
    """A project that Dora has approved."""
    tiny = make_approving(tmp_path, capsys, monkeypatch)
    code, _, err = approve(tiny)
    assert code == 0, err
    return tiny


def first(tiny: Tiny) -> Path:
    return tiny.folder / "approvals/0001.p7m"


def refused(tiny: Tiny, why: str) -> None:
    """Ask that nothing is sealed, and that every command says why."""
    code, out, err = tiny.run("render", "-j", "0", "--json")
    assert code == 6, err
    summary = json.loads(out)
    assert (summary["written"], summary["waiting_for_approval"]) == (0, 3)
    assert not list(tiny.folder.rglob("*.pdf"))
    told = [one["message"] for one in summary["diagnostics"] if one["code"] == "approval.refused"]
    assert len(told) == 1
    assert why in told[0]
    code, out, _ = tiny.run("approve", "--show")
    assert code == 6
    assert why in out
    code, out, _ = tiny.run("verify", "approvals")
    assert code == 6
    assert why in out


def flip(place: float) -> Callable[[bytes], bytes]:
    def flipped(content: bytes) -> bytes:
        at = int(len(content) * place)
        return content[:at] + bytes((content[at] ^ 1,)) + content[at + 1 :]

    return flipped


def swap(content: bytes) -> bytes:
    """Put another hash into the list of letters."""
    at = content.index(b'"pdf": "') + 8
    return content[:at] + b"0" * 64 + content[at + 64 :]


def mirrored(content: bytes) -> bytes:
    """Put the other ECDSA value that is right, too, which takes no key (n - s for s)."""
    changed = cms.ContentInfo.load(content)
    info = changed["content"]["signer_infos"][0]
    r, s = decode_dss_signature(info["signature"].native)
    info["signature"] = encode_dss_signature(r, ec.SECP256R1().group_order - s)
    return bytes(changed.dump(force=True))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "why"),
    [
        (flip(0.3), "its content was changed after it was signed"),
        (flip(0.999), "the signature value does not match"),
        (swap, "its content was changed after it was signed"),
        (mirrored, "it was changed after it was signed"),
        (lambda content: content + b"\0", "it is not a signed approval"),
        (lambda _: b"", "it is not a signed approval"),
    ],
)
def test_a_forged_approval_counts_for_nothing(
    tiny: Tiny, change: Callable[[bytes], bytes], why: str
) -> None:
    first(tiny).write_bytes(change(first(tiny).read_bytes()))
    refused(tiny, why)


@pytest.mark.slow
@pytest.mark.parametrize("who", ["sam", "mallory"])
def test_the_signer_and_strangers_may_sign_the_list_and_it_counts_for_nothing(
    tiny: Tiny, who: str
) -> None:
    first(tiny).write_bytes(signed_by(who, document_of(tiny), document_of(tiny).approved_at))
    refused(tiny, "its certificate is none of approval.certificates")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda one: replace(one, letters=one.letters * 2), "the letter nz is there twice"),
        (lambda one: replace(one, count=0), "its number of approvers is none"),
        (
            lambda one: replace(one, approved_at=one.approved_at - timedelta(days=1)),
            "its text and its signature name two times",
        ),
    ],
)
def test_a_list_that_can_be_read_in_two_ways_counts_for_nothing(
    tiny: Tiny, change: Callable[[ApprovalDocument], ApprovalDocument], why: str
) -> None:
    known = document_of(tiny)
    first(tiny).write_bytes(signed_by("dora", change(known), known.approved_at))
    refused(tiny, why)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("days", "why"), [(1, "it was given in the future"), (-9, "is not valid before")]
)
def test_an_approval_of_another_time_counts_for_nothing(tiny: Tiny, days: int, why: str) -> None:
    moment = NOW + timedelta(days=days)
    signed = signed_by("dora", replace(document_of(tiny), approved_at=moment), moment)
    first(tiny).write_bytes(signed)
    refused(tiny, why)


def test_an_approval_of_another_project_covers_none_of_these_letters(tiny: Tiny) -> None:
    roster = (tiny.folder / "r.csv").read_text(encoding="utf-8")
    write_tiny(tiny.folder, "---\nsubject: Another\n---\nOther words.\n", roster)
    tiny.write("lettermerge.toml", SETTINGS + SIGNING + ONE)
    code, _, err = tiny.run("render", "-j", "0")
    assert code == 6
    assert err.count("changed since it was approved: template") == 3


@pytest.mark.slow
def test_a_lower_count_makes_no_more_of_an_approval_than_was_meant(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny = make_approving(tmp_path, capsys, monkeypatch, TWO)
    assert approve(tiny)[0] == 0
    tiny.write("lettermerge.toml", SETTINGS + SIGNING + TWO.replace("count = 2", "count = 1"))
    code, _, err = tiny.run("render", "-j", "0")
    assert code == 6
    assert "approved by Dora, but under another rule of the settings" in err
    assert "3 letters to approve" in approve(tiny)[2]
    assert tiny.run("render", "-j", "0", "-q")[0] == 0


@pytest.mark.slow
def test_a_name_added_to_the_list_does_not_complete_an_approval_that_did_not_know_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny = make_approving(tmp_path, capsys, monkeypatch, TWO)
    assert approve(tiny)[0] == 0
    longer = TWO.replace('vera.pem"]', 'vera.pem", "approvers/mallory.pem"]')
    tiny.write("lettermerge.toml", SETTINGS + SIGNING + longer)
    assert approve(tiny, "mallory")[0] == 0
    code, _, err = tiny.run("render", "-j", "0")
    assert code == 6
    assert "approved by Dora, Mallory, but under another rule of the settings" in err


@pytest.mark.slow
def test_a_missing_and_a_replaced_approval_are_told(tiny: Tiny) -> None:
    tiny.write("letters/a.md", "---\nsubject: Another\n---\nOther words.\n")
    assert approve(tiny)[0] == 0
    assert tiny.run("render", "-j", "0", "-q")[0] == 0
    old = first(tiny).read_bytes()
    first(tiny).unlink()
    code, out, _ = tiny.run("verify")
    assert code == 6
    assert "it is missing: approvals/0002.p7m names it" in out
    assert "it is missing" in tiny.run("status")[2]
    first(tiny).write_bytes(signed_by("dora", replace(document_of(tiny, 2), note="another")))
    code, out, _ = tiny.run("verify", "approvals/0001.p7m")
    assert code == 6
    assert "another file was here, which approvals/0002.p7m names" in out
    first(tiny).unlink()
    (tiny.folder / "approvals/0003.p7m").write_bytes(old)  # it only got another number
    code, out, _ = tiny.run("verify", "approvals/0003.p7m")
    assert code == 0


@pytest.mark.slow
def test_a_sealed_letter_whose_approval_is_gone_does_not_hold(tiny: Tiny) -> None:
    assert tiny.run("render", "-j", "0", "-q")[0] == 0
    assert tiny.run("verify")[0] == 0
    first(tiny).unlink()
    code, out, _ = tiny.run("verify", "output/uk/a1-ann-testwright.pdf")
    assert code == 6
    assert "it waits for approval: no approval that counts covers it" in out
    assert approve(tiny, "dora", "nz")[0] == 0
    assert tiny.run("verify", "output/nz")[0] == 0


@pytest.mark.slow
def test_nothing_is_sealed_or_dispatched_where_the_settings_lost_the_question(tiny: Tiny) -> None:
    assert tiny.run("render", "-j", "0", "-q", "a1")[0] == 0
    assert tiny.run("render", "-j", "0", "-q", "--no-sign", "-o", "unsigned")[0] == 0
    tiny.write("lettermerge.toml", SETTINGS + SIGNING)
    before = tiny.files()
    for words in (("render", "-j", "0"), ("print",), ("handoff", "lob"), ("envelopes",)):
        code, _, err = tiny.run(*words)
        assert code == 3, words
        assert "the settings no longer ask for an approval" in err
        assert "put [approval] back" in err
    unsigned = "unsigned/us/a2-ben-testman.pdf"
    assert tiny.run("sign", unsigned, "--identity", "mallory.p12")[0] == 6
    assert tiny.files() == before
    for looks in (("status",), ("render", "--no-sign", "-j", "0", "-o", "looked-at")):
        code, _, err = tiny.run(*looks)
        assert code == 0, looks
        assert "the settings no longer ask for an approval" in err
    (tiny.folder / "approvals").rename(tiny.folder / "approvals-2023")
    assert tiny.run("render", "-j", "0", "-q")[0] == 0


def forge_manifest(tiny: Tiny, content: bytes) -> None:
    """Put a file in the place of a finished letter, and say in the manifest that it is that."""
    path = tiny.folder / "output/manifest.jsonl"
    lines = [json.loads(one) for one in path.read_text(encoding="utf-8").splitlines()]
    known = next(one for one in lines if one.get("path", "").endswith("a1-ann-testwright.pdf"))
    (tiny.folder / "output" / known["path"]).write_bytes(content)
    known |= {"sha256": sha256(content).hexdigest(), "bytes": len(content)}
    with path.open("a", encoding="utf-8") as file:
        done = {"id": known["id"], "format": known["format"], "done": known["sha256"]}
        file.write(f"{json.dumps(known)}\n{json.dumps(done)}\n")


@pytest.mark.slow
def test_a_file_and_a_line_in_the_manifest_do_not_make_a_sealed_letter(tiny: Tiny) -> None:
    assert tiny.run("render", "-j", "0", "-q", "--no-sign", "-o", "elsewhere")[0] == 0
    unsigned = tiny.files("elsewhere")["uk/a1-ann-testwright.pdf"]
    assert tiny.run("render", "-j", "0", "-q")[0] == 0
    assert tiny.run("print", "--dry-run")[0] == 0
    forge_manifest(tiny, unsigned)
    code, _, err = tiny.run("print", "--dry-run")
    assert code == 6
    assert "the signature of uk/a1-ann-testwright.pdf does not hold: it is not signed" in err
    assert "1 left out" in err


@pytest.mark.slow
def test_letters_without_approval_are_neither_drafted_sent_printed_nor_handed_over(
    tiny: Tiny,
) -> None:
    mail = '[mail]\nfrom = "office@specimen.example"\nhost = "localhost"\n'
    tiny.write("letters/mail.md", "---\nsubject: A letter\n---\nPlease find it attached.\n")
    tiny.write("lettermerge.toml", SETTINGS + ONE + mail + '[signing]\nidentity = "none"\n')
    assert tiny.run("render", "-j", "0", "-q")[0] == 0
    first(tiny).unlink()
    for command in (
        ("mail",), ("mail", "--send", "--yes"), ("print",), ("handoff", "lob"), ("envelopes",),
    ):  # fmt: skip
        code, _, err = tiny.run(*command)
        assert code == 6, (command, err)
        assert "the letter waits for approval (not approved)" in err
    assert {name.split("/")[0] for name in tiny.files()} == {"nz", "uk", "us", "manifest.jsonl"}


@pytest.mark.slow
def test_sign_seals_no_letter_that_waits_nor_one_that_the_signer_approved(tiny: Tiny) -> None:
    assert tiny.run("render", "-j", "0", "-q", "--no-sign")[0] == 0
    name = "output/uk/a1-ann-testwright.pdf"
    code, _, err = tiny.run("sign", name, "--identity", "dora.p12")
    assert code == 6
    assert "no approval that counts covers it" in err
    first_one = first(tiny).read_bytes()
    first(tiny).unlink()
    assert tiny.run("sign", name, "--identity", "mallory.p12")[0] == 6
    first(tiny).write_bytes(first_one)
    assert tiny.run("sign", name, "--identity", "mallory.p12")[0] == 0
    code, out, _ = tiny.run("verify", name)
    assert code == 0
    assert "approved by Dora" in out
    assert tiny.run("sign", name, "--identity", "dora.p12")[0] == 0  # sealed by another before
