"""Read the titles and the designations of members in other languages, from foreign_words.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Designation(NamedTuple):
    """What a member is called: a text, the gender and the chamber it says ("" for none).

    `letters` are those after the name that it stands for.
    """

    id: str
    text: str
    gender: str
    chamber: str
    letters: str


@dataclass(frozen=True, slots=True)
class ForeignWords:
    """foreign_words.toml: spellings by title; doubtful ones as title, language, spelling."""

    courtesy: Mapping[str, tuple[str, ...]]
    doubtful: tuple[tuple[str, str, str], ...]
    members: tuple[Designation, ...]


@cache
def foreign_words() -> ForeignWords:
    """Return the package's foreign_words.toml."""
    text = files(__package__).joinpath("foreign_words.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    doubtful = [
        (title, tag, one)
        for title, by_language in data["doubtful"].items()
        for tag, spellings in by_language.items()
        for one in spellings
    ]
    members = [
        Designation(
            key, one, gender.replace("any", ""), row.get("chamber", ""), row.get("letters", "")
        )
        for key, row in data["members"].items()
        for gender in ("any", "f", "m")
        for spellings in row.get(gender, {}).values()
        for one in spellings
    ]
    courtesy = {
        title: tuple(one for spellings in by_language.values() for one in spellings)
        for title, by_language in data["courtesy"].items()
    }
    return ForeignWords(courtesy, tuple(doubtful), tuple(members))
