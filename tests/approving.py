"""A project whose letters need the approval of others before their signer seals them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from tests.signing import authority
from tests.tiny import SETTINGS, Tiny, make_tiny

from lettermerge.dispatch.approval_document import (
    ApprovalDocument,
    encode_approval,
    parse_approval,
)
from lettermerge.signing.identity.model import Identity
from lettermerge.signing.identity.passphrase import VARIABLE
from lettermerge.signing.identity.private_key_signing import SoftKey
from lettermerge.signing.signed_content import open_content, sign_content

NOW = datetime.now(UTC).replace(microsecond=0)
SIGNING = '[signing]\nidentity = "sam.p12"\n'
ONE = '[approval]\ncertificates = ["approvers/dora.pem"]\n'
TWO = '[approval]\ncertificates = ["approvers/dora.pem", "approvers/vera.pem"]\ncount = 2\n'
#: Who there is, and the number of each one's key.
PEOPLE = {"sam": 1, "dora": 2, "vera": 3, "mallory": 4}


@cache
def certificate_of(name: str, number: int, begin: datetime, end: datetime) -> x509.Certificate:
    return authority.certificate("ec", name, number=number, begin=begin, end=end)


def add_person(
    tiny: Tiny, name: str, number: int, *, begin: datetime | None = None, file: str = ""
) -> None:
    """Write NAME.p12 and approvers/NAME.pem, with the key of a number."""
    begin = begin or NOW - timedelta(days=1)
    certificate = certificate_of(name.capitalize(), number, begin, begin + timedelta(days=300))
    content = pkcs12.serialize_key_and_certificates(
        b"test",
        authority.key("ec", number),
        certificate,
        None,
        serialization.NoEncryption(),
    )
    file = file or name
    tiny.write(f"{file}.p12", content).chmod(0o600)
    (tiny.folder / "approvers").mkdir(exist_ok=True)
    authority.write_pem(tiny.folder / f"approvers/{file}.pem", certificate)


def make_approving(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    approval: str = ONE,
) -> Tiny:
    """Make the project, and an identity for each of PEOPLE."""
    monkeypatch.setenv("XDG_DATA_HOME", str(folder / "data"))
    monkeypatch.delenv(VARIABLE, raising=False)
    tiny = make_tiny(folder, capsys)
    for name, number in PEOPLE.items():
        add_person(tiny, name, number)
    tiny.write("lettermerge.toml", SETTINGS + SIGNING + approval)
    return tiny


def approve(tiny: Tiny, who: str = "dora", *more: str) -> tuple[int, str, str]:
    """Run `approve` as somebody, without being asked."""
    return tiny.run("approve", "--identity", f"{who}.p12", "--yes", *more)


def identity_of(name: str, begin: datetime | None = None, number: int = 0) -> Identity:
    """Return the identity of somebody, to sign what no command would."""
    number = number or PEOPLE[name]
    begin = begin or NOW - timedelta(days=1)
    certificate = certificate_of(name.capitalize(), number, begin, begin + timedelta(days=300))
    return Identity(SoftKey(authority.key("ec", number)), certificate.public_bytes(authority.DER))


def signed_by(name: str, document: ApprovalDocument, moment: datetime = NOW) -> bytes:
    """Return a document as an approval by somebody."""
    return sign_content(encode_approval(document), identity_of(name), moment)


def document_of(tiny: Tiny, number: int = 1) -> ApprovalDocument:
    """Return what an approval of the project says."""
    signed = (tiny.folder / f"approvals/{number:04}.p7m").read_bytes()
    return parse_approval(open_content(signed).content)
