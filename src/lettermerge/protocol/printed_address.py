"""Find the country and the postal code of an address as it is printed on a letter.

A printed block ends with its country where the letter crosses a border, and only there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .country_names import country_code, is_country, named_country
from .town_lines import Town, is_code, split_address

_LAST_LINES = 3  # in which a postal code is looked for


def printed_destination(block: Sequence[str], sender_country: str) -> tuple[str, str]:
    """Return the ISO code of a block's country and its postal code, "" for what it does not say.

    `sender_country` is the country of a block that names none.
    """
    lines = tuple(block)
    country = _country_of(lines[-1]) if len(lines) > 1 else ""
    if country:
        lines = lines[:-1]
    country = country or sender_country
    return country, _code_of(lines, country)


def _country_of(line: str) -> str:
    """Return the country that a line names; it may name it in two languages."""
    own, _, english = line.rpartition(" / ")
    for name in (english, own):
        code = named_country(name) or (country_code(name) if len(name.strip()) > 3 else "")
        if name and is_country(code):
            return code
    return ""


def _code_of(lines: tuple[str, ...], country: str) -> str:
    if split := split_address(lines, country):
        return split[1].code
    for line in reversed(lines[-_LAST_LINES:]):
        words = line.replace(",", " ").split()
        for length in (2, 1):
            for start in (*range(len(words) - length, -1, -1),):
                text = " ".join(words[start : start + length])
                if any(char.isdigit() for char in text) and is_code(text, country):
                    return text
    return ""


@dataclass(frozen=True, slots=True)
class PrintedAddress:
    """A printed block taken apart: its name line, street lines, town; `country` is an ISO code.

    `has_country` says whether its last line is the country. Without a town that can be told,
    `street` is all between name and country, and `town` is empty.
    """

    name: str
    street: tuple[str, ...]
    town: Town
    country: str
    has_country: bool


def take_apart(block: Sequence[str], sender_country: str) -> PrintedAddress:
    """Return the parts of a printed block, which has a line at least."""
    lines = tuple(block)
    country = _country_of(lines[-1]) if len(lines) > 1 else ""
    inner = lines[1:-1] if country else lines[1:]
    found = split_address(inner, country or sender_country) or (inner, Town())
    return PrintedAddress(lines[0], *found, country or sender_country, bool(country))
