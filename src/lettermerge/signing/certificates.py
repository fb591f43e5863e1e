"""What a certificate must be like to sign letters, asked before signing and again by `verify`.

Each check returns a reason for no, or "" where there is none.
"""

from __future__ import annotations

from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

#: Purposes under which documents are signed: e-mail protection and RFC 9336, its forerunners at
#: Microsoft and Adobe, and client authentication, which national identity cards carry.
DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")
_PURPOSES = {
    ExtendedKeyUsageOID.EMAIL_PROTECTION,
    ExtendedKeyUsageOID.CLIENT_AUTH,
    ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,
    DOCUMENT_SIGNING,
    x509.ObjectIdentifier("1.3.6.1.4.1.311.10.3.12"),
    x509.ObjectIdentifier("1.2.840.113583.1.1.5"),
}
_CURVES = ("secp256r1", "secp384r1", "secp521r1")


def name_of(name: x509.Name) -> str:
    """Return the common name, or the whole name (RFC 4514) where there is none."""
    common = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(common[0].value) if common else name.rfc4514_string()


def fingerprint_of(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of the certificate as 64 hex digits."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def is_self_signed(certificate: x509.Certificate) -> bool:
    """Tell whether the certificate names itself as its issuer."""
    return certificate.subject == certificate.issuer


def refuse_usage(certificate: x509.Certificate) -> str:
    """Ask for a key usage that signs documents (RFC 5280, 4.2.1.3 and 4.2.1.12)."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        if not (usage.digital_signature or usage.content_commitment):
            return "the certificate's key usage does not allow signing"
    except x509.ExtensionNotFound:
        pass
    except ValueError as error:
        return f"the certificate's extensions cannot be read: {error}"
    try:
        purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return ""
    if not _PURPOSES.intersection(purposes):
        return "the certificate's extended key usage does not allow signing documents"
    return ""


def refuse_time(certificate: x509.Certificate, moment: datetime) -> str:
    """Ask for validity at `moment` (with a zone)."""
    if moment < certificate.not_valid_before_utc:
        return f"the certificate is not valid before {_day(certificate.not_valid_before_utc)}"
    if moment > certificate.not_valid_after_utc:
        return f"the certificate expired on {_day(certificate.not_valid_after_utc)}"
    return ""


def refuse_key(certificate: x509.Certificate, *, allow_ed25519: bool) -> str:
    """Ask for a key that verifiers know and that is strong enough."""
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return "RSA keys under 2048 bits are too weak" if key.key_size < 2048 else ""
    if isinstance(key, ec.EllipticCurvePublicKey):
        return "" if key.curve.name in _CURVES else f"verifiers do not know curve {key.curve.name}"
    if isinstance(key, ed25519.Ed25519PublicKey):
        if allow_ed25519:
            return ""
        return "Ed25519 signatures are refused by Poppler, MuPDF and OpenSSL's CMS"
    return "keys of this kind cannot sign letters"


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
