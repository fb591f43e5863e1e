"""Find the SMTP server of the settings, its password, and the pace that it is sent at."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from ..config.mail_settings import MailSettings
from ..config.settings import FILE_NAME
from ..diagnostics import Diagnostic, Where
from ..dispatch.mail.smtp_connection import PORTS, SmtpServer, is_loopback
from ..errors import SettingsError
from ..signing.identity.passphrase import Ask, Passphrase, read_passphrase

VARIABLE = "LETTERMERGE_SMTP_PASSWORD"
_SECONDS = {"s": 1, "min": 60, "h": 3600}


def find_server(
    settings: MailSettings,
    project: Path,
    ask: Ask | None = None,
    environ: Mapping[str, str] | None = None,
) -> SmtpServer:
    """Return the server to hand letters to; `ask` asks for a password, None where nobody can.

    Raises:
        SettingsError: no host, plain text to another machine, or no password for a user.
        SigningError: the password's file cannot be read.
    """
    if not settings.host:
        raise _fault("host", "", "mail.host is empty", 'write host = "smtp.example.org" in [mail]')
    if settings.security == "none" and not is_loopback(settings.host):
        message = "plain text is for a mail server on this machine only"
        raise _fault("security", "none", message, 'write security = "starttls" or "tls"')
    return SmtpServer(
        host=settings.host,
        port=settings.port or PORTS[settings.security],
        security=settings.security,
        user=settings.user,
        password=_password(settings, project, ask, environ),
        ca=project / settings.ca if settings.ca else None,
    )


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


def _password(
    settings: MailSettings, project: Path, ask: Ask | None, environ: Mapping[str, str] | None
) -> Passphrase | None:
    """Return the password of the user: from the file, the variable, or by asking."""
    if not settings.user:
        return None
    if settings.password_file:
        return read_passphrase(project / settings.password_file)
    found = (os.environ if environ is None else environ).get(VARIABLE)
    if found:
        return Passphrase(found)
    if ask is not None:
        return ask(f"{settings.user} at {settings.host}")
    hint = f"set mail.password_file, or {VARIABLE}, or run in a terminal to be asked"
    raise _fault("user", settings.user, "there is no password for mail.user", hint)


def _fault(key: str, value: str, message: str, hint: str) -> SettingsError:
    where = Where(FILE_NAME, column=f"mail.{key}", value=value)
    return SettingsError.from_fault(Diagnostic(f"mail.{key}", message, where, hint), FILE_NAME)
