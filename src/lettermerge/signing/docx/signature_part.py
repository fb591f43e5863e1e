"""Read one signature part of a package into what it claims, and check each claim.

Digests and the signature value are checked here; whether the signer is to be believed is not.
Elements are taken by their place, never searched by name, so that nothing can be wrapped.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256, sha384, sha512
from io import BytesIO
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from ..identity.certificate_rules import fingerprint_of, name_of
from ..signature_value_verification import to_der, verify_signature
from .content_types import RELATIONSHIPS_MEDIA, ContentTypes
from .opc_xml import parse_plain, parse_xml
from .relationships import canonical, read_relationships
from .signature_schema import refuse_shape
from .xml_signature_writer import C14N, DSIG, OPC_SIGNATURE, TRANSFORM, XADES, issuers_of
from .zip_package import Entry, PackageError

_DIGESTS: dict[str, Any] = {
    "http://www.w3.org/2001/04/xmlenc#sha256": sha256,
    "http://www.w3.org/2001/04/xmldsig-more#sha384": sha384,
    "http://www.w3.org/2001/04/xmlenc#sha512": sha512,
}
#: The object that lists the parts: a further signature of the same file has an Id of its own.
_PACKAGE = re.compile(r"idPackageObject(_.*)?", re.DOTALL)
_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_VALUES: dict[str, hashes.HashAlgorithm] = {
    f"{_MORE}{family}-{name}": algorithm
    for family in ("rsa", "ecdsa")
    for name, algorithm in (
        ("sha256", hashes.SHA256()), ("sha384", hashes.SHA384()), ("sha512", hashes.SHA512()),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SignedStatement:
    """What a signature says: who, when and what; `reasons` is what of that does not hold.

    `parts` are names as in the ZIP; `relationships` are ids by .rels part.
    """

    signer: str
    fingerprint: str
    certificate: bytes
    others: tuple[bytes, ...]
    time: datetime | None
    xades: bool
    parts: frozenset[str] = frozenset()
    relationships: Mapping[str, frozenset[str]] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()


def read_claim(name: str, entries: Mapping[str, Entry], types: ContentTypes) -> SignedStatement:
    """Read and check the signature part `name`.

    Raises:
        PackageError: it has not the shape of a signature at all.
    """
    root = parse_plain(entries[name].read())
    if root.tag != _dsig("Signature"):
        raise PackageError(f"/{name} is not a signature")
    certificates = [
        _base64(one) for one in root.iterfind(_path("KeyInfo", "X509Data", "X509Certificate"))
    ]
    if not certificates:
        raise PackageError(f"/{name} names no certificate")
    properties = root.find(
        f"{_dsig('Object')}/{_xades('QualifyingProperties')}/{_xades('SignedProperties')}"
    )
    reasons: list[str] = []
    certificate = _signing_certificate(properties, certificates, reasons)
    try:
        parsed = x509.load_der_x509_certificate(certificate)
    except ValueError as error:
        raise PackageError(f"/{name} has a damaged certificate: {error}") from None
    _check_core(root, parsed, properties, reasons)
    _check_certificates(certificate, certificates, reasons)
    manifest = _package_object(root).find(_dsig("Manifest"))
    parts, relationships = _check_manifest(manifest, entries, types, reasons)
    return SignedStatement(
        signer=name_of(parsed.subject),
        fingerprint=fingerprint_of(parsed),
        certificate=certificate,
        others=tuple(one for one in certificates if one != certificate),
        time=_time(root, properties, reasons),
        xades=properties is not None,
        parts=frozenset(parts),
        relationships={part: frozenset(ids) for part, ids in relationships.items()},
        reasons=tuple(reasons),
    )


def _check_certificates(certificate: bytes, found: list[bytes], reasons: list[str]) -> None:
    """Ask for the signer's certificate and those that lead to its root, once each."""
    others = [one for one in found if one != certificate]
    if len(found) != len(set(found)) or len(issuers_of(certificate, others)) != len(others):
        reasons.append("the signature part holds a certificate that the signer's does not need")


