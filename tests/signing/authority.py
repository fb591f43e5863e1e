"""A certificate authority of evident inventions, made in memory for the tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from tests.signing.material import SIGNED_AT

from lettermerge.signing.identity.model import Identity
from lettermerge.signing.identity.private_key_signing import PrivateKey, SoftKey

DAY = timedelta(days=1)
PEM = serialization.Encoding.PEM
DER = serialization.Encoding.DER
_USAGES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
    "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Invented for Tests"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def key(kind: str, number: int = 0) -> PrivateKey:
    """Return a private key; the same for the same arguments, because RSA keys take their time."""
    return _key(kind, number)


@cache
def _key(kind: str, number: int) -> PrivateKey:
    if kind == "rsa":
        return rsa.generate_private_key(65537, 2048)
    if kind == "rsa1024":
        return rsa.generate_private_key(65537, 1024)
    if kind == "ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    return ec.generate_private_key(ec.SECP384R1() if kind == "p384" else ec.SECP256R1())


@cache
def certificate(
    kind: str,
    common: str = "Petra Placeholder",
    *,
    usages: tuple[str, ...] = ("digital_signature", "content_commitment"),
    purposes: tuple[x509.ObjectIdentifier, ...] = (ExtendedKeyUsageOID.EMAIL_PROTECTION,),
    begin: datetime = SIGNED_AT - DAY,
    end: datetime = SIGNED_AT + 3 * 365 * DAY,
    number: int = 0,
    crl: str = "",
) -> x509.Certificate:
    """Return a certificate of `key(kind, number)`, issued by the authority (itself for "root").

    `crl` is where it says that its revocation list is.
    """
    root = kind == "root"
    public = key("ec" if root else kind, -1 if root else number).public_key()
    issuer = _name("Sample Root")
    identifier = x509.SubjectKeyIdentifier.from_public_key(public)
    own = x509.SubjectKeyIdentifier.from_public_key(key("ec", -1).public_key())
    builder = (
        x509.CertificateBuilder()
        .subject_name(issuer if root else _name(common))
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(root, None), critical=True)
        .add_extension(identifier, critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(own), critical=False
        )
    )
    if crl:
        place = x509.DistributionPoint([x509.UniformResourceIdentifier(crl)], None, None, None)
        builder = builder.add_extension(x509.CRLDistributionPoints([place]), critical=False)
    if root:
        usages = ("key_cert_sign", "crl_sign")
    if usages:
        flags = {name: name in usages for name in _USAGES}
        builder = builder.add_extension(x509.KeyUsage(**flags), critical=True)
    if purposes and not root:
        critical = ExtendedKeyUsageOID.TIME_STAMPING in purposes
        builder = builder.add_extension(x509.ExtendedKeyUsage(list(purposes)), critical=critical)
    signer = key("ec", -1)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)
    return builder.sign(signer, hashes.SHA256())


def revocation_list(*revoked: x509.Certificate) -> bytes:
    """Return the authority's revocation list as of now, as DER: it is judged by the clock."""
    now = datetime.now(UTC).replace(microsecond=0)
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(_name("Sample Root"))
        .last_update(now - DAY)
        .next_update(now + 30 * DAY)
        .add_extension(x509.CRLNumber(1), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(key("ec", -1).public_key()),
            critical=False,
        )
    )
    for one in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(one.serial_number)
        builder = builder.add_revoked_certificate(entry.revocation_date(now - DAY).build())
    signer = key("ec", -1)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)
    return builder.sign(signer, hashes.SHA256()).public_bytes(DER)


def root() -> x509.Certificate:
    """Return the authority's own certificate."""
    return certificate("root", begin=SIGNED_AT - 365 * DAY, end=SIGNED_AT + 3650 * DAY)


def identity(kind: str, leaf: x509.Certificate | None = None, number: int = 0) -> Identity:
    """Return an identity of the authority; `leaf` stands for its usual certificate."""
    leaf = leaf or certificate(kind, number=number)
    return Identity(SoftKey(key(kind, number)), leaf.public_bytes(DER), (root().public_bytes(DER),))


def cosigner() -> Identity:
    """Return a second signatory."""
    return identity("ec", certificate("ec", "Quentin Cosigner", number=2), number=2)


def write_pkcs12(
    path: Path, kind: str, passphrase: str, leaf: x509.Certificate | None = None
) -> Path:
    """Write key, certificate and root to a PKCS #12 file that only its owner can read."""
    locked: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase:
        locked = serialization.BestAvailableEncryption(passphrase.encode())
    content = pkcs12.serialize_key_and_certificates(
        b"test", key(kind), leaf or certificate(kind), [root()], locked
    )
    path.write_bytes(content)
    path.chmod(0o600)
    return path


def write_pem(path: Path, *certificates: x509.Certificate) -> Path:
    path.write_bytes(b"".join(one.public_bytes(PEM) for one in certificates))
    return path


def write_key(path: Path, private: PrivateKey, passphrase: str = "") -> Path:
    locked: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase:
        locked = serialization.BestAvailableEncryption(passphrase.encode())
    path.write_bytes(private.private_bytes(PEM, serialization.PrivateFormat.PKCS8, locked))
    path.chmod(0o600)
    return path
