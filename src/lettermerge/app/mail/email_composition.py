"""Compose the e-mail of a letter, to whom and what it says, and hash it for approvals.

Nothing is written and nobody is contacted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from ...diagnostics import Diagnostic, Severity, Where, number_of
from ...dispatch.mail.email_message import EmailText, Envelope
from ...errors import LetterError, TemplateError
from ...letter.template import FOLDER
from ...protocol.languages import base_language, language_name
from ..project import Project
from ..rosters.addressing import Letter
from .letter_mailboxes import find_mailboxes
from .mail_faults import as_faults, read_own_mailboxes
from .mail_text import SOURCE, MailTexts

#: What approvals call the e-mail beside the formats of its letter.
EMAIL = "e-mail"


@dataclass(frozen=True, slots=True)
class ComposedEmail:
    """One e-mail without its letter; `doubts` are warnings about addressees it does not reach.

    `languages` are tags (BCP 47): that of the letter, and that of the text.
    """

    envelope: Envelope
    text: EmailText
    doubts: tuple[Diagnostic, ...] = ()
    languages: tuple[str, str] = ("", "")

    def approval(self) -> str:
        """Return the SHA-256 that an approver signs for it, 64 hex digits: all but its letter."""
        envelope, text = self.envelope, self.text
        people = (envelope.sender, *((envelope.reply_to,) if envelope.reply_to else ()))
        parts = [
            "lettermerge e-mail 1",
            *(f"{one.name}\0{one.address}" for one in people),
            "to",
            *(f"{one.name}\0{one.address}" for one in envelope.recipients),
            text.subject, text.plain, text.html,
        ]  # fmt: skip
        encoded = (one.encode("utf-8", "surrogatepass") for one in parts)
        return sha256(b"".join(b"%d:%s" % (len(one), one) for one in encoded)).hexdigest()


class EmailComposer:
    """Composes the e-mails of an opened project; its texts are compiled once.

    `faults` stop all e-mails: an address of the sender's, letters/mail.md. What is wrong with each
    letter's is found all the same.
    """

    def __init__(self, project: Project) -> None:
        own = read_own_mailboxes(project.settings.mail)
        faults, self._texts = [*own.faults], None
        try:
            self._texts = MailTexts(project)
        except TemplateError as error:
            faults += as_faults(error, "mail.text")
        self.own, self.faults = own, tuple(faults)
        self._rosters = project.settings.recipients

    def compose(self, letter: Letter) -> ComposedEmail | tuple[Diagnostic, ...]:
        """Return the e-mail of a letter, or all reasons why there is none.

        It works within the limits of the caller.

        Raises:
            LetterError: the text takes too much.
        """
        mailboxes, doubts = find_mailboxes(letter, self._rosters)
        reasons = [] if mailboxes else [*doubts[:1]]
        text = None
        try:
            text = self._texts.compose(letter) if self._texts else None
        except LetterError as error:
            reasons.append(of_row(error, letter))
        if reasons or text is None or self.own.sender is None:
            return tuple(reasons)
        envelope = Envelope(self.own.sender, mailboxes, self.own.reply_to)
        languages = (letter.language, self._texts.language_of(letter)) if self._texts else ("", "")
        return ComposedEmail(envelope, text, doubts, languages)


def find_other_languages(emails: Iterable[ComposedEmail]) -> Iterator[Diagnostic]:
    """Yield a warning for each language of letters whose e-mails are in another one."""
    languages = (one.languages for one in emails)
    counts = Counter((base_language(letter), base_language(text)) for letter, text in languages)
    for (wanted, spoken), number in sorted(counts.items()):
        if wanted == spoken:
            continue
        kind = f"{language_name(wanted)} letter"
        path = f"{FOLDER}/mail.{wanted}.md"
        yield Diagnostic(
            "mail.other-language",
            f"{number_of(number, kind, 'has', 'have')} an e-mail in {language_name(spoken)}: "
            f"there is no {path}",
            Where(f"{FOLDER}/{SOURCE}"),
            f"add {path} to write these e-mails in {language_name(wanted)}",
            Severity.WARNING,
        )


def of_row(error: LetterError, letter: Letter) -> Diagnostic:
    """Return why a text cannot be composed, with the row where it has no place of its own."""
    fault = error.faults[0] if error.faults else None
    if fault is None:
        return Diagnostic("mail.text", error.message, letter.row.at(), error.hint)
    message = f"the e-mail for {letter.name} cannot be written: {fault.message}"
    where = fault.where if str(fault.where) else letter.row.at()
    return Diagnostic(fault.code, message, where, fault.hint)
