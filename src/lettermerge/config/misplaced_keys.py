"""Say in which table of a file a key belongs that is in another one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from typing import Any, get_args, get_type_hints

from ..diagnostics import did_you_mean


def advise_key(kind: Any, path: list[int | str]) -> str:
    """Return what to do with an unknown key: a near one of its table, or the table that has it."""
    key, own = str(path[-1]), keys_at(kind, path[:-1])
    if get_close_matches(key.casefold(), own, 1, 0.8):
        return did_you_mean(key, own)
    if len(path) > 1 and key in dict(_tables(kind)):
        return f"write what is in it below {_headed(kind, key)}"
    tables = [name for name, _ in _tables(kind) if key in keys_at(kind, [name])]
    if tables:
        return "it belongs below " + " or ".join(_headed(kind, one) for one in tables)
    return did_you_mean(key, own)


def _headed(kind: Any, name: str) -> str:
    """Return how a table is headed: [sender], [[signatories]]."""
    repeated = dict(_tables(kind)).get(name, False)
    return f"[[{name}]]" if repeated else f"[{name}]"


def _tables(kind: Any) -> Iterator[tuple[str, bool]]:
    """Yield the tables of a file, each with whether there may be several of it."""
    if not is_dataclass(kind):
        return
    for name, hint in get_type_hints(kind, include_extras=False).items():
        inside = [one for one in get_args(hint) if is_dataclass(one)]
        if is_dataclass(hint) or inside:
            yield name, bool(inside)


def keys_at(kind: Any, path: list[int | str]) -> list[str]:
    """Return the keys that the dataclass at `path` below `kind` knows."""
    for part in path:
        step = (
            get_type_hints(kind, include_extras=False).get(str(part))
            if is_dataclass(kind)
            else None
        )
        kind = step if step is not None else kind
        while not is_dataclass(kind) and get_args(kind):
            kind = next((a for a in get_args(kind) if is_dataclass(a) or get_args(a)), str)
    return [field.name.rstrip("_") for field in fields(kind)] if is_dataclass(kind) else []
