"""Tell what a project holds, and which command comes next; nothing is written, no key is asked for.

Rosters are read and the manifest is counted, also that of an object store. Whether finished letters
are what would be made today takes a plan, which `status` makes. Where letters need an approval they
are composed all the same: an approval is one of what a letter says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path
from stat import S_ISREG

from ..config.settings import Settings, load_settings
from ..config.store_address import Place
from ..errors import LettermergeError, MissingEngineError, OutputError, SettingsError
from ..output.store_opening import open_store
from ..recipients import Roster
from .dispatch.project_ledger import open_ledger
from .letter_selection import ALL, choose_letters
from .project import Project, open_project
from .rosters.addressing import read_rosters
from .rosters.roster_addressing import address_rosters

_PATIENCE = 3.0  # seconds for which a store is asked again


@dataclass(frozen=True, slots=True)
class Overview:
    """What a project holds.

    `templates` are the letter's files, `rosters` each roster with its number of rows. `rows` are
    those of all rosters; `on_hold`, `failed` and `unselected` (by `letter.where`) are those among
    them. `finished` counts letters of which every format is there, `waiting` rows that have none
    and of which one is to be made. `changed` says that a file of the project is newer than the
    last letter, `errors` names the lists of failed rows, `dispatched` says whether letters were
    ever sent. `unapproved` counts letters that wait for an approval, None where the settings ask
    for none. `fault` is what makes the project unusable. `store` is the address of an object store
    that the letters are in; where it cannot be asked, `unseen` says why, and nothing is known of
    letters.
    `next` is the words of the command that comes next.
    """

    folder: Path
    templates: tuple[str, ...] = ()
    rosters: tuple[tuple[str, int], ...] = ()
    rows: int = 0
    on_hold: int = 0
    failed: int = 0
    unselected: int = 0
    finished: int = 0
    waiting: int = 0
    changed: bool = False
    errors: tuple[str, ...] = ()
    dispatched: bool = False
    unapproved: int | None = None
    fault: LettermergeError | None = None
    store: str = ""
    unseen: LettermergeError | None = None
    next: tuple[str, ...] = ("check",)


def look_over(folder: Path, processes: int = 1) -> Overview:
    """Return what the project in a folder holds; what is wrong with it as a whole is in `fault`.

    Letters that need approvals are composed by so many processes.
    """
    try:
        settings = load_settings(folder)
        project = open_project(folder, settings)
        found = _count(project, read_rosters(project))
        return _with_approvals(found, settings, processes)
    except LettermergeError as error:
        return Overview(folder, fault=error)


def _count(project: Project, roster: Roster) -> Overview:
    folder, settings = project.folder, project.settings
    templates = tuple(one.name for one in project.templates.values())
    output = settings.output.place(folder)
    rosters = tuple((one.file, one.rows) for one in roster.sources)
    held = {one.id for one in roster.held} | {one.id for one in roster.recipients if one.hold}
    told = Overview(folder, templates, rosters, roster.rows, len(held), len(roster.rejected))
    if not isinstance(output, Path):
        output = replace(output, retry_seconds=min(output.retry_seconds, _PATIENCE))
        told = replace(told, store=str(output))
    try:
        found = _find(output, settings)
        ledger = open_ledger(folder, settings).record.exists()
    except (OutputError, SettingsError, MissingEngineError) as error:
        if not told.store:
            raise
        return replace(told, unseen=error, next=("status",))
    rejected = {one.id for one in roster.rejected if one.id}
    unselected = _unselected(project)
    waiting = sorted({*roster.ids} - found.rows - held - rejected - unselected)
    changed = bool(found.letters) and _changed(folder, settings, found.last)
    return replace(
        told,
        finished=found.letters,
        waiting=len(waiting),
        unselected=len(unselected),
        changed=changed,
        errors=found.errors,
        dispatched=ledger,
        next=_next(waiting, finished=found.letters, changed=changed, dispatched=ledger),
    )


def _unselected(project: Project) -> set[str]:
    """Return the ids of the rows whose letters `letter.where` leaves out."""
    selection = ALL.within(project.settings)
    if selection == ALL:
        return set()
    letters = address_rosters(project).letters
    chosen = {one.id for one in choose_letters(project, letters, selection)}
    return {member for one in letters if one.id not in chosen for member in one.members}


def _with_approvals(found: Overview, settings: Settings, processes: int) -> Overview:
    """Count the letters that lack approvals, where they need any."""
    if not settings.approval.is_asked or found.unseen:
        return found
    from .batch.batch import prepare
    from .batch.batch_model import Request
    from .signing.sealing import unsealed

    output = settings.output.place(found.folder)
    now = datetime.now(UTC)
    request = Request(unsealed(settings), found.folder, output, now=now)
    number = len(prepare(request, processes, withholds=False).unapproved)
    is_next = number and found.next != ("check",)
    return replace(found, unapproved=number, next=("approve",) if is_next else found.next)


@dataclass(frozen=True, slots=True)
class _Found:
    """How many letters have a file of each format, and the ids of the rows they are for.

    `last` is when the last one was written, in seconds since 1970; `errors` are lists of rows.
    """

    letters: int
    rows: set[str]
    last: float
    errors: tuple[str, ...]


def _find(output: Place, settings: Settings) -> _Found:
    """Look at what is where letters go; raises OutputError where a store does not answer."""
    letters, last = 0, 0.0
    rows: set[str] = set()
    with open_store(output) as store, store.open_manifest() as manifest:
        for id_ in dict.fromkeys(id_ for id_, _ in manifest):
            found = [manifest.find(id_, kind) for kind in settings.output.formats]
            done = [one.done for one in found if one is not None and one.done is not None]
            files = [store.stat(one.path) for one in done]
            if len(done) == len(found) and all(one and S_ISREG(one.st_mode) for one in files):
                letters += 1
                rows |= {id_, *done[0].members}
                last = max(last, *(one.st_mtime for one in files if one))
        if isinstance(output, Path):
            names = [path.name for path in output.glob("errors*.csv")]
            journal = store.find_manifest_file()
            last = journal.stat().st_mtime if journal.exists() else 0.0
        else:
            names = [one for one in store.paths() if fnmatch(one, "errors*.csv") and "/" not in one]
            last += 1  # stores tell times in whole seconds, rounded down
    return _Found(letters, rows, last, tuple(sorted(names)))


def _changed(folder: Path, settings: Settings, last: float) -> bool:
    """Say whether a file that letters are made of is newer than the last letter."""
    try:
        return any(file.stat().st_mtime > last for file in _sources(folder, settings))
    except OSError:
        return True


def _sources(folder: Path, settings: Settings) -> Iterator[Path]:
    yield folder / "lettermerge.toml"
    for one in settings.recipients:
        yield from (file for file in one.files(folder) if file.is_file())
    yield from (path for path in (folder / "letters").rglob("*") if path.is_file())


def _next(waiting: list[str], *, finished: int, changed: bool, dispatched: bool) -> tuple[str, ...]:
    if waiting and not finished:
        return ("check",)
    if waiting or changed:
        return ("render",)
    if not finished:
        return ("check",)
    return ("ledger",) if dispatched else ("status",)
