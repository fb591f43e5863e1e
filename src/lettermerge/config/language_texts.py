"""Choose a text of the settings in the language of a letter: one text, or a table by language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Annotated, TypeVar

from pydantic import Field

Tag = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
#: A text for all letters, or one for each language: { en = "Director", fr = "Directrice" }.
LanguageText = str | Annotated[Mapping[Tag, str], Field(min_length=1)]

T = TypeVar("T")


def in_language(text: LanguageText, language: str, fallback: str) -> str:
    """Return a text in a language (a BCP 47 tag), else in that of `fallback`, else the first."""
    if isinstance(text, str):
        return text
    for tag in (language, language.partition("-")[0], fallback, fallback.partition("-")[0]):
        if tag in text:
            return text[tag]
    return next(iter(text.values()))


def lacks_language(text: LanguageText, language: str) -> bool:
    """Say whether a text is given by language, and not in this one."""
    return not isinstance(text, str) and not {language, language.partition("-")[0]} & {*text}


def localised(table: T, language: str, fallback: str) -> T:
    """Return a frozen dataclass with each of its texts by language as one text."""
    texts = {key: in_language(text, language, fallback) for key, text in _by_language(table)}
    return replace(table, **texts) if texts else table  # type: ignore[type-var]


def lacking(table: object, language: str) -> tuple[str, ...]:
    """Return the keys of a table whose texts by language lack this one."""
    return tuple(key for key, text in _by_language(table) if lacks_language(text, language))


def _by_language(table: object) -> Iterator[tuple[str, LanguageText]]:
    for one in fields(table):  # type: ignore[arg-type]
        value = getattr(table, one.name)
        if "LanguageText" in str(one.type) and not isinstance(value, str):
            yield one.name, value
