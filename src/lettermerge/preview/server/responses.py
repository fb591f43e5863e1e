"""What is to be said, as the page gets it: diagnostics, with the lines that they speak of."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ...diagnostics import Diagnostic, Severity
from .dependencies import Reads
from .messages import Answer

_AROUND = 2  # lines before and after
_LONGEST = 400  # characters of a line
_LARGEST = 1_000_000  # bytes of a file that is looked into
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def to_data(diagnostics: Iterable[Diagnostic], folder: Path) -> list[dict[str, Any]]:
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
            "lines": _lines(one, folder),
        }
        for one in found
    ]


def _lines(one: Diagnostic, folder: Path) -> list[tuple[int, str, bool]]:
    """Return the lines around the one that is named: number, text, whether it is that line."""
    wanted, path = one.where.line, (folder / one.where.file).resolve()
    if wanted is None or not path.is_relative_to(folder.resolve()):
        return []
    try:
        if path.stat().st_size > _LARGEST:
            return []
        lines = path.read_text(encoding="utf-8-sig", errors="replace").split("\n")
    except OSError:
        return []
    first = max(1, wanted - _AROUND)
    return [
        (number, text if len(text) <= _LONGEST else text[:_LONGEST] + " …", number == wanted)
        for number, text in enumerate(lines[first - 1 : wanted + _AROUND], first)
    ]


def to_json(data: Mapping[str, Any], reads: Reads | None, status: int = 200) -> Answer:
    """Return an answer to the page."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Answer(text.encode("utf-8", "replace"), status=status, reads=reads)


def fault(code: str, message: str, hint: str, reads: Reads | None = None) -> Answer:
    """Return the answer that says of a fault of the rendering itself."""
    return tell(Diagnostic(code, message, hint=hint), reads, Path())


def tell(one: Diagnostic, reads: Reads | None, folder: Path) -> Answer:
    """Return the answer that says one thing; lines of files in `folder` are shown with it."""
    said = to_data([one], folder)
    return to_json({"state": "broken", "title": one.message, "diagnostics": said}, reads)


def bug(error: Exception) -> Answer:
    """Return the answer that says of a fault of lettermerge itself."""
    message = f"a fault of lettermerge itself: {type(error).__name__}: {error}"
    return fault("preview.bug", message, "please report it, with the lines in the terminal")
