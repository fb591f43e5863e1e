"""Find all that keeps e-mails from being written or sent, so that it can be fixed in one go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ...config.mail_settings import MailSettings
from ...config.settings import FILE_NAME
from ...diagnostics import Diagnostic, Where, faults_of
from ...dispatch.mail.email_address import AddressFault, Mailbox, read_named
from ...dispatch.mail.email_message import SignEntity
from ...errors import ExitCode, LettermergeError, OutputError, SettingsError, prevailing
from ..batch.batch_model import Request
from ..dispatch.project_ledger import require_project_ledger


@dataclass(frozen=True, slots=True)
class OwnMailboxes:
    """Where e-mails come from, and where answers go to (None: there too), with what is wrong.

    `sender` is None where mail.from is no address.
    """

    sender: Mailbox | None
    reply_to: Mailbox | None
    faults: tuple[Diagnostic, ...]


def read_own_mailboxes(settings: MailSettings) -> OwnMailboxes:
    """Read mail.from and mail.reply_to."""
    found: dict[str, Mailbox] = {}
    faults: list[Diagnostic] = []
    for key, typed in (("from", settings.from_), ("reply_to", settings.reply_to)):
        if not typed and key == "reply_to":
            continue
        try:
            found[key] = read_named(typed)
        except AddressFault as fault:
            faults.append(
                Diagnostic(
                    "mail.own-address",
                    f"`mail.{key}` is no address that mail can come from: {fault}",
                    Where(FILE_NAME, column=f"mail.{key}", value=typed),
                    f'write {key} = "name@example.org" or "Name <name@example.org>" in [mail]',
                    exit_code=ExitCode.DATA,
                )
            )
    return OwnMailboxes(found.get("from"), found.get("reply_to"), tuple(faults))


def find_signer(request: Request, sender: Mailbox) -> SignEntity | None:
    """Return what signs e-mails of `sender`; None where the settings do not ask for it.

    Raises:
        SettingsError: the identity is not the sender's, or there is none.
    """
    if not request.settings.mail.sign:
        return None
    if request.signer is None:
        raise SettingsError(
            "mail.sign needs a signing identity",
            hint="set signing.identity to your own, or mail.sign = false",
        )
    from ...signing.smime import entity_signer

    return entity_signer(request.signer.identity, sender.address)


def find_faults(request: Request) -> Iterator[Diagnostic]:
    """Yield what is wrong with who signs e-mails, and with the ledger."""
    sender = read_own_mailboxes(request.settings.mail).sender
    try:
        if sender:
            find_signer(request, sender)
    except SettingsError as error:
        where = Where(FILE_NAME, column="mail.sign")
        for fault in faults_of(error, "mail.sign"):
            yield replace(fault, where=where, exit_code=ExitCode.DATA)
    try:
        require_project_ledger(request.project, request.settings, request.directory)
    except OutputError as error:
        yield from as_faults(error, "dispatch.no-ledger")


def as_faults(error: LettermergeError, code: str) -> Iterator[Diagnostic]:
    """Yield the faults of an error; the run ends with its exit code for each of them."""
    for fault in faults_of(error, code):
        yield replace(fault, exit_code=error.exit_code)


def exit_code_of(faults: Iterable[Diagnostic]) -> ExitCode:
    """Return what faults end a run with: those of settings and texts come before all others."""
    codes = {fault.exit_code for fault in faults}
    unusable = (code for code in (ExitCode.DATA, ExitCode.TEMPLATE) if code in codes)
    return next(unusable, None) or prevailing(codes)
