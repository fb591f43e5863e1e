"""Find profiles beside the built-in ones: a project's parliaments/*.toml, installed packages.

A package brings profiles by the entry point `lettermerge.parliaments`: its name is the id, its
object a function without arguments that returns the text of the TOML file.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from ..config.schema import SchemaError, parse_toml
from ..diagnostics import Diagnostic, Where, why_unreadable
from ..errors import SettingsError

FOLDER = "parliaments"
GROUP = "lettermerge.parliaments"

Tables = dict[str, Mapping[str, Any]]


def find_profiles(project: Path | None) -> Tables:
    """Return the tables of all added profiles by id; a project's own count before packages'.

    Raises:
        SettingsError: a file or a package's text cannot be read; every fault is named.
    """
    found: Tables = {**_packages()}
    faults: list[Diagnostic] = []
    for path in sorted((project / FOLDER).glob("*.toml")) if project else ():
        try:
            found[path.stem] = read_profile(path, f"{FOLDER}/{path.name}")
        except SettingsError as error:
            faults += error.faults
    if faults:
        raise SettingsError.from_faults(FOLDER, faults)
    return found


def read_profile(path: Path, name: str) -> Mapping[str, Any]:
    """Return the table of a profile's file, which messages call `name`.

    Raises:
        SettingsError: it cannot be read, is no TOML, or its `id` is not that of its file.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{name} cannot be read: {why_unreadable(error)}", hint="save it as UTF-8"
        ) from None
    return _parse(text, name, path.stem)


def _parse(text: str, file: str, key: str) -> Mapping[str, Any]:
    try:
        data = parse_toml(text, file)
    except SchemaError as error:
        raise SettingsError.from_faults(file, error.faults) from None
    if data.setdefault("id", key) != key:
        where = Where(file, column="id", value=str(data["id"]))
        hint = f'write id = "{key}", or give the file the id as its name'
        message = f"`{data['id']}` is not the id that the file's name says"
        raise SettingsError.from_fault(Diagnostic("settings.bad-value", message, where, hint), file)
    return data


@cache
def _packages() -> Mapping[str, Mapping[str, Any]]:
    """Return the profiles that installed packages bring."""
    found: Tables = {}
    for one in entry_points(group=GROUP):
        file = f"package {one.dist.name if one.dist else one.module}, {one.name}.toml"
        try:
            text = one.load()()
        except Exception as error:  # noqa: BLE001 -- whatever a package does wrong
            raise SettingsError(
                f"{file} cannot be loaded: {error}", hint="update or uninstall the package"
            ) from None
        if not isinstance(text, str):
            raise SettingsError(
                f"{file}: `{one.value}` does not return text",
                hint="update the package: docs/parliaments.md says what it must return",
            )
        found[one.name] = _parse(text, file, one.name)
    return found
