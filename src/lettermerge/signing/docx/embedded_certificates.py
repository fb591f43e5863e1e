"""Choose the certificates that lead from a signer to a root.

Certificates in a signature part are under no digest: only those that the signer's own needs belong
there.
"""

from __future__ import annotations

from collections.abc import Sequence

from cryptography import x509
from cryptography.exceptions import InvalidSignature


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
