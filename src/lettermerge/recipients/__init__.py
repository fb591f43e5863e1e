"""Rosters in, well-formed recipients out: who is written to."""

from .model import COLUMNS, Recipient, Row
from .read import read_recipients
from .rejects import read_instead, write_rejects
from .roster import RejectedRow, Roster, Source, name_rosters
from .selection import select

__all__ = [
    "COLUMNS",
    "Recipient",
    "RejectedRow",
    "Roster",
    "Row",
    "Source",
    "name_rosters",
    "read_instead",
    "read_recipients",
    "select",
    "write_rejects",
]
