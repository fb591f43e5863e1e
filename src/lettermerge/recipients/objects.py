"""JSON into records of text: a list of objects, or Popolo's persons with their memberships.

An object's number, from 1, is its row. Its keys are the headings, in the order of their first
appearance; inner objects give headings such as `name.family`, lists of texts a cell of lines.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..diagnostics import Diagnostic, Where
from .delimited import Record, TableError, inspect_delimited

LARGEST_FILE = 256 << 20  # bytes
LARGEST_WIDTH = 1_000
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Objects:
    """A JSON file as a table; `defaults` maps ours to headings, where Popolo says what is what."""

    records: Iterator[Record]
    defaults: Mapping[str, str] = field(default_factory=dict)


def read_objects(path: Path, file: str, encoding: str) -> Objects:
    """Read a JSON file whole.

    Numbers keep their digits as written, true and false are words, null is nothing.

    Raises:
        TableError: too large, not JSON, a key twice in one object, or no list of objects.
    """
    if path.stat().st_size > LARGEST_FILE:
        raise TableError(_refused(file, f"it is larger than {LARGEST_FILE >> 20} MiB"))
    form = inspect_delimited(path, file, encoding, ",")
    try:
        data = json.loads(
            path.read_text(form.encoding),
            parse_int=str,
            parse_float=str,
            parse_constant=str,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        raise TableError(_refused(file, error.msg, error.lineno)) from None
    except (ValueError, RecursionError) as error:
        raise TableError(_refused(file, str(error))) from None
    defaults: Mapping[str, str] = {}
    if isinstance(data, dict) and isinstance(data.get("persons"), list):
        from .popolo import DEFAULTS, flatten_popolo

        data, defaults = flatten_popolo(data), DEFAULTS
    if not isinstance(data, list) or not all(isinstance(one, dict) for one in data):
        raise TableError(_refused(file, "it is neither a list of objects nor Popolo persons"))
    return Objects(_records([_flat(one, file) for one in data], file), defaults)


def _refused(file: str, reason: str, line: int | None = None) -> Diagnostic:
    return Diagnostic(
        "roster.not-json",
        f"cannot be read as JSON: {reason}",
        Where(file, line=line),
        'write [{"id": "...", "full_name": "..."}, ...]',
    )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError(f"a key occurs twice in one object, beside `{pairs[0][0]}`")
    return made


def _flat(one: Mapping[str, Any], file: str) -> dict[str, str]:
    flat: dict[str, str] = {}
    _flatten(one, "", flat, 0)
    if len(flat) > LARGEST_WIDTH:
        raise TableError(_refused(file, f"an object has more than {LARGEST_WIDTH} values"))
    return flat


def _flatten(value: Any, name: str, flat: dict[str, str], depth: int) -> None:
    if depth > _DEEPEST:
        flat[name] = json.dumps(value, ensure_ascii=False)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            _flatten(inner, f"{name}.{key}" if name else str(key), flat, depth + 1)
    elif isinstance(value, list) and any(isinstance(one, Mapping | list) for one in value):
        for number, inner in enumerate(value, 1):
            _flatten(inner, f"{name}.{number}", flat, depth + 1)
    elif isinstance(value, list):
        flat[name] = "\n".join(map(_text, value))
    else:
        flat[name] = _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _records(rows: Sequence[Mapping[str, str]], file: str) -> Iterator[Record]:
    headings = list(dict.fromkeys(name for row in rows for name in row))
    if len(headings) > LARGEST_WIDTH:
        raise TableError(_refused(file, f"there are more than {LARGEST_WIDTH} keys"))
    yield 0, headings
    for number, row in enumerate(rows, 1):
        yield number, [row.get(heading, "") for heading in headings]
