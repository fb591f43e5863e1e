"""Check that a certificate may sign letters, before signing and again in `verify`.

Each check returns a reason for no, or "" where there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import TypeVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from ..certificate_escaping import escape_name

#: RFC 9336: the purpose of signing documents.
DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")


@dataclass(frozen=True, slots=True)
class Purpose:
    """What certificates are asked for: `text` for people, one of `wanted`, none of `excluded`."""

    text: str
    wanted: frozenset[x509.ObjectIdentifier]
    excluded: frozenset[x509.ObjectIdentifier] = frozenset()


#: RFC 9336 and, for older certificates, what Acrobat and Office take in its place: e-mail
#: protection, Microsoft's document signing (1.3.6.1.4.1.311.10.3.12) and Adobe's authentic
#: documents (1.2.840.113583.1.1.5). Client authentication, as TLS certificates have it, is none.
#: RFC 9336 lets an application exclude purposes: S/MIME certificates never have these
#: (CA/Browser Forum, S/MIME Baseline Requirements, 7.1.2.3).
DOCUMENTS = Purpose(
    "signing documents",
    frozenset(
        (
            DOCUMENT_SIGNING,
            ExtendedKeyUsageOID.EMAIL_PROTECTION,
            x509.ObjectIdentifier("1.3.6.1.4.1.311.10.3.12"),
            x509.ObjectIdentifier("1.2.840.113583.1.1.5"),
        )
    ),
    frozenset(
        (
            ExtendedKeyUsageOID.SERVER_AUTH,
            ExtendedKeyUsageOID.TIME_STAMPING,
            ExtendedKeyUsageOID.OCSP_SIGNING,
        )
    ),
)
STAMPS = Purpose("time stamps", frozenset((ExtendedKeyUsageOID.TIME_STAMPING,)))

_Extension = TypeVar("_Extension", bound=x509.ExtensionType)
_ANY = ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE
_CURVES = ("secp256r1", "secp384r1", "secp521r1")


def name_of(name: x509.Name) -> str:
    """Return the common name, or the whole name (RFC 4514) where there is none, as one line."""
    common = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return escape_name(str(common[0].value) if common else name.rfc4514_string())


def fingerprint_of(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of the certificate as 64 hex digits."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def key_fingerprint_of(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of the public key as 64 hex digits: certificates of one key have one.

    The key is encoded anew, so that it does not matter how a certificate writes it.
    """
    encoded = certificate.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return sha256(encoded).hexdigest()


def is_self_signed(certificate: x509.Certificate) -> bool:
    """Tell whether the certificate names itself as its issuer."""
    return certificate.subject == certificate.issuer


def refuse_usage(certificate: x509.Certificate, purpose: Purpose = DOCUMENTS) -> str:
    """Ask for an end entity whose key signs, for `purpose` (RFC 5280, 4.2.1.3, 9 and 12)."""
    try:
        usage = _find(certificate, x509.KeyUsage)
        if usage is None:
            return "the certificate has no key usage, so that it may not be for signing"
        if not (usage.digital_signature or usage.content_commitment):
            return "the certificate's key usage does not allow signing"
        if _is_authority(certificate):
            return "the certificate is an authority's (CA:true), which issues and signs no letters"
        purposes = set(_find(certificate, x509.ExtendedKeyUsage) or ())
    except ValueError as error:
        return f"the certificate's extensions cannot be read: {error}"
    refused = f"the certificate's extended key usage does not allow {purpose.text}"
    if excluded := purposes & purpose.excluded:
        return f"{refused}: it is for {_named(excluded)}"
    if purposes and not purposes & {*purpose.wanted, _ANY}:
        return refused
    return ""


def refuse_stamping(certificate: x509.Certificate) -> str:
    """Ask for a time-stamp server's certificate: one critical purpose alone (RFC 3161, 2.3)."""
    if reason := refuse_usage(certificate, STAMPS):
        return reason
    try:
        found = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound:
        return "the certificate has no extended key usage, and so is not for time stamps"
    if list(found.value) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        return "the certificate is for more than time stamps"
    if not found.critical:
        return "the certificate does not mark its extended key usage as critical"
    return ""


def refuse_path(path: Sequence[x509.Certificate], purpose: Purpose) -> str:
    """Ask every certificate of a path, the end entity first, to allow `purpose`.

    An extended key usage in an issuer restricts all that it issues, as OpenSSL, Windows and NSS
    read RFC 5280, 4.2.1.12; the root's own counts as well. The root has to be an authority if it
    issued anything: a certificate that was named in --trust for itself vouches for no other.
    """
    allowed = set(purpose.wanted)
    try:
        for number, one in enumerate(path):
            if number and not _may_issue(one):
                return f"{name_of(one.subject)} is no authority and may issue no certificates"
            purposes = set(_find(one, x509.ExtendedKeyUsage) or (_ANY,))
            if _ANY not in purposes:
                allowed &= purposes
            if not allowed:
                what = "it" if not number else f"its issuer {name_of(one.subject)}"
                return f"{what} is not for {purpose.text}"
    except ValueError as error:
        return f"the extensions of its issuers cannot be read: {error}"
    return ""


def _may_issue(certificate: x509.Certificate) -> bool:
    usage = _find(certificate, x509.KeyUsage)
    return _is_authority(certificate) and (usage is None or usage.key_cert_sign)


def _is_authority(certificate: x509.Certificate) -> bool:
    constraints = _find(certificate, x509.BasicConstraints)
    return constraints is not None and constraints.ca


def _find(certificate: x509.Certificate, kind: type[_Extension]) -> _Extension | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _named(purposes: Iterable[x509.ObjectIdentifier]) -> str:
    names = {
        ExtendedKeyUsageOID.SERVER_AUTH: "web servers (TLS)",
        ExtendedKeyUsageOID.TIME_STAMPING: "time stamps",
        ExtendedKeyUsageOID.OCSP_SIGNING: "revocation answers",
    }
    return " and ".join(sorted(names[one] for one in purposes))


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
