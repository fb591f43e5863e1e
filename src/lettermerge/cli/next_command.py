"""Name a path, or the command that comes next, as one would type it here."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..config.store_address import Place

_NAME = "lettermerge"


def program() -> str:
    """Return how the program is called here: by its path where the shell does not find it."""
    own = Path(sys.argv[0])
    if own.name != _NAME or shutil.which(_NAME) or not own.is_file():
        return _NAME
    return shlex.quote(near(own.absolute()))


def next_command(project: Path, *words: str) -> str:
    """Return a command for a project: with -C where the project is not found from here."""
    from ..config.settings import find_project
    from ..errors import SettingsError

    try:
        here = find_project(Path.cwd()) == project.resolve()
    except SettingsError:
        here = False
    place = [] if here else ["-C", near(project.resolve())]
    return f"{program()} {shlex.join([*words, *place])}"


def near(path: Place) -> str:
    """Return a path as one would type it here; the address of what is no path."""
    if not isinstance(path, Path):
        return str(path)
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)
