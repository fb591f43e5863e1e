"""Sign bytes with a private key, of a file or a token, as CMS wants it.

Keys are loaded once, because checking an RSA key again costs more than signing with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, cast

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

from ...errors import SigningError, extra_hint
from ..coroutine_runs import run_coroutine
from .passphrase import Passphrase

KeyKind = Literal["rsa", "ec", "ed25519"]
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey

_ECDSA = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
_PKCS1 = padding.PKCS1v15()
_SHA256 = hashes.SHA256()


class SigningKey(Protocol):
    """What signs. `sign` returns PKCS #1 v1.5, a DER ECDSA-Sig-Value, or 64 bytes of Ed25519.

    RSA and ECDSA hash `data` with SHA-256. Raises SigningError.
    """

    def sign(self, data: bytes) -> bytes: ...


def kind_of(public: object) -> KeyKind:
    """Return the family of a public key.

    Raises:
        SigningError: it is of a family that signs no documents.
    """
    if isinstance(public, rsa.RSAPublicKey):
        return "rsa"
    if isinstance(public, ec.EllipticCurvePublicKey):
        return "ec"
    if isinstance(public, ed25519.Ed25519PublicKey):
        return "ed25519"
    raise SigningError(
        f"keys of the kind {type(public).__name__} cannot sign letters",
        hint="use a P-256 or RSA key; `lettermerge identity create` makes one",
    )


def describe_key(public: PublicKey) -> str:
    """Return its name for people: "RSA 3072", "EC P-256", "Ed25519"."""
    if isinstance(public, rsa.RSAPublicKey):
        return f"RSA {public.key_size}"
    if isinstance(public, ec.EllipticCurvePublicKey):
        names = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}
        return f"EC {names.get(public.curve.name, public.curve.name)}"
    return "Ed25519"


class SoftKey:
    """A private key in memory.

    It can be handed to a worker: pickling writes it as PKCS #8 without encryption, which is meant
    for the pipe between two processes of one run and never for a file.
    """

    __slots__ = ("_private",)

    def __init__(self, private: PrivateKey) -> None:
        self._private = private

    def sign(self, data: bytes) -> bytes:
        private = self._private
        if isinstance(private, ec.EllipticCurvePrivateKey):
            return private.sign(data, _ECDSA)
        if isinstance(private, rsa.RSAPrivateKey):
            return private.sign(data, _PKCS1, _SHA256)
        return private.sign(data)

    def __reduce__(self) -> tuple[Any, ...]:
        encoded = self._private.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        return _soft_key, (encoded,)

    def __repr__(self) -> str:
        return "SoftKey(hidden)"


class LockedKey:
    """The key of an identity of which the certificate alone was read: it signs nothing."""

    __slots__ = ()

    def sign(self, data: bytes) -> bytes:
        raise SigningError(
            f"{len(data)} bytes were to be signed without the key", hint="report this as a bug"
        )


def _soft_key(encoded: bytes) -> SoftKey:
    private = serialization.load_der_private_key(encoded, None, unsafe_skip_rsa_key_validation=True)
    return SoftKey(cast(PrivateKey, private))


@dataclass(frozen=True, slots=True)
class TokenPlace:
    """Where a key is on a PKCS #11 token: the module's path, the token's and the key's label."""

    module: str
    token: str
    label: str
    pin: Passphrase = field(repr=False)


class TokenKey:
    """A private key that never leaves its token (PKCS #11, by way of pyHanko).

    A session belongs to one process: a pickled key opens its own, with the same PIN.
    """

    __slots__ = ("_loop", "_place", "_signer")

    def __init__(self, place: TokenPlace) -> None:
        self._place = place
        import asyncio

        self._loop = asyncio.new_event_loop()
        self._signer = self._open()

    def _open(self) -> Any:
        from pyhanko.sign.pkcs11 import PKCS11Signer

        place, session = self._place, None
        try:
            session = _open_session(place)
            signer = PKCS11Signer(session, cert_label=place.label, key_label=place.label)
            run_coroutine(signer.ensure_objects_loaded(), self._loop)
            # few tokens hash for ECDSA themselves
            own = signer.signing_cert
            signer.use_raw_mechanism = own is not None and own.public_key.algorithm == "ec"
        except Exception as error:  # noqa: BLE001  the bindings raise more than they document
            if session is not None:
                session.close()
            raise SigningError(
                f"the token does not give the key `{place.label}`: {_reason(error)}",
                hint="check signing.pkcs11, signing.token, signing.identity and the PIN",
            ) from None
        return signer

    def certificates(self) -> tuple[bytes, tuple[bytes, ...]]:
        """Return the key's certificate and whatever other certificates the token has, as DER."""
        own = self._signer.signing_cert
        if own is None:
            raise SigningError(
                f"the token has no certificate `{self._place.label}`",
                hint="store it under the same label as the key",
            )
        others = {certificate.dump() for certificate in self._signer.cert_registry}
        return own.dump(), tuple(sorted(others - {own.dump()}))

    def sign(self, data: bytes) -> bytes:
        signing = self._signer.async_sign_raw(data, "sha256")
        try:
            return cast(bytes, run_coroutine(signing, self._loop))
        except Exception as error:  # noqa: BLE001  see _open
            raise SigningError(
                f"the token did not sign: {_reason(error)}", hint="is it still plugged in?"
            ) from None

    def __reduce__(self) -> tuple[Any, ...]:
        return TokenKey, (self._place,)

    def __repr__(self) -> str:
        return f"TokenKey({self._place.label!r})"


def require_token(module: str, token: str) -> None:
    """Refuse a library that does not load and a token that is not there, which need no PIN.

    Raises:
        SigningError: one of them, or the extra `pkcs11` is not installed.
    """
    try:
        _session(module, token).close()
    except ImportError:
        raise SigningError(
            "the package that reads tokens is not installed", hint=extra_hint("pkcs11")
        ) from None
    except Exception as error:  # noqa: BLE001  the bindings raise more than they document
        raise SigningError(
            f"the token {token} cannot be reached: {_reason(error)}".replace("  ", " "),
            hint="check signing.pkcs11 and signing.token, and that it is plugged in",
        ) from None


def _open_session(place: TokenPlace) -> Any:
    """Log into the token; a login belongs to the process, so a second one finds it made."""
    try:
        return _session(place.module, place.token, place.pin.reveal().decode())
    except Exception as error:  # its type is in a package that need not be installed
        if type(error).__name__ != "UserAlreadyLoggedIn":
            raise
        return _session(place.module, place.token)


def _session(module: str, token: str, pin: str | None = None) -> Any:
    from pyhanko.config.pkcs11 import TokenCriteria
    from pyhanko.sign.pkcs11 import open_pkcs11_session

    criteria = TokenCriteria(label=token) if token else None
    return open_pkcs11_session(module, token_criteria=criteria, user_pin=pin)


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__
