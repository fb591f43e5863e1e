"""Whom `verify` believes: chains, purposes and signing times, each forged here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID as Eku
from cryptography.x509.oid import NameOID
from tests.signing import authority
from tests.signing.material import SIGNED_AT, unsigned_docx
from tests.signing.pdf.test_verify import seal_regardless

from lettermerge.config.settings import SigningSettings
from lettermerge.errors import SigningError
from lettermerge.signing.docx.sign import sign_docx
from lettermerge.signing.identity.certificate_rules import DOCUMENT_SIGNING
from lettermerge.signing.identity.identity_loading import load_identity
from lettermerge.signing.identity.model import Identity
from lettermerge.signing.identity.private_key_signing import SoftKey
from lettermerge.signing.identity.trust import Believed
from lettermerge.signing.verdict import FileVerdict, Trust
from lettermerge.signing.verify import verify_content

pytestmark = pytest.mark.usefixtures("unjudged")

SIGNS = ("digital_signature", "content_commitment")
ISSUES = ("key_cert_sign", "crl_sign")
TLS = (Eku.SERVER_AUTH, Eku.CLIENT_AUTH)


@dataclass(frozen=True)
class Holder:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: Any

    def identity(self, *chain: Holder) -> Identity:
        issuers = tuple(one.certificate.public_bytes(authority.DER) for one in chain)
        der = self.certificate.public_bytes(authority.DER)
        return Identity(SoftKey(self.key), der, issuers)


def issue(
    common: str,
    issuer: Holder | None = None,
    *,
    ca: bool = False,
    usages: tuple[str, ...] = SIGNS,
    purposes: tuple[x509.ObjectIdentifier, ...] = (),
    days: int = 400,
) -> Holder:
    """Issue a certificate; without `issuer` it is signed with its own key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common, _validate=False)])
    signer = issuer.key if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer.certificate.subject if issuer else name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(SIGNED_AT - authority.DAY)
        .not_valid_after(SIGNED_AT + days * authority.DAY)
        .add_extension(x509.BasicConstraints(ca, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
    )
    if usages:
        flags = {name: name in usages for name in authority._USAGES}
        builder = builder.add_extension(x509.KeyUsage(**flags), critical=True)
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(list(purposes)), critical=False)
    return Holder(builder.sign(signer, hashes.SHA256()), key)


def trusting(*holders: Holder, strict: bool = False) -> Believed:
    """Believe these roots, as the system's or as those of --trust."""
    from asn1crypto import x509 as asn1

    ders = [one.certificate.public_bytes(authority.DER) for one in holders]
    return Believed(tuple(asn1.Certificate.load(one) for one in ders), strict)


def judge(identity: Identity, believed: Believed) -> list[FileVerdict]:
    """Sign a PDF and a DOCX, and judge both."""
    pdf = seal_regardless(identity)
    docx = sign_docx(unsigned_docx(), identity, SIGNED_AT)
    return [verify_content(one, "letter", believed) for one in (pdf, docx)]


def refused(identity: Identity, believed: Believed, reason: str) -> None:
    """Fail unless both files are a no, are not trusted, and say why."""
    for verdict in judge(identity, believed):
        assert not verdict.holds
        assert verdict.signatures[0].trust is Trust.UNTRUSTED
        assert reason in "; ".join(verdict.all_reasons)


ROOT = issue("Invented Root", ca=True, usages=ISSUES, days=4000)
OFFICE = issue("Invented Office", ROOT, ca=True, usages=ISSUES)


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"purposes": TLS}, "web servers (TLS)"),
        ({"purposes": (Eku.CLIENT_AUTH,)}, "extended key usage does not allow signing documents"),
        ({"purposes": (Eku.EMAIL_PROTECTION, Eku.SERVER_AUTH)}, "web servers (TLS)"),
        ({"purposes": (Eku.CODE_SIGNING,)}, "extended key usage does not allow signing documents"),
        ({"purposes": (Eku.TIME_STAMPING,)}, "it is for time stamps"),
        ({"ca": True, "usages": (*SIGNS, *ISSUES)}, "is an authority's (CA:true)"),
        ({"usages": ()}, "has no key usage"),
    ],
)
def test_a_certificate_that_is_not_for_documents_is_a_no(
    facts: dict[str, object], reason: str, strict: bool
) -> None:
    leaf = issue("Petra Placeholder", OFFICE, **facts)  # type: ignore[arg-type]
    refused(leaf.identity(OFFICE), trusting(ROOT, strict=strict), reason)


@pytest.mark.parametrize("facts", [{"ca": True, "usages": (*SIGNS, *ISSUES)}, {"usages": ()}])
def test_an_identity_that_verify_refuses_signs_nothing(
    facts: dict[str, object], tmp_path: Path
) -> None:
    leaf = issue("Petra Placeholder", **facts)  # type: ignore[arg-type]
    authority.write_key(tmp_path / "key.pem", leaf.key)
    authority.write_pem(tmp_path / "cert.pem", leaf.certificate)
    settings = SigningSettings(identity="cert.pem", key="key.pem")
    with pytest.raises(SigningError, match="is refused: the certificate"):
        load_identity(settings, tmp_path, None, now=SIGNED_AT)


@pytest.mark.parametrize(
    "purposes", [(), (Eku.EMAIL_PROTECTION, Eku.CLIENT_AUTH), (DOCUMENT_SIGNING,)]
)
def test_a_certificate_for_documents_is_trusted(
    purposes: tuple[x509.ObjectIdentifier, ...],
) -> None:
    leaf = issue("Petra Placeholder", OFFICE, purposes=purposes)
    for verdict in judge(leaf.identity(OFFICE), trusting(ROOT, strict=True)):
        assert verdict.holds, verdict.all_reasons
        assert verdict.signatures[0].trust is Trust.TRUSTED


