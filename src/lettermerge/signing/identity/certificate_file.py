"""Read the certificate that a setting names."""

from __future__ import annotations

from pathlib import Path

from cryptography import x509

_LARGEST = 1 << 20  # bytes; a certificate has some thousand


def read_certificate(path: Path) -> x509.Certificate:
    """Read the first certificate of a PEM file, or a DER file.

    Raises:
        ValueError: it is none; the message says why.
    """
    if not path.is_file():
        raise ValueError("there is no such file")
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST)
    except OSError as error:
        raise ValueError(f"it cannot be read: {error.strerror}") from None
    try:
        if b"-----BEGIN" in content:
            return x509.load_pem_x509_certificates(content)[0]
        return x509.load_der_x509_certificate(content)
    except ValueError:
        raise ValueError("it holds no certificate") from None
