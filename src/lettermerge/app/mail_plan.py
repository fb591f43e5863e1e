"""Plan e-mails: which finished letters go to which addresses, and which stay here, and why.

Nothing is written and nobody is contacted.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import PurePosixPath

from ..config.mail_settings import MailSettings
from ..config.settings import FILE_NAME
from ..diagnostics import Diagnostic, Row, Severity, Where
from ..dispatch.mail.email_address import AddressFault, Mailbox, read_mailbox, read_named
from ..dispatch.mail.email_message import (
    Attachment,
    EmailText,
    Envelope,
    LetterEmail,
    SignEntity,
    message_id,
)
from ..errors import ExitCode, LetterError, SettingsError, prevailing
from ..workers.limits import Limits, limited, one_letter
from .addressing import Letter
from .batch import Request
from .finished_letters import FinishedLetter, FinishedLetters, LeftOut, find_finished
from .mail_text import MailTexts

_SIGN = "set signing.identity to your own, run `lettermerge render`, then this command again"


@dataclass(frozen=True, slots=True)
class PlannedEmail:
    """One e-mail: the finished letter that it brings, to whom, and what it says."""

    letter: FinishedLetter
    envelope: Envelope
    text: EmailText
    message_id: str

    @property
    def id(self) -> str:
        return self.letter.id


@dataclass(frozen=True, slots=True)
class MailPlan:
    """What `lettermerge mail` would write or send, in the rosters' order, and what it leaves out.

    `remarks` are warnings about letters that do go out.
    """

    finished: FinishedLetters
    sender: Mailbox
    emails: tuple[PlannedEmail, ...]
    left_out: tuple[LeftOut, ...]
    remarks: tuple[Diagnostic, ...] = ()

    @property
    def domains(self) -> Counter[str]:
        """How many addresses there are at each domain."""
        return Counter(to.domain for one in self.emails for to in one.envelope.recipients)

    @property
    def size(self) -> int:
        """Bytes of all attachments."""
        return sum(one.letter.size for one in self.emails)

    @property
    def exit_code(self) -> ExitCode:
        """The code of the worst letter that was asked for and is left out."""
        return prevailing(one.diagnostic.exit_code for one in self.left_out if one.asked)

    @property
    def sign(self) -> SignEntity | None:
        """What signs the e-mails; None where the settings do not ask for it.

        Raises:
            SettingsError: the identity is not the sender's, or there is none.
        """
        request = self.finished.prepared.request
        if not request.settings.mail.sign:
            return None
        if request.signer is None:
            raise SettingsError(
                "mail.sign needs a signing identity",
                hint="set signing.identity to your own, or mail.sign = false",
            )
        from ..signing.smime import entity_signer

        return entity_signer(request.signer.identity, self.sender.address)

    def email(self, one: PlannedEmail) -> LetterEmail:
        """Return an e-mail with its files, read and checked now.

        Raises:
            OutputError: a file was altered meanwhile, or cannot be read.
        """
        attached = self.finished.prepared.request.settings.mail.attach
        files = tuple(
            Attachment(PurePosixPath(one.letter.path).name, self.finished.read(one.letter))
            for _ in attached
        )
        return LetterEmail(one.envelope, one.text, one.message_id, files)


def plan_mail(request: Request, processes: int = 1) -> MailPlan:
    """Find the finished letters of a request, their addresses and their texts.

    Raises:
        SettingsError: mail.from or mail.reply_to is no address.
        TemplateError: letters/mail.md is missing or has errors.
        LettermergeError: unusable as a whole, as for `find_finished`.
    """
    settings = request.settings
    sender = _own_mailbox(settings.mail, "from")
    reply_to = _own_mailbox(settings.mail, "reply_to") if settings.mail.reply_to else None
    finished = find_finished(request, processes)
    texts = MailTexts(finished.prepared.project)
    emails: list[PlannedEmail] = []
    left_out = list(finished.left_out)
    remarks: list[Diagnostic] = []
    with limited(Limits()) as clocks:
        for letter in finished.letters:
            found = _refusal(letter)
            mailboxes, doubts = _mailboxes(letter.letter) if found is None else ((), ())
            if found is None and not mailboxes:
                found = doubts[0]
            if found is None:
                try:
                    with one_letter(clocks):
                        text = texts.compose(letter.letter)
                except LetterError as error:
                    found = _of_row(error, letter)
            if found is not None:
                asked = found.severity is Severity.ERROR
                left_out.append(LeftOut(letter.id, letter.name, found, asked))
                continue
            envelope = Envelope(sender, mailboxes, reply_to)
            key = (letter.id, letter.letter.template, settings.letter.date.isoformat())
            number = message_id(key, letter.sha256, envelope)
            emails.append(PlannedEmail(letter, envelope, text, number))
            remarks += doubts
    return MailPlan(finished, sender, tuple(emails), tuple(left_out), tuple(remarks))


def _own_mailbox(settings: MailSettings, key: str) -> Mailbox:
    typed = settings.from_ if key == "from" else settings.reply_to
    try:
        return read_named(typed)
    except AddressFault as fault:
        raise SettingsError.from_fault(
            Diagnostic(
                "mail.own-address",
                f"`mail.{key}` is no address that mail can come from: {fault}",
                Where(FILE_NAME, column=f"mail.{key}", value=typed),
                f'write {key} = "name@example.org" or "Name <name@example.org>" in [mail]',
            ),
            FILE_NAME,
        ) from None


def _refusal(letter: FinishedLetter) -> Diagnostic | None:
    """Return why a finished letter is not e-mailed: a file is nobody's word without a signature."""
    where = _where(letter.row, "")
    if letter.is_demo:
        message = f"{letter.path} is signed by a demo identity"
        return Diagnostic("dispatch.demo", message, where, _SIGN, exit_code=ExitCode.OUTPUT)
    if not letter.signer:
        message = f"{letter.path} is not signed"
        return Diagnostic("dispatch.unsigned", message, where, _SIGN, exit_code=ExitCode.OUTPUT)
    return None


