"""Write the XML of an Office signature from the digests of parts, in its canonical form.

XML-DSig in the shape of ECMA-376 part 2, 13, with Office's own object and the XAdES properties
that [MS-OFFCRYPTO] 2.5.2.5 and 2.5.2.6 ask for. Nothing is canonicalised: it is written so.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec

from ...errors import SigningError
from ..identity.model import Identity
from ..signature_value_verification import to_raw
from .relationships import attribute

DSIG = "http://www.w3.org/2000/09/xmldsig#"
XADES = "http://uri.etsi.org/01903/v1.3.2#"
OPC_SIGNATURE = "http://schemas.openxmlformats.org/package/2006/digital-signature"
OFFICE = "http://schemas.microsoft.com/office/2006/digsig"
C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
TRANSFORM = "http://schemas.openxmlformats.org/package/2006/RelationshipTransform"
_PROPERTIES = "http://uri.etsi.org/01903#SignedProperties"
ALGORITHMS = {
    "rsa": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    "ec": "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
}

_METHOD = f'<DigestMethod Algorithm="{SHA256}"></DigestMethod>'
_C14N_TRANSFORM = f'<Transform Algorithm="{C14N}"></Transform>'
_NS = f' xmlns="{DSIG}"'
_XD = f' xmlns:xd="{XADES}"'


@dataclass(frozen=True, slots=True)
class SignedPart:
    """A line of the manifest: a part, or those of a part's relationships that are covered."""

    uri: str
    digest: bytes
    relationships: tuple[str, ...] = ()


def signature_xml(
    parts: Iterable[SignedPart],
    identity: Identity,
    signed_at: datetime,
    comments: str = "",
    number: int = 1,
) -> bytes:
    """Return the content of a signature part.

    `signed_at` has a zone; `comments` is the reason that Office shows, 255 characters at most.
    `number` is that of the part. From the second on, it ends the Ids that the signature refers to:
    LibreOffice looks each Id up in the references of all signatures that it has read before, and
    with equal Ids it calls the third signature and later ones invalid.

    Raises:
        SigningError: Ed25519, which Office's signatures have no name for; or the key fails.
    """
    algorithm = ALGORITHMS.get(identity.kind)
    if algorithm is None:
        raise SigningError(
            "Ed25519 cannot sign a DOCX: Office knows no such signature",
            hint='use P-256 or RSA, or formats = ["pdf"]',
        )
    moment = f"{signed_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    suffix = "" if number == 1 else f"_{number}"
    package = _package_object(parts, moment, suffix)
    office = _office_object(escape(comments[:255]), suffix)
    properties = _signed_properties(identity.certificate, moment, suffix)
    info = (
        f"<SignedInfo{_NS}>"
        f'<CanonicalizationMethod Algorithm="{C14N}"></CanonicalizationMethod>'
        f'<SignatureMethod Algorithm="{algorithm}"></SignatureMethod>'
        f"{_reference(f'#idPackageObject{suffix}', f'{DSIG}Object', package)}"
        f"{_reference(f'#idOfficeObject{suffix}', f'{DSIG}Object', office)}"
        f"{_reference(f'#idSignedProperties{suffix}', _PROPERTIES, properties)}"
        "</SignedInfo>"
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Signature{_NS} Id="idPackageSignature">{_inside(info)}'
        f"<SignatureValue>{_value(identity, info.encode())}</SignatureValue>"
        f"{_key_info(identity.certificate, identity.chain)}{_inside(package)}{_inside(office)}"
        f'<Object><xd:QualifyingProperties xmlns:xd="{XADES}" Target="#idPackageSignature">'
        f"{_inside(properties).replace(_XD, '', 1)}"
        "</xd:QualifyingProperties></Object></Signature>"
    ).encode()


def _inside(canonical: str) -> str:
    """Take the inherited name space off an element that is to be in its parent."""
    return canonical.replace(_NS, "", 1)


def _value(identity: Identity, info: bytes) -> str:
    value = identity.key.sign(info)
    public = identity.x509.public_key()
    if isinstance(public, ec.EllipticCurvePublicKey):
        value = to_raw(value, public)
    return b64encode(value).decode()


def _reference(uri: str, kind: str, content: str) -> str:
    transforms = f"<Transforms>{_C14N_TRANSFORM}</Transforms>" if "Signed" in uri else ""
    return (
        f'<Reference Type="{kind}" URI="{uri}">{transforms}{_METHOD}'
        f"<DigestValue>{_hash(content)}</DigestValue></Reference>"
    )


def _hash(content: str) -> str:
    return b64encode(sha256(content.encode()).digest()).decode()


def _package_object(parts: Iterable[SignedPart], moment: str, suffix: str) -> str:
    references = "".join(map(_part_reference, parts))
    return (
        f'<Object{_NS} Id="idPackageObject{suffix}"><Manifest>{references}</Manifest>'
        '<SignatureProperties><SignatureProperty Id="idSignatureTime" Target="#idPackageSignature">'
        f'<mdssi:SignatureTime xmlns:mdssi="{OPC_SIGNATURE}">'
        "<mdssi:Format>YYYY-MM-DDThh:mm:ssTZD</mdssi:Format>"
        f"<mdssi:Value>{moment}</mdssi:Value></mdssi:SignatureTime>"
        "</SignatureProperty></SignatureProperties></Object>"
    )


