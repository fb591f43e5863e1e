"""`lettermerge approve` as typed, and the commands that wait for it."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from tests.approving import (
    NOW,
    ONE,
    PEOPLE,
    SIGNING,
    TWO,
    add_person,
    approve,
    certificate_of,
    document_of,
    identity_of,
    make_approving,
)
from tests.signing import authority
from tests.tiny import SETTINGS, Tiny

from lettermerge.cli.console import Console
from lettermerge.dispatch.approval_document import encode_approval
from lettermerge.signing.identity.certificate_rules import fingerprint_of
from lettermerge.signing.signed_content import sign_content


@pytest.fixture
def tiny(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Tiny:
    return make_approving(tmp_path, capsys, monkeypatch)


def render(tiny: Tiny, *more: str) -> tuple[int, dict[str, object]]:
    """Render and return the exit code and the summary."""
    code, out, err = tiny.run("render", "-j", "0", "--json", *more)
    assert "Traceback" not in err
    return code, json.loads(out)


def letters(tiny: Tiny) -> list[str]:
    files = tiny.files() if (tiny.folder / "output").exists() else {}
    return [name for name in files if name.endswith(("pdf", "docx"))]


@pytest.mark.slow
def test_letters_wait_until_they_are_approved_then_the_same_command_seals_them(tiny: Tiny) -> None:
    code, summary = render(tiny)
    assert code == 6
    assert letters(tiny) == []
    assert (summary["rows"], summary["written"], summary["waiting_for_approval"]) == (3, 0, 3)
    assert tiny.run("status")[0] == 6
    assert "3 waiting for approval" in tiny.run("status")[2]

    code, out, err = approve(tiny, "dora", "--note", "as agreed")
    assert code == 0, err
    assert out.endswith("approvals/0001.p7m: 3 letters approved by Dora\n")
    assert "3 letters to approve: 3 new, 0 changed" in err

    code, summary = render(tiny)
    assert code == 0
    assert len(letters(tiny)) == 6
    assert (summary["written"], summary["waiting_for_approval"]) == (3, 0)
    assert render(tiny)[1]["up_to_date"] == 3
    assert "0 letters to approve" in approve(tiny)[2]
    assert not (tiny.folder / "approvals/0002.p7m").exists()


def test_openssl_verifies_an_approval_and_prints_what_was_approved(tiny: Tiny) -> None:
    approve(tiny, "dora", "--note", "as agreed")
    command = ["openssl", "cms", "-verify", "-cades", "-inform", "DER"]
    command += ["-in", "approvals/0001.p7m", "-CAfile", "approvers/dora.pem", "-partial_chain"]
    done = subprocess.run(
        command, cwd=tiny.folder, capture_output=True, check=False, timeout=60
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert [one["id"] for one in document["letters"]] == ["nz", "a1", "a2"]
    assert document["note"] == "as agreed"
    assert {len(one["files"]) for one in document["letters"]} == {2}


@pytest.mark.slow
def test_unsigned_letters_can_be_looked_at_and_have_the_approved_hash(tiny: Tiny) -> None:
    code, summary = render(tiny, "--no-sign")
    assert (code, summary["written"]) == (0, 3)
    assert [one["id"] for one in summary["unapproved"]] == ["nz", "a1", "a2"]  # type: ignore[attr-defined]
    approve(tiny)
    code, summary = render(tiny)
    assert (code, summary["written"]) == (0, 3)


@pytest.mark.slow
def test_a_changed_letter_waits_again_and_says_why(tiny: Tiny) -> None:
    approve(tiny)
    render(tiny)
    before = tiny.files()
    roster = (tiny.folder / "r.csv").read_text(encoding="utf-8").replace("Mole & Dale", "Testshire")
    tiny.write("r.csv", roster)
    code, summary = render(tiny)
    assert (code, summary["up_to_date"], summary["waiting_for_approval"]) == (6, 2, 1)
    assert summary["unapproved"][0]["changed"] == ["recipient"]  # type: ignore[index]
    name = "uk/a1-ann-testwright.pdf"
    assert tiny.files()[name] == before[name]
    tiny.write("letters/a.md", "---\nsubject: Another\n---\nOther words.\n")
    _, _, err = tiny.run("status")
    assert "Ben Testman (a2), changed since it was approved: template" in err
    assert "changed since it was approved: recipient, template" in err
    assert "3 changed (template 3, recipient 1)" in approve(tiny)[2]
    assert render(tiny)[0] == 0


@pytest.mark.slow
def test_some_letters_can_be_approved_and_the_others_wait(tiny: Tiny) -> None:
    assert approve(tiny, "dora", "a1")[0] == 0
    code, summary = render(tiny)
    assert (code, summary["written"], summary["waiting_for_approval"]) == (6, 1, 2)
    assert {name.split("/")[0] for name in letters(tiny)} == {"uk"}
    assert approve(tiny, "dora", "-w", "parliament.id == 'us'")[0] == 0
    assert render(tiny, "a2")[0] == 0


@pytest.mark.slow
def test_two_approvers_are_two_persons(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny = make_approving(tmp_path, capsys, monkeypatch, TWO)
    code, _, err = approve(tiny)
    assert code == 0
    assert "1 more approver needed" in err
    code, _, err = approve(tiny)
    assert (code, "nothing to approve" in err) == (0, True)
    assert "3 letters wait for another approver: you have approved them" in err
    assert render(tiny)[0] == 6
    assert "approved by Dora, 1 more approver needed" in tiny.run("status")[2]
    (tmp_path / "approvals/0002.p7m").write_bytes((tmp_path / "approvals/0001.p7m").read_bytes())
    assert render(tiny)[0] == 6  # the same approval twice
    (tmp_path / "approvals/0002.p7m").unlink()
    assert approve(tiny, "vera")[0] == 0
    assert render(tiny)[0] == 0


def test_the_signer_cannot_approve_by_certificate_or_by_key(tiny: Tiny) -> None:
    code, _, err = approve(tiny, "sam")
    assert code == 6
    assert "it is the certificate of signing.identity" in err
    add_person(tiny, "Sams other name", 1, file="other")
    code, _, err = approve(tiny, "other")
    assert code == 6
    assert "it has the key of signing.identity, which seals the letters, in another" in err
    other = ONE.replace("dora", "other")
    tiny.write("lettermerge.toml", SETTINGS + SIGNING + other)
    code, _, err = tiny.run("render", "-j", "0")
    assert code == 3
    assert "in another certificate" in err
    assert letters(tiny) == []
    assert not (tiny.folder / "approvals").exists()


def test_strangers_and_demo_identities_cannot_approve(tiny: Tiny) -> None:
    code, _, err = approve(tiny, "mallory")
    assert code == 6
    assert "approval.certificates has no such certificate, but those of Dora" in err
    code, _, err = tiny.run("approve", "--identity", "demo", "--yes")
    assert code == 6
    assert "a demo identity" in err
    assert not (tiny.folder / "approvals").exists()


MAIL = '[mail]\nfrom = "Specimen Alliance <office@specimen.example>"\nhost = "localhost"\n'
WITH_ADDRESSES = (
    "id,parliament,chamber,title,given_name,family_name,gender,email\n"
    "a1,uk,commons,Ms,Ann,Testwright,f,ann@commons.example\n"
    "a2,uk,commons,Ms,Una,Testwright,f,\n"
)
TEXT = "---\nsubject: A letter\n---\nPlease find our letter attached.\n"


@pytest.mark.slow
def test_an_email_is_approved_with_its_letter_and_waits_when_it_changes(tiny: Tiny) -> None:
    tiny.write("r.csv", WITH_ADDRESSES)
    tiny.write("letters/mail.md", TEXT)
    tiny.write("lettermerge.toml", SETTINGS + SIGNING + ONE + MAIL)
    code, out, err = approve(tiny)
    assert code == 0, err
    assert "a1\tAnn Testwright\tann@commons.example\tnot approved" in out
    assert "Please find our letter attached." in err
    assert tiny.run("render", "-j", "0", "-q")[0] == 0
    assert "to be sent: 1 e-mail" in tiny.run("mail", "--send", "--dry-run")[2]
    for changed in (
        {"letters/mail.md": TEXT.replace("our letter", "an invoice")},
        {"r.csv": WITH_ADDRESSES.replace("ann@commons", "ann@elsewhere")},
    ):
        for name, text in changed.items():
            before = (tiny.folder / name).read_text(encoding="utf-8")
            tiny.write(name, text)
        assert tiny.run("status")[0] == 0  # the letter itself is as it was approved
        code, _, err = tiny.run("mail", "--send", "--yes", "a1")
        assert code == 6
        assert "the e-mail waits for approval (changed since it was approved)" in err
        assert tiny.run("mail", "a1")[0] == 0  # as a draft it can be looked at
        code, out, err = approve(tiny)
        assert code == 0, err
        assert "changed since it was approved: e-mail" in out
        assert "to be sent: 1 e-mail" in tiny.run("mail", "--send", "--dry-run", "a1")[2]
        tiny.write(name, before)


def test_an_e_mail_in_another_language_is_told_to_the_approver(tiny: Tiny) -> None:
    tiny.write("r.csv", WITH_ADDRESSES.replace("email", "email,language", 1).replace(
        "ann@commons.example", "ann@commons.example,fr").replace("f,\n", "f,,\n"))  # fmt: skip
    tiny.write("letters/a.fr.md", "---\nsubject: Un sujet\n---\nBonjour.\n")
    tiny.write("letters/mail.md", TEXT)
    tiny.write("lettermerge.toml", SETTINGS + SIGNING + ONE + MAIL)
    _, _, err = approve(tiny)
    assert "1 French letter has an e-mail in English: there is no letters/mail.fr.md" in err


@pytest.mark.slow
def test_whoever_seals_is_named_where_the_certificate_cannot_be_read(tiny: Tiny) -> None:
    assert "seals the letters" not in approve(tiny)[2]
    locked = pkcs12.serialize_key_and_certificates(
        b"test", authority.key("ec", 1), certificate_of("Sam", 1, NOW, NOW + timedelta(days=9)),
        None, serialization.BestAvailableEncryption(b"heron-lantern-17"),
    )  # fmt: skip
    tiny.write("sam.p12", locked)
    told = approve(tiny)[2]
    assert "sam.p12, which seals the letters, cannot be read without its passphrase. " in told
    assert "If it is yours, let somebody else approve." in told
    (tiny.folder / "sam.p12").unlink()
    assert "sam.p12, which seals the letters, is not here" in approve(tiny)[2]


def test_an_address_is_whole_on_a_narrow_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    address = "a.very.long.name.of.a.member@parliament.examplia.example"
    rows = [("a1", "Ann Testwright MP", address, "not approved")]
    Console().table(("letter", "recipient", "e-mail to", "because"), rows, whole=("e-mail to",))
    cells = (line.split("│")[3].strip() for line in capsys.readouterr().out.splitlines()[3:-1])
    assert "".join(cells) == address


class Terminal(StringIO):
    """Somebody at a keyboard."""

    def isatty(self) -> bool:
        return True


@pytest.mark.slow
def test_whoever_is_asked_gets_the_proof_pack_first(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    head, *rows = (tiny.folder / "r.csv").read_text(encoding="utf-8").splitlines()
    roster = [f"{head},language", *(f"{row},fr" for row in rows)]
    tiny.write("r.csv", "\n".join(roster) + "\n")  # there is no letter in French: a warning
    ask = ("approve", "--identity", "dora.p12")
    code, _, err = tiny.run(*ask)
    assert code == 2
    assert "nobody is here to agree to the letters" in err
    monkeypatch.setattr("sys.stdin", Terminal("n\n"))
    code, _, err = tiny.run(*ask)
    assert code == 0
    assert "Look at" in err
    assert err.count("letter.other-language") == 1
    assert "Approve 3 letters as Dora?" in err
    assert "nothing was approved" in err
    assert (tiny.folder / "output/preview/proof.pdf").read_bytes().startswith(b"%PDF")
    assert not (tiny.folder / "approvals").exists()
    monkeypatch.setattr("sys.stdin", Terminal("y\n"))
    assert tiny.run(*ask)[0] == 0
    assert (tiny.folder / "approvals/0001.p7m").exists()


@pytest.mark.slow
def test_approvals_are_shown_with_what_they_still_cover(tiny: Tiny) -> None:
    code, out, err = approve(tiny, "dora", "--json", "--note", "as agreed")
    assert code == 0, err
    done = json.loads(out)
    assert (done["approver"], len(done["letters"])) == ("Dora", 3)
    assert done["file"].endswith("approvals/0001.p7m")
    tiny.write("r.csv", (tiny.folder / "r.csv").read_text(encoding="utf-8").replace("Ann", "Una"))
    code, out, _ = tiny.run("approve", "--show")
    assert code == 6
    assert out.splitlines()[1].split("\t")[1:3] == ["yes", "Dora"]
    code, out, _ = tiny.run("approve", "--show", "--json")
    assert code == 6
    shown = json.loads(out)
    (one,) = shown["approvals"]
    assert (one["letters"], one["as_they_are_now"]) == (["nz", "a1", "a2"], 2)
    assert (one["note"], one["counts"], shown["count"]) == ("as agreed", True, 1)
    assert [waiting["id"] for waiting in shown["unapproved"]] == ["a1"]
    assert [approver["name"] for approver in shown["approvers"]] == ["Dora"]


@pytest.mark.slow
def test_letters_sealed_before_an_approval_was_asked_for_are_made_again(tiny: Tiny) -> None:
    tiny.write("lettermerge.toml", SETTINGS + SIGNING)
    assert tiny.run("render", "-j", "0", "-q")[0] == 0
    tiny.write("lettermerge.toml", SETTINGS + SIGNING + ONE)
    code, out, _ = tiny.run("verify")
    assert code == 6
    assert "it was written before the settings asked for an approval" in out
    assert approve(tiny)[0] == 0
    assert "approval" in tiny.run("status")[1].splitlines()[1].split("\t")
    assert render(tiny)[1]["written"] == 3
    assert tiny.run("verify")[0] == 0


@pytest.mark.slow
def test_errors_that_wait_for_approval_are_kept_and_can_be_approved(tiny: Tiny) -> None:
    roster = (tiny.folder / "r.csv").read_text(encoding="utf-8")
    tiny.write("r.csv", roster.replace("a2,us,senate", "a2,us,nowhere"))
    approve(tiny)
    assert tiny.run("render", "-j", "0", "-q")[0] == 5
    errors = tiny.folder / "output/errors.csv"
    mended = errors.read_text(encoding="utf-8").replace("nowhere", "senate")
    errors.write_text(mended, encoding="utf-8")
    repair = ("--roster", "output/errors.csv")
    assert tiny.run("render", "-j", "0", "-q", *repair)[0] == 6
    assert errors.read_text(encoding="utf-8") == mended
    assert approve(tiny, "dora", *repair)[0] == 0
    assert tiny.run("render", "-j", "0", "-q", *repair)[0] == 0


def test_check_names_every_certificate_that_cannot_approve(tiny: Tiny) -> None:
    files = '["approvers/none.pem", "approvers/dora.pem", "lettermerge.toml"]'
    tiny.write("lettermerge.toml", SETTINGS + SIGNING + f"[approval]\ncertificates = {files}\n")
    code, _, err = tiny.run("check")
    assert code == 3
    assert "approval.certificates.1 [approvers/none.pem]" in err
    assert "approval.certificates.3 [lettermerge.toml]" in err
    code, _, err = tiny.run("verify", "approvals")
    assert code == 3


def test_an_address_that_no_e_mail_reaches_is_told_where_mail_is_set_up(tiny: Tiny) -> None:
    rows = (tiny.folder / "r.csv").read_text(encoding="utf-8").splitlines()
    cells = ("email", "", "ann at commons.example", "ben@senate.example")
    tiny.write("r.csv", "\n".join(f"{row},{cell}" for row, cell in zip(rows, cells, strict=True)))
    told = "r.csv, row 3, email [ann at commons.example]: the e-mail address of Ann Testwright"
    assert told not in tiny.run("render", "--dry-run")[2]
    text = (tiny.folder / "lettermerge.toml").read_text(encoding="utf-8")
    tiny.write("lettermerge.toml", f'{text}[mail]\nfrom = "office@specimen.example"\n')
    for words in (("render", "--dry-run"), ("approve", "--identity", "dora.p12", "--yes")):
        assert tiny.run(*words)[2].count(told) == 1


@pytest.mark.slow
def test_an_approval_outlives_its_certificate_and_not_the_place_in_the_settings(tiny: Tiny) -> None:
    begin = NOW - timedelta(days=301)  # it expired a day ago
    add_person(tiny, "dora", PEOPLE["dora"], begin=begin)
    identity = identity_of("dora", begin)
    add_person(tiny, "vera", PEOPLE["vera"])
    tiny.write("lettermerge.toml", SETTINGS + SIGNING + ONE.replace("dora", "vera"))
    assert approve(tiny, "vera")[0] == 0
    given = replace(document_of(tiny), approved_at=NOW - timedelta(days=2))
    tiny.write("lettermerge.toml", SETTINGS + SIGNING + ONE)
    given = replace(given, approvers=frozenset({fingerprint_of(identity.x509)}))
    content = sign_content(encode_approval(given), identity, given.approved_at)
    tiny.write("approvals/0001.p7m", content)
    code, out, err = tiny.run("render", "-j", "0", "-f", "pdf")
    assert (code, "approved by Dora: 3 letters" in err) == (0, True)
    add_person(tiny, "dora", PEOPLE["dora"])  # renewed for the same key
    code, out, err = tiny.run("approve", "--show")
    assert code == 6
    assert "another certificate for the key of approvers/dora.pem" in out + err
