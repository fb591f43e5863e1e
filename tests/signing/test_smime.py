"""Signed e-mails: OpenSSL says yes to them, and no to any change."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from tests.dispatch.mail.test_email_message import email
from tests.signing import authority

from lettermerge.errors import SettingsError
from lettermerge.signing.identity.creation import self_signed
from lettermerge.signing.identity.model import Identity
from lettermerge.signing.identity.private_key_signing import SoftKey
from lettermerge.signing.smime import entity_signer

SENDER = "office@sample.example"
NOW = datetime.now(UTC)


def identity(kind: str, address: str = SENDER) -> Identity:
    key = authority.key(kind)
    certificate = self_signed(key, "Petra Placeholder", NOW, address)  # type: ignore[arg-type]
    return Identity(SoftKey(key), certificate.public_bytes(Encoding.DER))


def holds(message: bytes, signer: Identity, folder: Path) -> bool:
    """Ask OpenSSL, which must have been told to believe the certificate."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    (folder / "ca.pem").write_bytes(signer.x509.public_bytes(Encoding.PEM))
    (folder / "m.eml").write_bytes(message)
    done = subprocess.run(
        ["openssl", "cms", "-verify", "-in", "m.eml", "-CAfile", "ca.pem", "-out", "inner.txt"],
        cwd=folder, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    return done.returncode == 0


@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_openssl_verifies_a_message_and_sees_each_change(tmp_path: Path, kind: str) -> None:
    signer = identity(kind)
    message = email(text="Grüße, and\nFrom here on\n").dated(NOW, entity_signer(signer, SENDER))
    assert holds(message, signer, tmp_path)
    inner = (tmp_path / "inner.txt").read_bytes()
    assert b"application/pdf" in inner
    assert not holds(message.replace(b"letter.pdf", b"lettre.pdf"), signer, tmp_path)
    assert not holds(message, identity("ec", "other@sample.example"), tmp_path) or kind == "ec"
    parsed = message_from_bytes(message, policy=policy.default)
    assert parsed.get_content_type() == "multipart/signed"
    assert not parsed.defects
    assert [one.get_filename() for one in parsed.walk() if one.get_filename()] == [
        "letter.pdf", "smime.p7s",
    ]  # fmt: skip


def test_a_certificate_of_another_address_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"is for other@sample\.example"):
        entity_signer(identity("ec", "other@sample.example"), SENDER)
    with pytest.raises(SettingsError, match="no e-mail address"):
        entity_signer(identity("ec", ""), SENDER)
    assert callable(entity_signer(identity("ec", SENDER.upper()), SENDER))
