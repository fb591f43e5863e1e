"""Define a cell that prints as the sheet shows it and carries the value behind that text.

A plain `str` is a cell whose value is its text: that is every cell of a csv.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import NoReturn

CellValue = Decimal | datetime.date | datetime.time | str

LONGEST_NUMBER = 40  # characters; a sheet keeps 15 digits
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?", re.ASCII)
_TIME = re.compile(r"\d\d:\d\d(:\d\d(\.\d{1,6})?)?", re.ASCII)


class TypedCell(str):
    """A cell's text as shown; `value` is its value as text that depends on nobody's locale.

    That is `1250.5` for `£1,250.50` and `2024-03-04` for `4 March 2024`. The text decides whether
    two cells are equal, as it does for plain texts.
    """

    __slots__ = ("value",)
    value: str

    def __new__(cls, text: str, value: str) -> TypedCell:
        made = super().__new__(cls, text)
        made.value = value
        return made

    def __reduce__(self) -> tuple[type[TypedCell], tuple[str, str]]:
        return TypedCell, (str(self), self.value)

    def __repr__(self) -> str:
        return f"{str(self)!r} ({self.value})"


class UnfitCellError(Exception):
    """A cell that a filter cannot print; `cell` is that cell, the text says what it is not."""

    def __init__(self, cell: object, message: str) -> None:
        super().__init__(message)
        self.cell = cell


def value_text(cell: str) -> str:
    """Return the value of a cell as text: of a plain text the text itself."""
    return cell.value if isinstance(cell, TypedCell) else cell


def read_value(text: str) -> CellValue:
    """Return the number, date or time that a value is, else the text itself."""
    text = text.strip()
    if len(text) > LONGEST_NUMBER:
        return text
    try:
        if _NUMBER.fullmatch(text):
            return Decimal(text)
        if _DATE.fullmatch(text):
            return datetime.date.fromisoformat(text)
        if _MOMENT.fullmatch(text):
            return datetime.datetime.fromisoformat(text)
        if _TIME.fullmatch(text):
            return datetime.time.fromisoformat(text)
    except ValueError:  # a day such as 2023-02-30
        return text
    return text


def number_in(cell: object) -> Decimal:
    """Return the number that a cell, or a number of the template, holds.

    Raises:
        UnfitCellError: it holds none.
    """
    if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        number = Decimal(str(cell))
    else:
        found = read_value(value_text(cell)) if isinstance(cell, str) else cell
        if not isinstance(found, Decimal):
            _refuse(cell, "a number")
        number = found
    if not number.is_finite():
        _refuse(cell, "a number")
    return number


def date_in(cell: object) -> datetime.date | datetime.time:
    """Return the date, moment or time of day that a cell holds.

    Raises:
        UnfitCellError: it holds none.
    """
    found = read_value(value_text(cell)) if isinstance(cell, str) else cell
    if not isinstance(found, datetime.date | datetime.time):
        _refuse(cell, "a date (such as 2024-03-04)")
    return found


def ungroup(cell: str) -> str:
    """Return a cell's text without separators of thousands, where its value is a number.

    An id is read so: `1,234,567` and `1234567` are one id. A separator is one only between the
    digits of the value's own integer part, so `02138-0001` and `12.5` stay as they are.
    """
    if not isinstance(cell, TypedCell):
        return cell
    number = read_value(cell.value)
    if not isinstance(number, Decimal) or abs(number) < 1000 or number.adjusted() > LONGEST_NUMBER:
        return str(cell)
    whole = str(int(abs(number)))
    for digits in (whole, str(int(whole) + 1)):  # rounded up, perhaps
        pattern = r"[,.'’\s]?".join(digits)
        if found := re.search(rf"(?<!\d){pattern}(?!\d)", cell):
            return f"{cell[: found.start()]}{digits}{cell[found.end() :]}"
    return str(cell)


def _refuse(cell: object, what: str) -> NoReturn:
    if isinstance(cell, str) and not cell.strip():
        raise UnfitCellError(cell, f"an empty cell is not {what}")
    raise UnfitCellError(cell, f"`{str(cell)[:80]}` is not {what}")
