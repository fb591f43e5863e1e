"""Plan e-mails: which finished letters go to which addresses, and which stay here, and why.

Nothing is written and nobody is contacted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from ...diagnostics import Diagnostic, Severity
from ...dispatch.dispatch_standing import MAIL
from ...dispatch.mail.email_address import Mailbox
from ...dispatch.mail.email_message import (
    Attachment,
    EmailText,
    Envelope,
    LetterEmail,
    SignEntity,
    message_id,
)
from ...errors import ExitCode, LetterError
from ...workers.letter_limits import Limits, limited, one_letter
from ..approval.approval_status import Approvals
from ..batch.batch_model import Request
from ..dispatch.dispatch_rules import doubts_of, leave_out_answered
from ..dispatch.dispatchable_letters import FinishedLetter, FinishedLetters, LeftOut, find_finished
from ..dispatch.letter_histories import LetterHistories, read_histories, tell_formers
from .email_composition import EMAIL, ComposedEmail, EmailComposer, find_other_languages, of_row
from .mail_faults import exit_code_of, find_faults, find_signer

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

    `remarks` are warnings about letters that do go out. `faults` stop all e-mails: there are none
    then. `sender` is None where it is not known.
    """

    finished: FinishedLetters
    sender: Mailbox | None
    emails: tuple[PlannedEmail, ...]
    left_out: tuple[LeftOut, ...]
    remarks: tuple[Diagnostic, ...] = ()
    faults: tuple[Diagnostic, ...] = ()

    @property
    def diagnostics(self) -> Iterator[Diagnostic]:
        """Why letters are left out, and what is worth knowing of the others."""
        left = (one.diagnostic for one in self.left_out)
        return self.finished.told((*left, *self.remarks))

    @property
    def letters_left_out(self) -> int:
        """How many letters are left out; one may be for several reasons."""
        return len({one.id for one in self.left_out})

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
        """The code of what stops all, or of the worst letter that was asked for and is left out."""
        left = (one.diagnostic for one in self.left_out if one.asked)
        return exit_code_of((*self.faults, *left))

    @property
    def sign(self) -> SignEntity | None:
        """What signs the e-mails; None where the settings do not ask for it.

        Raises:
            SettingsError: the identity is not the sender's, or there is none.
        """
        return find_signer(self.finished.prepared.request, self.sender) if self.sender else None

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


def plan_mail(request: Request, processes: int = 1, *, sends: bool = False) -> MailPlan:
    """Find the finished letters of a request, their addresses and their texts, or all faults.

    An e-mail that `sends` needs an approval of its own where letters need one: drafts are looked
    at by whoever sends them.

    Raises:
        LettermergeError: unusable as a whole, as for `find_finished`.
    """
    faults = [*find_faults(request)]
    finished = find_finished(request, processes)
    histories = read_histories(finished)
    finished = leave_out_answered(finished, histories, MAIL)
    composer = EmailComposer(finished.prepared.project)
    faults += composer.faults
    approvals = finished.prepared.approvals if sends else None
    emails: list[PlannedEmail] = []
    left_out = list(finished.left_out)
    remarks: list[Diagnostic] = []
    going: list[ComposedEmail] = []
    with limited(Limits()) as clocks:
        for letter in finished.letters:
            composed = _compose(composer, letter, clocks)
            reasons = [*_refusals(letter)]
            if isinstance(composed, ComposedEmail):
                reasons += _wait_for_approval(approvals, letter, composed) if approvals else ()
            else:
                reasons += composed
            for one in reasons:
                asked = one.severity is Severity.ERROR
                left_out.append(LeftOut(letter.id, letter.name, one, asked))
            if reasons or not isinstance(composed, ComposedEmail):
                continue
            remarks += composed.doubts
            going.append(composed)
            if faults:
                continue
            key = (letter.id, letter.letter.template, request.settings.letter.date.isoformat())
            number = message_id(key, letter.sha256, composed.envelope)
            emails.append(PlannedEmail(letter, composed.envelope, composed.text, number))
    remarks += find_other_languages(going)
    remarks += _sent_before(finished, histories, emails, drafts=not sends)
    sender = composer.own.sender
    told = tuple(finished.told(remarks))
    return MailPlan(finished, sender, tuple(emails), tuple(left_out), told, tuple(faults))


def _sent_before(
    finished: FinishedLetters,
    histories: LetterHistories,
    emails: Sequence[PlannedEmail],
    *,
    drafts: bool,
) -> Iterator[Diagnostic]:
    """Warn of letters that went out with another date; of drafts that went out otherwise, too."""
    planned = tuple(one.letter for one in emails)
    yield from doubts_of(replace(finished, letters=planned), histories)
    for one in planned:
        record = histories.of(one)
        yield from tell_formers(one, record)
        if drafts and not record.formers and record.history.went_out_otherwise(one.sha256):
            message = "another version of the letter went out before: it was changed since"
            hint = "`lettermerge ledger show --history` says what went out; --send needs --again"
            where = one.row.at()
            yield Diagnostic("dispatch.changed", message, where, hint, Severity.WARNING)


def _refusals(letter: FinishedLetter) -> Iterator[Diagnostic]:
    """Yield why a finished letter is not e-mailed: a file is nobody's word without a signature."""
    where = letter.row.at()
    if letter.is_demo:
        message = f"{letter.path} is signed by a demo identity"
        yield Diagnostic("dispatch.demo", message, where, _SIGN, exit_code=ExitCode.OUTPUT)
    elif not letter.signer:
        message = f"{letter.path} is not signed"
        yield Diagnostic("dispatch.unsigned", message, where, _SIGN, exit_code=ExitCode.OUTPUT)


def _compose(
    composer: EmailComposer, letter: FinishedLetter, clocks: Limits | None
) -> ComposedEmail | tuple[Diagnostic, ...]:
    """Compose within the limits of a letter."""
    try:
        with one_letter(clocks):
            return composer.compose(letter.letter)
    except LetterError as error:  # it takes too much
        return (of_row(error, letter.letter),)


def _wait_for_approval(
    approvals: Approvals, letter: FinishedLetter, composed: ComposedEmail
) -> Iterator[Diagnostic]:
    """Yield why an e-mail waits: its letter is approved, what it says and to whom is not."""
    if approvals.covering((letter.id, EMAIL), composed.approval()):
        return
    known = approvals.last_of(letter.id)
    why = "changed since it was approved" if known and EMAIL in known[1].files else "not approved"
    yield Diagnostic(
        "dispatch.approval",
        f"the e-mail waits for approval ({why}): its text or its addresses",
        letter.row.at(),
        "look at `lettermerge mail` (drafts), then let an approver run `lettermerge approve`",
        exit_code=ExitCode.SIGNATURE,
    )
