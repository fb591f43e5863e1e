"""Say which letters an approver has not agreed to yet, sign the list of them, and keep it.

Whoever approves signs what was shown: the letters are composed once more before the signature.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from ...config.settings import FILE_NAME, Settings, SigningSettings
from ...diagnostics import Diagnostic
from ...dispatch.approval_document import (
    SHARED_CAUSES,
    ApprovalDocument,
    ApprovedLetter,
    encode_approval,
)
from ...dispatch.approval_folder import add_approval_file
from ...errors import LetterError, OutputError, SettingsError, TemplateError
from ...letter.template import FOLDER as LETTERS
from ...output.file_system_calls import Disk
from ...signing.approvers import Approver, find_signer, require_approver
from ...signing.identity.model import Identity
from ...signing.signed_content import sign_content
from ...workers.letter_limits import Limits, limited, one_letter
from ..batch.batch import prepare
from ..batch.batch_model import Prepared, Request
from ..mail.email_composition import EMAIL, ComposedEmail, EmailComposer, find_other_languages
from ..mail.mail_text import SOURCE
from .approval_status import Approvals
from .waiting_letters import WaitingLetter, find_waiting_letter


@dataclass(frozen=True, slots=True)
class ApprovingIdentity:
    """Who approves; `file` is where their identity was read from, "" for a token."""

    identity: Identity
    file: str = ""


@dataclass(frozen=True, slots=True)
class ApprovalPlan:
    """What an approver is asked to agree to, and what needs nothing of them.

    `own` are letters that the approver has agreed to and that wait for others; `hidden_signer` says
    why the approver could not be compared with whoever seals the letters, "" where that was done.
    `emails` are those of
    all letters that have one, by id: they are approved with them.
    """

    prepared: Prepared
    approvals: Approvals
    approver: Approver
    letters: tuple[WaitingLetter, ...]
    own: tuple[WaitingLetter, ...]
    settings: str
    hidden_signer: str
    emails: Mapping[str, ComposedEmail]

    @property
    def approved(self) -> int:
        """How many letters of the selection need no approval any more."""
        return len(self.prepared.jobs.letters) - len(self.letters) - len(self.own)

    @property
    def remarks(self) -> Iterator[Diagnostic]:
        """What is worth knowing of the e-mails that are approved with the letters."""
        composed = (self.emails[one.id] for one in self.letters if one.id in self.emails)
        accepted = self.prepared.request.settings.warnings
        return accepted.applied(find_other_languages(composed))

    @property
    def contents(self) -> Mapping[str, Mapping[str, str]]:
        """What is to be approved: the hashes of each letter's files, by id."""
        return {one.id: one.files for one in self.letters}


def plan_approval(
    request: Request, own: ApprovingIdentity, signing: SigningSettings, processes: int = 1
) -> ApprovalPlan:
    """Find the letters that somebody may approve and has not approved as they are now.

    `signing` is what the settings say of the identity that seals the letters.

    Raises:
        SettingsError: the settings ask for no approval; or unusable as a whole, as for a run.
        SigningError: the identity cannot approve: a demo, the signer, or not among the approvers.
        RosterError, TemplateError, UsageError: as for a run.
    """
    prepared = prepare(request, processes, withholds=False)
    approvals = require_approvals(prepared)
    emails = compose_emails(prepared)
    waiting = tuple(find_waiting(prepared, approvals, emails))
    signer = find_signer(request.project, signing, own.identity, own.file)
    approver = require_approver(approvals.rule.approvers, own.identity, (signer,) if signer else ())
    done = {
        one.id: one
        for one in waiting
        if all(
            any(
                found.key == approver.key
                and found.document is not None
                and approvals.rule.is_that_of(found.document)
                for found in approvals.of((one.id, kind), digest)
            )
            for kind, digest in one.files.items()
        )
    }
    return ApprovalPlan(
        prepared=prepared,
        approvals=approvals,
        approver=approver,
        letters=tuple(one for one in waiting if one.id not in done),
        own=tuple(done.values()),
        settings=_settings_hash(request.project),
        emails=emails,
        hidden_signer="" if signer else _why_hidden(request.project, signing),
    )


