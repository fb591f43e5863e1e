"""Find the SMTP server of the settings, its password, and the pace that it is sent at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from ...config.mail_settings import MailSettings
from ...config.settings import FILE_NAME
from ...diagnostics import Diagnostic, Where
from ...dispatch.mail.smtp_connection import PORTS, SmtpServer, is_loopback
from ...errors import ExitCode, SettingsError, SigningError
from ...signing.identity.passphrase import (
    SMTP_VARIABLE,
    Ask,
    Passphrase,
    look_up,
    read_passphrase,
)

_SECONDS = {"s": 1, "min": 60, "h": 3600}


def find_server(
    settings: MailSettings,
    project: Path,
    ask: Ask | None = None,
    environ: Mapping[str, str] | None = None,
) -> SmtpServer:
    """Return the server to hand letters to; `ask` asks for a password, None where nobody can.

    Raises:
        SettingsError: as `find_server_faults` says, with all of them.
    """
    if faults := tuple(find_server_faults(settings, project, ask, environ)):
        if len(faults) == 1:
            raise SettingsError.from_fault(faults[0], FILE_NAME)
        raise SettingsError.from_faults(FILE_NAME, faults)
    password = None
    if settings.user:
        password = _known_password(settings, project, environ)
        if password is None and ask is not None:
            password = ask(f"{settings.user} at {settings.host}")
    return SmtpServer(
        host=settings.host,
        port=settings.port or PORTS[settings.security],
        security=settings.security,
        user=settings.user,
        password=password,
        ca=project / settings.ca if settings.ca else None,
    )


def find_server_faults(
    settings: MailSettings,
    project: Path,
    ask: Ask | None = None,
    environ: Mapping[str, str] | None = None,
) -> Iterator[Diagnostic]:
    """Yield why no server can be reached with these settings; nobody is asked for anything.

    No host, plain text to another machine, certificates that are not there, no password for a user,
    or a file of it that cannot be read.
    """
    if not settings.host:
        yield _fault("host", "", "mail.host is empty", 'write host = "smtp.example.org" in [mail]')
    elif settings.security == "none" and not is_loopback(settings.host):
        message = "plain text is for a mail server on this machine only"
        yield _fault("security", "none", message, 'write security = "starttls" or "tls" in [mail]')
    if settings.ca and not (project / settings.ca).is_file():
        hint = "name a PEM file with the certificates that are believed"
        yield _fault("ca", settings.ca, f"there is no file {settings.ca}", hint)
    if not settings.user:
        return
    try:
        known = _known_password(settings, project, environ)
    except SigningError as error:
        told = error.message.replace("passphrase", "password", 1)
        hint = "its first line is the password"
        yield _fault("password_file", settings.password_file, told, hint)
        return
    if known is None and ask is None:
        hint = f"set mail.password_file, or {SMTP_VARIABLE}, or run in a terminal to be asked"
        yield _fault("user", settings.user, "there is no password for mail.user", hint)


def interval_of(rate: str) -> float:
    """Return the seconds between two e-mails at a rate such as 20/min; "" is as fast as it goes.

    Raises:
        ValueError: it is no rate.
    """
    if not rate:
        return 0.0
    count, _, unit = rate.partition("/")
    if not count.isdigit() or not int(count) or unit not in _SECONDS:
        raise ValueError(rate)
    return _SECONDS[unit] / int(count)


def _known_password(
    settings: MailSettings, project: Path, environ: Mapping[str, str] | None
) -> Passphrase | None:
    """Return the password of the user from the file or the variable, None where it is neither."""
    if settings.password_file:
        return read_passphrase(project / settings.password_file)
    return look_up(SMTP_VARIABLE, environ) or None


def _fault(key: str, value: str, message: str, hint: str) -> Diagnostic:
    where = Where(FILE_NAME, column=f"mail.{key}", value=value)
    return Diagnostic(f"mail.{key}", message, where, hint, exit_code=ExitCode.DATA)
