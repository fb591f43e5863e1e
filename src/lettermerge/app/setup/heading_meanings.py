"""Say what the headings of a project's lists mean in a template that is imported into it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from ...config.settings import RosterSettings, Settings
from ...errors import LettermergeError
from ...importing.field_names import FieldNames
from ...recipients.column_mapping import OURS, ours_of, reads_heading
from ...recipients.readers.delimited_text import TableError
from ...recipients.readers.source_dispatch import open_source
from ...recipients.section_column import with_sections

#: What a template sees of a recipient by the names of a roster's columns.
SEEN = (
    "id", "title", "honorific", "given_name", "family_name", "suffix", "post_nominals",
    "constituency", "party", "email", "office", "language",
)  # fmt: skip


def names_of_project(project: Path, settings: Settings) -> FieldNames:
    """Return what the headings of the project's files of recipients mean, by their mapping.

    A heading that two lists have means what it is in the first. No database and no store is asked.
    """
    headings: dict[str, str] = {}
    for roster in settings.recipients:
        for heading, expression in _meanings(roster, _headings(project, roster)):
            headings.setdefault(heading, expression)
    return FieldNames(headings)


def _headings(project: Path, roster: RosterSettings) -> tuple[str, ...]:
    """Return the headings of a file; those that the mapping names where it cannot be read."""
    if roster.source and roster.files(project):
        try:
            with closing(with_sections(open_source(project, roster), roster.sections)) as table:
                return tuple(table.headings.names)
        except (LettermergeError, TableError):
            pass  # `check` says what is wrong with it
    return tuple(text for text in roster.columns.values() if text and "{" not in text)


def _meanings(roster: RosterSettings, headings: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield headings with their expressions.

    What is read as a column of ours that templates do not see is left to the usual names.
    """
    columns: Mapping[str, str] = roster.columns
    for name in (*columns, *roster.constants):
        if name not in OURS:
            yield name, FieldNames.in_extra(name)
    for heading in headings:
        whole = [ours for ours, text in columns.items() if text.strip() == heading]
        own = ours_of(heading)
        if own and own not in columns and own not in roster.constants:
            whole.append(own)
        seen = next((ours for ours in whole if ours in SEEN), "")
        renamed = next((name for name in whole if name not in OURS), "")
        if seen:
            yield heading, f"recipient.{seen}"
        elif renamed:
            yield heading, FieldNames.in_extra(renamed)
        elif not whole and not any(reads_heading(text, heading) for text in columns.values()):
            yield heading, FieldNames.in_extra(heading)
