"""Find the line of a TOML file on which a key is set, for faults that name the key.

The parser tells no lines: a key is on the first line with which it is there.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from ..diagnostics import Diagnostic

_MOST_PARSED = 200  # beginnings of a file that are parsed for all its faults
_NOT_THERE = object()


def with_lines(faults: Iterable[Diagnostic], text: str) -> tuple[Diagnostic, ...]:
    """Return faults with the lines of the keys that they name, where a text sets these."""
    beginnings = _Beginnings(text)
    return tuple(
        replace(one, where=replace(one.where, line=beginnings.line_of(one.where.column)))
        if one.where.column and one.where.line is None
        else one
        for one in faults
    )


class _Beginnings:
    """The first lines of a file, as far as statements end there, as they are asked for."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines(keepends=True)
        self._parsed: dict[int, Any] = {}  # by the number of lines; _NOT_THERE within a statement

    def line_of(self, key: str) -> int | None:
        """Return the line, from 1, on which a dotted key is set; None where that is not found."""
        path = key.split(".")
        above, below = 0, len(self._lines)  # without the key, and with it
        if not _has(self._after(below), path):
            return None
        while below - above > 1:
            middle = (above + below) // 2
            state = self._after(middle)
            if state is _NOT_THERE and len(self._parsed) >= _MOST_PARSED:
                return None
            above, below = (above, middle) if _has(state, path) else (middle, below)
        return below

    def _after(self, number: int) -> Any:
        """Return what the file says where the statement of a line ends, _NOT_THERE if unknown."""
        for end in range(number, len(self._lines) + 1):
            if end not in self._parsed and len(self._parsed) >= _MOST_PARSED:
                break
            if (state := self._parsed.get(end)) is None:
                state = self._parsed[end] = _parse("".join(self._lines[:end]))
            if state is not _NOT_THERE:
                return state
        return _NOT_THERE


def _parse(text: str) -> Any:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):  # told where the whole file is read
        return _NOT_THERE


def _has(value: Any, path: Sequence[str]) -> bool:
    """Say whether a value is there; elements of lists count from 1, also of one table alone."""
    for number, part in enumerate(path):
        if isinstance(value, dict):
            name = ".".join(path[number:])
            if name in value:  # a key with dots in it
                return True
            if part == "1" and part not in value:
                continue
            value = value.get(part, _NOT_THERE)
        elif isinstance(value, list) and part.isdigit():
            value = value[int(part) - 1] if 0 < int(part) <= len(value) else _NOT_THERE
        else:
            return False
    return value is not _NOT_THERE
