"""Give messages to an SMTP server (RFC 5321) over verified TLS.

An exchange is taken step by step, so that at each moment it is known whether the server can have
the message: before DATA is accepted it cannot, after its last line nobody knows until it answers.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

from ...errors import SettingsError
from ...signing.identity.passphrase import Passphrase
from .email_address import one_line
from .smtp_answer_classification import SmtpAnswer
from .smtp_answer_reader import StrictSmtp, StrictSmtpTls

PORTS = {"starttls": 587, "tls": 465, "none": 25}
_TIMEOUT = 60.0  # seconds; RFC 5321, 4.5.3.2 allows more, and nobody waits for it
_LAST_TIMEOUT = 600.0  # for the answer to a whole message, 4.5.3.2.6: who waits less sends it twice
_LOGINS = {"CRAM-MD5", "PLAIN", "LOGIN"}  # what smtplib can do with a password
_DOTS = re.compile(rb"^\.", re.MULTILINE)
_MOST = 300  # characters of an answer that are kept


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where to hand messages to; `ca` are the certificates believed in place of the system's.

    `timeout` is for each answer, `last_timeout` for that to a whole message, both in seconds.
    """

    host: str
    port: int
    security: str = "starttls"
    user: str = ""
    password: Passphrase | None = field(default=None, repr=False)
    ca: Path | None = None
    timeout: float = _TIMEOUT
    last_timeout: float = _LAST_TIMEOUT

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class ConnectionLostError(Exception):
    """The connection broke; `is_unknown` says that the server may have the message."""

    def __init__(self, reason: str, *, is_unknown: bool) -> None:
        super().__init__(reason)
        self.is_unknown = is_unknown


class SmtpConnection:
    """An open, authenticated connection. A context: leaving it says goodbye."""

    def __init__(self, server: SmtpServer) -> None:
        """Connect.

        Raises:
            SettingsError: the server's certificate, its TLS or the password is refused.
            ConnectionLostError: nobody answers, or not now.
        """
        self._server = server
        try:
            self._smtp = _connect(server)
        except (ssl.SSLEOFError, ssl.SSLZeroReturnError) as error:  # it closed: it may be restarted
            raise ConnectionLostError(f"{server}: {_reason(error)}", is_unknown=False) from None
        except ssl.SSLError as error:
            raise _refused(server, _tls_reason(error)) from None
        except (OSError, smtplib.SMTPException) as error:
            raise ConnectionLostError(f"{server}: {_reason(error)}", is_unknown=False) from None
        try:
            _log_in(self._smtp, server)
        except BaseException:
            self._smtp.close()
            raise

    def __enter__(self) -> SmtpConnection:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def is_open(self) -> bool:
        """Whether another message can be tried; a server may close after it said no."""
        return self._smtp.sock is not None

    def close(self) -> None:
        with suppress(OSError, smtplib.SMTPException):
            self._smtp.quit()
        self._smtp.close()

    def refuse_sender(self, sender: str, answer: SmtpAnswer) -> SettingsError:
        """Return the error that the server takes nothing from a sender."""
        hint = "check mail.from, mail.user, and how much the server lets you send"
        return _refused(self._server, f"it takes none from {sender}: {answer}", hint)

    def deliver(
        self, sender: str, recipients: Sequence[str], content: bytes, about_to: Callable[[], None]
    ) -> SmtpAnswer:
        """Hand over one message, to all recipients or to none; return the deciding answer.

        `about_to` is called when the server has taken all addresses, before it is asked to take
        the message; what that raises ends the exchange.

        Raises:
            ConnectionLostError: the connection broke.
            SettingsError: the server takes no mail from this sender, or hands on none of it.
        """
        smtp = self._smtp
        text = _DOTS.sub(b"..", content)
        try:
            answer = self._address(sender, recipients, len(text))
            if answer is not None:
                self._reset()
                return answer
            try:
                about_to()
            except BaseException:
                self._reset()
                raise
            answer = _answer(*smtp.docmd("DATA"))
            if answer.code >= 400:
                self._reset()
                return answer
            if answer.code != 354:
                self._smtp.close()
                told = f"{answer} does not answer DATA"
                raise ConnectionLostError(told, is_unknown=False)
            smtp.send(text)
            try:
                smtp.require_silence()  # until its last line nobody has the message
            except smtplib.SMTPResponseException as error:
                return _answer(error.smtp_code, _bytes(error.smtp_error))
        except (OSError, smtplib.SMTPException) as error:
            raise ConnectionLostError(_reason(error), is_unknown=False) from None
        try:
            smtp.send(b".\r\n")
            answer = _answer(*smtp.getreply(self._server.last_timeout))
        except (OSError, smtplib.SMTPException) as error:
            raise ConnectionLostError(_reason(error), is_unknown=True) from None
        if 300 <= answer.code < 400:
            told = f"{answer} does not answer a message"
            raise ConnectionLostError(told, is_unknown=True)
        return answer

    def _reset(self) -> None:
        """Take back what was said of a message; where that fails, end the connection."""
        try:
            is_done = self._smtp.rset()[0] == 250
        except (OSError, smtplib.SMTPException):
            is_done = False
        if not is_done:
            self._smtp.close()

    def _address(self, sender: str, recipients: Sequence[str], size: int) -> SmtpAnswer | None:
        """Say from whom and to whom; return the first answer that is no.

        The size in bytes is told where the server asks for it (RFC 1870): some hang up midway else.
        """
        told = [f"SIZE={size}"] if self._smtp.has_extn("size") else []
        found = _answer(*self._smtp.mail(sender, told))
        if found.is_of_size and told:
            return found
        if found.is_final:  # it is not for this letter's recipients that all would be refused
            raise self.refuse_sender(sender, found)
        if not found.is_accepted:
            return found
        for one in recipients:
            found = _answer(*self._smtp.rcpt(one))
            if found.is_of_sender:
                hint = "set mail.user, or check mail.host and what the server lets you send"
                raise _refused(self._server, f"it takes none to {one}: {found}", hint)
            if not found.is_accepted:
                return SmtpAnswer(found.code, found.text, one)
        return None