@lru_cache(maxsize=512)
def _part_reference(part: SignedPart) -> str:
    transforms = ""
    if part.relationships:
        ids = "".join(
            f'<mdssi:RelationshipReference xmlns:mdssi="{OPC_SIGNATURE}"'
            f' SourceId="{attribute(one)}"></mdssi:RelationshipReference>'
            for one in part.relationships
        )
        transforms = (
            f'<Transforms><Transform Algorithm="{TRANSFORM}">{ids}</Transform>'
            f"{_C14N_TRANSFORM}</Transforms>"
        )
    return (
        f'<Reference URI="{attribute(part.uri)}">{transforms}{_METHOD}'
        f"<DigestValue>{b64encode(part.digest).decode()}</DigestValue></Reference>"
    )


@lru_cache(maxsize=16)
def _office_object(comments: str, suffix: str) -> str:
    """Return Office's object: its versions are the least that write SHA-256 and XAdES."""
    fields = (
        ("SetupID", ""), ("SignatureText", ""), ("SignatureImage", ""),
        ("SignatureComments", comments), ("WindowsVersion", "10.0"), ("OfficeVersion", "16.0"),
        ("ApplicationVersion", "16.0"), ("Monitors", "1"), ("HorizontalResolution", "1280"),
        ("VerticalResolution", "800"), ("ColorDepth", "32"),
        ("SignatureProviderId", "{00000000-0000-0000-0000-000000000000}"),
        ("SignatureProviderUrl", ""), ("SignatureProviderDetails", "9"), ("SignatureType", "1"),
    )  # fmt: skip
    body = "".join(f"<{name}>{value}</{name}>" for name, value in fields)
    return (
        f'<Object{_NS} Id="idOfficeObject{suffix}"><SignatureProperties>'
        '<SignatureProperty Id="idOfficeV1Details" Target="#idPackageSignature">'
        f'<SignatureInfoV1 xmlns="{OFFICE}">{body}</SignatureInfoV1>'
        "</SignatureProperty></SignatureProperties></Object>"
    )


def _signed_properties(certificate: bytes, moment: str, suffix: str) -> str:
    return (
        f'<xd:SignedProperties{_NS} xmlns:xd="{XADES}" Id="idSignedProperties{suffix}">'
        f"<xd:SignedSignatureProperties><xd:SigningTime>{moment}</xd:SigningTime>"
        f"{_signing_certificate(certificate)}"
        "<xd:SignaturePolicyIdentifier><xd:SignaturePolicyImplied></xd:SignaturePolicyImplied>"
        "</xd:SignaturePolicyIdentifier></xd:SignedSignatureProperties></xd:SignedProperties>"
    )


@lru_cache(maxsize=16)
def _signing_certificate(certificate: bytes) -> str:
    parsed = x509.load_der_x509_certificate(certificate)
    digest = b64encode(sha256(certificate).digest()).decode()
    return (
        f"<xd:SigningCertificate><xd:Cert><xd:CertDigest>{_METHOD}"
        f"<DigestValue>{digest}</DigestValue></xd:CertDigest><xd:IssuerSerial>"
        f"<X509IssuerName>{escape(parsed.issuer.rfc4514_string())}</X509IssuerName>"
        f"<X509SerialNumber>{parsed.serial_number}</X509SerialNumber></xd:IssuerSerial>"
        "</xd:Cert></xd:SigningCertificate>"
    )


@lru_cache(maxsize=16)
def _key_info(certificate: bytes, chain: tuple[bytes, ...]) -> str:
    certificates = "".join(
        f"<X509Certificate>{b64encode(one).decode()}</X509Certificate>"
        for one in (certificate, *issuers_of(certificate, chain))
    )
    return f"<KeyInfo><X509Data>{certificates}</X509Data></KeyInfo>"


def escape(value: str) -> str:
    """Escape text as C14N does (XML-C14N 1.0, 2.3)."""
    value = value.replace("&", "&amp;").replace("<", "&lt;")
    return value.replace(">", "&gt;").replace("\r", "&#xD;")


def issuers_of(certificate: bytes, others: Sequence[bytes]) -> tuple[bytes, ...]:
    """Return those of `others` that lead from a certificate to a root, in their order. All DER."""
    found = [x509.load_der_x509_certificate(certificate)]
    rest = {one: x509.load_der_x509_certificate(one) for one in others if one != certificate}
    needed: set[bytes] = set()
    for child in found:  # grows while it is walked
        for der, parent in rest.items():
            if der not in needed and _issued(child, parent):
                needed.add(der)
                found.append(parent)
    return tuple(dict.fromkeys(one for one in others if one in needed))


def _issued(child: x509.Certificate, parent: x509.Certificate) -> bool:
    if child.issuer != parent.subject:
        return False
    try:
        child.verify_directly_issued_by(parent)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True
