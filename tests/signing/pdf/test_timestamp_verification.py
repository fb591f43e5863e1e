"""Time stamps that prove nothing: by a server that is for more, or beside a second one."""

from __future__ import annotations

from hashlib import sha256

import pytest
from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import ExtendedKeyUsageOID as Eku
from pyhanko.sign.timestamps import DummyTimeStamper
from tests.signing import authority
from tests.signing.identity.test_trust import ISSUES, ROOT, SIGNS, TLS, Holder, issue, trusting
from tests.signing.material import SIGNED_AT
from tests.signing.pdf.test_sign import seal

from lettermerge.signing.pdf import sign as pdf
from lettermerge.signing.pdf.sign import Sealing
from lettermerge.signing.verdict import SignatureVerdict
from lettermerge.signing.verify import verify_content

pytestmark = pytest.mark.usefixtures("unjudged")


KEY = authority.key("rsa", 9)  # the only kind that pyHanko's server for tests has


def server(
    *purposes: x509.ObjectIdentifier, critical: bool = True, issuer: Holder = ROOT
) -> Holder:
    """Issue a certificate of a time-stamp server."""
    found = issue("Invented Time Stamps", issuer, usages=("digital_signature",)).certificate
    builder = x509.CertificateBuilder(
        found.issuer, found.subject, KEY.public_key(), 9, found.not_valid_before_utc,
        found.not_valid_after_utc, list(found.extensions),
    )  # fmt: skip
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(list(purposes)), critical=critical)
    return Holder(builder.sign(issuer.key, hashes.SHA256()), KEY)


def stamper(by: Holder) -> DummyTimeStamper:
    """Return pyHanko's server with this certificate."""
    private = by.key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return DummyTimeStamper(
        asn1.Certificate.load(by.certificate.public_bytes(authority.DER)),
        keys.PrivateKeyInfo.load(private),
        fixed_dt=SIGNED_AT + authority.DAY / 24,
    )


def stamp(value: bytes, by: Holder) -> bytes:
    """Return a token over `value`, as the server gives it."""
    import asyncio

    token = asyncio.run(stamper(by).async_timestamp(sha256(value).digest(), "sha256"))
    der: bytes = token.dump()
    return der


def judge(
    monkeypatch: pytest.MonkeyPatch, *servers: Holder, strict: bool = True
) -> SignatureVerdict:
    """Seal a letter with a stamp of each server."""
    monkeypatch.setattr(
        pdf, "fetch_token", lambda value, _: b"".join(stamp(value, one) for one in servers)
    )
    identity = issue("Petra Placeholder", ROOT, usages=SIGNS).identity(ROOT)
    sealed = seal(identity, Sealing("B-T", "http://127.0.0.1:9/"))
    (one,) = verify_content(sealed, "letter.pdf", trusting(ROOT, strict=strict)).signatures
    return one


def test_a_server_for_time_stamps_alone_proves_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    one = judge(monkeypatch, server(Eku.TIME_STAMPING))
    assert one.holds, one.reasons
    assert one.time_proven
    assert one.time == SIGNED_AT + authority.DAY / 24


@pytest.mark.slow
@pytest.mark.parametrize(
    ("by", "reason"),
    [
        (server(Eku.TIME_STAMPING, Eku.SERVER_AUTH), "for more than time stamps"),
        (server(Eku.TIME_STAMPING, Eku.ANY_EXTENDED_KEY_USAGE), "for more than time stamps"),
        (server(Eku.TIME_STAMPING, critical=False), "does not mark its extended key usage"),
        (server(Eku.EMAIL_PROTECTION), "does not allow time stamps"),
        (server(), "has no extended key usage"),
    ],
)
def test_a_server_that_is_for_anything_else_proves_nothing(
    by: Holder, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = judge(monkeypatch, by)
    assert not one.time_proven
    assert reason in "; ".join(one.reasons)
    one = judge(monkeypatch, by, strict=False)
    assert not one.time_proven
    assert one.time == SIGNED_AT
    assert reason in "; ".join(one.notes)


def test_a_server_whose_issuer_is_for_web_servers_proves_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    web = issue("Invented Web Root", ca=True, usages=ISSUES, purposes=TLS, days=4000)
    by = server(Eku.TIME_STAMPING, issuer=web)
    monkeypatch.setattr(pdf, "fetch_token", lambda value, _: stamp(value, by))
    sealed = seal(issue("Petra Placeholder", ROOT).identity(ROOT), Sealing("B-T", "http://x.test/"))
    (one,) = verify_content(sealed, "a.pdf", trusting(ROOT, web, strict=True)).signatures
    assert "Invented Web Root is not for time stamps" in "; ".join(one.reasons)


@pytest.mark.slow
@pytest.mark.parametrize("rogue_first", [False, True])
def test_a_second_token_is_a_no(rogue_first: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    stranger = issue("Stranger's Root", ca=True, usages=ISSUES, days=4000)
    two = [server(Eku.TIME_STAMPING), server(Eku.TIME_STAMPING, issuer=stranger)]
    one = judge(monkeypatch, *(reversed(two) if rogue_first else two), strict=False)
    assert not one.holds
    assert "it has 2 time stamps, where one is allowed" in one.reasons
    assert not one.time_proven
