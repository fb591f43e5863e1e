"""Read an older state of a project's list by the same mapping, and compare the two."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from ...config.settings import RosterSettings, Settings
from ...diagnostics import Diagnostic
from ...errors import UsageError
from ...recipients import choose_mapping, read_instead
from ...recipients.readers.workbook import visible_sheets
from ...recipients.roster_difference import RosterDifference, compare_rosters
from ..project import open_project
from .addressing import read_rosters


@dataclass(frozen=True, slots=True)
class RosterComparison:
    """What changed from the file `old` to the roster `new`, and what was found while reading both.

    `failed` counts the rows with an error, which are not compared.
    """

    old: str
    new: str
    difference: RosterDifference
    diagnostics: tuple[Diagnostic, ...]
    failed: int


def _with_sheet(instead: RosterSettings, roster: RosterSettings, old: Path) -> RosterSettings:
    """Return how an older workbook is read: the sheet of the same name, where it has one."""
    has_sheet = roster.sheet and roster.sheet in visible_sheets(old)
    return replace(instead, sheet=roster.sheet) if has_sheet else instead


def compare_with_file(folder: Path, settings: Settings, old: Path) -> RosterComparison:
    """Compare a project's roster with an older file of it.

    Of several rosters the one is taken whose name the file's name ends with, else the first.

    Raises:
        UsageError: there is no such file.
        SettingsError, RosterError, TemplateError: unusable as a whole.
    """
    if not old.is_file():
        raise UsageError(f"there is no file {old}", hint="name the older file of the roster")
    project = open_project(folder, settings)
    roster = choose_mapping(settings.recipients, str(old))
    instead = read_instead(roster, str(old.resolve()))
    before = read_rosters(project, (_with_sheet(instead, roster, old),))
    after = read_rosters(project, (roster,))
    rejected = (*before.rejected, *after.rejected)
    found = (*before.report, *after.report, *(d for one in rejected for d in one.diagnostics))
    return RosterComparison(
        old=str(old),
        new=after.sources[0].file,
        difference=compare_rosters(before, after),
        diagnostics=tuple(dict.fromkeys(found)),
        failed=len(rejected),
    )
