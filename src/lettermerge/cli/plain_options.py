"""Convert plain values of options (texts, numbers, paths, lists of texts) as Typer does.

Typer has pydantic convert every value, and to import that takes longer than many a command. What is
not plain, or does not fit, is left to Typer, which says what is wrong with it.
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Any

from typer.core import TyperCommand

_LEFT = object()  # what is left to Typer
_LONGEST = 18  # digits
#: What Typer checks of a path beyond that it can be read.
_CHECKS = ("exists", "writable", "resolve_path", "allow_dash", "path_type")


class PlainCommand(TyperCommand):
    """A command whose options and arguments convert plain values themselves."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the options and arguments, that for help among them."""
        return convert_plainly(super().get_params(ctx))


def convert_plainly(options: list[Any]) -> list[Any]:
    """Let options and arguments convert plain values themselves; return them."""
    for one in options:
        if "get_runtime_param" not in vars(one):
            conversion = _Conversion(one.get_runtime_param)
            one.get_runtime_param = partial(_return, conversion)
    return options


def _return(conversion: _Conversion) -> _Conversion:
    return conversion


class _Conversion:
    """Stands in for the conversion that Typer builds for an option; `build` returns that one."""

    def __init__(self, build: Any) -> None:
        self._build = build

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return a value as its command gets it; raises what Typer raises."""
        described = param.type_descriptor
        repeated = param.multiple or param.nargs == -1
        found = _convert(value, described.annotation, described.parameter_info, repeated=repeated)
        return self._build().coerce(value, param=param, ctx=ctx) if found is _LEFT else found


def _convert(value: Any, kind: Any, asked: Any, *, repeated: bool) -> Any:
    """Return a value as a `kind`; `asked` is what Typer knows of the option."""
    if value is None:
        return () if repeated else None
    if asked.parser is not None:
        return _LEFT
    if repeated:
        fits = kind == list[str] and isinstance(value, tuple | list)
        return [*value] if fits and all(isinstance(one, str) for one in value) else _LEFT
    if not isinstance(value, str):
        return _LEFT
    if kind is str:
        return value
    if kind is int:
        return _to_int(value, asked)
    return _to_path(value, asked) if kind is Path else _LEFT


def _to_int(text: str, asked: Any) -> Any:
    if asked.clamp or not (text.isascii() and text.isdigit()) or len(text) > _LONGEST:
        return _LEFT
    number = int(text)
    low = asked.min is None or number >= asked.min
    return number if low and (asked.max is None or number <= asked.max) else _LEFT


def _to_path(text: str, asked: Any) -> Any:
    if any(getattr(asked, name) for name in _CHECKS) or not (asked.file_okay and asked.dir_okay):
        return _LEFT
    readable = os.access(text, os.R_OK) or not os.path.lexists(text)
    return Path(text) if readable else _LEFT
