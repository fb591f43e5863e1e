"""Name the columns of a list that nothing reads: neither its mapping nor the letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ...config.settings import FILE_NAME
from ...letter.template import FOLDER
from ...recipients.column_mapping import ours_of, reads_heading

_SHOWN = 8
#: A template that goes through all further columns reads each.
_ALL = re.compile(r"\bextra\s*(?:\.(?:items|values)\b|\||%\})")


def find_unused(
    headings: Iterable[str], columns: Mapping[str, str], texts: Sequence[str]
) -> tuple[str, ...]:
    """Return the headings that neither a mapping nor templates and settings look up.

    `texts` are those of the templates and the settings. A heading that is the name of a column of
    ours is read without being mapped.
    """
    if any(map(_ALL.search, texts)):
        return ()
    unused = []
    for heading in filter(None, headings):
        mapped = any(reads_heading(text, heading) for text in columns.values())
        own = ours_of(heading)
        if not mapped and not (own and own not in columns) and columns.get(own) != "":
            unused += [] if _is_read(heading, texts) else [heading]
    return tuple(unused)


def _is_read(heading: str, texts: Iterable[str]) -> bool:
    """Say whether a template looks a column up: recipient.extra["Notes"], recipient.extra.Notes."""
    escaped = re.escape(heading)
    quoted = re.escape(heading.replace("\\", "\\\\").replace('"', '\\"'))
    found = re.compile(
        rf"\b(?:extra|row)\s*(?:\.\s*{escaped}(?!\w)|(?:\.get\(|\[)\s*['\"](?:{escaped}|{quoted})['\"])"
    )
    return any(map(found.search, texts))


def read_texts(folder: Path) -> tuple[str, ...]:
    """Return the texts of a project in which columns may be looked up: templates and settings."""
    paths = [*sorted((folder / FOLDER).rglob("*.md")), folder / FILE_NAME]
    found = []
    for path in paths:
        try:
            found.append(path.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError):  # told where it is read
            continue
    return tuple(found)


def say_unused(headings: Sequence[str]) -> str:
    """Return a line that names columns: No., Notes and 3 more; "" for none."""
    if not headings:
        return ""
    more = len(headings) - _SHOWN
    rest = f" and {more} more" if more > 0 else ""
    return f"columns that are not used: {', '.join(headings[:_SHOWN])}{rest}"
