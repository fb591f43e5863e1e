"""Read a roster from a copy of it on this machine, where its source is an object in a store."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from pathlib import Path

from ...config.settings import RosterSettings


@dataclass(frozen=True, slots=True)
class FetchedSettings(RosterSettings):
    """A roster whose source is an address, by which messages call it; `file` is its copy."""

    file: Path = field(default=Path(), repr=False, compare=False)


def fetched_roster(settings: RosterSettings, file: Path) -> RosterSettings:
    """Return a roster that is read from a copy of its source."""
    values = {one.name: getattr(settings, one.name) for one in fields(RosterSettings)}
    return FetchedSettings(**values, file=file)
