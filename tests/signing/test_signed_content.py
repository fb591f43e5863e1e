"""A content inside its signature: read by us and by OpenSSL, whole and with each part changed."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives import serialization
from tests.signing import authority

from lettermerge.errors import SigningError
from lettermerge.signing.identity.model import Identity
from lettermerge.signing.identity.private_key_signing import SoftKey
from lettermerge.signing.signed_content import open_content, sign_content

NOW = datetime.now(UTC).replace(microsecond=0)
CONTENT = '{"letters": ["Ann Testwright", "Žofie"]}\n'.encode()


def signer(kind: str) -> Identity:
    leaf = authority.certificate(kind, begin=NOW - authority.DAY, end=NOW + authority.DAY)
    return Identity(SoftKey(authority.key(kind)), leaf.public_bytes(authority.DER))


@pytest.mark.parametrize("kind", ["ec", "rsa", "p384"])
def test_what_is_signed_is_read_again_by_us_and_by_openssl(tmp_path: Path, kind: str) -> None:
    identity = signer(kind)
    signed = sign_content(CONTENT, identity, NOW + timedelta(microseconds=7))
    opened = open_content(signed)
    assert (opened.content, opened.signed_at) == (CONTENT, NOW)
    assert opened.certificate == identity.x509
    (tmp_path / "a.p7m").write_bytes(signed)
    authority.write_pem(tmp_path / "a.pem", identity.x509)
    command = ["openssl", "cms", "-verify", "-cades", "-inform", "DER", "-in", "a.p7m"]
    done = subprocess.run(
        [*command, "-CAfile", "a.pem", "-partial_chain"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == CONTENT


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_no_byte_can_be_changed(kind: str) -> None:
    signed = sign_content(CONTENT, signer(kind), NOW)
    for place in range(0, len(signed), 11):
        changed = bytearray(signed)
        changed[place] ^= 1 << place % 8
        with pytest.raises(ValueError, match=r"^(it|its content|the signature value) "):
            open_content(bytes(changed))
    for other in (b"", signed[:-1], signed + b"\0", signed + signed, CONTENT):
        with pytest.raises(ValueError, match="not a signed approval"):
            open_content(other)


@pytest.mark.slow
def test_an_attribute_that_nobody_signed_is_not_let_through() -> None:
    parsed = cms.ContentInfo.load(sign_content(CONTENT, signer("ec"), NOW))
    (info,) = parsed["content"]["signer_infos"]
    moment = cms.Time("utc_time", NOW - authority.DAY)
    info["unsigned_attrs"] = [cms.CMSAttribute({"type": "signing_time", "values": [moment]})]
    with pytest.raises(ValueError, match="it was changed after it was signed"):
        open_content(parsed.dump(force=True))


def test_a_signature_of_another_form_is_not_let_through(tmp_path: Path) -> None:
    identity = signer("ec")
    authority.write_pem(tmp_path / "a.pem", identity.x509)
    key = authority.key("ec").private_bytes(
        authority.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "a.key").write_bytes(key)
    (tmp_path / "text").write_bytes(CONTENT)
    for more, said in (
        ((), "it was changed after it was signed"),  # it has S/MIME capabilities
        (("-noattr",), "not a signed approval"),
        (("-nosmimecap", "-nocerts"), "not a signed approval"),
    ):
        subprocess.run(
            ["openssl", "cms", "-sign", "-nodetach", "-binary", "-outform", "DER", "-in", "text",
             "-signer", "a.pem", "-inkey", "a.key", "-out", "a.p7m", *more],
            cwd=tmp_path, check=True, capture_output=True, timeout=600,
        )  # fmt: skip
        with pytest.raises(ValueError, match=said):
            open_content((tmp_path / "a.p7m").read_bytes())


def test_the_time_is_written_as_its_year_asks() -> None:
    for year in (2049, 2050):
        moment = datetime(year, 1, 1, tzinfo=UTC)
        assert open_content(sign_content(CONTENT, signer("ec"), moment)).signed_at == moment


def test_a_key_that_openssl_does_not_verify_signs_nothing() -> None:
    with pytest.raises(SigningError, match="Ed25519, which OpenSSL's CMS does not verify"):
        sign_content(CONTENT, signer("ed25519"), NOW)
