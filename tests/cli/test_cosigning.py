"""Signatories who sign finished letters: announced in the settings, waited for, and told of."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from tests.signing import authority, verifiers
from tests.signing.pdf.test_sign import objects
from tests.tiny import SETTINGS, Tiny, make_tiny

from lettermerge.signing.identity.passphrase import VARIABLE

NOW = datetime.now(UTC).replace(microsecond=0)
SECOND = '[[signatories]]\nname = "Thea Testley"\ncosigns = true\ncertificate = "thea.pem"\n'
THIRD = '[[signatories]]\nname = "Ulf Testley"\ncosigns = true\ncertificate = "ulf.der"\n'
SIGNING = '[signing]\nidentity = "first.p12"\n'


def leaf(number: int, kind: str = "ec", **more: object) -> x509.Certificate:
    begin, end = NOW - authority.DAY, NOW + 300 * authority.DAY
    values = {"begin": begin, "end": end, **more}
    return authority.certificate(kind, f"Signer {number}", number=number, **values)


def key_file(tiny: Tiny, name: str, number: int) -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.serialization import pkcs12

    content = pkcs12.serialize_key_and_certificates(
        b"test",
        authority.key("ec", number),
        leaf(number),
        None,
        serialization.NoEncryption(),
    )
    tiny.write(name, content).chmod(0o600)


@pytest.fixture
def tiny(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Tiny:
    """A project of three signers, two of whom sign the finished letters."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv(VARIABLE, raising=False)
    tiny = make_tiny(tmp_path, capsys)
    for number, name in enumerate(("first", "thea", "ulf"), 1):
        key_file(tiny, f"{name}.p12", number)
    authority.write_pem(tmp_path / "thea.pem", leaf(2), authority.root())
    tiny.write("ulf.der", leaf(3).public_bytes(authority.DER))
    authority.write_pem(tmp_path / "first.pem", leaf(1))
    tiny.write("lettermerge.toml", SETTINGS + SECOND + THIRD + SIGNING)
    return tiny


def pdfs(tiny: Tiny) -> list[str]:
    return [f"output/{name}" for name in tiny.files() if name.endswith(".pdf")]


@pytest.mark.slow
def test_status_and_verify_say_who_is_waited_for_until_they_have_signed(tiny: Tiny) -> None:
    assert tiny.run("status")[2].count("waits for") == 0
    code, _, err = tiny.run("render", "-j", "0")
    assert code == 0, err
    said = tiny.run("status")[2]
    assert "waits for Thea Testley: 3 PDFs" in said
    assert "waits for Ulf Testley: 3 PDFs" in said
    first, *_ = names = pdfs(tiny)
    assert "waits for Thea Testley; waits for Ulf Testley; as recorded" in tiny.run("verify")[1]
    assert tiny.run("sign", first, "--identity", "ulf.p12")[0] == 0
    assert tiny.run("sign", *names, "--identity", "thea.p12")[0] == 0
    code, out, err = tiny.run("status")
    assert code == 0
    assert "waits for Thea" not in err
    assert "waits for Ulf Testley: 2 PDFs" in err
    assert "3 rows: 0 to write, 3 up to date" in err
    assert json.loads(tiny.run("status", "--json")[1])["waiting"] == {"Ulf Testley": 2}
    assert "waiting" not in json.loads(tiny.run("render", "--dry-run", "--json")[1])
    code, out, _ = tiny.run("verify", first)
    assert code == 0
    assert "waits for" not in out
    assert out.count("yes") == 3
    assert verifiers.pyhanko((tiny.folder / first).read_bytes(), *roots())
    assert tiny.run("verify", *names)[1].count("waits for Ulf Testley") == 2


def roots() -> tuple[bytes, ...]:
    return (authority.root().public_bytes(authority.DER),)


@pytest.mark.slow
def test_without_a_first_signature_the_fields_are_there_all_the_same(tiny: Tiny) -> None:
    assert tiny.run("render", "--no-sign", "-f", "pdf", "-j", "0", "-q")[0] == 0
    names = pdfs(tiny)
    assert "waits for Thea Testley" in tiny.run("verify", names[0])[1]
    assert tiny.run("sign", *names, "--identity", "thea.p12")[0] == 0
    for name in names:
        content = (tiny.folder / name).read_bytes()
        fields = [one["/T"] for one in objects(content).values() if "/T" in one]
        assert len(fields) == 2
        assert all(one.startswith("CoSignature-") for one in fields)


