"""Decide whom to trust: roots that the user names or the system's own, and chains to them."""

from __future__ import annotations

import re
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cryptography import x509

from ...errors import UsageError
from ..verdict import Trust
from .certificate_rules import (
    DOCUMENTS,
    fingerprint_of,
    name_of,
    refuse_key,
    refuse_time,
    refuse_usage,
)
from .chains import TrustAnchors, check_chain
from .creation import DEMO_NAME

#: How far the clocks of two computers may differ before a signing time counts as a future one.
TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Believed:
    """What `verify` believes.

    `roots` (asn1crypto's) end chains; `strict` makes any other chain a no, as `--trust` asks.
    `own` holds the fingerprints of identities that were made on this computer. `now` is what
    signing times are compared with; None compares them with nothing.
    """

    roots: tuple[Any, ...]
    strict: bool = False
    own: frozenset[str] = frozenset()
    now: datetime | None = None

    @classmethod
    def of(
        cls,
        trust: Path | None,
        own: frozenset[str] = frozenset(),
        *,
        now: datetime | None = None,
    ) -> Believed:
        """Take the roots in the PEM file `trust`, or the system's; raises UsageError."""
        if trust is None:
            return cls(system_roots(), False, own, now)
        return cls(read_roots(trust), True, own, now)

    def note_time(self, moment: datetime | None) -> tuple[str, ...]:
        """Return a remark on a signing time that lies in the future."""
        if self.now is None or moment is None or moment <= self.now + TOLERANCE:
            return ()
        return (f"its signing time, {moment:%Y-%m-%d %H:%M:%S %Z}, is in the future",)


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
    fit = not any(reasons)
    chain = check_chain(
        certificate, others, TrustAnchors(believed.roots, DOCUMENTS, moment, revocation)
    )
    notes = [*believed.note_time(moment)]
    if chain.revoked:
        reasons.append(chain.problem)
    if fit and not chain.problem:
        return Standing(Trust.TRUSTED, (), tuple(notes))
    if chain.misused and not chain.revoked:
        said = f"its chain ends at a root, and is not believed: {chain.problem}"
        (reasons.append(said) if believed.strict else notes.append(said))
    elif believed.strict and chain.problem and not chain.revoked:
        reasons.append(f"its chain does not end at a root of --trust: {chain.problem}")
    trust = Trust.UNTRUSTED
    if name_of(parsed.subject) == DEMO_NAME:
        trust = Trust.DEMO
    elif fingerprint_of(parsed) in believed.own:
        trust = Trust.OWN
    return Standing(trust, tuple(filter(None, reasons)), tuple(notes))


FILE_NAME = "identities-made-here.txt"
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")


def remembered_path() -> Path:
    """Return where the fingerprints of identities made here are kept: the user's data folder.

    A project's settings and manifest may come from anybody, and so may its identity file. What
    `verify` calls the user's own is therefore looked up there alone.
    """
    from platformdirs import user_data_path

    return user_data_path("lettermerge", appauthor=False) / FILE_NAME


def remember(fingerprint: str) -> bool:
    """Add the SHA-256 of a certificate; return whether it could be written down."""
    path = remembered_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("a", encoding="ascii") as file:
            file.write(f"{fingerprint}\n")
    except OSError:
        return False
    return True


def remembered() -> frozenset[str]:
    """Return the fingerprints of the identities made here; a file that cannot be read has none."""
    try:
        lines = remembered_path().read_text(encoding="ascii", errors="replace").split()
    except OSError:
        return frozenset()
    return frozenset(filter(_FINGERPRINT.fullmatch, lines))
