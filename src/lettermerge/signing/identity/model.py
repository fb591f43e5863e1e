"""Define an identity: a private key, its certificate and its issuers, as one frozen value.

It may be handed to a worker process (see `private_key_signing.SoftKey`); its repr shows no secret.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, cast

from cryptography import x509

from ...diagnostics import Diagnostic
from ...errors import SigningError
from ..certificate_escaping import escape_name
from .certificate_rules import fingerprint_of, is_self_signed, name_of, refuse_time
from .private_key_signing import KeyKind, PublicKey, SigningKey, describe_key, kind_of


@dataclass(frozen=True)
class Identity:
    """A signer.

    `certificate` and `chain` (issuers, without order) are DER. `demo` says that it was made up for
    trying things out. `warnings` is what loading it found fault with, for the caller to show.
    """

    key: SigningKey = field(repr=False, compare=False)
    certificate: bytes = field(repr=False)
    chain: tuple[bytes, ...] = field(default=(), repr=False)
    demo: bool = False
    warnings: tuple[Diagnostic, ...] = field(default=(), repr=False, compare=False)

    @cached_property
    def x509(self) -> x509.Certificate:
        """The certificate, parsed."""
        return x509.load_der_x509_certificate(self.certificate)

    @cached_property
    def name(self) -> str:
        """The signer's common name."""
        return name_of(self.x509.subject)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, 64 hex digits: what manifests and users tell signers by."""
        return fingerprint_of(self.x509)

    @cached_property
    def kind(self) -> KeyKind:
        return kind_of(self.x509.public_key())

    @property
    def key_type(self) -> str:
        return describe_key(cast(PublicKey, self.x509.public_key()))

    @cached_property
    def emails(self) -> tuple[str, ...]:
        """The e-mail addresses of the certificate (RFC 5280, 4.2.1.6), each as one line."""
        kind = x509.SubjectAlternativeName
        try:
            names = self.x509.extensions.get_extension_for_class(kind).value
        except x509.ExtensionNotFound:
            return ()
        return tuple(map(escape_name, names.get_values_for_type(x509.RFC822Name)))

    @property
    def self_signed(self) -> bool:
        return is_self_signed(self.x509)

    @property
    def not_before(self) -> datetime:
        return self.x509.not_valid_before_utc

    @property
    def not_after(self) -> datetime:
        return self.x509.not_valid_after_utc

    def require_valid(self, moment: datetime) -> None:
        """Refuse to sign at `moment` (with a zone) outside the certificate's validity.

        Raises:
            SigningError: expired, or not yet valid.
        """
        if not self.not_before <= moment <= self.not_after:
            raise SigningError(
                f"{self.name} cannot sign: {refuse_time(self.x509, moment)}",
                hint="use another identity; `lettermerge identity create` makes one",
            )

    def __getstate__(self) -> dict[str, Any]:
        names = ("key", "certificate", "chain", "demo", "warnings")
        return {name: self.__dict__[name] for name in names}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    def __str__(self) -> str:
        return f"{self.name} ({self.key_type}, SHA-256 {self.fingerprint[:16]})"
