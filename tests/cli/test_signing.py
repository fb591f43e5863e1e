"""identity, sign and verify, as typed."""

from __future__ import annotations

import getpass
import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.signing import authority, verifiers
from tests.signing.judged import judge
from tests.signing.material import SIGNED_AT
from tests.tiny import SETTINGS, Tiny, make_tiny

import lettermerge
from lettermerge.app.signing import cosigning
from lettermerge.errors import SigningError
from lettermerge.output.lock import hold
from lettermerge.output.output_folder import Folder
from lettermerge.signing.identity.passphrase import VARIABLE

SECRET = "heron-lantern-17"
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture
def tiny(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Tiny:
    """A project whose identities are kept in its own folder."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv(VARIABLE, raising=False)
    return make_tiny(tmp_path, capsys)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first test that needs rendered letters leaves a copy of them for the others."""
    return tmp_path_factory.mktemp("rendered") / "project"


@pytest.fixture
def rendered(tiny: Tiny, kept: Path) -> Tiny:
    """The project with its letters made, signed by its own identity."""
    if kept.is_dir():
        shutil.copytree(kept, tiny.folder, dirs_exist_ok=True)
        return tiny
    tiny.write("pass.txt", SECRET + "\n")
    code, _, err = tiny.run("identity", "create", "--passphrase-file", "pass.txt", "-q")
    assert code == 0, err
    signing = '[signing]\nidentity = "identity.p12"\npassphrase_file = "pass.txt"\n'
    tiny.write("lettermerge.toml", SETTINGS + signing)
    code, _, err = tiny.run("render", "-j", "0", "-q")
    assert code == 0, err
    shutil.copytree(tiny.folder, kept)
    return tiny


def letters(tiny: Tiny, suffix: str) -> list[str]:
    return [f"output/{name}" for name in tiny.files() if name.endswith(suffix)]


def verdicts(tiny: Tiny, *arguments: str) -> tuple[int, dict[str, dict[str, object]]]:
    code, out, err = tiny.run("verify", "--json", *arguments)
    said = json.loads(out)
    assert said["exit_code"] == code, err
    return code, {Path(one["path"]).name: one for one in said["files"]}


@pytest.mark.slow
def test_an_identity_is_made_and_shown(tiny: Tiny) -> None:
    tiny.write("pass.txt", SECRET + "\n")
    code, out, err = tiny.run("identity", "create", "--passphrase-file", "pass.txt")
    assert code == 0, err
    assert "CN=Specimen Alliance" in out
    assert "EC P-256" in out
    assert "identity-certificate.pem for approvals among it" in err
    path = tiny.folder / "identity.p12"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert tiny.run("identity", "create", "--passphrase-file", "pass.txt")[0] == 6
    code, out, _ = tiny.run(
        "identity", "show", "identity.p12", "--passphrase-file", "pass.txt", "--json"
    )
    facts = json.loads(out)
    assert (code, facts["key"], facts["issuer"]) == (0, "EC P-256", "itself")
    assert SECRET not in out + err
    code, out, _ = tiny.run(
        "identity", "create", "big.p12", "--rsa", "--name", "Big B.", "--passphrase-file",
        "pass.txt", "--json",
    )  # fmt: skip
    assert (code, json.loads(out)["key"]) == (0, "RSA 3072")


@pytest.mark.slow
def test_a_new_passphrase_is_asked_for_twice(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    answers = iter([SECRET, "something else", SECRET, SECRET, SECRET, "wrong"])
    monkeypatch.setattr(getpass, "getpass", lambda _: next(answers))
    code, _, err = tiny.run("identity", "create")
    assert (code, "differ" in err) == (2, True)
    assert not (tiny.folder / "identity.p12").exists()
    assert tiny.run("identity", "create")[0] == 0
    assert tiny.run("identity", "show", "identity.p12")[0] == 0
    code, _, err = tiny.run("identity", "show", "identity.p12")
    assert (code, "does not open identity.p12" in err) == (6, True)


def test_nobody_to_ask_is_an_error_with_a_hint(tiny: Tiny) -> None:
    code, _, err = tiny.run("identity", "create", "--json")
    assert code == 6
    assert VARIABLE in err


@pytest.mark.slow
def test_the_demo_identity_is_named_everywhere(tiny: Tiny) -> None:
    code, _, err = tiny.run("render", "-j", "0")
    assert code == 0, err
    assert "DEMO identity" in err
    code, _, err = tiny.run("verify")
    assert code == 0, err
    assert "UNTRUSTED: 6 signatures (DEMO identity, not for mailing)" in err
    assert [one.name for one in (tiny.folder / "data").rglob("*.p12")] == [
        "identity-DEMO-not-for-mailing.p12"
    ]


@pytest.mark.slow
def test_a_wrong_passphrase_stops_the_run_before_the_first_letter(rendered: Tiny) -> None:
    before = rendered.files()
    rendered.write("pass.txt", "wrong\n")
    code, _, err = rendered.run("render", "--force", "-j", "0")
    assert (code, "does not open identity.p12" in err) == (6, True)
    assert rendered.files() == before


@pytest.mark.slow
def test_rendered_letters_hold_and_an_identity_made_here_is_named(rendered: Tiny) -> None:
    judge([content for name, content in rendered.files().items() if name.endswith((".pdf", "x"))])
    code, found = verdicts(rendered)
    assert code == 0
    assert len(found) == 6
    signatures = [one["signatures"] for one in found.values()]
    assert {one[0]["trust"] for one in signatures} == {"own"}  # type: ignore[index]
    code, out, err = rendered.run("verify")
    assert "UNTRUSTED: 6 signatures (an identity made on this computer)" in err
    assert "6 hold, 0 do not" in err
    assert "Specimen Alliance" in out


@pytest.mark.slow
def test_who_else_signed_is_not_called_the_user_s_own(rendered: Tiny) -> None:
    path = letters(rendered, ".pdf")[0]
    authority.write_pkcs12(rendered.folder / "b.p12", "ec", "")
    assert rendered.run("sign", path, "--identity", "b.p12")[0] == 0
    signatures = verdicts(rendered, path)[1][Path(path).name]["signatures"]
    assert [one["trust"] for one in signatures] == ["own", "untrusted"]  # type: ignore[attr-defined]


def test_a_demo_signature_is_told_where_there_is_one(tiny: Tiny) -> None:
    tiny.write("a.pdf", "no letter")
    code, _, err = tiny.run("sign", "a.pdf")
    assert (code, "DEMO" in err) == (6, False)


@pytest.mark.slow
def test_trust_is_demanded_of_every_chain(rendered: Tiny) -> None:
    authority.write_pem(rendered.folder / "root.pem", authority.root())
    code, found = verdicts(rendered, "--trust", "root.pem")
    assert code == 6
    assert not any(one["holds"] for one in found.values())
    assert rendered.run("verify", "--trust", "gone.pem")[0] == 2


@pytest.mark.slow
def test_altered_missing_and_added_letters_are_a_no(rendered: Tiny) -> None:
    pdf, other, *_ = letters(rendered, ".pdf")
    docx = letters(rendered, ".docx")[0]
    path = rendered.folder / pdf
    path.write_bytes(verifiers.flip(path.read_bytes(), 900))
    (rendered.folder / other).unlink()
    rendered.write("output/added.pdf", b"%PDF-1.7\n")
    code, found = verdicts(rendered)
    assert code == 6
    bad = {name for name, one in found.items() if not one["holds"]}
    assert bad == {Path(pdf).name, Path(other).name, "added.pdf"}
    assert "missing" in str(found[Path(other).name]["reasons"])
    assert "altered" in str(found[Path(pdf).name]["reasons"])
    assert verdicts(rendered, docx)[0] == 0
    assert verdicts(rendered, docx, pdf)[0] == 6
    assert verdicts(rendered, "output/manifest.jsonl")[0] == 6
    assert rendered.run("verify", "nowhere.pdf")[0] == 2


@pytest.mark.slow
def test_a_swapped_letter_is_altered_although_its_signature_holds(rendered: Tiny) -> None:
    one, other, *_ = letters(rendered, ".pdf")
    (rendered.folder / one).write_bytes((rendered.folder / other).read_bytes())
    code, found = verdicts(rendered, one)
    assert code == 6
    assert "altered" in str(found[Path(one).name]["reasons"])


def test_unsigned_letters_are_a_no_unless_recorded_so(tiny: Tiny) -> None:
    assert tiny.run("render", "-j", "0", "--no-sign")[0] == 0
    code, found = verdicts(tiny)
    assert code == 0
    assert {str(one["notes"]) for one in found.values()} == {"['unsigned, as recorded']"}
    (tiny.folder / "copy.pdf").write_bytes((tiny.folder / letters(tiny, ".pdf")[0]).read_bytes())
    assert verdicts(tiny, "copy.pdf")[0] == 6


@pytest.mark.slow
def test_previews_are_not_looked_for_in_an_output_folder(rendered: Tiny) -> None:
    assert rendered.run("preview", "a1")[0] == 0
    assert verdicts(rendered)[0] == 0
    assert verdicts(rendered, "output/preview")[0] == 6


@pytest.mark.slow
def test_previews_are_never_signed(rendered: Tiny) -> None:
    authority.write_pkcs12(rendered.folder / "second.p12", "ec", "")
    proof = Path("output/preview/a1.pdf")
    assert rendered.run("preview", "a1")[0] == 0
    before = (rendered.folder / proof).read_bytes()
    code, out, _ = rendered.run("sign", "output", "--identity", "second.p12")
    assert code == 0
    assert "preview" not in out
    code, _, err = rendered.run("sign", str(proof), "--identity", "second.p12")
    assert code == 2
    assert "is a proof, not for mailing" in err
    assert (rendered.folder / proof).read_bytes() == before


@pytest.mark.slow
def test_a_cosigned_letter_holds_and_nothing_reads_as_altered(rendered: Tiny) -> None:
    authority.write_pkcs12(rendered.folder / "second.p12", "ec", "")
    pdf = letters(rendered, ".pdf")[0]
    first = (rendered.folder / pdf).read_bytes()
    (rendered.folder / "second.p12").chmod(0o644)
    code, out, err = rendered.run("sign", pdf, "--identity", "second.p12")
    assert code == 0, err
    assert "signed by Petra Placeholder" in out
    assert "mode 0644" in err
    both = (rendered.folder / pdf).read_bytes()
    assert both.startswith(first)
    code, found = verdicts(rendered)
    assert code == 0
    signers = [one["signer"] for one in found[Path(pdf).name]["signatures"]]  # type: ignore[attr-defined]
    assert signers == ["Specimen Alliance", "Petra Placeholder"]
    assert "altered" not in rendered.run("status")[1]
    assert rendered.run("render", "-j", "0")[0] == 0
    assert (rendered.folder / pdf).read_bytes() == both
    assert not list((rendered.folder / "output").rglob("*.part"))


def test_letters_that_do_not_hold_are_not_signed_again(rendered: Tiny) -> None:
    authority.write_pkcs12(rendered.folder / "second.p12", "ec", "")
    bad, good, *_ = letters(rendered, ".pdf")
    damaged = verifiers.flip((rendered.folder / bad).read_bytes(), 900)
    (rendered.folder / bad).write_bytes(damaged)
    docx = bad.replace(".pdf", ".docx")
    before = (rendered.folder / docx).read_bytes()
    code, out, _ = rendered.run("sign", bad, good, docx, "--identity", "second.p12", "--json")
    results = {Path(one["path"]).name: one for one in json.loads(out)["files"]}
    assert code == 6
    assert (rendered.folder / bad).read_bytes() == damaged
    assert "not signed again" in results[Path(bad).name]["error"]
    assert results[Path(good).name]["signed"]
    assert "of the same letter is not" in results[Path(docx).name]["error"]
    assert (rendered.folder / docx).read_bytes() == before
    assert verdicts(rendered, good)[0] == 0


@pytest.mark.slow
def test_a_folder_has_both_formats_signed_once_and_half_a_pair_completed(rendered: Tiny) -> None:
    authority.write_pkcs12(rendered.folder / "second.p12", "ec", "")
    pdf = letters(rendered, ".pdf")[0]
    assert rendered.run("sign", pdf, "--identity", "second.p12")[0] == 0  # as if interrupted
    once = (rendered.folder / pdf).read_bytes()
    code, out, err = rendered.run("sign", "output", "--identity", "second.p12")
    assert code == 0, err
    assert (rendered.folder / pdf).read_bytes() == once
    assert f"{pdf}: signed already by Petra Placeholder" in out
    code, found = verdicts(rendered)
    assert code == 0
    assert {len(one["signatures"]) for one in found.values()} == {2}  # type: ignore[arg-type]
    files = rendered.files()
    assert rendered.run("sign", "output", "--identity", "second.p12")[0] == 0
    assert rendered.files() == files


def test_a_folder_that_is_held_has_its_own_exit_code(rendered: Tiny) -> None:
    authority.write_pkcs12(rendered.folder / "second.p12", "ec", "")
    pdf = letters(rendered, ".pdf")[0]
    before = (rendered.folder / pdf).read_bytes()
    with Folder(rendered.folder / "output") as folder, hold(folder):
        code, _, err = rendered.run("sign", pdf, "--identity", "second.p12")
    assert code == 8, err
    assert (rendered.folder / pdf).read_bytes() == before


def test_a_letter_that_is_written_while_it_is_signed_is_left_alone(
    rendered: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A time-stamp server takes its time, and a run may replace the file meanwhile."""
    authority.write_pkcs12(rendered.folder / "second.p12", "ec", "")
    pdf = letters(rendered, ".pdf")[0]
    sign_finished = cosigning.sign_finished

    def slowly(content: bytes, *more: Any) -> bytes:
        (rendered.folder / pdf).write_bytes(b"another")
        return sign_finished(content, *more)

    monkeypatch.setattr(cosigning, "sign_finished", slowly)
    code, _, err = rendered.run("sign", pdf, "--identity", "second.p12")
    assert code == 6
    assert "written again" in err
    assert (rendered.folder / pdf).read_bytes() == b"another"


@pytest.mark.slow
def test_a_letter_without_a_project_can_be_signed(tiny: Tiny, rendered: Tiny) -> None:
    authority.write_pkcs12(rendered.folder / "second.p12", "ec", "")
    away = rendered.folder / "away"
    away.mkdir()
    name = letters(rendered, ".pdf")[0]
    (away / "letter.pdf").write_bytes((rendered.folder / name).read_bytes())
    (rendered.folder / "lettermerge.toml").unlink()
    assert rendered.run("sign", "away", "--identity", "second.p12")[0] == 0
    assert verdicts(rendered, "away")[0] == 0
    assert rendered.run("sign", "away/letter.pdf")[0] == 3
    assert rendered.run("sign", "away/none.pdf", "--identity", "second.p12")[0] == 2


def test_the_passphrase_is_in_no_output_nor_in_the_manifest(rendered: Tiny) -> None:
    for name, content in rendered.files().items():
        assert SECRET.encode() not in content, name
    code, out, err = rendered.run("sign", letters(rendered, ".pdf")[0], "--json")
    assert code == 0
    assert SECRET not in out + err


@pytest.mark.slow
def test_a_signing_failure_leaves_no_unsigned_letter(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> bytes:
        raise SigningError("the card was pulled", hint="put it back")

    monkeypatch.setattr("lettermerge.signing.identity.private_key_signing.SoftKey.sign", refuse)
    code, _, err = tiny.run("render", "-j", "0")
    assert code == 6, err
    assert "the card was pulled" in err
    assert letters(tiny, ".pdf") == letters(tiny, ".docx") == []


def test_an_expired_identity_is_shown_and_signs_nothing(tiny: Tiny) -> None:
    old = authority.certificate("ec", end=SIGNED_AT + authority.DAY)
    authority.write_pkcs12(tiny.folder / "old.p12", "ec", "", old)
    code, out, err = tiny.run("identity", "show", "old.p12")
    assert code == 0
    assert "Petra Placeholder" in out
    assert "signs nothing now: the certificate expired on 2026-03-05" in err
    tiny.write("lettermerge.toml", SETTINGS + '[signing]\nidentity = "old.p12"\n')
    code, _, err = tiny.run("render", "-j", "0")
    assert (code, "expired on" in err) == (6, True)
    assert tiny.files() == {}


@pytest.mark.slow
def test_what_is_untrusted_is_said_once_and_without_tracebacks(rendered: Tiny) -> None:
    name = letters(rendered, ".pdf")[0]
    command = [sys.executable, "-m", "lettermerge", "verify", name]
    source = str(Path(lettermerge.__file__).parent.parent)
    said = subprocess.run(
        command, cwd=rendered.folder, env={**os.environ, "PYTHONPATH": source},
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    assert "Traceback" not in said.stderr
    assert said.stderr.count("UNTRUSTED") == 1


@pytest.mark.slow
def test_a_terminal_shows_whole_names_and_of_many_files_those_that_do_not_hold(
    rendered: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good, *_ = letters(rendered, ".pdf")
    (rendered.folder / bad).write_bytes((rendered.folder / bad).read_bytes() + b" ")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    code, out, _ = rendered.run("verify")
    assert code == 6
    assert f"{bad}: does NOT hold\n" in out
    assert f"{good}: holds\n" in out
    assert "appended after the last signature" in out
    monkeypatch.setattr("lettermerge.cli.verify.MOST_SHOWN", 1)
    _, out, err = rendered.run("verify")
    assert (bad in out, good in out) == (True, False)
    assert "-v lists them" in err
    assert good in rendered.run("verify", "-v")[1]


@pytest.mark.slow
def test_previews_in_a_folder_are_left_out_and_counted(rendered: Tiny) -> None:
    rendered.write("output/preview/a1.pdf", "no letter")
    rendered.write("output/print/0001/a4.pdf", "no letter")
    code, out, err = rendered.run("verify", ".")
    assert (code, "\tNO\t" in out, "preview/" in out) == (0, False, False)
    assert "previews and print files are not meant to be signed: 2 left out" in err
    assert rendered.run("verify", "output/preview/a1.pdf")[0] == 6  # named, it is judged
    code, out, err = rendered.run("verify", "output/preview")
    assert (code, "left out" in err, "not meant to be signed" in out) == (6, False, True)


@pytest.mark.slow
def test_a_project_given_away_does_not_say_whose_it_is(
    rendered: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same folder on another computer: its manifest and settings name the signer, as before."""
    monkeypatch.setenv("XDG_DATA_HOME", str(rendered.folder / "elsewhere"))
    _, found = verdicts(rendered)
    trusts = {one["signatures"][0]["trust"] for one in found.values()}  # type: ignore[index]
    assert trusts == {"untrusted"}
    out, err = rendered.run("verify")[1:]
    assert "own identity" not in out + err
    assert "made on this computer" not in out + err


def test_a_record_that_nobody_signed_vouches_for_no_unsigned_letter(tiny: Tiny) -> None:
    assert tiny.run("render", "-j", "0", "--no-sign")[0] == 0
    assert "UNSIGNED: 6 files: only the manifest" in tiny.run("verify")[2]
    authority.write_pem(tiny.folder / "root.pem", authority.root())
    code, found = verdicts(tiny, "--trust", "root.pem")
    assert code == 6
    assert {str(one["reasons"]) for one in found.values()} == {"['it is not signed']"}


@pytest.mark.parametrize("terminal", [False, True])
@pytest.mark.filterwarnings("ignore:Attribute's length")
def test_no_certificate_s_text_forges_a_line(
    terminal: bool, tiny: Tiny, monkeypatch: pytest.MonkeyPatch, unjudged: None
) -> None:
    from tests.signing.identity.test_trust import HOSTILE, issue
    from tests.signing.pdf.test_verify import seal_regardless

    tiny.write("letter.pdf", seal_regardless(issue(HOSTILE).identity()))
    tiny.write("odd\nother.pdf: holds\n.pdf", b"nothing")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    monkeypatch.setenv("COLUMNS", "400")
    code, out, err = tiny.run("verify", "letter.pdf", "odd\nother.pdf: holds\n.pdf")
    assert code == 6
    lines = out.splitlines()
    assert not [one for one in lines if one.lstrip().startswith("other.pdf")], out
    assert "Eve\\nother.pdf: holds\\r\\x1b[2K\\u202e\\u2028" in out
    assert all(one.replace("\t", "").isprintable() for one in (*lines, *err.splitlines()))
    if terminal:  # the name ends where its quotation mark does
        assert "\\x22; trusted; " in out


def test_an_empty_variable_neither_makes_nor_opens_an_identity(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority.write_pkcs12(tiny.folder / "locked.p12", "ec", SECRET)
    monkeypatch.setenv(VARIABLE, "")
    for command in (("create", "new.p12"), ("show", "locked.p12")):
        code, _, err = tiny.run("identity", *command)
        assert code == 6
        assert f"{VARIABLE} is set and empty" in err
    assert not (tiny.folder / "new.p12").exists()
    assert os.environ[VARIABLE] == ""


@pytest.mark.slow
@pytest.mark.parametrize("secret", ["a", "eleven char"])
def test_a_short_passphrase_makes_no_identity(
    secret: str, tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny.write("pass.txt", secret + "\n")
    code, _, err = tiny.run("identity", "create", "--passphrase-file", "pass.txt")
    assert (code, f"has {len(secret)} characters, and at least 12" in err) == (6, True)
    monkeypatch.setenv(VARIABLE, secret)
    assert tiny.run("identity", "create")[0] == 6
    assert not (tiny.folder / "identity.p12").exists()
    monkeypatch.setenv(VARIABLE, secret + " and some more")
    assert tiny.run("identity", "create")[0] == 0


def test_an_open_key_is_made_only_where_it_is_asked_for(tiny: Tiny) -> None:
    tiny.write("pass.txt", SECRET)
    code, _, err = tiny.run(
        "identity", "create", "--no-passphrase", "--passphrase-file", "pass.txt"
    )
    assert (code, "exclude each other" in err) == (2, True)
    code, _, err = tiny.run("identity", "create", "--no-passphrase")
    assert (code, "everybody who can read it can sign" in err) == (0, True)
    assert tiny.run("identity", "show", "identity.p12")[0] == 0


def test_an_address_is_in_the_certificate_if_it_is_one(tiny: Tiny) -> None:
    command = ("identity", "create", "--no-passphrase", "--email")
    for bad in (
        "nobody", "a@b", "Ann <a@example.org>", "a@example.org\nx", "a@-x.org", "ü@example.org",
        "a@bücher.example", "a..b@example.org", "@example.org", "a@example..org", "a b@example.org",
    ):  # fmt: skip
        code, _, err = tiny.run(*command, bad)
        assert (code, "is not an e-mail address" in err) == (6, True), bad
    code, out, err = tiny.run(*command, "letters+ann@example.org", "--json")
    assert (code, json.loads(out)["email"]) == (0, "letters+ann@example.org"), err


def test_a_certificate_is_handed_on_with_what_a_recipient_needs(tiny: Tiny) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    command = ("identity", "create", "me.p12", "--no-passphrase", "--email", "ann@example.org")
    assert tiny.run(*command)[0] == 0
    code, out, err = tiny.run("identity", "export", "me.p12", "-o", ".")
    assert code == 0, err
    names = [Path(line).name for line in out.splitlines()]
    assert "To approve letters instead: hand me-certificate.pem to whoever keeps" in err
    assert names == [f"me-certificate.{kind}" for kind in ("pem", "cer", "txt")]
    pem = (tiny.folder / names[0]).read_bytes()
    one = x509.load_pem_x509_certificate(pem)
    assert x509.load_der_x509_certificate((tiny.folder / names[1]).read_bytes()) == one
    assert b"PRIVATE" not in pem
    text = (tiny.folder / names[2]).read_text(encoding="utf-8")
    said = text.replace(" ", "").lower()
    assert one.fingerprint(hashes.SHA256()).hex() in said
    assert one.fingerprint(hashes.SHA1()).hex() in said
    for word in (
        "Acrobat",
        "Word",
        "Without that",
        "ann@example.org",
        "Specimen Alliance",
        names[1],
    ):
        assert word in text
    assert "{" not in text
    assert tiny.run("identity", "export", "me.p12", "-o", ".")[0] == 0  # the same again
    tiny.write(names[1], b"another")
    code, _, err = tiny.run("identity", "export", "me.p12", "-o", ".")
    assert (code, "is there already, with other contents" in err) == (6, True)
    code, _, err = tiny.run("identity", "export", "-o", ".")
    assert (code, "DEMO identity is not handed on" in err) == (6, True)


@pytest.mark.slow
def test_what_is_handed_on_is_what_verify_trusts(rendered: Tiny) -> None:
    options = ("--passphrase-file", "pass.txt", "-o", "shared")
    (rendered.folder / "shared").mkdir()
    assert rendered.run("identity", "export", *options)[0] == 0
    code, found = verdicts(rendered, "--trust", "shared/identity-certificate.pem")
    assert code == 0
    trusts = {one["signatures"][0]["trust"] for one in found.values()}  # type: ignore[index]
    assert trusts == {"trusted"}


@LINUX
@pytest.mark.slow
def test_no_process_inherits_the_passphrase(
    rendered: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every process that a run starts, down to the workers, as Linux shows their environment."""
    from lettermerge.workers.fork_server import ForkServer

    settings = SETTINGS + '[signing]\nidentity = "identity.p12"\n'
    rendered.write("lettermerge.toml", settings)
    monkeypatch.setenv(VARIABLE, SECRET)
    seen: list[bytes] = []
    fork = ForkServer.fork

    def watch(self: ForkServer) -> object:
        channel, pid = fork(self)
        processes = (pid, self._process.pid)
        seen.extend(Path(f"/proc/{one}/environ").read_bytes() for one in processes)
        return channel, pid

    monkeypatch.setattr(ForkServer, "fork", watch)
    code, _, err = rendered.run("render", "-j", "2", "--force")
    assert code == 0, err
    assert len(seen) >= 2
    assert all(b"PATH=" in one for one in seen)
    assert not [one for one in seen if SECRET.encode() in one]
    assert os.environ[VARIABLE] == SECRET


@pytest.mark.slow
@LINUX
def test_a_library_starts_no_process_with_the_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    from lettermerge.workers.fork_server import ForkServer

    monkeypatch.setenv(VARIABLE, SECRET)
    with ForkServer(()) as server:
        _, pid = server.fork()
        found = Path(f"/proc/{server._process.pid}/environ").read_bytes()
        server.reap(pid)
    assert b"PATH=" in found
    assert VARIABLE.encode() not in found


def test_what_a_command_launches_has_no_passphrase(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    import typer

    seen: list[bool] = []
    monkeypatch.setenv(VARIABLE, SECRET)
    monkeypatch.setattr(typer, "launch", lambda _: seen.append(VARIABLE in os.environ))
    assert tiny.run("preview", "a1", "--open")[0] == 0
    assert seen == [False]


def by_another_program(path: Path) -> None:
    """Co-sign a letter as pyHanko does by itself, metadata and all."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from tests.signing.pdf.test_revision_rules import by_pyhanko

    path.write_bytes(by_pyhanko(path.read_bytes(), IncrementalPdfFileWriter))


@pytest.mark.slow
def test_a_co_signature_by_another_program_is_told_apart_with_a_way_out(
    rendered: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = rendered.folder / letters(rendered, ".pdf")[0]
    letter.rename(rendered.folder / "received.pdf")
    by_another_program(rendered.folder / "received.pdf")
    said = "signed by another program, which also changed: metadata, the document information"
    code, out, err = rendered.run("verify", "received.pdf")
    assert code == 6
    assert said in out, out
    assert "lettermerge sign FILE --identity IDENTITY" in out
    assert "0 hold, 1 do not" in err
    code, found = verdicts(rendered, "received.pdf")
    one = found["received.pdf"]
    assert code == 6
    assert (one["verdict"], one["holds"]) == ("other-program", False)
    assert said in one["reasons"][0]  # type: ignore[index]
    assert "lettermerge sign FILE" in str(one["hint"])
    assert all(signature["holds"] for signature in one["signatures"])  # type: ignore[attr-defined]
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    code, out, _ = rendered.run("verify", "received.pdf")
    assert code == 6
    assert "received.pdf: does NOT hold: signed by another program\n" in out
    assert f"\n    {said}" in out
    assert "\n    the pages are the same, but the file is not as it was signed" in out


@pytest.mark.slow
def test_a_recorded_letter_that_another_program_signed_is_altered_as_well(rendered: Tiny) -> None:
    name = letters(rendered, ".pdf")[0]
    by_another_program(rendered.folder / name)
    code, found = verdicts(rendered, name)
    one = found[Path(name).name]
    assert (code, one["verdict"], one["hint"]) == (6, "fails", "")
    assert "it was altered since it was written" in one["reasons"]  # type: ignore[operator]
    assert "signed by another program" in "; ".join(one["reasons"])  # type: ignore[arg-type]


@pytest.mark.slow
def test_what_signs_nothing_asks_for_no_passphrase(rendered: Tiny) -> None:
    assert rendered.run("identity", "export")[0] == 0
    settings = SETTINGS + '[signing]\nidentity = "identity.p12"\n'
    commands = (
        ("status", "--json"),
        ("render", "--dry-run", "-j", "0", "--json"),
        ("print", "--dry-run", "--json"),
        ("envelopes", "--dry-run", "--json"),
        ("labels", "--sheet", "L7160", "--dry-run", "--json"),
        ("handoff", "generic", "--dry-run", "--json"),
    )
    rendered.write("lettermerge.toml", settings)
    assert [rendered.run(*one)[0] for one in commands] == [6] * len(commands)
    rendered.write("lettermerge.toml", settings + 'certificate = "identity-certificate.pem"\n')
    for one in commands:
        code, out, err = rendered.run(*one)
        assert code == 0, (one, out + err)
    told = json.loads(rendered.run("status", "--json")[1])
    assert {one["action"] for one in told["files"]} == {"keep"}
    assert rendered.run("render", "-j", "0", "--force")[0] == 6
