"""Create identities: a key, a certificate that it signs itself, and the PKCS #12 file of both."""

from __future__ import annotations

import hmac
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from ...errors import SigningError
from ..certificate_escaping import escape_line
from .certificate_rules import DOCUMENT_SIGNING
from .model import Identity
from .passphrase import Passphrase, require_long
from .private_key_signing import SoftKey

#: What a demo identity is called, on paper and on disk, so that nobody takes it for a real one.
DEMO_NAME = "DEMO identity, not for mailing"
DEMO_FILE = "identity-DEMO-not-for-mailing.p12"

_YEARS = 3
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Subject:
    """Who signs: `name` becomes the common name, `email` an alternative name."""

    name: str
    email: str = ""


def create_identity(
    path: Path,
    subject: Subject,
    passphrase: Passphrase | None,
    *,
    now: datetime,
    rsa_key: bool = False,
) -> Identity:
    """Make a P-256 key (RSA-3072 with `rsa_key`) and its certificate, and write both to `path`.

    The certificate is good for three years from `now`. The file has mode 0600. It is encrypted
    with AES-256 unless `passphrase` is None, which leaves the key open to whoever reads the file.

    Raises:
        SigningError: the name is empty or too long (X.520 allows 64 characters), it holds control
            characters, the address is none, the passphrase is too short, or `path` is there
            already or cannot be written.
    """
    _require_name(subject.name)
    if subject.email:
        require_email(subject.email)
    if passphrase is not None:
        require_long(passphrase)
    content, identity = _make(subject, passphrase, now, rsa_key=rsa_key)
    try:
        write_new(path, content)
    except FileExistsError:
        raise SigningError(
            f"{path.name} is there already", hint="name another file, or move it away first"
        ) from None
    except OSError as error:
        raise SigningError(
            f"{path.name} cannot be written: {error.strerror}", hint="name another file"
        ) from None
    return identity


def _require_name(name: str) -> None:
    if not 0 < len(name) <= 64:
        raise SigningError(
            "a signer's name has 1 to 64 characters", hint="name the signer with --name"
        )
    if escape_line(name) != name:
        raise SigningError(
            f"the signer's name `{escape_line(name)}` holds characters that cannot be seen",
            hint="type the name again with --name",
        )


def require_email(address: str) -> None:
    """Refuse what is no mailbox that a certificate can hold (RFC 5280, 4.2.1.6: ASCII).

    Raises:
        SigningError: as it says.
    """
    local, at, domain = address.rpartition("@")
    labels = domain.split(".")
    fits = len(local) <= 64 and len(domain) <= 253 and len(labels) > 1
    if not (at and fits and _LOCAL.fullmatch(local) and all(map(_LABEL.fullmatch, labels))):
        hint = "write it as name@example.org, without a display name"
        if not address.isascii():
            hint = "certificates hold ASCII: write the domain in its xn-- form"
        raise SigningError(f"`{escape_line(address)}` is not an e-mail address", hint=hint)


#: RFC 5321, 4.1.2: a dot-string, and the labels of a domain.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


def demo_path() -> Path:
    """Return where the demo identity is kept: the user's data folder."""
    from platformdirs import user_data_path

    return user_data_path("lettermerge", appauthor=False) / DEMO_FILE


def demo_identity(now: datetime, path: Path | None = None) -> Identity:
    """Load the demo identity, making it at its first use and anew when it has expired.

    It has no passphrase: what it signs is worth nothing, and its name says so.

    Raises:
        SigningError: its folder cannot be written, or its file is damaged.
    """
    path = path or demo_path()
    try:
        identity = _load_demo(path)
        if identity is not None and identity.not_before <= now <= identity.not_after:
            return identity
        content, _ = _make(Subject(DEMO_NAME), None, now, rsa_key=False)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if identity is not None:
            path.unlink(missing_ok=True)
        with suppress(FileExistsError):  # another run was faster: take its identity
            write_new(path, content)
        identity = _load_demo(path)
    except OSError as error:
        raise SigningError(
            f"the demo identity cannot be kept: {error.strerror}",
            hint="name an identity in [signing], or render with --no-sign",
        ) from None
    if identity is None:
        raise SigningError("the demo identity is gone", hint="run it again")
    return identity


