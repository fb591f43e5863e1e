"""Read JSON into records of text: a list of objects, wherever it is, or Popolo's persons.

An object's number, from 1, is its row. Its keys are the headings, in the order of their first
appearance; inner objects give headings such as `name.family`, lists of texts a cell of lines.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...diagnostics import Diagnostic, Severity, Where, did_you_mean
from ..cell_cleaning import show
from .delimited_text import Record, TableError, inspect_delimited
from .spreadsheet_archive import LONGEST_TEXT, TOO_LONG

LARGEST_FILE = 128 << 20  # bytes
LARGEST_COUNT = 1_000_000  # objects, lists inside them included
LARGEST_WIDTH = 1_000
_BLOCK = 1 << 18
_DEEPEST = 8
_DEEPEST_LIST = 3  # how far below the top the list of an API's answer may stand
_NOT_ROWS = ("links", "@context")  # lists that tell where the other pages are, or what keys mean
_PAGES = ("items", "data", "objects", "results", "members", "value")  # names of such a list
_FEWEST_WRAPPED = 9  # rows: one person may have some terms, addresses and committees
_BLANKS = " \t\r\n"  # between values (RFC 8259, 2)
_TOTAL = re.compile(r"(?i)total[\w-]*|count|numfound")


@dataclass(frozen=True, slots=True)
class Objects:
    """A file of objects as a table; `defaults` maps ours to headings, where Popolo says so."""

    records: Iterator[Record]
    defaults: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Diagnostic, ...] = ()


def read_objects(path: Path, file: str, encoding: str, wanted: str = "") -> Objects:
    """Read a JSON file whole.

    Numbers keep their digits as written, true and false are words, null is nothing. An API's
    answer is an object around the list (`items`, `data`, `results.bindings`); `wanted` names the
    list where there are several. Pages may follow each other in one file, as may single objects.

    Raises:
        TableError: too large, not JSON, a key twice in one object, or no list of objects.
    """
    if path.stat().st_size > LARGEST_FILE:
        raise TableError(_refused(file, f"it is larger than {LARGEST_FILE >> 20} MiB"))
    if reason := _too_much(path):
        raise TableError(_refused(file, reason))
    form = inspect_delimited(path, file, encoding, ",")
    try:
        documents = _documents(path.read_text(form.encoding))
    except json.JSONDecodeError as error:
        raise TableError(_refused(file, error.msg, error.lineno)) from None
    except (ValueError, RecursionError) as error:
        raise TableError(_refused(file, str(error))) from None
    data: Any = documents[0] if len(documents) == 1 else _joined(documents, file, wanted)
    defaults: Mapping[str, str] = {}
    if isinstance(data, dict) and isinstance(data.get("persons"), list):
        from .popolo import DEFAULTS, flatten_popolo

        data, defaults = flatten_popolo(data), DEFAULTS
    if isinstance(data, dict):
        data = _inner_list(data, file, wanted)
    if not _are_rows(data):
        raise TableError(_refused(file, "it is neither a list of objects nor Popolo persons"))
    notes = (*_other_pages(documents[-1], len(data), file), *_odd_elements(data, file))
    rows = {n: _flat(one, file) for n, one in enumerate(data, 1) if isinstance(one, dict)}
    return Objects(tabulate([*rows.values()], file, [*rows]), defaults, notes)


def _are_rows(data: Any) -> bool:
    """Say whether data is a list of objects; a few elements may be something else."""
    if not isinstance(data, list):
        return False
    objects = sum(1 for one in data if isinstance(one, dict))
    return objects == len(data) or objects * 2 > len(data)


def _odd_elements(data: Sequence[Any], file: str) -> Iterator[Diagnostic]:
    """Yield a warning for each element of a list of objects that is none; it is left out."""
    for number, one in enumerate(data, 1):
        if not isinstance(one, dict):
            yield Diagnostic(
                "roster.odd-element",
                f"element {number} is not an object like the others, and is left out",
                Where(file, row=number, value=show(json.dumps(one, ensure_ascii=False))),
                "delete it to silence this, or make an object of it",
                Severity.WARNING,
            )


def _documents(text: str) -> list[Any]:
    """Return the documents that stand one after another in a text: pages, or one to a line.

    Raises:
        ValueError: the text is not JSON, or a key occurs twice in one object.
        RecursionError: something in it lies too deep.
    """
    decoder = json.JSONDecoder(
        parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=_object
    )
    documents: list[Any] = []
    place = _after_blanks(text, 0)
    while place < len(text) or not documents:
        document, end = decoder.raw_decode(text, place)
        documents.append(document)
        place = _after_blanks(text, end)
    return documents


def _after_blanks(text: str, place: int) -> int:
    while place < len(text) and text[place] in _BLANKS:
        place += 1
    return place


def _joined(documents: Sequence[Any], file: str, wanted: str) -> list[Any]:
    """Return the rows of several documents: lists, pages of an answer, or an object each."""
    rows: list[Any] = []
    for one in documents:
        if isinstance(one, list):
            rows += one
        elif isinstance(one, dict) and (wanted or any(key in _PAGES for key in one)):
            rows += _inner_list(one, file, wanted)
        else:
            rows.append(one)
    return rows


def _too_much(path: Path) -> str:
    """Say why a file is not even parsed ("" if it is): it would fill the memory.

    Texts and keys are in quotation marks, so a long stretch without one is a text, or nothing
    that a roster has.
    """
    inner = bare = 0
    with path.open("rb") as source:
        while block := source.read(_BLOCK):
            inner += block.count(b"{") + block.count(b"[")
            bare = 0 if b'"' in block else bare + len(block)
            if inner > LARGEST_COUNT:
                return f"it holds more than {LARGEST_COUNT} objects and lists"
            if bare > LONGEST_TEXT:
                return TOO_LONG
    return ""


def _inner_list(data: Mapping[str, Any], file: str, wanted: str) -> list[Any]:
    """Return the one list of objects inside an object, or the one that `wanted` names."""
    lists = dict(_lists_in(data, "", 0))
    if wanted in lists:
        return lists[wanted]
    if wanted:
        where = Where(file, column="sheet", value=wanted)
        message = f"there is no list of objects `{wanted}`"
        hint = did_you_mean(wanted, lists)
        raise TableError(Diagnostic("roster.unknown-sheet", message, where, hint))
    if len(lists) > 1:
        message = "it holds several lists of objects: " + ", ".join(f"`{one}`" for one in lists)
        hint = f'say which one is meant: sheet = "{next(iter(lists))}"'
        raise TableError(Diagnostic("roster.several-lists", message, Where(file), hint))
    if not lists:
        raise TableError(_refused(file, "it is neither a list of objects nor Popolo persons"))
    return _unwrapped(next(iter(lists.values())))


def _unwrapped(rows: list[Any]) -> list[Any]:
    """Return the list inside the one object of a list: an answer's `results` may hold `members`."""
    inner = [*_lists_in(rows[0], "", 0)] if len(rows) == 1 and isinstance(rows[0], dict) else []
    longest = max((one for _, one in inner), key=len, default=[])
    alone = sum(len(one) == len(longest) for _, one in inner) == 1
    return longest if alone and len(longest) > _FEWEST_WRAPPED else rows


