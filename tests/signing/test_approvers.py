"""Who may approve: certificates that the settings name, and an identity that says it is one."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from tests.approving import NOW
from tests.signing import authority

from lettermerge.errors import SettingsError, SigningError
from lettermerge.signing.approvers import Approver, read_approvers, require_approver
from lettermerge.signing.identity.creation import DEMO_NAME
from lettermerge.signing.identity.model import Identity
from lettermerge.signing.identity.private_key_signing import SoftKey

SERVER = (ExtendedKeyUsageOID.SERVER_AUTH,)


def leaf(name: str, number: int, kind: str = "ec", **more: object) -> x509.Certificate:
    values: dict[str, object] = {"begin": NOW - authority.DAY, "end": NOW + authority.DAY}
    return authority.certificate(kind, name, number=number, **{**values, **more})


def identity(certificate: x509.Certificate, number: int) -> Identity:
    return Identity(SoftKey(authority.key("ec", number)), certificate.public_bytes(authority.DER))


def approvers(folder: Path, *certificates: x509.Certificate) -> tuple[Approver, ...]:
    files = []
    for number, one in enumerate(certificates):
        authority.write_pem(folder / f"{number}.pem", one)
        files.append(f"{number}.pem")
    return read_approvers(folder, files)


def test_approvers_are_read_with_their_names_and_keys(tmp_path: Path) -> None:
    dora, vera = approvers(tmp_path, leaf("Dora", 2), leaf("Vera", 3))
    assert (dora.name, vera.name) == ("Dora", "Vera")
    assert dora.key != vera.key
    assert dora.file == "0.pem"


@pytest.mark.parametrize(
    ("certificate", "why"),
    [
        (leaf("Dora too", 2), "it has the key of Dora (0.pem), too"),
        (leaf(DEMO_NAME, 3), "a demo identity's, which approves nothing"),
        (leaf("Weak", 4, "rsa1024"), "RSA keys under 2048 bits are too weak"),
        (leaf("Ed", 5, "ed25519"), "refused by Poppler, MuPDF and OpenSSL's CMS"),
        (leaf("Web", 6, purposes=SERVER), "it is for web servers"),
        (leaf("Authority", 7, usages=("crl_sign",)), "key usage does not allow signing"),
    ],
)
def test_a_certificate_that_cannot_approve_is_refused(
    tmp_path: Path, certificate: x509.Certificate, why: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        approvers(tmp_path, leaf("Dora", 2), certificate)
    (fault,) = caught.value.faults
    assert why in fault.message
    assert fault.where.column == "approval.certificates.2"


def test_every_certificate_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "text.pem").write_text("no certificate", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        read_approvers(tmp_path, ["none.pem", "text.pem"])
    assert [one.message for one in caught.value.faults] == [
        "`none.pem`: there is no such file",
        "`text.pem`: it holds no certificate",
    ]


def test_an_identity_is_an_approver_by_its_certificate(tmp_path: Path) -> None:
    dora = leaf("Dora", 2)
    known = approvers(tmp_path, dora, leaf("Vera", 3))
    assert require_approver(known, identity(dora, 2), (leaf("Sam", 1),)).name == "Dora"
    with pytest.raises(SigningError, match=r"it is the certificate of signing\.identity"):
        require_approver(known, identity(dora, 2), (dora,))
    with pytest.raises(SigningError, match=r"the key of signing\.identity, .* another certificate"):
        require_approver(known, identity(dora, 2), (leaf("Dora as Sam", 2),))
    renewed = leaf("Dora", 2, end=NOW + 9 * authority.DAY)
    with pytest.raises(SigningError, match=r"name another certificate of this key \(0\.pem\)"):
        require_approver(known, identity(renewed, 2), ())
    with pytest.raises(SigningError, match="no such certificate, but those of Dora, Vera"):
        require_approver(known, identity(leaf("Mallory", 4), 4), ())
