"""A real SMTP server on loopback, with TLS of the tests' own authority, that can misbehave."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.ports import free_port

USER, PASSWORD = "office", "thistle-anvil-42"
PEM = serialization.Encoding.PEM


@dataclass
class Authority:
    """A certificate authority that lives as long as a test run; its files are in `folder`."""

    folder: Path
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.root = self._certificate("Sample Root", self.key, None)
        self.ca = self.folder / "ca.pem"
        self.ca.write_bytes(self.root.public_bytes(PEM))

    def context(self, name: str = "localhost") -> ssl.SSLContext:
        """Return the context of a server that is called `name`."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._certificate(name, key, name)
        file = self.folder / f"{name}.pem"
        file.write_bytes(
            key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
            + certificate.public_bytes(PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _certificate(
        self, common: str, key: ec.EllipticCurvePrivateKey, name: str | None
    ) -> x509.Certificate:
        now = datetime.datetime.now(datetime.UTC)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])
        issuer = subject if name is None else self.root.subject
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=30))
            .add_extension(x509.BasicConstraints(ca=name is None, path_length=None), critical=True)
            .add_extension(
                x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
            )
        )
        if name is not None:
            names: list[x509.GeneralName] = [x509.DNSName(name)]
            if name == "localhost":
                names.append(x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
            own = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
            builder = builder.add_extension(
                x509.SubjectAlternativeName(names), critical=False
            ).add_extension(own, critical=False)
        return builder.sign(self.key, hashes.SHA256())


Rule = Callable[[str], str]


@dataclass
class Inbox:
    """What a server took; `on_rcpt` and `on_data` answer in its place where they return text."""

    taken: list[tuple[str, tuple[str, ...], bytes]] = field(default_factory=list)
    on_rcpt: Rule = lambda _address: ""
    on_data: Callable[[Inbox, Envelope], str] = lambda _inbox, _one: ""
    kept: Path | None = None

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if answer := self.on_rcpt(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if answer := self.on_data(self, envelope):
            if answer == "hang up":  # before the message is taken
                _hang_up(server)
                return "421 never heard"
            if answer == "take and hang up":
                self.take(envelope)
                _hang_up(server)
                return "421 never heard"
            return answer
        self.take(envelope)
        return "250 taken"

    def take(self, envelope: Envelope) -> None:
        content = envelope.original_content or b""
        self.taken.append((str(envelope.mail_from), tuple(map(str, envelope.rcpt_tos)), content))
        if self.kept:
            with self.kept.open("a", encoding="utf-8") as file:
                file.write(" ".join(map(str, envelope.rcpt_tos)) + "\n")

    @property
    def messages(self) -> list[EmailMessage]:
        return [message_from_bytes(one, policy=policy.default) for _, _, one in self.taken]

    @property
    def addresses(self) -> list[str]:
        return [one for _, to, _ in self.taken for one in to]


def _hang_up(server: Any) -> None:
    server.transport.abort()


def _check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    good = LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=data == good, handled=False)


def start(
    inbox: Inbox,
    context: ssl.SSLContext | None = None,
    *,
    implicit: bool = False,
    port: int = 0,
    login: bool = False,
) -> Controller:
    """Start a server on a free port (`controller.port`); with a context it asks for STARTTLS."""
    more: dict[str, Any] = {}
    if implicit:
        more["ssl_context"] = context
    elif context is not None:
        more |= {"tls_context": context, "require_starttls": True}
    if login:
        more |= {"authenticator": _check, "auth_required": True, "auth_require_tls": not implicit}
    controller = Controller(inbox, hostname="127.0.0.1", port=port or free_port(), **more)
    controller.start()
    return controller


def serve(port: int, pem: Path, kept: Path, refusals: int) -> None:
    """Serve until the process is killed; each message taken is a line of `kept`.

    Every `refusals`-th message is put off, the next one refused (0: none).
    """
    import time

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    seen = 0

    def judge(_inbox: Inbox, _envelope: Envelope) -> str:
        nonlocal seen
        seen += 1
        if refusals and seen % refusals == 0:
            return "451 try again later"
        return "554 not today" if refusals and seen % refusals == 1 and seen > 1 else ""

    controller = start(Inbox(kept=kept, on_data=judge), context, port=port)
    print("ready", controller.port, flush=True)
    while True:
        time.sleep(60)


if __name__ == "__main__":
    import sys

    serve(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
