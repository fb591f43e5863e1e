"""One letter to many readers, each addressed as protocol requires, as signed PDF and DOCX.

The names below are the public interface; each is imported when it is first used, so that
`import lettermerge` costs nothing. docs/architecture.md walks through what is behind them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .audience import Audience, Letter, Selection, read_audience
    from .diagnostics import Diagnostic, Report
    from .errors import ExitCode, LettermergeError
    from .letter.document import Document
    from .pipeline import Signer, compose, write
    from .project import Project, open_project
    from .rendering import Prepared, Request, Result, prepare, render
    from .settings import Settings, load_settings

__version__ = "0.1.0"

_HOMES = {
    "Audience": "audience",
    "Diagnostic": "diagnostics",
    "Document": "letter.document",
    "ExitCode": "errors",
    "Letter": "audience",
    "LettermergeError": "errors",
    "Prepared": "rendering",
    "Project": "project",
    "Report": "diagnostics",
    "Request": "rendering",
    "Result": "rendering",
    "Selection": "audience",
    "Settings": "settings",
    "Signer": "pipeline",
    "compose": "pipeline",
    "load_settings": "settings",
    "open_project": "project",
    "prepare": "rendering",
    "read_audience": "audience",
    "render": "rendering",
    "write": "pipeline",
}

__all__ = [
    "Audience",
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
    "Selection",
    "Settings",
    "Signer",
    "compose",
    "load_settings",
    "open_project",
    "prepare",
    "read_audience",
    "render",
    "write",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f".{_HOMES[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