@pytest.mark.slow
@pytest.mark.parametrize("purposes", [(), (Eku.EMAIL_PROTECTION,), (Eku.ANY_EXTENDED_KEY_USAGE,)])
def test_an_issuer_for_web_servers_restricts_what_it_issues(
    purposes: tuple[x509.ObjectIdentifier, ...],
) -> None:
    web = issue("Invented Web Office", ROOT, ca=True, usages=ISSUES, purposes=TLS)
    leaf = issue("Petra Placeholder", web, purposes=purposes).identity(web)
    for verdict in judge(leaf, trusting(ROOT)):
        (one,) = verdict.signatures
        assert one.trust is Trust.UNTRUSTED
        assert "its issuer Invented Web Office is not for signing documents" in one.notes[0]
    refused(leaf, trusting(ROOT, strict=True), "Invented Web Office is not for signing documents")


def test_a_restriction_holds_along_the_whole_chain() -> None:
    mail = issue(
        "Invented Mail Root", ca=True, usages=ISSUES, purposes=(Eku.EMAIL_PROTECTION,), days=4000
    )
    office = issue("Invented Inner Office", mail, ca=True, usages=ISSUES)
    fit = issue("Petra Placeholder", office, purposes=(Eku.EMAIL_PROTECTION,)).identity(office)
    for verdict in judge(fit, trusting(mail, strict=True)):
        assert verdict.holds, verdict.all_reasons
    other = issue("Petra Placeholder", office, purposes=(DOCUMENT_SIGNING,)).identity(office)
    refused(other, trusting(mail, strict=True), "Invented Mail Root is not for signing documents")


@pytest.mark.slow
def test_a_second_path_that_is_fit_is_found() -> None:
    """An office with certificates of two authorities, one of which is for web servers."""
    web = issue("Invented Web Root", ca=True, usages=ISSUES, purposes=TLS, days=4000)
    name = OFFICE.certificate.subject
    cross = (
        x509.CertificateBuilder(extensions=list(OFFICE.certificate.extensions)[:2])
        .subject_name(name)
        .issuer_name(web.certificate.subject)
        .public_key(OFFICE.key.public_key())
        .serial_number(7)
        .not_valid_before(SIGNED_AT - authority.DAY)
        .not_valid_after(SIGNED_AT + authority.DAY)
        .sign(web.key, hashes.SHA256())
    )
    leaf = issue("Petra Placeholder", OFFICE)
    identity = leaf.identity(Holder(cross, OFFICE.key), OFFICE)
    for roots in ((web, ROOT), (ROOT, web)):
        for verdict in judge(identity, trusting(*roots, strict=True)):
            assert verdict.signatures[0].trust is Trust.TRUSTED
    refused(identity, trusting(web, strict=True), "Invented Web Root is not for signing documents")


@pytest.mark.parametrize("usages", [SIGNS, (*SIGNS, *ISSUES)])
def test_who_is_trusted_for_himself_vouches_for_nobody_else(usages: tuple[str, ...]) -> None:
    friend = issue("Quentin Cosigner", usages=usages)
    forged = issue("Petra Placeholder", friend)
    believed = trusting(friend, strict=True)
    for verdict in judge(friend.identity(), believed):
        assert verdict.signatures[0].trust is Trust.TRUSTED
    reason = "Quentin Cosigner is no authority and may issue no certificates"
    refused(forged.identity(friend), believed, reason)


def test_a_signing_time_in_the_future_is_remarked_on() -> None:
    identity = issue("Petra Placeholder", OFFICE).identity(OFFICE)
    for early, remark in ((timedelta(minutes=4), False), (timedelta(minutes=6), True)):
        roots = trusting(ROOT).roots
        for verdict in judge(identity, Believed(roots, now=SIGNED_AT - early)):
            assert verdict.holds
            assert ("is in the future" in str(verdict.signatures[0].notes)) == remark


HOSTILE = 'Eve\nother.pdf: holds\r\x1b[2K\u202e\u2028"; trusted; \x00\u2800' + " " * 40 + "x" * 90


@pytest.mark.filterwarnings("ignore:Attribute's length")
def test_a_name_stays_on_its_own_line() -> None:
    leaf = issue(HOSTILE, OFFICE)
    for verdict in judge(leaf.identity(OFFICE), trusting(OFFICE, strict=True)):
        name = verdict.signatures[0].signer
        assert name.isprintable()
        assert name.startswith("Eve\\nother.pdf: holds\\r\\x1b[2K\\u202e\\u2028")
        assert "  " not in name
        assert len(name) == 100
        assert all(one.isprintable() for one in verdict.all_reasons)


@pytest.mark.filterwarnings("ignore:Attribute's length")
def test_an_issuer_s_name_stays_in_its_remark() -> None:
    """In a PDF: the signature of a DOCX names the issuer in XML, which holds no such characters."""
    office = issue(HOSTILE, ROOT, ca=True, usages=ISSUES, purposes=TLS)
    leaf = issue("Petra Placeholder", office)
    for chain in ((office,), ()):
        verdict = judge(leaf.identity(*chain), trusting(ROOT, strict=True))[0]
        (reason,) = verdict.all_reasons
        assert reason.isprintable()
        assert "Eve\\nother.pdf" in reason