@pytest.mark.slow
def test_letters_are_made_anew_when_a_certificate_is_another(tiny: Tiny) -> None:
    assert tiny.run("render", "-j", "0", "-q")[0] == 0
    tiny.write("ulf.der", leaf(7).public_bytes(authority.DER))
    counts = json.loads(tiny.run("status", "--json")[1])["counts"]
    assert (counts["write"], counts["keep"]) == (3, 3)  # a DOCX has no fields


def test_a_proof_has_no_fields(tiny: Tiny) -> None:
    assert tiny.run("preview", "a1")[0] == 0
    proof = (tiny.folder / "output/preview/a1.pdf").read_bytes()
    assert not [one for one in objects(proof).values() if "/T" in one]


WRONG = {
    'cosigns = true': "has cosigns = true and no certificate",
    'certificate = "thea.pem"': "has a certificate and does not co-sign",
    'cosigns = true\ncertificate = "none.pem"': "`none.pem`: there is no such file",
    'cosigns = true\ncertificate = "letters"': "`letters`: there is no such file",
    'cosigns = true\ncertificate = "r.csv"': "`r.csv`: it holds no certificate",
    'cosigns = true\ncertificate = "thea.p12"': "`thea.p12`: it holds no certificate",
    'cosigns = true\ncertificate = "torn.pem"': "`torn.pem`: it holds no certificate",
    'cosigns = true\ncertificate = "ulf.der"': "`ulf.der`: it is the certificate of Thea, too",
    'cosigns = true\ncertificate = "first.pem"': "it is the certificate of signing.identity",
    'cosigns = true\ncertificate = "weak.pem"': "RSA keys under 2048 bits are too weak",
    'cosigns = true\ncertificate = "server.pem"': "does not allow signing documents",
    'cosigns = true\ncertificate = "old.pem"': "the certificate expired on",
    'cosigns = "yes!"': "`signatories.2.cosigns` is wrong",
}  # fmt: skip


@pytest.mark.parametrize("keys", WRONG)
def test_wrong_values_are_named_before_a_letter_is_written(tiny: Tiny, keys: str) -> None:
    purposes = (ExtendedKeyUsageOID.SERVER_AUTH,)
    for name, certificate in {
        "weak.pem": leaf(4, "rsa1024"),
        "server.pem": leaf(5, purposes=purposes),
        "old.pem": leaf(6, begin=NOW - 9 * authority.DAY, end=NOW - authority.DAY),
    }.items():
        authority.write_pem(tiny.folder / name, certificate)
    tiny.write("torn.pem", (tiny.folder / "thea.pem").read_bytes()[:300])
    both = '[[signatories]]\nname = "Thea"\n' + keys + "\n"
    if "ulf" in keys:
        both += '[[signatories]]\nname = "Ulf"\n' + keys + "\n"
    tiny.write("lettermerge.toml", SETTINGS + both + SIGNING)
    code, _, err = tiny.run("render", "-j", "0")
    assert code == 3, err
    assert WRONG[keys] in err
    assert "signatories.2." in err or "signatories.3." in err
    assert tiny.run("status")[0] == 3
    assert not (tiny.folder / "output").exists()


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (SIGNING + 'certify = "no-changes"\n', 'certify = "fill-forms"'),
        (SIGNING + '[output]\nformats = ["docx"]\n', 'add "pdf" to output.formats'),
    ],
)
def test_settings_under_which_nobody_could_cosign_are_refused(
    tiny: Tiny, more: str, message: str
) -> None:
    tiny.write("lettermerge.toml", SETTINGS + SECOND + more)
    code, _, err = tiny.run("check")
    assert code == 3
    assert message in err


def test_certificates_are_checked_before_anything_is_composed(tiny: Tiny) -> None:
    (tiny.folder / "thea.pem").unlink()
    code, _, err = tiny.run("check")
    assert code == 3
    assert "`thea.pem`: there is no such file" in err
