"""Write a new project's files: settings, a letter, a list; overwrite nothing."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from ..errors import UsageError
from .starter_placeholders import DATE

#: Where each file of the package's `starter` folder goes.
_FILES = {
    "lettermerge.toml": "lettermerge.toml",
    "letter.md": "letters/letter.md",
    "recipients.csv": "recipients.csv",
    "project.gitignore": ".gitignore",
}


def starter_roster(project: Path, sources: Iterable[str]) -> str:
    """Return the roster of a project that is still the one that `init` wrote, "" for none."""
    text = files(__package__).joinpath("starter", "recipients.csv").read_bytes()
    for source in sources:
        path = project / source
        if path.is_file() and path.stat().st_size == len(text) and path.read_bytes() == text:
            return source
    return ""


def make_project(directory: Path, today: datetime.date) -> tuple[str, ...]:
    """Write a project into `directory`, dated `today`; return the paths made, relative to it.

    Raises:
        UsageError: one of the files is there already; nothing is written then.
    """
    taken = [
        path for path in _FILES.values() if path != ".gitignore" and (directory / path).exists()
    ]
    if taken:
        raise UsageError(f"{directory / taken[0]} is there already", hint="choose an empty folder")
    source = files(__package__).joinpath("starter")
    made = []
    for name, path in _FILES.items():
        target = directory / path
        if target.exists():
            continue
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            text = source.joinpath(name).read_text(encoding="utf-8")
            target.write_text(text.replace(DATE, today.isoformat()), encoding="utf-8")
        except OSError as error:
            raise UsageError(
                f"{target} cannot be written: {error.strerror}", hint="choose another folder"
            ) from None
        made.append(path)
    return tuple(made)
