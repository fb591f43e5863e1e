"""Read dates as people type them, to say how they are written here: 2026-12-02."""

from __future__ import annotations

import re
from datetime import date, datetime

_NUMBERS = re.compile(r"(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{1,2})")
_WORDS = ("%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y")
FORM = "write a date as year-month-day: 2026-12-02"


def advise_date(text: str) -> str:
    """Return how a date is to be written, as far as the typed one tells it."""
    meant = [one.isoformat() for one in dict.fromkeys(_meant(" ".join(text.split())))]
    return f"write {' or '.join(meant)} (year-month-day)" if meant else FORM


def _meant(text: str) -> list[date]:
    """Return the dates that a typed one can be; with slashes the month may be first."""
    if found := _YEAR_FIRST.fullmatch(text):
        return _valid((found[1], found[2], found[3]))
    if found := _NUMBERS.fullmatch(text):
        first, sign, second, year = found.groups()
        days = _valid((year, second, first))
        return days + _valid((year, first, second)) if sign == "/" or not days else days
    for pattern in _WORDS:
        try:
            return [datetime.strptime(text.replace(",", "").replace(".", ""), pattern).date()]  # noqa: DTZ007 - a day alone
        except ValueError:
            continue
    return []


def _valid(parts: tuple[str, str, str]) -> list[date]:
    try:
        return [date(*map(int, parts))]
    except ValueError:
        return []
