"""Open the source of a roster (a file or a copy of one, a query, a data frame) as a table."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from ...config.settings import RosterSettings
from .frame_records import FrameSettings, read_frame
from .list_file_reading import RosterTable, make_table, read_table


def open_source(project: Path, settings: RosterSettings) -> RosterTable:
    """Read the headings of a roster; the rows follow as they are asked for.

    Raises:
        TableError: its source cannot be read, or its headings do not fit.
        MissingEngineError: what reads such a source is not installed.
    """
    if isinstance(settings, FrameSettings):
        return make_table(read_frame(settings), settings.name)
    if settings.sql:
        from .database import find_password, read_query

        records = read_query(project, settings)
        try:
            table = make_table(records, settings.name, find_password(settings))
        except BaseException:
            records.close()
            raise
        return replace(table, close=records.close)
    if isinstance(settings, FetchedSettings):
        return read_table(settings.file, settings)
    return read_table(project / settings.source, settings)


@dataclass(frozen=True, slots=True)
class FetchedSettings(RosterSettings):
    """A roster whose source is an address, by which messages call it; `file` is its copy."""

    file: Path = field(default=Path(), repr=False, compare=False)


def fetched_roster(settings: RosterSettings, file: Path) -> RosterSettings:
    """Return a roster that is read from a copy of its source."""
    values = {one.name: getattr(settings, one.name) for one in fields(RosterSettings)}
    return FetchedSettings(**values, file=file)
