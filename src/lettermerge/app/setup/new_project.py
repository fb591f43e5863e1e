"""Make a new project that renders: the starter's files, or those of a letter and a roster."""

from __future__ import annotations

import datetime
import re
import shlex
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from ...config.roster_settings_writer import RosterBlock
from ...config.settings import FILE_NAME, RosterSettings, load_settings
from ...config.starter_files import make_project
from ...diagnostics import Diagnostic, number_of
from ...errors import UsageError
from ...importing.field_names import FieldNames
from ...importing.report import ImportReport
from ...recipients.column_mapping import OURS, ours_of
from ...recipients.mapping.column_cells import lookup
from ...recipients.mapping.roster_sample import read_sample
from ..project import open_project
from ..rosters.mapping_trial import TriedMapping, map_roster
from ..rosters.unused_columns import say_unused
from .heading_meanings import SEEN
from .letter_import import ProjectFiles, read_and_import, settings_text
from .unfilled_settings import Gap, find_gaps

_SHEETS, _SECTION = "roster.several-sheets", "roster.section-row"
STARTER_ROSTER, FIRST = "recipients.csv", "uk-body"
_MOST_NOTES = 8  # of a roster; `check` says all
_NAMES = ("full_name", "given_name", "family_name", "envelope_name")
#: Names of files where the id is made of the name, or none was found yet; a name is
#: added once another id is mapped.
_BY_ID = (
    "{{ parliament.id }}/{{ recipient.id }}{% set own = (recipient.family_name or recipient.name) "
    "| slug %}{{ '' if own in recipient.id else '-' ~ (recipient.name | slug) }}"
)
_IDENTIFIER = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class NewProject:
    """The paths made, the letter's report, the first recipient to look at, what to fill in.

    `first_step` is what must be done before any letter can be made, "" where some can.
    """

    paths: tuple[str, ...]
    report: ImportReport | None
    first: str
    gaps: tuple[Gap, ...] = ()
    first_step: str = ""


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
    if (directory / FILE_NAME).exists():
        raise _is_there(directory, roster)
    mapped = _map(roster, today) if roster is not None else None
    made = read_and_import(letter, _names(mapped)) if letter is not None else None
    files = dict(made.files) if made else {}
    block, first, said = _recipients(files, made, mapped, roster)
    report = replace(made.report, roster=said) if made else ImportReport("", roster=said)
    text = settings_text(made.letter if made else None, block, today)
    files[FILE_NAME] = (text + _file_names(mapped)).encode()
    paths = make_project(directory, today, files)
    headings = mapped.headings if mapped else ()
    proposal = mapped.tried.proposal if mapped else None
    if proposal:
        proposal = replace(proposal, source=(directory / proposal.source).as_posix())
    gaps = find_gaps(files, made.report if made else None, headings, proposal)
    step = _first_step(mapped.tried, directory) if mapped else ""
    return NewProject(paths, report, first, gaps, step)


def _is_there(directory: Path, roster: Path | None) -> UsageError:
    """Return the refusal of a project that is there: a list comes in otherwise, a letter, too."""
    told = f"{directory} is a project already; init changes none"
    place = shlex.quote(str(directory))
    if roster is None:
        hint = f"import the letter: lettermerge import FILE -C {place}"
        return UsageError(told, hint=f"{hint}; or choose an empty folder")
    copy = directory / roster.name
    hint = (
        f"copy the corrected list over {copy}; where its columns changed, run "
        f"lettermerge roster map --roster {shlex.quote(str(copy))} -C {place}"
    )
    return UsageError(told, hint=hint)


def _first_step(tried: TriedMapping, directory: Path) -> str:
    """Return what to do with the project's copy of a roster of which no letter can be made."""
    copy = f"{(directory / tried.proposal.source).as_posix()} (the project's copy)"
    if tried.letters:
        return ""
    if "parliament" in tried.proposal.missing:
        return f'add the column "Parliament" to {copy}'
    return f"complete [recipients.columns] in {directory / FILE_NAME}, or the rows of {copy}"


def _file_names(mapped: _MappedRoster | None) -> str:
    """Return the lines that name files by the id where it is made of the name, or not known yet."""
    if mapped is None:
        return ""
    columns = mapped.tried.block.columns
    id_ = columns.get("id", "")
    names = " ".join(columns.get(one, "") for one in _NAMES if "{{" in columns.get(one, ""))
    whole = {columns.get(one, "") for one in _NAMES}
    read = [one for one in mapped.headings if "{{" in id_ and lookup(one) in id_]
    made = any(one in whole or lookup(one) in names for one in read)
    comment = "# an id made of the name stands alone; another id gets the name behind it"
    return f'{comment}\nname = "{_BY_ID}"\n' if made or not id_ else ""