def _why_hidden(project: Path, signing: SigningSettings) -> str:
    """Return why it cannot be seen who seals the letters; "" where nobody's own key does."""
    if signing.identity in ("demo", "none"):
        return ""
    if signing.pkcs11:
        return f"{signing.identity}, which seals the letters, is on a token"
    if not (project / Path(signing.identity).expanduser()).is_file():
        return f"{signing.identity}, which seals the letters, is not here"
    return f"{signing.identity}, which seals the letters, cannot be read without its passphrase"


def compose_emails(prepared: Prepared) -> dict[str, ComposedEmail]:
    """Return the e-mails of all letters that can have one; none where there is no [mail].

    Raises:
        SettingsError, TemplateError: the sender's address or letters/mail.md has errors.
    """
    project = prepared.project
    text = project.folder / LETTERS / SOURCE
    if not project.settings.mail.from_ or not text.is_file():
        return {}
    composer, found = EmailComposer(project), {}
    if composer.faults:
        kind = SettingsError if composer.own.faults else TemplateError
        raise kind.from_faults("the e-mails", composer.faults)
    with limited(Limits()) as clocks:
        for letter in prepared.jobs.letters:
            with suppress(LetterError), one_letter(clocks):  # `mail` says what is wrong with it
                email = composer.compose(letter)
                if isinstance(email, ComposedEmail):
                    found[letter.id] = email
    return found


def find_waiting(
    prepared: Prepared, approvals: Approvals, emails: Mapping[str, ComposedEmail]
) -> Iterator[WaitingLetter]:
    """Yield the letters of which a file, or the e-mail, lacks approvals."""
    files: dict[str, dict[str, str]] = {}
    causes: dict[str, Mapping[str, str]] = {}
    for job in prepared.jobs:
        files.setdefault(job.id, {})[job.format] = job.approval
        causes.setdefault(job.id, job.causes)
    for letter in prepared.jobs.letters:
        if email := emails.get(letter.id):
            files[letter.id][EMAIL] = email.approval()
        if one := find_waiting_letter(approvals, letter, files[letter.id], causes[letter.id]):
            yield one


def require_asked(settings: Settings) -> None:
    """Ask that the settings ask for approvals.

    Raises:
        SettingsError: they do not.
    """
    if not settings.approval.is_asked:
        raise SettingsError(
            "the settings ask for no approval",
            hint='name the approvers: [approval] certificates = ["approvers/director.pem"]',
        )


def require_approvals(prepared: Prepared) -> Approvals:
    """Return the approvals of a project; raises SettingsError where its settings ask for none."""
    require_asked(prepared.request.settings)
    assert prepared.approvals is not None
    return prepared.approvals


def _settings_hash(project: Path) -> str:
    return sha256((project / FILE_NAME).read_bytes()).hexdigest()


def write_approval(
    plan: ApprovalPlan,
    identity: Identity,
    note: str,
    now: datetime,
    disk: Disk | None = None,
) -> Path:
    """Sign the list of letters at `now` (with a zone); return the path of the new approval.

    Raises:
        SigningError: the key does not sign, or its certificate is not valid now.
        OutputError: the disk takes no more; nothing is left then.
    """
    identity.require_valid(now)
    rule = plan.approvals.rule
    document = ApprovalDocument(
        approved_at=now,
        letters=tuple(_approved(one) for one in plan.letters),
        settings=plan.settings,
        approvers=rule.fingerprints,
        count=rule.count,
        note=note,
        earlier={one.number: one.sha256 for one in plan.approvals.all if one.sha256},
    )
    signed = sign_content(encode_approval(document), identity, now)
    return add_approval_file(plan.prepared.request.project, signed, disk)


def _approved(one: WaitingLetter) -> ApprovedLetter:
    causes = {cause: one.causes.get(cause, "") for cause in SHARED_CAUSES}
    return ApprovedLetter(one.id, one.letter.name, one.files, one.letter.digest, causes)


def require_same(shown: ApprovalPlan, now: ApprovalPlan) -> None:
    """Refuse to approve letters that are not those that were shown.

    Raises:
        OutputError: they changed meanwhile; the first of them is named.
    """
    before, after = shown.contents, now.contents
    changed = [id_ for id_ in {**before, **after} if before.get(id_) != after.get(id_)]
    if changed:
        raise OutputError(
            f"letters changed while you looked at them ({len(changed)}, {changed[0]} first)",
            hint="nothing was approved; run the same command again and look at them once more",
        )
