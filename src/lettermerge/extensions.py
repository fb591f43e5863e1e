"""Find extensions: what installed packages add by entry points, loaded by name when it is needed.

An extension is code that the user has installed, so that it may do what the program may. Finding
one reads metadata and imports nothing; one that cannot be loaded is named by its package, and the
others go on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, distributions
from types import MappingProxyType
from typing import Any

from .diagnostics import Diagnostic, Severity, Where
from .errors import SettingsError

READERS = "lettermerge.readers"
WRITERS = "lettermerge.writers"
FILTERS = "lettermerge.filters"
CHECKS = "lettermerge.checks"
SERVICES = "lettermerge.services"
PARLIAMENTS = "lettermerge.parliaments"
GROUPS = frozenset({READERS, WRITERS, FILTERS, CHECKS, SERVICES, PARLIAMENTS})

#: Names that can be the ending of a file.
_ENDING = re.compile(r"[a-z0-9]{1,16}")


class ExtensionError(SettingsError):
    """An extension cannot be loaded, or does not do what it promises."""


@dataclass(frozen=True, slots=True)
class Extension:
    """One entry point: its name, the object it names, and the package that brings it."""

    name: str
    group: str
    value: str
    package: str
    version: str

    @property
    def label(self) -> str:
        """What messages call the package."""
        return f"package {self.package} {self.version}".rstrip()

    @property
    def stamp(self) -> str:
        """The package with its version, as fingerprints hold it."""
        return f"{self.package}={self.version}"

    def load(self) -> Any:
        """Import the package and return its object.

        Raises:
            ExtensionError: it cannot be imported, or there is no such object.
        """
        return _load(self)

    def fail(self, what: str, error: BaseException | None = None) -> ExtensionError:
        """Return an error that names the package; `error` is what it raised."""
        reason = " ".join(f"{type(error).__name__}: {error}".split()) if error else ""
        message = f"{self.label}: {what}{f': {reason}' if reason else ''}"
        fault = Diagnostic(
            "extension.broken",
            message,
            Where(column=self.name),
            f"update or uninstall {self.package}: docs/extending.md says what it must do",
        )
        return ExtensionError(message, hint=fault.hint, faults=(fault,))

    def warn(self, error: ExtensionError) -> Diagnostic:
        """Return an error of this extension as a warning: what goes on without it."""
        fault = error.faults[0]
        return Diagnostic(fault.code, fault.message, fault.where, fault.hint, Severity.WARNING)


@cache
def find_extensions(group: str) -> Mapping[str, Extension]:
    """Return the extensions of a group by name, in the order of their names.

    Of two with one name the first by package counts. A reader and a writer are known by the ending
    of their files, so other names of these are left out.
    """
    found = sorted((one for one in _describe_all() if one.group == group), key=lambda e: e.stamp)
    if group in (READERS, WRITERS):
        found = [one for one in found if _ENDING.fullmatch(one.name)]
    by_name = {one.name: one for one in reversed(found)}
    return MappingProxyType(dict(sorted(by_name.items())))


@cache
def _describe_all() -> tuple[Extension, ...]:
    """Return the extensions of all groups: to look through the packages takes tens of milliseconds.

    Of one package that is found twice the first on the path counts, as for imports.
    """
    found: dict[str, tuple[Extension, ...]] = {}
    for package in distributions():
        own = [one for one in package.entry_points if one.group in GROUPS]
        if own and package.name not in found:
            told = (package.name, package.version)
            found[package.name] = tuple(
                Extension(one.name, one.group, one.value, *told) for one in own
            )
    return tuple(one for some in found.values() for one in some)


def find_extension(group: str, name: str) -> Extension | None:
    """Return an extension by its name."""
    return find_extensions(group).get(name)


@cache
def _load(one: Extension) -> Any:
    try:
        return EntryPoint(one.name, one.value, one.group).load()
    except Exception as error:  # noqa: BLE001 -- whatever a package does wrong
        raise one.fail(f"`{one.value}` cannot be loaded", error) from None