@dataclass(frozen=True, slots=True)
class _MappedRoster:
    """A mapping that was tried, and all headings."""

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
        return _MappedRoster(tried, tuple(read_sample(tried.roster, folder).columns))


def _counted(mapped: _MappedRoster) -> str:
    """Return of how many rows letters can be made, and how many rows are nobody's."""
    made, rows = mapped.tried.letters, number_of(mapped.tried.rows, "row")
    said = f"{number_of(made, 'letter')} of {rows}" if made else f"no letter of {rows} yet"
    told = sum(one.code == _SECTION for one in mapped.tried.report)
    return f"{said}; {told} more head others or count them, and are nobody's" if told else said


def _names(mapped: _MappedRoster | None) -> FieldNames:
    """Return what the roster's headings mean in a template."""
    if mapped is None:
        return FieldNames()
    columns = mapped.tried.proposal.columns
    headings = {
        heading: f"recipient.{ours}"
        for ours, heading in columns.items()
        if ours in SEEN and heading
    }
    for heading in mapped.headings:
        if heading not in headings:
            headings[heading] = FieldNames.in_extra(_own_name(heading))
    return FieldNames(headings)


def _own_name(heading: str) -> str:
    """Return the name under which a column is kept as typed; one of ours is read by protocol."""
    return f"{heading} as typed" if heading in OURS else heading


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
        said = f"{roster.name}: {_counted(mapped)}"
        sheets = (f"{one.message}: {one.hint}" for one in tried.report if one.code == _SHEETS)
        told = (one for one in tried.report if one.code == _SECTION or one in tried.errors)
        errors = map(_placed, told)
        lines = dict.fromkeys((*sheets, *tried.proposal.notes, *errors))
        notes = list(lines)[:_MOST_NOTES]
        if len(lines) > len(notes):
            notes.append(f"and {len(lines) - len(notes)} more: lettermerge check says all")
        texts = [letter.template] if letter else []
        notes += filter(None, [say_unused(tried.unused(texts))])
        said = "\n".join((said, *(f"  {note}" for note in notes)))
        columns = {**_inexact(mapped), **tried.block.columns, **_as_typed(mapped, made)}
        own = replace(tried.block, columns=_apart(columns, tried.block.constants))
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


def _apart(columns: Mapping[str, str], constants: Mapping[str, str]) -> dict[str, str]:
    """Return the columns without those that are constants: nothing is both."""
    return {ours: text for ours, text in columns.items() if ours not in constants}


def _placed(one: Diagnostic) -> str:
    if not one.where.row:
        return one.message
    value = one.where.value
    shown = f" [{value}]" if value and value not in one.message else ""
    return f"row {one.where.row}{shown}: {one.message}"


def _inexact(mapped: _MappedRoster) -> dict[str, str]:
    """Return the headings that are read as ours though they are not alike: Hold, as hold."""
    columns = mapped.tried.proposal.columns
    used = "\n".join(columns.values())
    return {
        ours: heading
        for heading in mapped.headings
        if (ours := ours_of(heading)) and ours != heading and ours not in columns
        and heading not in used
    }  # fmt: skip


def _as_typed(mapped: _MappedRoster, made: ProjectFiles | None) -> dict[str, str]:
    """Return the columns that the letter compares or prints as typed, and that protocol reads too.

    A column that is mapped to one of ours is not also in `recipient.extra` by itself.
    """
    template = made.letter.template if made and made.letter else ""
    read = "\n".join(mapped.tried.proposal.columns.values())
    return {
        _own_name(heading): heading
        if _IDENTIFIER.fullmatch(heading)
        else f"{{{{ row[{heading!r}] }}}}"
        for heading in mapped.headings
        if heading in read
        and FieldNames.in_extra(_own_name(heading)) in template.replace('\\"', '"')
    }


def _with_constants(block: RosterBlock, constants: Mapping[str, str]) -> str:
    """Return a block with what the letter asks for when it is merged, to be filled in."""
    asked = {
        prompt: default or f"[{prompt}]"
        for prompt, default in constants.items()
        if prompt not in block.columns
    }
    return replace(block, constants={**block.constants, **asked}).to_toml()
