"""Build paths from certificates to trusted roots (RFC 5280, 6), each fit for its purpose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from cryptography import x509

from ..certificate_escaping import escape_line
from ..coroutine_runs import run_coroutine
from .certificate_rules import Purpose, refuse_path

#: Revocation lists and OCSP answers (asn1crypto's).
Revocation = tuple[Sequence[Any], Sequence[Any]]


@dataclass(frozen=True, slots=True)
class CertificateChain:
    """What was found: `problem` is "" where a path holds.

    `revoked` says that something in it is revoked, `misused` that a path ends at a root and is not
    for the purpose that was asked for.
    """

    problem: str = ""
    revoked: bool = False
    misused: bool = False


@dataclass(frozen=True, slots=True)
class TrustAnchors:
    """What a path is for: to one of `roots` (asn1crypto's), for `purpose`, as of `moment`."""

    roots: tuple[Any, ...]
    purpose: Purpose
    moment: datetime
    revocation: Revocation = ((), ())


def check_chain(
    certificate: bytes, others: Sequence[bytes], ends: TrustAnchors
) -> CertificateChain:
    """Build a path from a certificate, over `others` (DER), to a root. Nothing is fetched."""
    from asn1crypto import x509 as asn1
    from pyhanko_certvalidator import ValidationContext

    end = asn1.Certificate.load(certificate)
    context = ValidationContext(
        trust_manager=_trust_manager(ends.roots),
        moment=ends.moment,
        allow_fetching=False,
        revocation_mode="soft-fail",
        crls=list(ends.revocation[0]),
        ocsps=list(ends.revocation[1]),
        retroactive_revinfo=True,
    )
    for one in others:
        context.certificate_registry.register(asn1.Certificate.load(one))
    return run_coroutine(_find_path(end, context, ends.purpose))


@lru_cache(maxsize=4)
def _trust_manager(roots: tuple[Any, ...]) -> Any:
    """Return the index of the roots, which every signature of a run shares.

    It is read only: what a file brings along goes into the registry of its own context.
    """
    from pyhanko_certvalidator.registry import SimpleTrustManager

    return SimpleTrustManager.build(trust_roots=roots)


async def _find_path(end: Any, context: Any, purpose: Purpose) -> CertificateChain:
    """Try all paths; where none holds, say why of the one that came closest."""
    from pyhanko_certvalidator.errors import PathError, RevokedError, ValidationError
    from pyhanko_certvalidator.validate import async_validate_path

    worst = CertificateChain("there is no path to a root")
    paths = context.path_builder.async_build_paths_lazy(end)
    try:
        async for path in paths:
            try:
                await async_validate_path(context, path)
                if not (reason := refuse_path(_parse(path), purpose)):
                    return CertificateChain()
                found = CertificateChain(reason, misused=True)
            except RevokedError as error:
                reason = f"a certificate of its chain is revoked: {_line(error)}"
                found = CertificateChain(reason, revoked=True)
            except (ValidationError, ValueError) as error:
                found = CertificateChain(_line(error))
            if _rank(found) >= _rank(worst):
                worst = found
    except (PathError, ValueError) as error:
        if not _rank(worst):
            worst = CertificateChain(_line(error))
    finally:
        await paths.cancel()
    return worst


def _rank(chain: CertificateChain) -> int:
    return 2 * chain.revoked + chain.misused


def _parse(path: Any) -> list[x509.Certificate]:
    """Return the certificates of a path, the end entity first."""
    found = [x509.load_der_x509_certificate(one.dump()) for one in path.iter_certs(True)]
    return found[::-1]


def _line(error: Exception) -> str:
    return escape_line(str(error))
