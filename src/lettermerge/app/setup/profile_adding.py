"""Add a profile to a project: a starter to be filled in, or a file that is checked first."""

from __future__ import annotations

from pathlib import Path

from ...config.settings import load_settings
from ...errors import UsageError
from ...protocol.added_profiles import FOLDER, find_profiles, read_profile
from ...protocol.profile_loading import load_profiles
from ...protocol.starter_profile import starter_file


def start_profile(project: Path, key: str) -> Path:
    """Write a starter for the parliament `key`; return its path in the project.

    Raises:
        UsageError: there is such a parliament already, or `key` can be no id.
    """
    settings, added = load_settings(project), find_profiles(project)
    if key in load_profiles(settings.parliaments, None, added).ids:
        raise UsageError(
            f"there is a parliament `{key}` already",
            hint=f"choose another id, or change [parliaments.{key}] in the settings",
        )
    return _write(project, key, starter_file(key, settings.sender.country))


def add_profile(project: Path, name: str) -> Path:
    """Check the profile in the file `name`, and copy it into the project; return its path there.

    Raises:
        SettingsError: it is incomplete or wrong; every fault is named.
        UsageError: the project has a file of that name.
    """
    path = Path(name)
    if not path.is_file() or path.suffix != ".toml":
        raise UsageError(f"{name} is not a file of TOML", hint="name a file such as ie.toml")
    settings, key = load_settings(project), path.stem
    data = read_profile(path, name)
    load_profiles(settings.parliaments, None, {**find_profiles(project), key: data})
    return _write(project, key, path.read_text(encoding="utf-8-sig"))


def _write(project: Path, key: str, text: str) -> Path:
    """Write a file that is not there yet."""
    path = project / FOLDER / f"{key}.toml"
    path.parent.mkdir(exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(
            f"there is a file {FOLDER}/{key}.toml already", hint="delete it, or change it"
        ) from None
    return path.relative_to(project)
