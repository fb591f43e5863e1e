"""Make a new project that renders: the starter's files, or those of a letter and a roster."""

from __future__ import annotations

import datetime
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from ..config.roster_block import RosterBlock
from ..config.settings import FILE_NAME, RosterSettings, load_settings
from ..config.starter import make_project
from ..diagnostics import number_of
from ..errors import UsageError
from ..importing.field_names import FieldNames
from ..importing.report import ImportReport
from ..recipients.mapping import read_sample
from .letter_import import ProjectFiles, read_and_import, settings_text
from .project import open_project
from .roster_mapping import TriedMapping, map_roster

STARTER_ROSTER, FIRST = "recipients.csv", "uk-body"
_IDENTIFIER = re.compile(r"[^\W\d]\w*")
#: What a template sees of a recipient by the names of a roster's columns.
_SEEN = (
    "id", "title", "honorific", "given_name", "family_name", "suffix", "post_nominals",
    "constituency", "party", "email", "office", "language",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewProject:
    """The paths made, the report of the letter, and the first recipient to look at."""

    paths: tuple[str, ...]
    report: ImportReport | None
    first: str


def make_new_project(
    directory: Path, today: datetime.date, letter: Path | None = None, roster: Path | None = None
) -> NewProject:
    """Make a project in `directory`; of `letter` and `roster`, where they are given.

    Raises:
        UsageError: a file cannot be read, or one of the project's is there already.
        RosterError: the roster cannot be read as a table.
    """
    if letter is None and roster is None:
        return NewProject(make_project(directory, today), None, FIRST)
    mapped = _map(roster, today) if roster is not None else None
    made = read_and_import(letter, _names(mapped)) if letter is not None else None
    files = dict(made.files) if made else {}
    block, first, said = _recipients(files, made, mapped, roster)
    report = replace(made.report, roster=said) if made else ImportReport("", roster=said)
    files[FILE_NAME] = settings_text(made.letter if made else None, block, today).encode()
    paths = make_project(directory, today, files)
    return NewProject(paths, report, first)


@dataclass(frozen=True, slots=True)
class _MappedRoster:
    tried: TriedMapping
    headings: tuple[str, ...]


def _map(roster: Path, today: datetime.date) -> _MappedRoster:
    """Propose how a roster's columns are mapped, and try it in a folder of its own."""
    if not roster.is_file():
        raise UsageError(f"there is no file {roster}", hint="check --roster")
    with TemporaryDirectory(prefix="lettermerge-") as name:
        folder = Path(name)
        make_project(folder, today)
        shutil.copyfile(roster, folder / roster.name)
        settings = RosterSettings(roster.name)
        tried = map_roster(open_project(folder, load_settings(folder)), settings)
        return _MappedRoster(tried, tuple(read_sample(settings, folder).columns))


def _names(mapped: _MappedRoster | None) -> FieldNames:
    """Return what the roster's headings mean in a template."""
    if mapped is None:
        return FieldNames()
    columns = mapped.tried.proposal.columns
    headings = {
        heading: f"recipient.{ours}"
        for ours, heading in columns.items()
        if ours in _SEEN and heading
    }
    for heading in mapped.headings:
        if heading not in headings:
            headings[heading] = FieldNames.in_extra(heading)
    return FieldNames(headings)


def _recipients(
    files: dict[str, bytes],
    made: ProjectFiles | None,
    mapped: _MappedRoster | None,
    roster: Path | None,
) -> tuple[str, str, str]:
    """Return the settings' block of the roster, the first recipient, and what is to be said."""
    letter = made.letter if made else None
    constants = dict(letter.constants) if letter else {}
    if mapped is not None and roster is not None:
        files[roster.name] = roster.read_bytes()
        tried = mapped.tried
        first = tried.shown[0].id if tried.shown else ""
        said = (
            f"{roster.name}: {number_of(tried.letters, 'letter')} of {number_of(tried.rows, 'row')}"
        )
        notes = [*tried.proposal.notes, *(one.message for one in tried.errors[:5])]
        said = "\n".join((said, *(f"  {note}" for note in notes)))
        own = replace(tried.block, columns={**tried.block.columns, **_as_typed(mapped, made)})
        return _with_constants(own, constants), first or "RECIPIENT", said
    if letter is not None and letter.addressees.rows:
        files[STARTER_ROSTER] = letter.addressees.as_csv()
        number = len(letter.addressees.rows)
        said = f"{STARTER_ROSTER}: {number_of(number, 'addressee')} of the letter"
        unknown = [f'  "{line}": no parliament that is known; add a row' for line in
                   letter.addressees.unknown]  # fmt: skip
        first = letter.addressees.rows[0][0]
        block = _with_constants(RosterBlock(STARTER_ROSTER), constants)
        return block, first, "\n".join((said, *unknown))
    from importlib.resources import files as resources

    starter = resources("lettermerge.config").joinpath("starter", "recipients.csv")
    files[STARTER_ROSTER] = starter.read_bytes()
    said = f"{STARTER_ROSTER} has sample recipients: write yours, or map a list (roster map)"
    return _with_constants(RosterBlock(STARTER_ROSTER), constants), FIRST, said


def _as_typed(mapped: _MappedRoster, made: ProjectFiles | None) -> dict[str, str]:
    """Return the columns that the letter compares or prints as typed, and that protocol reads too.

    A column that is mapped to one of ours is not also in `recipient.extra` by itself.
    """
    template = made.letter.template if made and made.letter else ""
    read = "\n".join(mapped.tried.proposal.columns.values())
    return {
        heading: heading if _IDENTIFIER.fullmatch(heading) else f"{{{{ row[{heading!r}] }}}}"
        for heading in mapped.headings
        if heading in read and FieldNames.in_extra(heading) in template.replace('\\"', '"')
    }


def _with_constants(block: RosterBlock, constants: Mapping[str, str]) -> str:
    """Return a block with what the letter asks for when it is merged, to be filled in."""
    asked = {prompt: default or f"[{prompt}]" for prompt, default in constants.items()}
    return replace(block, constants={**block.constants, **asked}).to_toml()
