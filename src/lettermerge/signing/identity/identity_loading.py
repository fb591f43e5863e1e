"""Load an identity by the settings: PKCS #12, PEM or PKCS #11, checked before the first letter."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from ...config.settings import SigningSettings
from ...diagnostics import Diagnostic, Severity, Where
from ...errors import SigningError
from .certificate_rules import refuse_key, refuse_usage
from .creation import demo_identity
from .model import Identity
from .passphrase import Ask, Passphrase, PassphraseSource
from .private_key_signing import LockedKey, PrivateKey, SoftKey, TokenKey, TokenPlace, require_token

_DER = serialization.Encoding.DER


def load_identity(
    settings: SigningSettings,
    project: Path,
    ask: Ask | None,
    *,
    now: datetime,
    environ: Mapping[str, str] | None = None,
) -> Identity:
    """Load the identity that the settings name; paths are relative to `project`.

    `ask` asks a person for a passphrase, None where nobody can be asked; `now` (with a zone) is
    when the signing will be; `environ` stands for the environment.

    Raises:
        SigningError: no such file, wrong passphrase, key and certificate that do not match, another
            certificate than signing.certificate, a key usage that does not sign, an expired
            certificate, Ed25519 without being allowed.
    """
    identity = read_identity(settings, project, ask, now=now, environ=environ)
    if settings.certificate:
        _require_certificate(identity, _below(project, settings.certificate))
    identity.require_valid(now)
    return identity


def read_identity(
    settings: SigningSettings,
    project: Path,
    ask: Ask | None,
    *,
    now: datetime,
    environ: Mapping[str, str] | None = None,
) -> Identity:
    """Load an identity as `load_identity` does, though it may have expired: to be looked at."""
    if settings.identity == "demo":
        return demo_identity(now)
    if settings.identity == "none":
        raise SigningError(
            'signing.identity is "none": there is nobody to sign',
            hint="set it to an identity, or name one with --identity",
        )
    file = _below(project, settings.passphrase_file) if settings.passphrase_file else None
    source = PassphraseSource(file, ask, environ)
    if settings.pkcs11:
        identity = _from_token(settings, project, source)
    elif settings.key:
        identity = _from_pem(settings, project, source)
    else:
        identity = _from_pkcs12(_below(project, settings.identity), source)
    _check(identity, settings.allow_ed25519)
    return identity


def read_public_identity(settings: SigningSettings, project: Path) -> Identity | None:
    """Return an identity without its key, for what signs nothing; nobody is asked for it.

    None where the settings name no certificate.

    Raises:
        SigningError: there is no such file, it is no certificate, or it is one that signs nothing.
    """
    path = settings.certificate or (settings.identity if settings.key else "")
    if not path or settings.identity in ("demo", "none"):
        return None
    certificate, *chain = _read_certificates(_below(project, path))
    identity = Identity(LockedKey(), certificate, tuple(chain))
    _check(identity, settings.allow_ed25519)
    return identity


def _require_certificate(identity: Identity, path: Path) -> None:
    if _read_certificates(path)[0] != identity.certificate:
        raise SigningError(
            f"{path.name} is not the certificate of {identity.name}",
            hint="`lettermerge identity export` writes it; signing.certificate names the file",
        )


def peek_certificate(settings: SigningSettings, project: Path) -> x509.Certificate | None:
    """Return the certificate of an identity where nobody need be asked for it, else None.

    A PKCS #12 file without the passphrase, or a token, shows none.
    """
    if settings.identity in ("demo", "none") or settings.pkcs11:
        return None
    try:
        if settings.key:
            first = _read_certificates(_below(project, settings.identity))[0]
            return x509.load_der_x509_certificate(first)
        file = _below(project, settings.passphrase_file) if settings.passphrase_file else None
        source = PassphraseSource(file, None, {})
        return _from_pkcs12(_below(project, settings.identity), source).x509
    except (SigningError, ValueError):
        return None


def _below(project: Path, path: str) -> Path:
    return project / Path(path).expanduser()


def _check(identity: Identity, allow_ed25519: bool) -> None:
    reason = refuse_key(identity.x509, allow_ed25519=allow_ed25519)
    if reason:
        raise SigningError(
            f"the identity {identity.name} is refused: {reason}",
            hint="use P-256, or RSA of 2048 bits or more"
            + ("; signing.allow_ed25519 = true forces it in PDFs" if "Ed25519" in reason else ""),
        )
    if reason := refuse_usage(identity.x509):
        raise SigningError(
            f"the identity {identity.name} is refused: {reason}",
            hint="ask its issuer for a certificate for signing documents",
        )


def _from_pkcs12(path: Path, source: PassphraseSource) -> Identity:
    content = _read(path)
    try:
        loaded = pkcs12.load_pkcs12(content, None)
    except UnsupportedAlgorithm as error:
        raise SigningError(f"{path.name} cannot be opened: {error}", hint=_REPACK) from None
    except ValueError:
        _require_pkcs12(path, content)
        loaded = _unlock(path, content, source.find(path.name))
    if loaded.key is None or loaded.cert is None:
        raise SigningError(
            f"{path.name} holds no private key with its certificate",
            hint="export it again, with the private key",
        )
    identity = Identity(
        SoftKey(_supported(loaded.key)),
        loaded.cert.certificate.public_bytes(_DER),
        tuple(more.certificate.public_bytes(_DER) for more in loaded.additional_certs),
        warnings=_open_to_others(path),
    )
    _match(identity, _supported(loaded.key), path.name)
    return identity


_REPACK = "export it again with AES-256 and SHA-256"


def _require_pkcs12(path: Path, content: bytes) -> None:
    """Refuse what no passphrase opens, before anybody is asked for one."""
    from asn1crypto.pkcs12 import Pfx

    try:
        Pfx.load(content, strict=True)["version"].native  # noqa: B018  parsing is lazy
    except ValueError:
        raise SigningError(
            f"{path.name} is not a PKCS #12 file",
            hint="for PEM files set signing.identity to the certificate and signing.key to the key",
        ) from None


def _unlock(path: Path, content: bytes, passphrase: Passphrase) -> pkcs12.PKCS12KeyAndCertificates:
    try:
        return pkcs12.load_pkcs12(content, passphrase.reveal())
    except UnsupportedAlgorithm as error:
        raise SigningError(f"{path.name} cannot be opened: {error}", hint=_REPACK) from None
    except ValueError:
        raise SigningError(f"the passphrase does not open {path.name}", hint="try again") from None


def _from_pem(settings: SigningSettings, project: Path, source: PassphraseSource) -> Identity:
    key_path = _below(project, settings.key)
    content = _read(key_path)
    first, *chain = _read_certificates(_below(project, settings.identity))
    if settings.chain:
        chain += _read_certificates(_below(project, settings.chain))
    try:
        key = serialization.load_pem_private_key(content, None)
    except TypeError:  # it is encrypted
        try:
            passphrase = source.find(key_path.name)
            key = serialization.load_pem_private_key(content, passphrase.reveal())
        except (ValueError, TypeError):
            raise SigningError(
                f"the passphrase does not open {key_path.name}", hint="try again"
            ) from None
    except (ValueError, UnsupportedAlgorithm):
        raise SigningError(
            f"{key_path.name} is not a PEM private key", hint="check signing.key"
        ) from None
    warnings = _open_to_others(key_path)
    identity = Identity(SoftKey(_supported(key)), first, tuple(chain), warnings=warnings)
    _match(identity, _supported(key), key_path.name)
    return identity


def _from_token(settings: SigningSettings, project: Path, source: PassphraseSource) -> Identity:
    # a bare library name is looked up by the system's loader, as `p11-kit-proxy.so` wants it
    module = settings.pkcs11
    if os.sep in module:
        module = str(_below(project, module))
    require_token(module, settings.token)
    pin = source.find(f"the token {settings.token}".rstrip())
    key = TokenKey(TokenPlace(module, settings.token, settings.identity, pin))
    certificate, chain = key.certificates()
    identity = Identity(key, certificate, chain)
    try:
        probe = key.sign(b"lettermerge")
        verify_value(identity, probe, b"lettermerge")
    except ValueError:
        raise SigningError(
            f"the key and the certificate `{settings.identity}` on the token do not match",
            hint="store the certificate of this key under the key's label",
        ) from None
    return identity


def verify_value(identity: Identity, value: bytes, data: bytes) -> None:
    """Raise ValueError unless `value` is the identity's signature of `data`."""
    from ..signature_value_verification import verify_signature

    verify_signature(identity.x509.public_key(), value, data)


