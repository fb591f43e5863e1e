"""Build frozen dataclasses of tables that fit as they are, as pydantic would, without importing it.

To import pydantic and to build its schemas takes longer than a letter. What does not fit plainly is
left to it: it converts what can be converted, and says what is wrong with the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from typing import get_type_hints as hints_of

from .value_rules import After, Before, ValueBounds, key_of

Fit = Callable[[Any], Any]


class UnfitTable(Exception):
    """A value that does not fit plainly."""


def fit_table(kind: Any, table: Any) -> Any:
    """Return the `kind` (a dataclass) that a table makes.

    Raises:
        UnfitTable: a value needs to be converted, or there is a fault.
    """
    strips = bool(kind.__pydantic_config__.get("str_strip_whitespace"))
    if type(table) is not dict:
        raise UnfitTable
    keys, needed = _keys(kind)
    if not needed <= table.keys() <= keys.keys():
        raise UnfitTable
    values = {}
    for key, value in table.items():
        name, hint = keys[key]
        values[name] = _fit_of(hint, strips)(value)
    return kind(**values)


@cache
def _keys(kind: Any) -> tuple[Mapping[str, tuple[str, Any]], frozenset[str]]:
    """Return name and type of each field by its key, and the keys that must be there."""
    hints = hints_of(kind, include_extras=True)
    own = {key_of(one.name): one for one in fields(kind)}
    keys = {key: (one.name, hints[one.name]) for key, one in own.items()}
    needed = frozenset(
        key for key, one in own.items() if one.default is MISSING and one.default_factory is MISSING
    )
    return keys, needed


@cache
def _fit_of(hint: Any, strips: bool) -> Fit:
    """Return what makes a value of a type; texts lose the white space around them if `strips`."""
    origin, inner = get_origin(hint), get_args(hint)
    if is_dataclass(hint):
        return lambda table: fit_table(hint, table)
    if origin is Annotated:
        return _ruled(hint, strips)
    if origin in (Union, UnionType):
        return _fit_first(tuple(_fit_of(one, strips) for one in inner))
    if origin is Literal:
        return _fit_word(frozenset(inner))
    if origin is tuple:
        return _fit_tuple(inner, strips)
    if origin in _MAPPINGS:
        return _fit_mapping(_fit_of(inner[0], strips), _fit_of(inner[1], strips))
    return _fit_stripped if hint is str and strips else _fit_type(hint)


_MAPPINGS = (Mapping, dict)


def _ruled(hint: Any, strips: bool) -> Fit:
    rules: tuple[Any, ...] = hint.__metadata__
    before = [one for one in rules if isinstance(one, Before)]
    after = [one for one in rules if isinstance(one, ValueBounds | After)]
    if len(before) + len(after) < len(rules):
        return _refuse
    plain = _fit_of(hint.__origin__, strips)

    def fit(value: Any) -> Any:
        for one in before:
            value = one.convert(value)
        value = plain(value)
        try:
            for rule in after:
                value = rule.convert(value)
        except ValueError:
            raise UnfitTable from None
        return value

    return fit


def _refuse(_: Any) -> Any:
    raise UnfitTable


def _fit_first(kinds: tuple[Fit, ...]) -> Fit:
    def fit(value: Any) -> Any:
        for one in kinds:
            try:
                return one(value)
            except UnfitTable:
                continue
        raise UnfitTable

    return fit


def _fit_word(words: frozenset[Any]) -> Fit:
    def fit(value: Any) -> Any:
        if type(value) is str and value in words:
            return value
        raise UnfitTable

    return fit


def _fit_tuple(inner: tuple[Any, ...], strips: bool) -> Fit:
    repeated = len(inner) == 2 and inner[1] is Ellipsis
    kinds = tuple(_fit_of(one, strips) for one in (inner[:1] if repeated else inner))

    def fit(values: Any) -> Any:
        if type(values) not in (list, tuple):
            raise UnfitTable
        if repeated:
            return tuple(map(kinds[0], values))
        if len(values) != len(kinds):
            raise UnfitTable
        return tuple(one(value) for one, value in zip(kinds, values, strict=True))

    return fit


def _fit_mapping(key_fit: Fit, value_fit: Fit) -> Fit:
    def fit(values: Any) -> Any:
        if type(values) is not dict:
            raise UnfitTable
        return {key_fit(key): value_fit(value) for key, value in values.items()}

    return fit


def _fit_stripped(value: Any) -> Any:
    """Return a text without white space around it.

    Python counts U+001C to U+001F as white space, pydantic does not.
    """
    if type(value) is not str:
        raise UnfitTable
    stripped = value.strip()
    if len(stripped) < len(value) and any(one in value for one in "\x1c\x1d\x1e\x1f"):
        raise UnfitTable
    return stripped


def _fit_float(value: Any) -> Any:
    if type(value) not in (int, float):
        raise UnfitTable
    return float(value)


def _fit_type(hint: Any) -> Fit:
    if hint is Any:
        return lambda value: value
    if hint is float:
        return _fit_float
    if hint not in (str, bool, int, date, bytes, NoneType):
        return _refuse

    def fit(value: Any) -> Any:
        if type(value) is not hint:
            raise UnfitTable
        return value

    return fit
