"""Put validation data for B-LT into the DSS of a PDF: certificates and revocation answers.

ETSI EN 319 142-1, 5.4. They are collected before signing and lie under the signature, so that it
still covers the whole file, which archival PDF (ISO 19005-3, 6.4.3) and `verify` ask for.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any

from ...errors import SigningError
from ...writers.writer_interface import Hole
from ..coroutine_runs import run_coroutine
from ..identity.model import Identity
from .timestamp import Server, certificates_of, fetch_token


@dataclass(frozen=True, slots=True)
class ValidationData:
    """What a verifier needs, as DER: certificates, revocation lists, OCSP answers."""

    certificates: tuple[bytes, ...]
    lists: tuple[bytes, ...]
    answers: tuple[bytes, ...]


@lru_cache(maxsize=4)
def collect_validation_data(identity: Identity, server: Server) -> ValidationData:
    """Build the chains of the signer and of the time-stamp server; kept for the process.

    Revocation data is fetched from where the certificates name it; a certificate that names no
    place needs none.

    Raises:
        SigningError: an issuer is missing, something is revoked, or a server does not answer.
    """
    from asn1crypto import x509
    from pyhanko_certvalidator import CertificateValidator
    from pyhanko_certvalidator.errors import PathError, RevokedError, ValidationError

    stamping = certificates_of(fetch_token(b"lettermerge", server))
    own = tuple(x509.Certificate.load(one) for one in (identity.certificate, *identity.chain))
    context = _context((*own, *stamping), server.timeout)

    async def chains() -> list[Any]:
        found = []
        for end, others in ((own[0], own[1:]), (stamping[0], stamping[1:])):
            validator = CertificateValidator(end, others, validation_context=context)
            found += list(await validator.async_validate_usage(key_usage=set()))
        return found

    try:
        certificates = run_coroutine(chains())
    except RevokedError as error:
        raise SigningError(f"a certificate is revoked: {error}", hint="use another") from None
    except (PathError, ValidationError, OSError) as error:
        raise SigningError(
            f"validation data for {identity.name} cannot be collected: {error}",
            hint="put the issuers into signing.chain; revocation servers must answer for B-LT",
        ) from None
    return ValidationData(
        tuple(dict.fromkeys(one.dump() for one in certificates)),
        tuple(one.dump() for one in context.crls),
        tuple(one.dump() for one in context.ocsps),
    )


def embed_validation_data(
    content: bytes, hole: Hole, data: ValidationData, contents: int
) -> tuple[bytes, Hole]:
    """Append a revision with the DSS, and with the signature dictionary anew, and its hole.

    A signature covers the revision that its dictionary is in. The one that the writer made at
    `hole` is overridden, so its room may be small; the new one has `contents` bytes.
    """
    from .incremental_update import move_signature, write_with_hole
    from .pyhanko_internals import Revision

    writer: Any = Revision(BytesIO(content))
    add_validation_data(writer, data)
    move_signature(writer, hole, contents)
    return write_with_hole(writer, len(content), contents)


def add_validation_data(writer: Any, data: ValidationData) -> None:
    """Put validation data into the DSS of a revision, beside what is there."""
    from asn1crypto import crl, ocsp, x509
    from pyhanko.sign.validation.dss import DocumentSecurityStore

    DocumentSecurityStore.supply_dss_in_writer(
        writer,
        None,
        certs=[x509.Certificate.load(one) for one in data.certificates],
        crls=[crl.CertificateList.load(one) for one in data.lists],
        ocsps=[ocsp.OCSPResponse.load(one) for one in data.answers],
    )


def _context(known: tuple[Any, ...], timeout: float) -> Any:
    """Return pyHanko's validation context: a path may end at what the files or the system bring.

    Whom to trust is not judged here; that is the verifier's to say.
    """
    from pyhanko_certvalidator import ValidationContext
    from pyhanko_certvalidator.fetchers.requests_fetchers import RequestsFetcherBackend

    from ..identity.trust import system_roots

    subjects = {certificate.subject.dump() for certificate in known}
    ends = [
        certificate
        for certificate in known
        if certificate.issuer == certificate.subject or certificate.issuer.dump() not in subjects
    ]
    return ValidationContext(
        trust_roots=[*ends, *system_roots()],
        other_certs=list(known),
        allow_fetching=True,
        revocation_mode="hard-fail",
        fetcher_backend=RequestsFetcherBackend(per_request_timeout=max(1, int(timeout))),
    )
