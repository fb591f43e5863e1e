"""Find the line of a TOML file on which a key is set, for faults that name the key.

The parser tells no lines: a key is on the first line with which it is there.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from ..diagnostics import Diagnostic

_LONGEST = 1000  # lines: each of them is parsed with all before it
_NOT_THERE = object()


def with_lines(faults: Iterable[Diagnostic], text: str) -> tuple[Diagnostic, ...]:
    """Return faults with the lines of the keys that they name, where a text sets these."""
    ends = _Statements(text)
    return tuple(
        replace(one, where=replace(one.where, line=ends.line_of(one.where.column)))
        if one.where.column and one.where.line is None
        else one
        for one in faults
    )


class _Statements:
    """The states of a file after each of its statements: a line that ends none is in the next."""

    def __init__(self, text: str) -> None:
        self._states: list[tuple[int, dict[str, Any]]] = []
        lines = text.splitlines(keepends=True)
        start = 1
        for number in range(1, len(lines) + 1 if len(lines) <= _LONGEST else 1):
            try:
                state = tomllib.loads("".join(lines[:number]))
            except tomllib.TOMLDecodeError:
                continue
            self._states.append((start, state))
            start = number + 1

    def line_of(self, key: str) -> int | None:
        """Return the line, from 1, on which a dotted key is set; None where it is not set."""
        path = key.split(".")
        return next((line for line, state in self._states if _has(state, path)), None)


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