def is_loopback(host: str) -> bool:
    """Tell whether a server is on this machine by its name or number."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.casefold() in ("localhost", "localhost.localdomain")


def _connect(server: SmtpServer) -> StrictSmtp:
    if server.security == "tls":
        context = _context(server)
        return StrictSmtpTls(server.host, server.port, timeout=server.timeout, context=context)
    smtp = StrictSmtp(server.host, server.port, timeout=server.timeout)
    if server.security == "none":
        return smtp
    try:
        code, text = smtp.starttls(context=_context(server))
    except smtplib.SMTPNotSupportedError:
        smtp.close()
        reason = "it offers no STARTTLS, so the letters would go in the clear"
        raise _refused(server, reason) from None
    except BaseException:
        smtp.close()
        raise
    if code != 220:
        smtp.close()
        raise _refused(server, f"it refuses STARTTLS: {_answer(code, text)}")
    return smtp


def _context(server: SmtpServer) -> ssl.SSLContext:
    """Return what verifies the server's certificate and its name (RFC 9525)."""
    try:
        context = ssl.create_default_context(cafile=server.ca)
    except OSError as error:
        raise SettingsError(
            f"mail.ca cannot be used: {error.strerror or error}",
            hint="name a file of PEM certificates, relative to the project",
        ) from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _log_in(smtp: smtplib.SMTP, server: SmtpServer) -> None:
    """Say hello, and log in where there is a user."""
    try:
        smtp.ehlo_or_helo_if_needed()
        if not server.user or server.password is None:
            return
        offered = smtp.esmtp_features.get("auth", "").split()
        if offered and not _LOGINS & {one.upper() for one in offered}:
            told = f"it lets nobody log in with a password, but with {', '.join(offered)}"
            hint = "ask whoever keeps the server for a password for programs, or use another server"
            raise _refused(server, told, hint)
        smtp.login(server.user, server.password.reveal().decode("utf-8"))
    except smtplib.SMTPAuthenticationError as error:
        code, text = error.smtp_code, _bytes(error.smtp_error)
        if code < 500:
            raise ConnectionLostError(str(_answer(code, text)), is_unknown=False) from None
        reason = f"it refuses mail.user and the password: {_answer(code, text)}"
        hint = "correct mail.user, or the password"
        typed = server.password.reveal() if server.password else b""
        if typed != typed.strip():
            hint += ", which begins or ends with a space"
        raise _refused(server, reason, hint) from None
    except smtplib.SMTPNotSupportedError:
        raise _refused(server, "it lets nobody log in here: delete mail.user") from None
    except UnicodeError:
        hint = "let the server have another password: letters without accents, digits, signs"
        raise _refused(server, "the password has other characters than ASCII", hint) from None
    except (OSError, smtplib.SMTPException) as error:
        raise ConnectionLostError(_reason(error), is_unknown=False) from None


def _refused(server: SmtpServer, reason: str, hint: str = "") -> SettingsError:
    return SettingsError(
        f"no mail is handed to {server}: {reason}",
        hint=hint or "check mail.host, mail.port, mail.security and mail.ca",
    )


def _tls_reason(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is refused: {error.verify_message}"
    return f"there is no TLS with it: {error.reason or error}"


def _answer(code: int, text: bytes) -> SmtpAnswer:
    return SmtpAnswer(code, one_line(text.decode("utf-8", "replace"))[:_MOST])


def _reason(error: OSError) -> str:  # as every SMTPException is
    if isinstance(error, smtplib.SMTPResponseException):
        return str(_answer(error.smtp_code, _bytes(error.smtp_error)))
    return error.strerror or str(error) or type(error).__name__


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8")
