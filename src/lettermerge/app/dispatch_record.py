"""Record in the ledger what becomes of finished letters."""

from __future__ import annotations

import os
from pathlib import Path

from ..config.settings import Settings
from ..dispatch.ledger import EventKind, Ledger, LedgerEvent
from .batch import Request
from .finished_letters import FinishedLetter, FinishedLetters


def ledger_of(request: Request) -> Ledger:
    """Return the ledger of a request's project."""
    return open_ledger(request.project, request.settings)


def open_ledger(project: Path, settings: Settings) -> Ledger:
    """Return a project's ledger; where letters are written to says nothing of it."""
    return Ledger(project / (settings.ledger.directory or settings.output.directory))


def event_of(
    finished: FinishedLetters, letter: FinishedLetter, kind: EventKind, file: Path | None = None
) -> LedgerEvent:
    """Return an event of a finished letter; `file` is what was made of it."""
    request = finished.prepared.request
    return LedgerEvent(
        id=letter.id,
        event=kind,
        template=letter.letter.template,
        date=request.settings.letter.date.isoformat(),
        sha256=letter.sha256,
        members=letter.members,
        file=path_in_project(request.project, file) if file else "",
    )


def path_in_project(project: Path, path: Path) -> str:
    """Return a path from the project folder; an absolute one where it is outside."""
    near = os.path.relpath(path, project)
    return path.as_posix() if near.startswith("..") else Path(near).as_posix()
