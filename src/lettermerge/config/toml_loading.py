"""Read TOML into frozen dataclasses, with every fault at once and near-miss keys named.

The one way in which settings, themes and parliament profiles are read, so that they are complete
or refused, and refused in the same words: those of pydantic, asked where a table does not fit.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, cast

from ..date_advice import FORM, advise_date
from ..diagnostics import Diagnostic, Where, did_you_mean
from .database_url import without_password
from .misplaced_keys import advise_key
from .table_fitting import UnfitTable, fit_table
from .toml_syntax_advice import explain_toml
from .value_rules import Before

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from pydantic_core import ErrorDetails

LONGEST_FILE = 1 << 20  # characters
DEEPEST = 24  # tables and lists inside one another

#: A path of Windows of which a backslash was read as part of a sign: C:, tabulator, emp.
_DRIVE = re.compile(r"[A-Za-z]:[^\n]*?[\b\t\n\f\r]")
T = TypeVar("T")


def _split_lines(value: object) -> object:
    return value.splitlines() if isinstance(value, str) else value


#: A list of lines, which TOML may also give as one string of several lines.
Lines = Annotated[tuple[str, ...], Before(_split_lines)]


class SchemaError(Exception):
    """Data that does not fit its dataclass; `faults` holds every fault."""

    def __init__(self, faults: tuple[Diagnostic, ...]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


def parse_toml(text: str, file: str) -> dict[str, Any]:
    """Parse TOML 1.0 text; `file` is what a fault names.

    Raises:
        SchemaError: the text is not TOML; the fault carries the line. Or a value holds U+0000,
            which no name of a file and no letter can.
    """
    if len(text) > LONGEST_FILE:
        reason = f"it has more than {LONGEST_FILE:,} characters"
        raise SchemaError((Diagnostic("settings.too-large", reason, Where(file), "shorten it"),))
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # of an integer of thousands of digits, too
        reason, _, place = str(error).partition(" (at line ")
        if isinstance(error, RecursionError):
            reason = f"its values are inside one another more than {DEEPEST} times"
        number = place.split(",")[0]
        known = int(number) if number.isdigit() else None
        line, told, hint = explain_toml(text, reason.removesuffix(" (at end of document)"), known)
        fault = Diagnostic("settings.not-toml", told, Where(file=file, line=line), hint)
        raise SchemaError((fault,)) from None
    if faults := tuple(_unfit_values(data, "", file, 0)):
        raise SchemaError(faults)
    return data


def _unfit_values(value: Any, key: str, file: str, depth: int) -> Iterator[Diagnostic]:
    """Yield a fault for each value that no setting can have, whatever its key."""
    reason, hint = "", "type it again"
    if depth > DEEPEST:
        reason = f"its values are inside one another more than {DEEPEST} times"
        key = f"{key[:80]}..."
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _unfit_values(inner, f"{key}.{name}" if key else name, file, depth + 1)
    elif isinstance(value, list):
        for number, inner in enumerate(value, 1):
            yield from _unfit_values(inner, f"{key}.{number}", file, depth + 1)
    elif isinstance(value, str) and "\0" in value:
        reason = "it holds the character U+0000"
    elif isinstance(value, str) and _DRIVE.match(value):
        reason = "a `\\` in it was read as the beginning of a sign"
        hint = "write / in paths"
    elif isinstance(value, int) and abs(value) >= 1 << 63:  # TOML 1.0, Integer
        reason = "the number has more than 64 bits"
    if reason:
        message = f"`{key}` is wrong: {reason}"
        yield Diagnostic("settings.bad-value", message, Where(file, column=key), hint)


def build(kind: type[T], data: Mapping[str, Any], file: str, key: str = "") -> T:
    """Make a `kind` (a frozen dataclass) of `data`; `key` is where `data` is in `file`.

    Raises:
        SchemaError: every missing, unknown and unfitting key, with its dotted path, in which the
            elements of lists count from 1.
    """
    with suppress(UnfitTable):
        return cast(T, fit_table(kind, data))
    from pydantic import ValidationError

    try:
        return cast(T, _adapter(cast(Any, kind)).validate_python(data))
    except ValidationError as error:
        raise SchemaError(
            tuple(_fault(kind, detail, file, key) for detail in _own_faults(error.errors()))
        ) from None


def _own_faults(details: list[ErrorDetails]) -> Iterator[ErrorDetails]:
    """Yield what is wrong, but not that a list is too short, since what is in it is at fault."""
    for detail in details:
        place = detail["loc"]
        inside = any(one["loc"][: len(place)] == place and one is not detail for one in details)
        if not (detail["type"] == "too_short" and inside):
            yield detail


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def _fault(kind: type, detail: ErrorDetails, file: str, key: str) -> Diagnostic:
    path = [part for part in detail["loc"] if not str(part).startswith("function-")]
    counted = [str(part + 1 if isinstance(part, int) else part) for part in path]
    dotted = ".".join([key, *counted] if key else counted)
    where = Where(file=file, column=dotted)
    if detail["type"] in ("missing", "missing_argument"):
        return Diagnostic("settings.missing-key", f"`{dotted}` is missing", where, "add it")
    if detail["type"] in ("unexpected_keyword_argument", "extra_forbidden"):
        hint = advise_key(kind, path)
        return Diagnostic("settings.unknown-key", f"`{dotted}` is not a setting", where, hint)
    value = detail.get("input")
    shown = value if isinstance(value, str) else repr(value)
    where = Where(file=file, column=dotted, value=without_password(shown)[:200])
    reason = detail["msg"].removeprefix("Value error, ")
    reason = reason[:1].lower() + reason[1:]
    return Diagnostic(
        "settings.bad-value", f"`{dotted}` is wrong: {reason}", where, _next_action(detail)
    )


def _next_action(detail: ErrorDetails) -> str:
    """Return the hint of an unfitting value: the nearest of those that fit, where they are few."""
    value, kind = detail.get("input"), detail["type"]
    if kind.startswith("date"):
        return advise_date(value) if isinstance(value, str) else FORM
    if kind == "string_pattern_mismatch" and "#[0-9a-fA-F]" in detail["ctx"]["pattern"]:
        return 'write a colour as # and six digits, such as "#1a2b3c"'
    if kind == "string_type" and isinstance(value, Mapping):
        return "write one text in quotes: it is the same in all languages"
    if (
        kind == "string_type"
        and isinstance(value, int | float | date)
        and not isinstance(value, bool)
    ):
        return f'write it in quotes: "{value}"'
    if kind != "literal_error" or not isinstance(value, str):
        return "fix it"
    fitting = [word for word in re.findall(r"'([^']*)'", detail["ctx"]["expected"]) if word]
    return did_you_mean(value, fitting)


def merge_tables(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return `base` with the keys of `own` in place of its own, table by table."""
    merged = dict(base)
    for key, value in own.items():
        before = merged.get(key)
        both = isinstance(before, Mapping) and isinstance(value, Mapping)
        merged[key] = merge_tables(before, value) if both else value  # type: ignore[arg-type]
    return merged
