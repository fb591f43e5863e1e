"""Count the items of lists as Word does, and write the labels that Markdown has no list for.

Such labels are (a), iv., B), 1.2 and Article 3. Numbers of one definition go on in each of its
lists, but for the first item of a list that restarts (ECMA-376 part 1, 17.9.15 and 17.9.26).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .source_letter import ListMark

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LETTERED = ("lowerLetter", "upperLetter", "lowerRoman", "upperRoman", "decimalZero", "ordinal")
_MOST = 780  # Word repeats a letter up to thirty times (17.18.59)
_PLACE = re.compile(r"%(\d)")
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


@dataclass(slots=True)
class ListNumbers:
    """The number of each item, by its list and level."""

    _counts: dict[tuple[str, int], int] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def next(self, item: ListMark) -> tuple[int, ...]:
        """Return the numbers of the levels of an item, its own last."""
        for key in [key for key in self._counts if key[0] == item.list_id and key[1] > item.level]:
            del self._counts[key]
        key, started = (item.list_id, item.level), (item.number_id, item.level)
        before = self._counts.get(key, item.start - 1)
        if item.restarts and started not in self._begun:
            before = item.start - 1
        self._begun.add(started)
        self._counts[key] = before + 1
        above = (
            self._counts.get((item.list_id, level), start)
            for level, (_, start) in enumerate(item.above)
        )
        return (*above, before + 1)


def is_lettered(item: ListMark) -> bool:
    """Say whether Markdown has no list with such labels."""
    if item.format in _LETTERED:
        return True
    plain = re.fullmatch(rf"\(?%{item.level + 1}[.):]*", item.pattern.strip())
    return item.ordered and item.format == "decimal" and not plain


def label_of(item: ListMark, *numbers: int) -> str:
    """Return the label of the item with these numbers in its list: of the levels above, its own."""
    formats = (*(name for name, _ in item.above), item.format)
    own = f"%{item.level + 1}"
    pattern = item.pattern
    known = range(item.level + 2 - len(numbers), item.level + 2)
    if own not in pattern or any(int(place) not in known for place in _PLACE.findall(pattern)):
        pattern = f"{own}."
    return _PLACE.sub(
        lambda found: _counted(
            formats[int(found[1]) - item.level - 2], numbers[int(found[1]) - item.level - 2]
        ),
        pattern,
    )


def _counted(form: str, number: int) -> str:
    if form.endswith("Letter"):
        found = _letters(number)
    elif form.endswith("Roman"):
        found = _roman(number)
    elif form == "ordinal":
        tens = number // 10 % 10 == 1
        found = f"{number}{'th' if tens else _ENDINGS.get(number % 10, 'th')}"
    else:
        found = f"{number:02}" if form == "decimalZero" else str(number)
    return found.upper() if form.startswith("upper") else found


def _letters(number: int) -> str:
    """Return a to z, then aa, bb: as Word counts (ECMA-376 part 1, 17.18.59)."""
    if not 1 <= number <= _MOST:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    if not 1 <= number < 4000:
        return str(number)
    found = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        found += sign * count
    return found
