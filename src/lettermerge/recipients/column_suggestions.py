"""Suggest a mapping for a list's headings.

Suggested in hints and never taken: `Title` is a courtesy title in one sheet and an office in the
next, and a letter is no place to find out.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files


@cache
def _known() -> Mapping[str, tuple[str, ...]]:
    text = files(__package__).joinpath("headings.toml").read_text(encoding="utf-8")
    return {ours: tuple(names) for ours, names in tomllib.loads(text).items()}


def split_words(heading: str) -> str:
    """Return a heading as headings.toml has it: `value.nameFullTitle` is `name full title`.

    What SPARQL calls `itemLabel.value` is `item label`.
    """
    last = re.split(r"\.(?=\D)", heading.removesuffix(".value"))[-1]
    apart = re.sub(r"(?<=[a-zß-ÿ])(?=[A-Z])", " ", last)
    return " ".join(re.sub(r"[\s_/-]+", " ", apart).casefold().split())


def suggest(headings: Iterable[str], wanted: Iterable[str]) -> dict[str, str]:
    """Return which heading each of the `wanted` columns of ours is probably under.

    No heading is suggested twice; columns that no heading is like are left out.
    """
    by_words: dict[str, str] = {}
    for heading in headings:
        by_words.setdefault(split_words(heading), heading)
    found: dict[str, str] = {}
    for ours in wanted:
        for name in _known().get(ours, ()):
            heading = by_words.get(name, "")
            if heading and heading not in found.values():
                found[ours] = heading
                break
    return found


def as_mapping(found: Mapping[str, str]) -> str:
    """Return suggestions as lines of the settings, to be read in a hint: `a = "A", b = "B"`."""
    return ", ".join(f'{ours} = "{heading}"' for ours, heading in found.items())
