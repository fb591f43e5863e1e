"""Write the drafts of planned e-mails below the output folder, or into one mbox file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..dispatch.mail.draft_files import draft_path, write_drafts, write_mbox
from ..dispatch.mail.email_message import SignEntity
from ..output.files import Folder
from .mail_plan import MailPlan


def make_drafts(
    plan: MailPlan, mbox: Path | None = None, sign: SignEntity | None = None
) -> tuple[Path, ...]:
    """Write all drafts, to `mbox` where it is given; return the files, each whole or absent.

    Raises:
        OutputError: a letter was altered meanwhile, or the disk takes no more.
    """
    request = plan.finished.prepared.request
    if not plan.emails:
        return ()
    if mbox is not None:
        contents = (plan.email(one).draft(sign) for one in plan.emails)
        write_mbox(mbox, contents, request.settings.letter.date)
        return (mbox,)

    def drafts() -> Iterator[tuple[str, bytes]]:
        for one in plan.emails:
            yield draft_path(one.letter.path), plan.email(one).draft(sign)

    with Folder(request.directory) as folder:
        return tuple(request.directory / path for path in write_drafts(folder, drafts()))
