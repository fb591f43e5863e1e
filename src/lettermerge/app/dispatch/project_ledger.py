"""Open the ledger of a project, and refuse to go on where it is gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ...config.settings import Settings
from ...config.store_address import Place, is_address, parent_of
from ...dispatch.ledger import EventKind, Ledger, LedgerEvent
from ...dispatch.run_folder import has_run_folder
from ...errors import OutputError
from ...output.store_opening import open_store, place_exists

_BY_RUN = (EventKind.PRINTED, EventKind.HANDED_OVER, EventKind.DRAFTED)


def open_ledger(project: Path, settings: Settings) -> Ledger:
    """Return a project's ledger; where letters are written to says nothing of it."""
    return Ledger(settings.ledger_place(project))


def require_ledger(ledger: Ledger, *directories: Place) -> None:
    """Refuse to go on where letters of these output folders went out and no ledger is there.

    Raises:
        OutputError: nobody knows who got one.
    """
    if is_gone(ledger, *directories):
        raise OutputError(
            f"letters were sent before, and {ledger.place} is {_lack(ledger)}: "
            "nobody knows who got one",
            hint="put it back from a backup, or correct ledger.directory",
        )


def _lack(ledger: Ledger) -> str:
    return "empty" if isinstance(ledger.place, Path) and ledger.place.exists() else "missing"


def is_gone(ledger: Ledger, *directories: Place) -> bool:
    """Say whether a manifest tells that letters went out, and the ledger of them is missing."""
    if ledger.record.exists():
        return False
    return any(_has_dispatched(one) for one in {*directories, ledger.directory})


def require_project_ledger(
    project: Path, settings: Settings, directory: Place | None = None
) -> Ledger:
    """Return a project's ledger, where it is not gone; `directory` is what `-o` names.

    Raises:
        OutputError: as `require_ledger` does.
    """
    ledger = open_ledger(project, settings)
    own = settings.output.place(project)
    require_ledger(ledger, own, *(() if directory is None else (directory,)))
    return ledger


def settled_events(ledger: Ledger, project: Path, settings: Settings) -> Iterator[LedgerEvent]:
    """Yield all events; what a killed run was about to make has happened where it is there.

    Raises:
        OutputError: the ledger cannot be read.
    """
    for event in ledger.events():
        made = event.event in _BY_RUN and not event.confirmed
        if made and is_there(project, settings, event):
            yield replace(event, confirmed=True)
        else:
            yield event


def is_there(project: Path, settings: Settings, event: LedgerEvent) -> bool:
    """Return whether what an event tells of was made, whole.

    Raises:
        OutputError: it would be in an object store, which does not answer.
    """
    if not is_address(event.file):
        return (project / event.file).exists()
    place = settings.output.place(project, event.file)
    if event.event is EventKind.DRAFTED:
        return place_exists(place)
    return has_run_folder(parent_of(place))


def _has_dispatched(directory: Place) -> bool:
    with open_store(directory) as store:
        if not store.has_manifest():
            return False
        with store.open_manifest() as manifest:
            return manifest.dispatched
