"""Name the command that comes next, as one would type it here."""

from __future__ import annotations

import os
import shlex
from pathlib import Path


def next_command(project: Path, *words: str) -> str:
    """Return a command for a project: with -C where the project is not found from here."""
    from ..config.settings import find_project
    from ..errors import SettingsError

    try:
        here = find_project(Path.cwd()) == project.resolve()
    except SettingsError:
        here = False
    place = [] if here else ["-C", _near(project)]
    return shlex.join(["lettermerge", *words, *place])


def _near(path: Path) -> str:
    path = path.resolve()
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)
