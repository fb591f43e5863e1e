"""Write the drafts of planned e-mails below the output folder, or into one mbox file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from ..dispatch.ledger import EventKind, LedgerEvent
from ..dispatch.mail.draft_files import draft_path, write_drafts, write_mbox
from ..output.files import Folder
from .dispatch_record import ledger_of, path_in_project
from .mail_plan import MailPlan, PlannedEmail
from .mail_sending import mail_event


def make_drafts(plan: MailPlan, mbox: Path | None = None) -> tuple[Path, ...]:
    """Write all drafts, to `mbox` where it is given; return the files, each whole or absent.

    The ledger says so before, and that it is done after it.

    Raises:
        SettingsError: `mail.sign` asks for an identity that is not the sender's.
        OutputError: a letter was altered meanwhile, or the disk takes no more.
    """
    request = plan.finished.prepared.request
    if not plan.emails:
        return ()
    sign = plan.sign
    ledger, now = ledger_of(request), datetime.now(UTC)
    time = now.isoformat(timespec="seconds").replace("+00:00", "Z")
    events = (_event(plan, one, mbox, time) for one in plan.emails)
    run = ledger.begin(events, time)
    if mbox is not None:
        contents = (plan.email(one).draft(sign) for one in plan.emails)
        write_mbox(mbox, contents, request.settings.letter.date)
        written: tuple[Path, ...] = (mbox,)
    else:
        drafts = ((draft_path(one.letter.path), plan.email(one).draft(sign)) for one in plan.emails)
        with Folder(request.directory) as folder:
            written = tuple(request.directory / path for path in write_drafts(folder, drafts))
    ledger.confirm(run, time)
    return written


def _event(plan: MailPlan, one: PlannedEmail, mbox: Path | None, time: str) -> LedgerEvent:
    request = plan.finished.prepared.request
    file = mbox or request.directory / draft_path(one.letter.path)
    event = mail_event(plan, one, EventKind.DRAFTED, "", time)
    return replace(event, file=path_in_project(request.project, file))
