"""Sign a content that stays readable inside its signature, and read it again (CMS, RFC 5652).

Of the many forms that CMS allows there is one: a single signer, whose certificate is in the file,
SHA-256, four signed attributes, DER throughout, of the two ECDSA values the lower one. What is read
is made again and compared, so no byte of a file can be changed without being noticed.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from ..errors import SigningError
from .identity.model import Identity
from .identity.private_key_signing import KeyKind, kind_of
from .signature_value_verification import to_low_s, verify_signature

#: Signature algorithms by the family of the key (RFC 5754, 3.2 and 3.3).
_ALGORITHMS: dict[KeyKind, str] = {"rsa": "sha256_rsa", "ec": "sha256_ecdsa"}


@dataclass(frozen=True, slots=True)
class SignedContent:
    """What was signed, by whom, and when they say that it was (UTC, whole seconds)."""

    content: bytes
    certificate: x509.Certificate
    signed_at: datetime


def sign_content(content: bytes, identity: Identity, moment: datetime) -> bytes:
    """Return the DER of a SignedData that holds `content` (RFC 5652, 5.1).

    `moment` has a zone; fractions of a second are cut off.

    Raises:
        SigningError: the key cannot sign, or is of a family that CMS programs do not verify.
    """
    if identity.kind not in _ALGORITHMS:
        raise SigningError(
            f"{identity.name} has a key of the kind {identity.key_type}, which OpenSSL's CMS "
            "does not verify",
            hint="use a P-256 or RSA key; `lettermerge identity create` makes one",
        )
    attributes = _attributes(content, identity.certificate, moment)
    value = to_low_s(identity.key.sign(attributes.dump()), identity.x509.public_key())
    return _assemble(content, identity.certificate, identity.kind, attributes, value)


def find_certificate(signed: bytes) -> x509.Certificate:
    """Return the certificate in a file, of which nothing is verified: it says whom to ask for.

    Raises:
        ValueError: there is none, or the file is none of `sign_content`.
    """
    try:
        found = cms.ContentInfo.load(signed, strict=True)["content"]
        (certificate,) = (one.chosen.dump() for one in found["certificates"])
        parsed = _parse(certificate)
        kind_of(parsed.public_key())
    except Exception as error:  # parsers raise more than they document
        raise ValueError("it is not a signed approval") from error
    return parsed


def open_content(signed: bytes) -> SignedContent:
    """Return what a file holds whose signature is right; the certificate is not judged.

    Raises:
        ValueError: the signature does not hold, or the file is none of `sign_content`.
    """
    parsed = find_certificate(signed)
    certificate, key = parsed.public_bytes(serialization.Encoding.DER), parsed.public_key()
    kind = kind_of(key)
    try:
        found = cms.ContentInfo.load(signed, strict=True)["content"]
        content = found["encap_content_info"]["content"].native
        (info,) = found["signer_infos"]
        told = {one["type"].native: one["values"][0].native for one in info["signed_attrs"]}
        moment, digest = told["signing_time"], told["message_digest"]
        value = info["signature"].native
        is_one_form = to_low_s(value, key) == value
    except Exception as error:  # as above
        raise ValueError("it is not a signed approval") from error
    if not isinstance(content, bytes) or not isinstance(moment, datetime):
        raise ValueError("it is not a signed approval")
    if digest != sha256(content).digest():
        raise ValueError("its content was changed after it was signed")
    try:
        attributes = _attributes(content, certificate, moment)
        same = _assemble(content, certificate, kind, attributes, value) == signed
    except Exception:  # noqa: BLE001  as above
        same = False
    if not same or not is_one_form:
        raise ValueError("it was changed after it was signed")
    verify_signature(key, value, attributes.dump())
    return SignedContent(content, parsed, moment)


def _parse(certificate: bytes) -> x509.Certificate:
    """Parse a certificate that anybody may have made; what is wrong with it is no warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return x509.load_der_x509_certificate(certificate)


def _attributes(content: bytes, certificate: bytes, moment: datetime) -> cms.CMSAttributes:
    """Return the signed attributes, a SET OF in DER, over which the signature is (RFC 5652, 5.4).

    They are content type, signing time and message digest (RFC 5652, 11.1 to 11.3), and
    signing-certificate-v2 (RFC 5035, 3), which says whose certificate it is.
    """
    parsed = asn1.Certificate.load(certificate)
    reference: dict[str, Any] = {
        "cert_hash": sha256(certificate).digest(),
        "issuer_serial": {
            "issuer": [asn1.GeneralName("directory_name", parsed.issuer)],
            "serial_number": parsed.serial_number,
        },
    }
    moment = moment.astimezone(UTC).replace(microsecond=0)
    kind = "utc_time" if 1950 <= moment.year < 2050 else "generalized_time"
    values: dict[str, Any] = {
        "content_type": cms.ContentType("data"),
        "signing_time": cms.Time(kind, moment),
        "message_digest": sha256(content).digest(),
        "signing_certificate_v2": tsp.SigningCertificateV2({"certs": [reference]}),
    }
    return cms.CMSAttributes(
        [cms.CMSAttribute({"type": name, "values": [value]}) for name, value in values.items()]
    )


def _assemble(
    content: bytes, certificate: bytes, kind: KeyKind, attributes: cms.CMSAttributes, value: bytes
) -> bytes:
    """Return the ContentInfo of all parts (RFC 5652, 3 and 5.1 to 5.3); raises KeyError."""
    parsed = asn1.Certificate.load(certificate)
    signer = cms.SignerInfo({
        "version": "v1",
        "sid": cms.SignerIdentifier("issuer_and_serial_number", {
            "issuer": parsed.issuer, "serial_number": parsed.serial_number,
        }),
        "digest_algorithm": {"algorithm": "sha256"},
        "signed_attrs": attributes,
        "signature_algorithm": {"algorithm": _ALGORITHMS[kind]},
        "signature": value,
    })  # fmt: skip
    signed = cms.SignedData({
        "version": "v1",
        "digest_algorithms": [{"algorithm": "sha256"}],
        "encap_content_info": {"content_type": "data", "content": content},
        "certificates": [parsed],
        "signer_infos": [signer],
    })  # fmt: skip
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump())
