"""Order the letters after a name as a country does, from post_nominals.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any


def in_order(letters: Sequence[str], country: str) -> tuple[str, ...]:
    """Return letters in the order of a country (an ISO code); points in them count for nothing.

    Letters that the country's list lacks stay behind those that they are behind. A country
    without a list leaves all as they are.
    """
    places = _places().get(country)
    if not places or len(letters) < 2:
        return tuple(letters)
    keyed, last = [], (-1, 0)
    for one in letters:
        last = places.get(one.replace(".", ""), last)
        keyed.append((last, one))
    return tuple(one for _, one in sorted(keyed, key=lambda pair: pair[0]))


@cache
def _places() -> Mapping[str, Mapping[str, tuple[int, int]]]:
    """Return group and place of each letter, by country."""
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for country, table in order_of_letters().items():
        for number, group in enumerate(table["groups"]):
            for place, one in enumerate(group["letters"]):
                key = (number, place if group.get("ordered") else 0)
                found.setdefault(country, {})[one] = key
    return found


@cache
def order_of_letters() -> Mapping[str, Mapping[str, Any]]:
    """Return the groups of letters and their source, by country."""
    text = files(__package__).joinpath("post_nominals.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
