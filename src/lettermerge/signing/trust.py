"""Whom to believe: roots that the user names or the system's own, and chains that end there."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from cryptography import x509

from ..errors import UsageError
from .certificates import fingerprint_of, name_of, refuse_key, refuse_time, refuse_usage
from .creating import DEMO_NAME
from .verdict import Trust


@dataclass(frozen=True, slots=True)
class Believed:
    """What `verify` believes.

    `roots` (asn1crypto's) end chains; `strict` makes any other chain a no, as `--trust` asks.
    `own` holds the fingerprints of the project's own identities.
    """

    roots: tuple[Any, ...]
    strict: bool = False
    own: frozenset[str] = frozenset()

    @classmethod
    def of(cls, trust: Path | None, own: frozenset[str] = frozenset()) -> Believed:
        """Take the roots in the PEM file `trust`, or the system's; raises UsageError."""
        if trust is None:
            return cls(system_roots(), False, own)
        return cls(read_roots(trust), True, own)


@cache
def system_roots() -> tuple[Any, ...]:
    """Return the certificates of the system's store, as asn1crypto's."""
    from asn1crypto import x509 as asn1

    store = ssl.create_default_context()
    return tuple(asn1.Certificate.load(der) for der in store.get_ca_certs(binary_form=True))


def read_roots(path: Path) -> tuple[Any, ...]:
    """Return the certificates in a PEM file, as asn1crypto's.

    Raises:
        UsageError: it cannot be read or holds no certificate.
    """
    from asn1crypto import pem
    from asn1crypto import x509 as asn1

    try:
        found = list(pem.unarmor(path.read_bytes(), multiple=True))
        roots = tuple(asn1.Certificate.load(der) for kind, _, der in found if kind == "CERTIFICATE")
        for root in roots:
            x509.load_der_x509_certificate(root.dump())
    except (OSError, ValueError) as error:
        reason = (isinstance(error, OSError) and error.strerror) or error
        raise UsageError(
            f"{path} cannot be read as certificates: {reason}", hint="--trust takes a PEM file"
        ) from None
    if not roots:
        raise UsageError(f"{path} holds no certificate", hint="--trust takes a PEM file")
    return roots


@dataclass(frozen=True, slots=True)
class Standing:
    """What is to be said of a signer's certificate at the time of signing."""

    trust: Trust
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def judge_signer(
    certificate: bytes,
    others: Sequence[bytes],
    moment: datetime | None,
    believed: Believed,
    revocation: tuple[Sequence[Any], Sequence[Any]] = ((), ()),
) -> Standing:
    """Judge a signer's certificate (DER) at `moment`; `others` may lead from it to a root.

    `revocation` holds lists and OCSP answers (asn1crypto's) that the file brings.
    """
    try:
        parsed = x509.load_der_x509_certificate(certificate)
    except ValueError as error:
        return Standing(Trust.UNTRUSTED, (f"the signer's certificate cannot be read: {error}",))
    reasons = [refuse_key(parsed, allow_ed25519=True), refuse_usage(parsed)]
    if moment is None:
        reasons.append("it says no signing time, so that the certificate cannot be judged")
        return Standing(Trust.UNTRUSTED, tuple(filter(None, reasons)))
    reasons.append(refuse_time(parsed, moment))
    revoked, problem = check_chain(certificate, others, moment, believed.roots, revocation)
    if revoked:
        reasons.append(problem)
    trust = Trust.TRUSTED if not problem else Trust.UNTRUSTED
    if trust is Trust.UNTRUSTED:
        if name_of(parsed.subject) == DEMO_NAME:
            trust = Trust.DEMO
        elif fingerprint_of(parsed) in believed.own:
            trust = Trust.OWN
        if believed.strict and not revoked:
            reasons.append(f"its chain does not end at a root of --trust: {problem}")
    return Standing(trust, tuple(filter(None, reasons)))


def check_chain(
    certificate: bytes,
    others: Sequence[bytes],
    moment: datetime,
    roots: tuple[Any, ...],
    revocation: tuple[Sequence[Any], Sequence[Any]] = ((), ()),
) -> tuple[bool, str]:
    """Build a path from a certificate to one of `roots`, as of `moment` (RFC 5280, 6).

    Returns whether something in it is revoked, and the problem ("" for a path that holds).
    Nothing is fetched.
    """
    from asn1crypto import x509 as asn1
    from pyhanko_certvalidator import CertificateValidator, ValidationContext
    from pyhanko_certvalidator.errors import PathError, RevokedError, ValidationError

    end = asn1.Certificate.load(certificate)
    context = ValidationContext(
        trust_roots=list(roots),
        moment=moment,
        allow_fetching=False,
        revocation_mode="soft-fail",
        crls=list(revocation[0]),
        ocsps=list(revocation[1]),
        retroactive_revinfo=True,
    )
    between = [asn1.Certificate.load(one) for one in others]
    validator = CertificateValidator(end, between, validation_context=context)
    try:
        asyncio.run(validator.async_validate_usage(key_usage=set()))
    except RevokedError as error:
        return True, f"a certificate of its chain is revoked: {error}"
    except (PathError, ValidationError, ValueError) as error:
        return False, str(error)
    return False, ""
