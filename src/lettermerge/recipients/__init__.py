"""Read lists into well-formed recipients: who is written to."""

from .errors_csv import read_instead, write_rejects
from .model import COLUMNS, Recipient
from .readers.source_dispatch import FetchedSettings, fetched_roster
from .roster import Roster, RosterSource, choose_mapping, name_rosters
from .roster_reader import read_recipients
from .selection import select

__all__ = [
    "COLUMNS",
    "FetchedSettings",
    "Recipient",
    "Roster",
    "RosterSource",
    "choose_mapping",
    "fetched_roster",
    "name_rosters",
    "read_instead",
    "read_recipients",
    "select",
    "write_rejects",
]
