"""Write one letter to many recipients, each addressed as protocol requires, as signed PDF and DOCX.

The names below are the public interface; each is imported when it is first used, so that
`import lettermerge` costs nothing. docs/architecture.md walks through what is behind them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .app.addressing import AddressedRosters, Letter, address_rosters, read_rosters
    from .app.batch import Prepared, Request, Result, prepare, render
    from .app.ledger_entries import read_ledger
    from .app.letter_selection import Selection
    from .app.pipeline import Signer, compose, write
    from .app.project import Project, open_project
    from .config.settings import Settings, load_settings
    from .diagnostics import Diagnostic, Report
    from .errors import ExitCode, LettermergeError
    from .letter.document import Document
    from .recipients.readers.frame_records import frame_roster
    from .recipients.roster import Roster

__version__ = "0.1.0"

_HOMES = {
    "AddressedRosters": "app.addressing",
    "Diagnostic": "diagnostics",
    "Document": "letter.document",
    "ExitCode": "errors",
    "Letter": "app.addressing",
    "LettermergeError": "errors",
    "Prepared": "app.batch",
    "Project": "app.project",
    "Report": "diagnostics",
    "Request": "app.batch",
    "Result": "app.batch",
    "Roster": "recipients.roster",
    "Selection": "app.letter_selection",
    "Settings": "config.settings",
    "Signer": "app.pipeline",
    "compose": "app.pipeline",
    "frame_roster": "recipients.readers.frame_records",
    "load_settings": "config.settings",
    "open_project": "app.project",
    "prepare": "app.batch",
    "address_rosters": "app.addressing",
    "read_ledger": "app.ledger_entries",
    "read_rosters": "app.addressing",
    "render": "app.batch",
    "write": "app.pipeline",
}

__all__ = [
    "AddressedRosters",
    "Diagnostic",
    "Document",
    "ExitCode",
    "Letter",
    "LettermergeError",
    "Prepared",
    "Project",
    "Report",
    "Request",
    "Result",
    "Roster",
    "Selection",
    "Settings",
    "Signer",
    "address_rosters",
    "compose",
    "frame_roster",
    "load_settings",
    "open_project",
    "prepare",
    "read_ledger",
    "read_rosters",
    "render",
    "write",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f".{_HOMES[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
