"""Read who is announced to co-sign, and tell which empty fields wait for whom.

A field is found again by the SHA-256 of the certificate that it waits for, which is in its name
(/T); who that is for people is in its title (/TU). Nothing else needs to be trusted for that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography import x509

from ...config.settings import FILE_NAME, Signatory
from ...diagnostics import Diagnostic, Where
from ...errors import SettingsError
from ...writers.writer_interface import ReservedField
from ..certificate_escaping import escape_name
from ..identity.certificate_file import read_certificate
from ..identity.certificate_rules import fingerprint_of, refuse_key, refuse_time, refuse_usage
from ..identity.model import Identity

_FIELD = "CoSignature-"
_NAME = re.compile(rf"{_FIELD}([0-9a-f]{{64}})")
_TITLE = "Digital signature of "


@dataclass(frozen=True, slots=True)
class Cosigner:
    """A signatory who signs the finished PDFs: number `place` among all, from 1.

    `fingerprint` is the SHA-256 of the certificate, as in `Identity`.
    """

    name: str
    place: int
    file: str
    certificate: x509.Certificate
    fingerprint: str

    @property
    def reserved(self) -> ReservedField:
        """The field that every PDF keeps for them."""
        return ReservedField(field_for(self.fingerprint), self.name, self.place)


def field_for(fingerprint: str) -> str:
    """Return the name of the field that waits for the certificate with this SHA-256."""
    return _FIELD + fingerprint


def read_cosigners(folder: Path, signatories: Sequence[Signatory]) -> tuple[Cosigner, ...]:
    """Read the certificates of the signatories who co-sign; their paths are relative to `folder`.

    Raises:
        SettingsError: a certificate cannot be read, may not sign or is named twice; every fault.
    """
    faults: list[Diagnostic] = []
    found: dict[str, Cosigner] = {}
    for place, one in enumerate(signatories, 1):
        if not one.cosigns:
            continue
        try:
            certificate = read_certificate(folder / Path(one.certificate).expanduser())
            reason = refuse_key(certificate, allow_ed25519=False) or refuse_usage(certificate)
        except ValueError as error:
            faults.append(_fault(place, one.certificate, str(error), "name a PEM or DER file"))
            continue
        fingerprint = fingerprint_of(certificate)
        if reason:
            hint = "ask them for the certificate that they sign documents with"
            faults.append(_fault(place, one.certificate, reason, hint))
        elif fingerprint in found:
            told = f"it is the certificate of {found[fingerprint].name}, too"
            hint = "give each of them a certificate of their own, or let one of them co-sign"
            faults.append(_fault(place, one.certificate, told, hint))
        else:
            found[fingerprint] = Cosigner(
                one.name, place, one.certificate, certificate, fingerprint
            )
    if faults:
        raise SettingsError.from_faults("lettermerge.toml", faults)
    return tuple(found.values())


def refuse_signer(
    cosigners: Sequence[Cosigner], identity: Identity, moment: datetime
) -> Iterator[Diagnostic]:
    """Yield what keeps co-signatories from signing after `identity` has signed at `moment`."""
    for one in cosigners:
        if one.fingerprint == identity.fingerprint:
            yield _fault(
                one.place,
                one.file,
                "it is the certificate of signing.identity, which signs every letter already",
                "name the certificate of somebody else, or delete cosigns and certificate",
            )
        elif reason := refuse_time(one.certificate, moment):
            yield _fault(one.place, one.file, reason, "ask them for a certificate that is valid")


def empty_fields(root: Any) -> Iterator[tuple[str, Any]]:
    """Yield the name and the reference of each announced field without a signature.

    `root` is the catalog of a PDF as pyHanko gives it.
    """
    for reference in value_of(value_of(root, "/AcroForm", {}), "/Fields", ()):
        field = reference.get_object()
        name = str(value_of(field, "/T", ""))
        if (
            _NAME.fullmatch(name)
            and value_of(field, "/FT", "") == "/Sig"
            and not {"/V", "/Kids"} & set(field)
        ):
            yield name, reference


def value_of(holder: Any, key: str, default: Any) -> Any:
    """Return a value of a PDF dictionary; its own `get` does not follow references."""
    return holder[key] if key in holder else default  # noqa: SIM401


def find_waiting(root: Any) -> tuple[str, ...]:
    """Return for whom the empty announced fields of a PDF wait, as the file says, on one line."""
    return tuple(_shown(reference.get_object(), name) for name, reference in empty_fields(root))


def refuse_place(field: str, fingerprint: str) -> str:
    """Ask for a signature in an announced field to be of the certificate that it was kept for."""
    announced = _NAME.fullmatch(field)
    if announced and announced[1] != fingerprint:
        return f"it is in the field kept for another certificate (SHA-256 {announced[1][:16]}...)"
    return ""


def _shown(field: Any, name: str) -> str:
    """Return the signatory's name from a field's title, or the fingerprint in the field's name."""
    title = value_of(field, "/TU", "")
    title = title.decode("latin-1") if isinstance(title, bytes) else str(title)
    said = escape_name(title.removeprefix(_TITLE))
    return said or f"the certificate {name.removeprefix(_FIELD)[:16]}..."


def _fault(place: int, file: str, reason: str, hint: str) -> Diagnostic:
    where = Where(FILE_NAME, column=f"signatories.{place}.certificate", value=file)
    return Diagnostic("settings.cosigner-certificate", f"`{file}`: {reason}", where, hint)
