"""Judge time stamps on a PDF signature, or on a PDF: by one server that is for nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography import x509

from ..coroutine_runs import run_coroutine
from ..identity.certificate_rules import STAMPS, refuse_key, refuse_stamping, refuse_time
from ..identity.chains import TrustAnchors, check_chain
from ..identity.trust import Believed
from ..verdict import Trust

#: Hashes without known collisions; with others, a stamp of one signature may fit another.
_HASHES = frozenset(("sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512"))


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time stamp: its time, and whether a trusted server proves it.

    Without one, or with one that fails, `time` is None.
    """

    time: datetime | None = None
    proven: bool = False
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def judge_stamp(signature: Any, believed: Believed, others: list[bytes]) -> Stamp:
    """Judge the time stamp of a signature (pyHanko's); `others` (DER) may lead to a root.

    A second token is a reason for no: nothing signs the list of tokens, and a reader who takes
    another one than we do would see another time.
    """
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.generic_cms import (
        extract_certs_for_validation,
        extract_tst_data_iter,
        validate_tst_signed_data,
    )
    from pyhanko_certvalidator import ValidationContext

    tokens = list(extract_tst_data_iter(signature.signer_info, signed=False))
    if not tokens:
        return Stamp()
    if len(tokens) > 1:
        return Stamp(reasons=(f"it has {len(tokens)} time stamps, where one is allowed",))
    value = signature.signer_info["signature"].native
    algorithm = tokens[0]["encap_content_info"]["content"].parsed["message_imprint"]
    name = algorithm["hash_algorithm"]["algorithm"].native
    if name not in _HASHES:
        return Stamp(reasons=(f"its time stamp fails: its hash {name} is broken, or not known",))
    nobody = ValidationContext(trust_roots=[], allow_fetching=False)
    try:
        checked = run_coroutine(
            validate_tst_signed_data(tokens[0], nobody, lambda kind: _hash(value, kind or name))
        )
    except (SignatureValidationError, ValueError) as error:
        return Stamp(reasons=(f"its time stamp fails: {error}",))
    if not (checked["intact"] and checked["valid"]):
        return Stamp(reasons=("its time stamp fails",))
    time: datetime = checked["timestamp"]
    certificates = extract_certs_for_validation(tokens[0])
    between = [*others, *(one.dump() for one in certificates.other_certs)]
    problem = _refuse_server(certificates.signer_cert.dump(), between, time, believed)
    if not problem:
        return Stamp(time, True)
    said = f"the time stamp of {time:%Y-%m-%d %H:%M:%S} UTC is by an untrusted server: {problem}"
    return Stamp(time, False, (said,)) if believed.strict else Stamp(time, False, (), (said,))


def judge_document_stamp(
    signature: Any, believed: Believed, others: list[bytes], revocation: tuple[Any, Any] = ((), ())
) -> tuple[Stamp, Trust]:
    """Judge a time stamp over a whole file (ISO 32000-2, 12.8.5) by its server's certificate.

    Its value is not judged here. `others` and `revocation` are as in `judge_signer`.
    """
    time: datetime = (
        signature.signed_data["encap_content_info"]["content"].parsed["gen_time"].native
    )
    certificate = signature.signer_cert.dump()
    try:
        server = x509.load_der_x509_certificate(certificate)
    except ValueError as error:
        said = f"its server's certificate cannot be read: {error}"
        return Stamp(time, False, (said,)), Trust.UNTRUSTED
    reasons = [
        refuse_key(server, allow_ed25519=True), refuse_stamping(server), refuse_time(server, time)
    ]  # fmt: skip
    fit = not any(reasons)
    chain = check_chain(certificate, others, TrustAnchors(believed.roots, STAMPS, time, revocation))
    if chain.revoked:
        reasons.append(chain.problem)
    elif chain.problem and believed.strict:
        reasons.append(f"its server's chain does not end at a root of --trust: {chain.problem}")
    trusted = fit and not chain.problem
    stamp = Stamp(time, trusted, tuple(filter(None, reasons)), believed.note_time(time))
    return stamp, Trust.TRUSTED if trusted else Trust.UNTRUSTED


def _refuse_server(
    certificate: bytes, between: list[bytes], time: datetime, believed: Believed
) -> str:
    try:
        if reason := refuse_stamping(x509.load_der_x509_certificate(certificate)):
            return reason
    except ValueError as error:
        return f"its certificate cannot be read: {error}"
    return check_chain(certificate, between, TrustAnchors(believed.roots, STAMPS, time)).problem


def _hash(value: bytes, name: str) -> bytes:
    import hashlib

    return hashlib.new(name, value).digest()
