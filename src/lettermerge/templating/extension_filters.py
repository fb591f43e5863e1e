"""Give templates the filters of installed packages, each loaded when a template first names it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from ..extensions import FILTERS, Extension, ExtensionError, find_extension
from .cell_filters import FilterUseError


class ExtensionFilters(dict[str, Any]):
    """Jinja's filters, with those of packages behind them: no package replaces a filter of ours."""

    def __init__(self, ours: Mapping[str, Any]) -> None:
        super().__init__(ours)
        self._ours = frozenset(ours)
        self.has_loaded = False

    def stamp_of(self, name: str) -> str:
        """Return the package and version that bring a filter, "" for a filter of ours."""
        extension = None if name in self._ours else find_extension(FILTERS, name)
        return extension.stamp if extension else ""

    def __missing__(self, name: str) -> Callable[..., object]:
        extension = find_extension(FILTERS, name)
        if extension is None:
            raise KeyError(name)
        self[name] = loaded = _load(extension)
        self.has_loaded = True
        return loaded

    def get(self, name: str, default: Any = None) -> Any:
        """Return a filter, loading it where it is a package's; `default` for an unknown one.

        Raises:
            FilterUseError: the package cannot be loaded.
        """
        try:
            return self[name]
        except KeyError:
            return default


def _load(extension: Extension) -> Callable[..., object]:
    try:
        function = extension.load()
    except ExtensionError as error:
        raise FilterUseError(error.message, error.hint) from None
    if not callable(function):
        unfit = extension.fail(f"`{extension.value}` is no function")
        raise FilterUseError(unfit.message, unfit.hint)

    @wraps(function)
    def apply(value: object, *arguments: object, **named: object) -> object:
        try:
            return _plain(function(value, *arguments, **named))
        except Exception as caught:  # noqa: BLE001 -- whatever a package does wrong
            failed = extension.fail(f"the filter `{extension.name}` failed", caught)
            raise FilterUseError(failed.message, failed.hint) from None

    return apply


def _plain(value: object) -> object:
    """Return what a filter gave as a plain value: text that is markup for Jinja is only text."""
    if value is None or isinstance(value, bool | int | float):
        return value
    return str.__str__(value) if isinstance(value, str) else str(value)
