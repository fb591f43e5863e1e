"""Find profiles beside the built-in ones: a project's parliaments/*.toml, installed packages.

A package brings profiles by the entry point `lettermerge.parliaments`: its name is the id, its
object a function without arguments that returns the text of the TOML file.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ..config.toml_loading import SchemaError, parse_toml
from ..diagnostics import Diagnostic, Where, why_unreadable
from ..errors import SettingsError
from ..extensions import PARLIAMENTS, Extension, ExtensionError, find_extensions
from .profile_loading import load_profiles

FOLDER = "parliaments"

Tables = dict[str, Mapping[str, Any]]


def find_profiles(project: Path | None) -> Tables:
    """Return the tables of all added profiles by id; a project's own count before packages'.

    Packages that are broken are left out: `find_broken_packages` names them.

    Raises:
        SettingsError: a file cannot be read; every fault is named.
    """
    found: Tables = {**_packages()[0]}
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


def find_broken_packages() -> tuple[Diagnostic, ...]:
    """Return a warning for each installed package whose profile cannot be read."""
    return _packages()[1]


@cache
def _packages() -> tuple[Tables, tuple[Diagnostic, ...]]:
    """Return the profiles that installed packages bring, and what is wrong with the others."""
    found: Tables = {}
    broken = []
    for name, one in find_extensions(PARLIAMENTS).items():
        try:
            found[name] = _load(one)
        except ExtensionError as error:
            broken.append(one.warn(error))
    return found, tuple(broken)


def _load(one: Extension) -> Mapping[str, Any]:
    function = one.load()
    try:
        text = function()
    except Exception as error:  # noqa: BLE001 -- whatever a package does wrong
        raise one.fail(f"`{one.value}` failed", error) from None
    if not isinstance(text, str):
        raise one.fail(f"`{one.value}` does not return text")
    try:
        table = _parse(text, f"{one.label}, {one.name}.toml", one.name)
        load_profiles(added={one.name: table})  # a profile that is unfit is left out, too
        return table
    except SettingsError as error:
        told = "; ".join(f"{fault.where.column}: {fault.message}" for fault in error.faults[:3])
        raise one.fail(f"{one.name}.toml has errors: {told}") from None