def _load_demo(path: Path) -> Identity | None:
    try:
        loaded = pkcs12.load_pkcs12(path.read_bytes(), None)
    except FileNotFoundError:
        return None
    except ValueError:
        loaded = None
    if (
        loaded is None
        or loaded.cert is None
        or not isinstance(loaded.key, ec.EllipticCurvePrivateKey)
    ):
        raise SigningError(
            f"the demo identity {path.name} is damaged", hint="remove it from your data folder"
        )
    der = loaded.cert.certificate.public_bytes(serialization.Encoding.DER)
    return Identity(SoftKey(loaded.key), der, demo=True)


def _make(
    subject: Subject, passphrase: Passphrase | None, now: datetime, *, rsa_key: bool
) -> tuple[bytes, Identity]:
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    key = (
        rsa.generate_private_key(65537, 3072)
        if rsa_key
        else ec.generate_private_key(ec.SECP256R1())
    )
    certificate = self_signed(key, subject.name, now, subject.email)
    encryption: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase is not None:
        encryption = (
            serialization.PrivateFormat.PKCS12.encryption_builder()
            .kdf_rounds(ROUNDS)
            .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
            .hmac_hash(hashes.SHA256())
            .build(passphrase.reveal())
        )
    content = pkcs12.serialize_key_and_certificates(
        subject.name.encode(), key, certificate, None, encryption
    )
    if passphrase is not None:
        content = strengthen_mac(content, passphrase.reveal())
    der = certificate.public_bytes(serialization.Encoding.DER)
    return content, Identity(SoftKey(key), der, demo=subject.name == DEMO_NAME)


def self_signed(
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey,
    name: str,
    now: datetime,
    email: str = "",
) -> x509.Certificate:
    """Return a certificate for signing documents (RFC 5280; purpose of RFC 9336).

    It begins a day before `now`, so that a verifier whose clock is behind accepts it.
    """
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = dict.fromkeys(_USAGES, False) | {"digital_signature": True, "content_commitment": True}
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    authority = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)
    purposes = [DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION]
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(secrets.randbits(158) + 1)
        .not_valid_before(now - _DAY)
        .not_valid_after(now + timedelta(days=365 * _YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
        .add_extension(identifier, critical=False)
        .add_extension(authority, critical=False)
    )
    if email:
        also = x509.SubjectAlternativeName([x509.RFC822Name(email)])
        builder = builder.add_extension(also, critical=False)
    return builder.sign(key, hashes.SHA256())


_USAGES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
    "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip


def write_new(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write a file (that only its owner can read), whole or not at all; raises FileExistsError."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(part, path)
    finally:
        part.unlink(missing_ok=True)


#: Rounds of the key derivation and of the MAC: a tenth of a second for each passphrase.
ROUNDS = 200_000
_MAC_KEY = 3  # RFC 7292, B.3: what the derived bytes are for
_BLOCK = 64  # bytes of SHA-256's input block


def strengthen_mac(content: bytes, passphrase: bytes, salt: bytes | None = None) -> bytes:
    """Return the PKCS#12 file `content` with a MAC of `ROUNDS` rounds over the same contents.

    Whoever guesses at it is to have as much work as at the key: `cryptography` has no setting for
    the rounds of the MAC and writes 2,048. It is computed here after RFC 7292, 5.1 and appendix B.
    `passphrase` is UTF-8; `salt` is random where it is None.
    """
    from asn1crypto import algos, pkcs12

    pfx = pkcs12.Pfx.load(content, strict=True)
    salt = os.urandom(16) if salt is None else salt
    key = derive_key(passphrase.decode(), salt, ROUNDS)
    value = hmac.digest(key, pfx["auth_safe"]["content"].contents, "sha256")
    pfx["mac_data"] = pkcs12.MacData(
        {
            "mac": {
                "digest_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
                "digest": value,
            },
            "mac_salt": salt,
            "iterations": ROUNDS,
        }
    )
    written: bytes = pfx.dump(force=True)
    return written


def derive_key(passphrase: str, salt: bytes, rounds: int) -> bytes:
    """Derive 32 bytes for an HMAC with SHA-256 (RFC 7292, B.2, whose names are used).

    One block of output is enough, so that step 6.B and C, which prepare the next, are left out.
    """
    text = passphrase.encode("utf-16-be") + b"\0\0"  # B.1: BMPString with its terminator
    block = bytes([_MAC_KEY]) * _BLOCK + _fill(salt) + _fill(text)
    for _ in range(rounds):
        block = sha256(block).digest()
    return block


def _fill(text: bytes) -> bytes:
    """Repeat `text` to a multiple of the block size; an empty one stays empty."""
    size = -(-len(text) // _BLOCK) * _BLOCK
    return (text * (size // len(text) + 1))[:size] if text else b""
