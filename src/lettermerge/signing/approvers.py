"""Read who may approve letters, and refuse those who may not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509

from ..config.settings import FILE_NAME, SigningSettings
from ..diagnostics import Diagnostic, Where
from ..errors import SettingsError, SigningError
from .identity.certificate_file import read_certificate
from .identity.certificate_rules import (
    fingerprint_of,
    key_fingerprint_of,
    name_of,
    refuse_key,
    refuse_usage,
)
from .identity.creation import DEMO_NAME
from .identity.identity_loading import peek_certificate
from .identity.model import Identity

_OTHER = "ask somebody else than the signer to approve: four eyes are those of two persons"


@dataclass(frozen=True, slots=True)
class Approver:
    """A person whose approval counts.

    `file` is the certificate's path as in the settings, `fingerprint` its SHA-256, `key` that of
    its public key.
    """

    name: str
    file: str
    certificate: x509.Certificate
    fingerprint: str
    key: str


def read_approvers(folder: Path, files: Sequence[str]) -> tuple[Approver, ...]:
    """Read the certificates of all approvers; their paths are relative to `folder`.

    Raises:
        SettingsError: one cannot be read, may not sign, is a demo identity's, or has the key of
            another; every fault.
    """
    faults: list[Diagnostic] = []
    found: dict[str, Approver] = {}
    for place, file in enumerate(files, 1):
        try:
            certificate = read_certificate(folder / Path(file).expanduser())
        except ValueError as error:
            faults.append(_fault(place, file, str(error), "name a PEM or DER file"))
            continue
        key = key_fingerprint_of(certificate)
        name = name_of(certificate.subject)
        if reason := refuse_approver(certificate):
            hint = "ask them for the certificate that they sign documents with"
            faults.append(_fault(place, file, reason, hint))
        elif key in found:
            told = f"it has the key of {found[key].name} ({found[key].file}), too"
            hint = "name a certificate of each approver once: one key is one approver"
            faults.append(_fault(place, file, told, hint))
        else:
            found[key] = Approver(name, file, certificate, fingerprint_of(certificate), key)
    if faults:
        raise SettingsError.from_faults(FILE_NAME, faults)
    return tuple(found.values())


def refuse_approver(certificate: x509.Certificate) -> str:
    """Return why nobody can approve with a certificate, "" where they can."""
    if name_of(certificate.subject) == DEMO_NAME:
        return "it is a demo identity's, which approves nothing"
    return refuse_key(certificate, allow_ed25519=False) or refuse_usage(certificate)


def refuse_signer_as_approver(
    approvers: Sequence[Approver], signer: Identity
) -> Iterator[Diagnostic]:
    """Yield the approvers who have the key of the identity that seals the letters."""
    key = key_fingerprint_of(signer.x509)
    for place, one in enumerate(approvers, 1):
        if one.key == key:
            told = _self_approval(one.certificate, signer.x509)
            yield _fault(place, one.file, told, _OTHER)


def _self_approval(approver: x509.Certificate, signer: x509.Certificate) -> str:
    if fingerprint_of(approver) == fingerprint_of(signer):
        return "it is the certificate of signing.identity, which seals the letters"
    return "it has the key of signing.identity, which seals the letters, in another certificate"


def find_signer(
    project: Path, signing: SigningSettings, identity: Identity, file: str
) -> x509.Certificate | None:
    """Return the certificate of who seals the letters, None where it cannot be seen from here.

    `file` is what the approver's `identity` was read from ("" for a token): it may be the same.
    """
    named = project / Path(signing.identity).expanduser()
    if file and not signing.pkcs11 and named.exists() and named.samefile(file):
        return identity.x509
    return peek_certificate(signing, project)


def require_approver(
    approvers: Sequence[Approver], identity: Identity, signers: Sequence[x509.Certificate]
) -> Approver:
    """Return the approver that an identity is; `signers` are those who seal the letters.

    Raises:
        SigningError: a demo identity, the signer (by certificate or by key), or nobody whom the
            settings name.
    """
    if identity.demo or (reason := refuse_approver(identity.x509)):
        reason = "it is a demo identity's, which approves nothing" if identity.demo else reason
        raise SigningError(
            f"{identity.name} cannot approve: {reason}", hint="use your own identity"
        )
    for signer in signers:
        if key_fingerprint_of(signer) == key_fingerprint_of(identity.x509):
            told = _self_approval(identity.x509, signer)
            raise SigningError(f"{identity.name} cannot approve: {told}", hint=_OTHER)
    for one in approvers:
        if one.fingerprint == identity.fingerprint:
            return one
    same = next((one for one in approvers if one.key == key_fingerprint_of(identity.x509)), None)
    listed = ", ".join(one.name for one in approvers)
    why = f"the settings name another certificate of this key ({same.file})" if same else (
        f"approval.certificates has no such certificate, but those of {listed}"
    )  # fmt: skip
    raise SigningError(
        f"{identity.name} cannot approve: {why}",
        hint="whoever keeps lettermerge.toml adds it to approval.certificates; "
        "`lettermerge identity export` writes it",
    )


def _fault(place: int, file: str, reason: str, hint: str) -> Diagnostic:
    where = Where(FILE_NAME, column=f"approval.certificates.{place}", value=file)
    return Diagnostic("settings.approver-certificate", f"`{file}`: {reason}", where, hint)