def _check_core(
    root: Any, certificate: x509.Certificate, properties: Any, reasons: list[str]
) -> None:
    """Check the references of SignedInfo and the signature value."""
    info = root.find(_dsig("SignedInfo"))
    value = root.find(_dsig("SignatureValue"))
    if info is None or value is None or root.index(info) != 0:
        raise PackageError("a signature without SignedInfo or SignatureValue")
    identified: dict[str, list[Any]] = {}
    for element in root.iter():
        if isinstance(element.tag, str) and element.get("Id"):
            identified.setdefault(element.get("Id"), []).append(element)
    signed: list[Any] = []
    for reference in info.iterfind(_dsig("Reference")):
        uri = reference.get("URI", "")
        found = identified.get(uri.removeprefix("#"), [])
        if not uri.startswith("#") or len(found) != 1 or _transforms(reference) not in ([], [C14N]):
            reasons.append(f"the signature refers to {uri or 'nothing'} in a way it must not")
        elif _digest(reference, _canonical(found[0])) != _base64(
            reference.find(_dsig("DigestValue"))
        ):
            reasons.append(f"{uri} was changed after signing")
        else:
            signed.append(found[0])
    if _package_object(root) not in signed:
        reasons.append("the list of signed parts is not under the signature")
    if properties is not None and properties not in signed:
        reasons.append("the properties of the signature are not under it")
    if properties is not None and properties.getparent().get("Target") != f"#{root.get('Id')}":
        reasons.append("the properties are those of another signature")
    reasons += refuse_shape(root, signed)
    _check_value(info, _base64(value), certificate, reasons)


def _check_value(
    info: Any, value: bytes, certificate: x509.Certificate, reasons: list[str]
) -> None:
    canonicalization = _algorithm(info, "CanonicalizationMethod")
    method = _algorithm(info, "SignatureMethod")
    if canonicalization != C14N or method not in _VALUES:
        reasons.append(f"the signature algorithm {method.rpartition('#')[2]} is not accepted")
        return
    key = certificate.public_key()
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            value = to_der(value, key)
        if ("ecdsa" in method) != isinstance(key, ec.EllipticCurvePublicKey):
            raise ValueError("a key of another family")
        verify_signature(key, value, _canonical(info), _VALUES[method])
    except ValueError as error:
        reasons.append(str(error))


def _signing_certificate(properties: Any, certificates: list[bytes], reasons: list[str]) -> bytes:
    """Return the certificate that XAdES binds to the signature, else the first one."""
    if properties is None:
        return certificates[0]
    for kind in ("SigningCertificate", "SigningCertificateV2"):
        bound = properties.find(
            f"{_xades('SignedSignatureProperties')}/{_xades(kind)}/{_xades('Cert')}/{_xades('CertDigest')}"
        )
        if bound is None:
            continue
        wanted = _base64(bound.find(_dsig("DigestValue")))
        for certificate in certificates:
            if _digest(bound, certificate) == wanted:
                return certificate
    reasons.append("the certificate is not the one that was signed for")
    return certificates[0]


def _package_object(root: Any) -> Any:
    """Return the one object that lists parts: no reader can take another list for the signed one.

    Raises:
        PackageError: there is none, or there are several.
    """
    found = [one for one in root.iterfind(_dsig("Object")) if _PACKAGE.fullmatch(one.get("Id", ""))]
    lists = list(root.iter(_dsig("Manifest")))
    if len(found) != 1 or len(lists) != 1 or lists[0].getparent() is not found[0]:
        raise PackageError("a signature without a list of parts, or with several")
    return found[0]


