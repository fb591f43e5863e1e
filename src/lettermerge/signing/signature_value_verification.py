"""Verify what each signature algorithm makes: RSA PKCS #1 v1.5, ECDSA (DER or raw), Ed25519."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)


def to_raw(value: bytes, key: ec.EllipticCurvePublicKey) -> bytes:
    """Return r||s, each as wide as the curve, for XML signatures (RFC 4050, 3.3)."""
    r, s = decode_dss_signature(value)
    width = (key.curve.key_size + 7) // 8
    return r.to_bytes(width, "big") + s.to_bytes(width, "big")


def to_der(value: bytes, key: ec.EllipticCurvePublicKey) -> bytes:
    """Return the ECDSA-Sig-Value of r||s; raises ValueError if it has not the curve's width."""
    width = (key.curve.key_size + 7) // 8
    if len(value) != 2 * width:
        raise ValueError("an ECDSA value of the wrong length")
    return encode_dss_signature(
        int.from_bytes(value[:width], "big"), int.from_bytes(value[width:], "big")
    )


def to_low_s(value: bytes, key: object) -> bytes:
    """Return an ECDSA value with the smaller of its two possible s; any other value as it is.

    Anybody can make the one of the other without the key, so a file is only itself with one form.

    Raises:
        ValueError: it is no ECDSA value.
    """
    if not isinstance(key, ec.EllipticCurvePublicKey):
        return value
    r, s = decode_dss_signature(value)
    return encode_dss_signature(r, min(s, key.curve.group_order - s))


def verify_signature(
    key: object, value: bytes, data: bytes, algorithm: hashes.HashAlgorithm | None = None
) -> None:
    """Check a signature value; ECDSA as DER, the hash being SHA-256 unless given.

    Raises:
        ValueError: it does not fit, or the key is of another family.
    """
    algorithm = algorithm or hashes.SHA256()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(value, data, padding.PKCS1v15(), algorithm)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(value, data, ec.ECDSA(algorithm))
        elif isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(value, data)
        else:
            raise ValueError("a key that signs no documents")
    except InvalidSignature:
        raise ValueError("the signature value does not match the key and the data") from None