def _lists_in(data: Mapping[str, Any], path: str, depth: int) -> Iterator[tuple[str, list[Any]]]:
    for key, value in data.items():
        name = f"{path}.{key}" if path else key
        if isinstance(value, list) and key not in _NOT_ROWS:
            if value and _are_rows(value):
                yield name, value
        elif isinstance(value, dict) and depth < _DEEPEST_LIST:
            yield from _lists_in(value, name, depth + 1)


def _other_pages(data: Any, rows: int, file: str) -> tuple[Diagnostic, ...]:
    """Warn where an API's answer says that it is one page of several."""
    if not isinstance(data, dict) or "persons" in data:
        return ()
    inner = [one for one in data.values() if isinstance(one, dict)]
    for key, value in (pair for one in (data, *inner) for pair in one.items()):
        said = str(value)
        if _TOTAL.fullmatch(key) and said.isdigit() and int(said) > rows:
            message = f"the file holds {rows} of {said} (`{key}`)"
            hint = "get the other pages, too, and put one behind the other into the file"
            return (Diagnostic("roster.one-page", message, Where(file), hint, Severity.WARNING),)
    return ()


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
        _flatten(value[-1], f"{name}.last", flat, depth + 1)
    elif isinstance(value, list):
        flat[name] = "\n".join(map(_text, value))
    else:
        flat[name] = _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def tabulate(
    rows: Sequence[Mapping[str, str]], file: str, numbers: Sequence[int] = ()
) -> Iterator[Record]:
    """Yield headings, as row 0, and then each object's values under them.

    `numbers` are the objects' own, counted from 1 where they are left out.

    Raises:
        TableError: more headings than a roster may have.
    """
    headings = list(dict.fromkeys(name for row in rows for name in row))
    if len(headings) > LARGEST_WIDTH:
        raise TableError(_refused(file, f"there are more than {LARGEST_WIDTH} keys"))
    yield 0, headings
    for number, row in zip(numbers or range(1, len(rows) + 1), rows, strict=True):
        yield number, [row.get(heading, "") for heading in headings]
