"""Record in the ledger what becomes of finished letters."""

from __future__ import annotations

import os
from pathlib import Path

from ...config.store_address import Place
from ...dispatch.ledger import EventKind, Ledger, LedgerEvent
from ..batch.batch_model import Request
from .dispatchable_letters import FinishedLetter, FinishedLetters
from .project_ledger import open_ledger
from .renamed_recipients import with_recipient


def ledger_of(request: Request) -> Ledger:
    """Return the ledger of a request's project."""
    return open_ledger(request.project, request.settings)


def event_of(
    finished: FinishedLetters, letter: FinishedLetter, kind: EventKind, file: Place | None = None
) -> LedgerEvent:
    """Return an event of a finished letter; `file` is what was made of it."""
    request = finished.prepared.request
    event = LedgerEvent(
        id=letter.id,
        event=kind,
        template=letter.letter.template,
        date=request.settings.letter.date.isoformat(),
        sha256=letter.sha256,
        members=letter.members,
        file=path_in_project(request.project, file) if file else "",
    )
    return with_recipient(event, letter.letter)


def path_in_project(project: Path, path: Place) -> str:
    """Return a path from the project folder; a whole path or an address where it is outside."""
    if not isinstance(path, Path):
        return str(path)
    near = os.path.relpath(path, project)
    return path.as_posix() if near.startswith("..") else Path(near).as_posix()
