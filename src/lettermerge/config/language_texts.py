"""Choose texts of the settings in the language of a letter: one for all, or a table by language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Annotated, Any, TypeVar, overload

from .toml_loading import Lines
from .value_rules import ValueBounds

Tag = Annotated[str, ValueBounds(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
#: A text for all letters, or one for each language: { en = "Director", fr = "Directrice" }.
LanguageText = str | Annotated[Mapping[Tag, str], ValueBounds(min_length=1)]

#: Lines for all letters, or those for each language: { en = ["Registered in ..."], fr = [...] }.
LanguageLines = Lines | Annotated[Mapping[Tag, Lines], ValueBounds(min_length=1)]

T = TypeVar("T")
_NAMES = ("LanguageText", "LanguageLines")


@overload
def in_language(text: str | Mapping[str, str], language: str, fallback: str) -> str: ...


@overload
def in_language(
    text: tuple[str, ...] | Mapping[str, tuple[str, ...]], language: str, fallback: str
) -> tuple[str, ...]: ...


@overload
def in_language(
    text: tuple[str, ...] | Mapping[str, tuple[str, ...]] | None, language: str, fallback: str
) -> tuple[str, ...] | None: ...


def in_language(text: object, language: str, fallback: str) -> object:
    """Return what is said in a language (a BCP 47 tag), else in `fallback`, else the first."""
    if not isinstance(text, Mapping):
        return text
    for tag in (language, language.partition("-")[0], fallback, fallback.partition("-")[0]):
        if tag in text:
            return text[tag]
    return next(iter(text.values()))


def lacks_language(text: object, language: str) -> bool:
    """Say whether a text, or lines, are given by language, and not in this one."""
    return isinstance(text, Mapping) and not {language, language.partition("-")[0]} & {*text}


def localised(table: T, language: str, fallback: str) -> T:
    """Return a frozen dataclass with each of its texts and lines by language as those of one."""
    texts = {key: in_language(text, language, fallback) for key, text in _by_language(table)}
    return replace(table, **texts) if texts else table  # type: ignore[type-var]


def lacking(table: object, language: str) -> tuple[str, ...]:
    """Return the keys of a table whose texts by language lack this one."""
    return tuple(key for key, text in _by_language(table) if lacks_language(text, language))


def single_texts(table: object) -> tuple[str, ...]:
    """Return the keys of a table whose text could be given by language, and is one for all."""
    return tuple(
        one.name
        for one in fields(table)  # type: ignore[arg-type]
        if "LanguageText" in str(one.type) and isinstance(value := getattr(table, one.name), str)
        if value.strip()
    )


def _by_language(table: object) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for one in fields(table):  # type: ignore[arg-type]
        value = getattr(table, one.name)
        if isinstance(value, Mapping) and any(name in str(one.type) for name in _NAMES):
            yield one.name, value