def _read_certificates(path: Path) -> list[bytes]:
    content = _read(path)
    try:
        found = x509.load_pem_x509_certificates(content)
    except ValueError:
        raise SigningError(
            f"{path.name} holds no PEM certificate",
            hint="with signing.key set, signing.identity and signing.chain are PEM certificates",
        ) from None
    return [certificate.public_bytes(_DER) for certificate in found]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SigningError(
            f"the identity file {path.name} cannot be read: {error.strerror}",
            hint="check [signing] in lettermerge.toml; `lettermerge identity create` makes one",
        ) from None


def _supported(key: object) -> PrivateKey:
    families = (rsa.RSAPrivateKey, ec.EllipticCurvePrivateKey, ed25519.Ed25519PrivateKey)
    if isinstance(key, families):
        return key
    raise SigningError(
        f"keys of the kind {type(key).__name__} cannot sign letters", hint="use P-256 or RSA"
    )


def _match(identity: Identity, key: PrivateKey, file: str) -> None:
    info = serialization.PublicFormat.SubjectPublicKeyInfo
    ours = key.public_key().public_bytes(_DER, info)
    if identity.x509.public_key().public_bytes(_DER, info) != ours:
        raise SigningError(
            f"the private key in {file} does not belong to the certificate of {identity.name}",
            hint="name the certificate that was made for this key",
        )


def _open_to_others(path: Path) -> tuple[Diagnostic, ...]:
    mode = stat.S_IMODE(path.stat().st_mode)
    if not mode & 0o077:
        return ()
    return (
        Diagnostic(
            "signing.key-readable-by-others",
            f"others can read the private key in {path.name} (mode {mode:04o})",
            Where(path.name),
            f"chmod 600 {path.name}",
            Severity.WARNING,
        ),
    )
