"""Serialise diagnostics to JSON, with source excerpts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ...diagnostics import Diagnostic, Severity
from .dependencies import Dependencies
from .messages import RenderResponse

_CONTEXT = 2  # lines before and after
_MAX_LINE = 400  # characters of a line
_MAX_FILE = 1_000_000  # bytes of a file from which lines are shown
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def serialise_diagnostics(diagnostics: Iterable[Diagnostic], folder: Path) -> list[dict[str, Any]]:
    """Return diagnostics as values for JSON, worst first, each once."""
    found = sorted(dict.fromkeys(diagnostics), key=lambda one: _ORDER[one.severity])
    return [
        {
            "severity": one.severity.value,
            "code": one.code,
            "message": one.message,
            "hint": one.hint,
            "place": str(one.where),
            "value": one.where.value or "",
            "lines": _excerpt(one, folder),
        }
        for one in found
    ]


def _excerpt(one: Diagnostic, folder: Path) -> list[tuple[int, str, bool]]:
    """Return the lines around a diagnostic's line: number, text, whether it is that line."""
    wanted, path = one.where.line, (folder / one.where.file).resolve()
    if wanted is None or not path.is_relative_to(folder.resolve()):
        return []
    try:
        if path.stat().st_size > _MAX_FILE:
            return []
        lines = path.read_text(encoding="utf-8-sig", errors="replace").split("\n")
    except OSError:
        return []
    first = max(1, wanted - _CONTEXT)
    return [
        (number, text if len(text) <= _MAX_LINE else text[:_MAX_LINE] + " …", number == wanted)
        for number, text in enumerate(lines[first - 1 : wanted + _CONTEXT], first)
    ]


def json_response(
    data: Mapping[str, Any], dependencies: Dependencies | None, status: int = 200
) -> RenderResponse:
    """Return a JSON response."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return RenderResponse(text.encode("utf-8", "replace"), status=status, dependencies=dependencies)


def fault_response(
    code: str, message: str, hint: str, dependencies: Dependencies | None = None
) -> RenderResponse:
    """Return the response for a fault of the rendering process."""
    return diagnostic_response(Diagnostic(code, message, hint=hint), dependencies, Path())


def diagnostic_response(
    one: Diagnostic, dependencies: Dependencies | None, folder: Path
) -> RenderResponse:
    """Return the response for one diagnostic, with lines of the file in `folder` that it names."""
    items = serialise_diagnostics([one], folder)
    return json_response(
        {"state": "broken", "title": one.message, "diagnostics": items}, dependencies
    )


def bug_response(error: Exception) -> RenderResponse:
    """Return the response for a bug of lettermerge."""
    message = f"a bug in lettermerge: {type(error).__name__}: {error}"
    return fault_response(
        "preview.bug", message, "please report it, with the lines in the terminal"
    )
