"""Make a CMS signature of a digest at CAdES B-B (ETSI EN 319 122-1, 6), fast.

What depends on the identity alone is encoded once; a letter adds a digest and a signature value.
The time is not among the signed attributes: in a PDF it is /M (ETSI EN 319 142-1, 6.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256, sha512

from asn1crypto import tsp, x509

from ..identity.model import Identity
from ..identity.private_key_signing import KeyKind

_OID_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_OID_DATA = bytes.fromhex("06092a864886f70d010701")
_OID_CONTENT_TYPE = bytes.fromhex("06092a864886f70d010903")
_OID_MESSAGE_DIGEST = bytes.fromhex("06092a864886f70d010904")
_OID_SIGNING_CERTIFICATE_V2 = bytes.fromhex("060b2a864886f70d010910022f")
_OID_TIME_STAMP_TOKEN = bytes.fromhex("060b2a864886f70d010910020e")
_SHA256 = bytes.fromhex("300b0609608648016503040201")
_SHA512 = bytes.fromhex("300b0609608648016503040203")
_ALGORITHMS: dict[KeyKind, bytes] = {
    "rsa": bytes.fromhex("300d06092a864886f70d01010b0500"),  # sha256WithRSAEncryption
    "ec": bytes.fromhex("300a06082a8648ce3d040302"),  # ecdsa-with-SHA256
    "ed25519": bytes.fromhex("300506032b6570"),
}
_VERSION_1 = b"\x02\x01\x01"


@dataclass(frozen=True, slots=True)
class _CmsParts:
    """The DER that all signatures of one identity share."""

    before_infos: bytes
    signer: bytes
    digest: bytes
    algorithm: bytes
    attributes: tuple[bytes, ...]


def digest_name(identity: Identity) -> str:
    """Return the hash of contents; Ed25519 wants SHA-512 (RFC 8419, 3.1)."""
    return "sha512" if identity.kind == "ed25519" else "sha256"


def sign_digest(digest: bytes, identity: Identity) -> tuple[bytes, bytes]:
    """Sign the digest of a content that is kept elsewhere.

    Returns the signed attributes as they are in a SignerInfo, and the signature value.
    Raises SigningError.
    """
    parts = _parts(identity.certificate, identity.chain, identity.kind)
    octets = _tlv(0x04, digest)
    message_digest = _tlv(0x30, _OID_MESSAGE_DIGEST + _tlv(0x31, octets))
    attributes = b"".join(sorted((*parts.attributes, message_digest)))
    value = identity.key.sign(_tlv(0x31, attributes))
    return _tlv(0xA0, attributes), value


def assemble_cms(identity: Identity, attributes: bytes, value: bytes, token: bytes = b"") -> bytes:
    """Return the DER of the ContentInfo; `token` is an RFC 3161 time-stamp token over `value`."""
    parts = _parts(identity.certificate, identity.chain, identity.kind)
    unsigned = b""
    if token:
        unsigned = _tlv(0xA1, _tlv(0x30, _OID_TIME_STAMP_TOKEN + _tlv(0x31, token)))
    info = _tlv(
        0x30,
        b"".join(
            (_VERSION_1, parts.signer, parts.digest, attributes, parts.algorithm,
             _tlv(0x04, value), unsigned)
        ),
    )  # fmt: skip
    signed_data = _tlv(0x30, parts.before_infos + _tlv(0x31, info))
    return _tlv(0x30, _OID_SIGNED_DATA + _tlv(0xA0, signed_data))


def cms_size(identity: Identity) -> int:
    """Return the most bytes that a signature of this identity takes, without a time stamp."""
    longest = {"rsa": 1024, "ec": 141, "ed25519": 64}[identity.kind]
    attributes = sum(
        map(len, _parts(identity.certificate, identity.chain, identity.kind).attributes)
    )
    return len(assemble_cms(identity, b"\0" * (attributes + 96), b"\0" * longest))


@lru_cache(maxsize=16)
def _parts(certificate: bytes, chain: tuple[bytes, ...], kind: KeyKind) -> _CmsParts:
    parsed = x509.Certificate.load(certificate)
    issuer_serial = {
        "issuer": [x509.GeneralName("directory_name", parsed.issuer)],
        "serial_number": parsed.serial_number,
    }
    reference: dict[str, object] = {
        "cert_hash": sha256(certificate).digest(), "issuer_serial": issuer_serial,
    }  # fmt: skip
    signing_certificate = tsp.SigningCertificateV2({"certs": [reference]}).dump()
    digest = _SHA512 if kind == "ed25519" else _SHA256
    certificates = b"".join(sorted({certificate, *chain}))
    serial = parsed["tbs_certificate"]["serial_number"].dump()
    return _CmsParts(
        before_infos=_VERSION_1
        + _tlv(0x31, digest)
        + _tlv(0x30, _OID_DATA)
        + _tlv(0xA0, certificates),
        signer=_tlv(0x30, parsed.issuer.dump() + serial),
        digest=digest,
        algorithm=_ALGORITHMS[kind],
        attributes=(
            _tlv(0x30, _OID_CONTENT_TYPE + _tlv(0x31, _OID_DATA)),
            _tlv(0x30, _OID_SIGNING_CERTIFICATE_V2 + _tlv(0x31, signing_certificate)),
        ),
    )


def _tlv(tag: int, content: bytes) -> bytes:
    """Return one DER element (X.690, 8.1 and 10.1)."""
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    size = (length.bit_length() + 7) // 8
    return bytes((tag, 0x80 | size)) + length.to_bytes(size, "big") + content


HASHES = {"sha256": sha256, "sha512": sha512}