def _mailboxes(letter: Letter) -> tuple[tuple[Mailbox, ...], tuple[Diagnostic, ...]]:
    """Return the mailboxes of a letter, each once, and what is wrong with the others.

    Where a joint letter reaches somebody, what is wrong with the others is a warning.
    """
    found: dict[str, Mailbox] = {}
    doubts: list[Diagnostic] = []
    rows = dict(zip(letter.members, letter.rows, strict=True))
    for person in letter.addressees.recipients:
        row = rows.get(person.id, letter.row)
        if not person.email:
            hint = "fill in the column email to reach this recipient by e-mail"
            message = f"{person.name} has no e-mail address"
            where = _where(row, "email")
            doubts.append(Diagnostic("mail.no-address", message, where, hint, Severity.WARNING))
            continue
        try:
            mailbox = read_mailbox(person.email, person.name)
        except AddressFault as fault:
            message = f"the e-mail address of {person.name} is doubtful: {fault}"
            where = _where(row, "email", person.email)
            hint = "correct the cell: one plain address, such as name@example.org"
            doubts.append(Diagnostic("mail.doubtful-address", message, where, hint))
            continue
        found.setdefault(mailbox.key, mailbox)
    if not found:
        doubts.sort(key=lambda one: one.severity is not Severity.ERROR)
        return (), tuple(doubts)
    return tuple(found.values()), tuple(_as_warning(one) for one in doubts)


def _as_warning(one: Diagnostic) -> Diagnostic:
    return Diagnostic(one.code, one.message, one.where, one.hint, Severity.WARNING)


def _of_row(error: LetterError, letter: FinishedLetter) -> Diagnostic:
    """Return why a text cannot be composed, with the row where it has no place of its own."""
    fault = error.faults[0] if error.faults else None
    if fault is None:
        return Diagnostic("mail.text", error.message, _where(letter.row, ""), error.hint)
    message = f"the e-mail for {letter.name} cannot be written: {fault.message}"
    where = fault.where if str(fault.where) else _where(letter.row, "")
    return Diagnostic(fault.code, message, where, fault.hint)


def _where(row: Row, column: str, value: str | None = None) -> Where:
    return Where(row.file, row.number, column, value)
