"""Define what values of settings must be beyond their type: read by `fit_table` and by pydantic.

pydantic is not imported for it: only a table with faults needs that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Annotated, Any

#: How pydantic reads a table: `__pydantic_config__` of a dataclass.
Config = Mapping[str, Any]
VERBATIM: Config = {"extra": "forbid"}
STRICT: Config = {**VERBATIM, "str_strip_whitespace": True}


def key_of(field: str) -> str:
    """Return the key of a field: its name, without what keeps that from being a keyword."""
    return field.rstrip("_")


@dataclass(frozen=True, slots=True)
class ValueBounds:
    """The bounds of a number, of a length, or the pattern of a text (as in pydantic's `Field`)."""

    ge: float | None = None
    gt: float | None = None
    le: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None

    def convert(self, value: Any) -> Any:
        """Return a value of the right type if it fits; raise ValueError otherwise."""
        fits = (
            (self.ge is None or value >= self.ge)
            and (self.gt is None or value > self.gt)
            and (self.le is None or value <= self.le)
            and (self.min_length is None or len(value) >= self.min_length)
            and (self.max_length is None or len(value) <= self.max_length)
            and (self.pattern is None or _compiled(self.pattern).fullmatch(value))
        )
        if not fits:
            raise ValueError(value)
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic import Field

        bounds = {name: bound for name, bound in asdict(self).items() if bound is not None}
        return handler.generate_schema(Annotated[source, Field(**bounds)])


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@dataclass(frozen=True, slots=True)
class Before:
    """A function that is applied to a value before its type is looked at."""

    convert: Callable[[Any], Any]

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_before_validator_function(self.convert, handler(source))


@dataclass(frozen=True, slots=True)
class After:
    """A function that is applied to a value of the right type; it raises ValueError."""

    convert: Callable[[Any], Any]

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(self.convert, handler(source))