def _check_manifest(
    manifest: Any, entries: Mapping[str, Entry], types: ContentTypes, reasons: list[str]
) -> tuple[set[str], dict[str, set[str]]]:
    """Check every part of the manifest; return the parts and relationships that it covers."""
    parts: set[str] = set()
    relationships: dict[str, set[str]] = {}
    for reference in manifest.iterfind(_dsig("Reference")):
        name, _, media = reference.get("URI", "").removeprefix("/").partition("?ContentType=")
        wanted = _base64(reference.find(_dsig("DigestValue")))
        if name in parts:
            reasons.append(f"the part /{name} is signed twice over")
            continue
        if name not in entries:
            reasons.append(f"the signed part /{name} is missing")
            continue
        if types.of(name) != media:
            reasons.append(f"the content type of /{name} was changed after signing")
        content = entries[name].read()
        transforms = _transforms(reference)
        if transforms == [TRANSFORM, C14N] and media == RELATIONSHIPS_MEDIA:
            ids, types_ = _selected(reference)
            chosen = [
                one
                for one in read_relationships(name, content)
                if one.id in ids or one.type in types_
            ]
            if missing := ids - {one.id for one in chosen}:
                reasons.append(f"/{name} lost the signed relationship {', '.join(sorted(missing))}")
                continue
            content = canonical(chosen)
            relationships[name] = {one.id for one in chosen}
        elif transforms:  # C14N alone drops comments, which split a text for some readers
            reasons.append(f"/{name} is signed in a way that is not accepted")
            continue
        if _digest(reference, content) != wanted:
            reasons.append(f"the part /{name} was changed after signing")
        parts.add(name)
    return parts, relationships


def _selected(reference: Any) -> tuple[set[str], set[str]]:
    """Return the ids and types that a relationships transform selects."""
    transform = reference.find(f"{_dsig('Transforms')}/{_dsig('Transform')}")
    ids = transform.iterfind(f"{{{OPC_SIGNATURE}}}RelationshipReference")
    groups = transform.iterfind(f"{{{OPC_SIGNATURE}}}RelationshipsGroupReference")
    return {one.get("SourceId", "") for one in ids}, {one.get("SourceType", "") for one in groups}


def _time(root: Any, properties: Any, reasons: list[str]) -> datetime | None:
    """Return the signing time: XAdES's, else the package's; the two must agree."""
    found = []
    if properties is not None:
        found.append(
            properties.findtext(f"{_xades('SignedSignatureProperties')}/{_xades('SigningTime')}")
        )
    found += [one.text for one in _package_object(root).iter(f"{{{OPC_SIGNATURE}}}Value")]
    moments = []
    for text in found:
        try:
            moments.append(datetime.fromisoformat(text or ""))
        except ValueError:
            reasons.append("its signing time cannot be read")
    moments = [one for one in moments if one.tzinfo]
    if len({one.replace(microsecond=0) for one in moments}) > 1:
        reasons.append("it says two signing times")
    return moments[0] if moments else None


def _canonical(element: Any) -> bytes:
    """Return inclusive C14N of an element.

    The element is parsed anew with the name spaces in its scope: libxml2 as bound by lxml 6.1
    writes spurious xmlns="" into the canonical form of an inner element.
    """
    from lxml import etree

    alone = parse_xml(etree.tostring(element, with_tail=False))
    output = BytesIO()
    alone.getroottree().write_c14n(output, exclusive=False, with_comments=False)
    return output.getvalue()


def _digest(holder: Any, content: bytes) -> bytes | None:
    """Return the digest that an element's DigestMethod asks for, None where it is not accepted."""
    hashed = _DIGESTS.get(_algorithm(holder, "DigestMethod"))
    return hashed(content).digest() if hashed else None


def _algorithm(holder: Any, name: str) -> str:
    element = holder.find(_dsig(name))
    return "" if element is None else element.get("Algorithm", "")


def _transforms(reference: Any) -> list[str]:
    path = f"{_dsig('Transforms')}/{_dsig('Transform')}"
    return [one.get("Algorithm", "") for one in reference.iterfind(path)]


def _base64(element: Any) -> bytes:
    """Return the bytes of an element's text; raises PackageError."""
    try:
        return b64decode("".join((element.text or "").split()), validate=True)
    except (Base64Error, ValueError, AttributeError):
        raise PackageError("a signature holds what is not base64") from None


def _dsig(name: str) -> str:
    return f"{{{DSIG}}}{name}"


def _xades(name: str) -> str:
    return f"{{{XADES}}}{name}"


def _path(*names: str) -> str:
    return "/".join(map(_dsig, names))
