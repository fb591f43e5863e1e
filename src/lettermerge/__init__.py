"""Write one letter to many recipients, each addressed as protocol requires, as signed PDF and DOCX.

The names below are the public interface (docs/python.md): within a major version none of them goes
or changes what it means. Each is imported when it is first used, so that `import lettermerge` costs
nothing. docs/architecture.md walks through what is behind them, which may change at any time.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .app.batch.batch_model import Result
    from .app.batch.run_events import FileWritten
    from .app.dispatch.ledger_entries import read_ledger
    from .app.mail_merge import MailMerge, RenderOptions
    from .app.merged_letter import MergedLetter
    from .app.signing.verification import verify
    from .diagnostics import Diagnostic, Failure, Report
    from .errors import LettermergeError
    from .output.plan import Plan
    from .protocol.addressee import Addressee
    from .recipients.readers.frame_records import frame_roster
    from .signing.verdict import FileVerdict

    open_project = MailMerge.open

__version__ = "0.1.0"

_HOMES = {
    "Addressee": "protocol.addressee",
    "Diagnostic": "diagnostics",
    "Failure": "diagnostics",
    "FileVerdict": "signing.verdict",
    "FileWritten": "app.batch.run_events",
    "LettermergeError": "errors",
    "MailMerge": "app.mail_merge",
    "MergedLetter": "app.merged_letter",
    "Plan": "output.plan",
    "RenderOptions": "app.mail_merge",
    "Report": "diagnostics",
    "Result": "app.batch.batch_model",
    "frame_roster": "recipients.readers.frame_records",
    "read_ledger": "app.dispatch.ledger_entries",
    "verify": "app.signing.verification",
}

__all__ = [
    "Addressee",
    "Diagnostic",
    "Failure",
    "FileVerdict",
    "FileWritten",
    "LettermergeError",
    "MailMerge",
    "MergedLetter",
    "Plan",
    "RenderOptions",
    "Report",
    "Result",
    "frame_roster",
    "open_project",
    "read_ledger",
    "verify",
]


def __getattr__(name: str) -> Any:
    if name == "open_project":
        return __getattr__("MailMerge").open
    if name in _HOMES:
        return getattr(import_module(f".{_HOMES[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
