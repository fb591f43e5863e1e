"""Which roots end a chain of trust: a PEM file that the user names, or the system's own."""

from __future__ import annotations

import ssl
from functools import cache
from pathlib import Path
from typing import Any

from ..errors import UsageError


@cache
def system_roots() -> tuple[Any, ...]:
    """Return the certificates of the system's store, as asn1crypto's."""
    from asn1crypto import x509

    store = ssl.create_default_context()
    return tuple(x509.Certificate.load(der) for der in store.get_ca_certs(binary_form=True))


def read_roots(path: Path) -> tuple[Any, ...]:
    """Return the certificates in a PEM file, as asn1crypto's.

    Raises:
        UsageError: it cannot be read or holds no certificate.
    """
    from asn1crypto import pem, x509

    try:
        found = list(pem.unarmor(path.read_bytes(), multiple=True))
        roots = tuple(x509.Certificate.load(der) for kind, _, der in found if kind == "CERTIFICATE")
        for root in roots:
            root.subject.native  # noqa: B018  parsing is lazy
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{path} cannot be read as certificates: {error}", hint="--trust takes a PEM file"
        ) from None
    if not roots:
        raise UsageError(f"{path} holds no certificate", hint="--trust takes a PEM file")
    return roots
