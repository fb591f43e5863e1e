"""Find the words that a shell can complete: ids, parliaments and themes of a project.

It runs at each press of a key: only the standard library is used, little is read, and what cannot
be read gives no words. Only plain words are given, since shells evaluate what they are handed.
"""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import entry_points
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Any

FILE_NAME = "lettermerge.toml"
MOST_WORDS = 200  # that are offered at once
_MOST_ROWS = 20_000
_MOST_BYTES = 8 << 20
_PLAIN = re.compile(r"[\w.@+-]+")
_DELIMITERS = {".csv": ",;\t|", ".tsv": "\t", ".txt": "\t;,|"}


def find_project_folder(named: Path | None, start: Path) -> Path | None:
    """Return the project's folder, None for no project."""
    if named is not None:
        folder = named.parent if named.name == FILE_NAME else named
        return folder if (folder / FILE_NAME).is_file() else None
    return next((one for one in (start, *start.parents) if (one / FILE_NAME).is_file()), None)


def recipient_ids(project: Path, beginning: str = "") -> list[str]:
    """Return the ids of recipients that begin so, sorted.

    They are read from lists of text whose id is a column; those of other lists are known once they
    have a letter, from the manifest.
    """
    settings = _settings(project)
    rosters = settings.get("recipients", [])
    found: set[str] = set()
    for one in [rosters] if isinstance(rosters, dict) else rosters:
        if isinstance(one, dict):
            found.update(islice(_column(project, one), _MOST_ROWS))
    output = settings.get("output", {}).get("directory", "output")
    found.update(_written(project / str(output) / "manifest.jsonl"))
    return _fitting(found, beginning)


def parliament_ids(project: Path | None, beginning: str = "") -> list[str]:
    """Return the ids of the built-in parliaments, of those added by packages, and the project's."""
    found = _tables("lettermerge.protocol", "parliaments")
    found |= {one.name for one in entry_points(group="lettermerge.parliaments")}
    if project is not None:
        found |= {path.stem for path in (project / "parliaments").glob("*.toml")}
        found |= {*_settings(project).get("parliaments", {})}
    return _fitting(found, beginning)


def theme_names(project: Path | None, beginning: str = "") -> list[str]:
    """Return the built-in themes, and the project's own."""
    found = _tables("lettermerge.config", "themes")
    if project is not None:
        found |= {path.parent.name for path in project.glob("letters/themes/*/theme.toml")}
    return _fitting(found, beginning)


def format_names(beginning: str = "") -> list[str]:
    """Return the formats that letters can be made in."""
    found = {"docx", "pdf"} | {one.name for one in entry_points(group="lettermerge.writers")}
    return _fitting(found, beginning)


def service_names(beginning: str = "") -> list[str]:
    """Return the print-and-post services."""
    found = _tables("lettermerge.dispatch", "print_services")
    found |= {one.name for one in entry_points(group="lettermerge.services")}
    return _fitting(found, beginning)


def _tables(package: str, folder: str) -> set[str]:
    """Return the names of the TOML files in a folder of a package of ours."""
    names = (one.name for one in files(package).joinpath(folder).iterdir())
    return {name.removesuffix(".toml") for name in names if name.endswith(".toml")}


def _fitting(words: Iterable[str], beginning: str) -> list[str]:
    fitting = (one for one in words if one.startswith(beginning) and _PLAIN.fullmatch(one))
    return sorted(fitting)[:MOST_WORDS]


def _settings(project: Path) -> dict[str, Any]:
    try:
        return tomllib.loads((project / FILE_NAME).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return {}


def _column(project: Path, roster: dict[str, Any]) -> Iterator[str]:
    """Yield the cells of a list's column of ids, where it is a list of text that has one."""
    path = project / str(roster.get("source", ""))
    columns = roster.get("columns", {})
    name = columns.get("id", "id") if isinstance(columns, dict) else "id"
    signs = str(roster.get("delimiter", "")) or _DELIMITERS.get(path.suffix.lower(), "")
    if not signs or not path.is_file() or path.stat().st_size > _MOST_BYTES:
        return
    encoding = str(roster.get("encoding", "")) or "utf-8-sig"
    try:
        with path.open(encoding=encoding, errors="replace", newline="") as lines:
            heading = lines.readline()
            delimiter = max(signs, key=heading.count)
            headings = next(csv.reader([heading], delimiter=delimiter), [])
            place = [one.strip().lower() for one in headings].index(str(name).strip().lower())
            for row in csv.reader(lines, delimiter=delimiter):
                if place < len(row):
                    yield row[place].strip()
    except (OSError, LookupError, ValueError, csv.Error):
        return


def _written(manifest: Path) -> Iterator[str]:
    """Yield the ids of the letters in a manifest."""
    try:
        if manifest.stat().st_size > _MOST_BYTES:
            return
        for line in manifest.read_text(encoding="utf-8", errors="replace").splitlines():
            entry = json.loads(line)
            yield from (str(one) for one in (entry.get("id"), *entry.get("members", ())) if one)
    except (OSError, ValueError, AttributeError):
        return
