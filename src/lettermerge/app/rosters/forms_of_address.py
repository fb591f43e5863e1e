"""List how each recipient of a project is addressed, before any letter is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ...config.settings import Settings
from ...diagnostics import Diagnostic, Failure
from ..letter_selection import Selection, choose_letters, tell_empty
from ..project import open_project
from .addressing import Letter
from .roster_addressing import address_rosters

COLUMNS = (
    "id", "name", "parliament", "envelope_name", "address", "salutation", "close", "language",
    "paper",
)  # fmt: skip
#: Those that a terminal has room for; the address begins with the envelope name.
NARROW = ("id", "address", "salutation", "close", "language", "paper")


@dataclass(frozen=True, slots=True)
class FormOfAddress:
    """How one recipient is written to: whole lines, as envelope and letter print them.

    `address` holds every line of the envelope, the envelope name first. `language` is the letter's
    BCP 47 tag, `paper` is a4 or letter.
    """

    id: str
    name: str
    parliament: str
    envelope_name: str
    address: tuple[str, ...]
    salutation: str
    close: str
    language: str
    paper: str

    def to_row(self, columns: Sequence[str] = COLUMNS) -> tuple[str, ...]:
        """Return a row of the table; the lines of the address are lines of their cell."""
        cells = (getattr(self, name) for name in columns)
        return tuple(cell if isinstance(cell, str) else "\n".join(cell) for cell in cells)

    def to_json(self) -> dict[str, object]:
        """Return it as a JSON object; the address is a list of lines."""
        return {name: getattr(self, name) for name in COLUMNS}


@dataclass(frozen=True, slots=True)
class FormsOfAddress:
    """The recipients that were asked for, in the rosters' order, and the rows that failed.

    Where recipients are named, rows that failed are not asked for.
    """

    addressed: tuple[FormOfAddress, ...]
    rejected: tuple[Failure, ...]
    diagnostics: tuple[Diagnostic, ...]


def list_forms(
    folder: Path, settings: Settings, selection: Selection, processes: int = 1
) -> FormsOfAddress:
    """Address the recipients of a project; nothing is composed and nothing is written.

    Raises:
        SettingsError, RosterError, TemplateError: unusable as a whole.
        UsageError: a name or an expression that selects nothing it could mean.
    """
    project = open_project(folder, settings)
    rosters = address_rosters(project, processes=processes)
    papers = {one.id: one.paper for one in project.profiles}
    chosen = choose_letters(project, rosters.addressed, selection)
    rejected = () if selection.names else rosters.rejected
    empty = tell_empty(project, rosters.addressed, selection, chosen)
    found = (*empty, *rosters.report, *(d for one in rejected for d in one.diagnostics))
    forms = tuple(_forms(chosen, papers))
    return FormsOfAddress(forms, rejected, tuple(dict.fromkeys(settings.warnings.applied(found))))


def _forms(letters: tuple[Letter, ...], papers: Mapping[str, str]) -> Iterator[FormOfAddress]:
    for letter in letters:
        one = letter.addressee
        yield FormOfAddress(
            id=letter.id,
            name=letter.name,
            parliament=one.parliament,
            envelope_name="; ".join(each.envelope_name for each in letter.addressees.recipients),
            address=one.address_block,
            salutation=one.salutation,
            close=one.close,
            language=letter.language,
            paper=papers[one.parliament],
        )
