"""Write the drafts of planned e-mails below the output folder, or into one mbox file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from ...config.store_address import Place
from ...dispatch.dispatch_standing import MAIL
from ...dispatch.ledger import EventKind, LedgerEvent
from ...dispatch.mail.draft_files import draft_path, write_drafts, write_mbox
from ...output.store_opening import open_store
from ..dispatch.dispatch_record import path_in_project
from ..dispatch.letter_histories import read_histories
from ..dispatch.project_ledger import require_project_ledger
from .mail_plan import MailPlan, PlannedEmail
from .mail_sending import mail_event


def make_drafts(plan: MailPlan, mbox: Path | None = None) -> tuple[Place, ...]:
    """Write all drafts, to `mbox` where it is given; return the files, each whole or absent.

    The ledger says so before, and that it is done after it.

    Raises:
        SettingsError: `mail.sign` asks for an identity that is not the sender's.
        OutputError: a letter was altered meanwhile, the ledger is gone although letters went out,
            or the disk takes no more.
    """
    request = plan.finished.prepared.request
    if not plan.emails:
        return ()
    sign = plan.sign
    ledger = require_project_ledger(request.project, request.settings, request.directory)
    now = datetime.now(UTC)
    time = now.isoformat(timespec="seconds").replace("+00:00", "Z")
    events = (_event(plan, one, mbox, time) for one in plan.emails)
    run = ledger.begin(events, time)
    if mbox is not None:
        contents = (plan.email(one).draft(sign) for one in plan.emails)
        write_mbox(mbox, contents, request.settings.letter.date)
        written: tuple[Place, ...] = (mbox,)
    else:
        drafts = ((draft_path(one.letter.path), plan.email(one).draft(sign)) for one in plan.emails)
        with open_store(request.directory) as store:
            written = tuple(request.directory / path for path in write_drafts(store, drafts))
    ledger.confirm(run, time)
    return written


def count_sent(plan: MailPlan) -> int:
    """Return how many of the planned letters were e-mailed before, or may have been.

    Raises:
        OutputError: the ledger cannot be read, or is gone although letters went out.
    """
    histories = read_histories(plan.finished)
    found = (histories.of(one.letter).history for one in plan.emails)
    return sum(1 for one in found if one.open or one.versions.get(MAIL))


def _event(plan: MailPlan, one: PlannedEmail, mbox: Path | None, time: str) -> LedgerEvent:
    request = plan.finished.prepared.request
    file = mbox or request.directory / draft_path(one.letter.path)
    event = mail_event(plan, one, EventKind.DRAFTED, "", time)
    return replace(event, file=path_in_project(request.project, file))
