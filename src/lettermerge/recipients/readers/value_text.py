"""Turn typed values of databases, Parquet files and data frames into the text of a cell."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal

from ...diagnostics import Diagnostic, Where
from .delimited_text import TableError
from .spreadsheet_archive import LONGEST_TEXT

LARGEST_HEIGHT = 1_000_000  # rows
LARGEST_TEXTS = 512 << 20  # characters of all cells together

_MIDNIGHT = datetime.time()


def text_of(value: object) -> str:
    r"""Return a value as it is read from every kind of list, whatever anybody's locale.

    Nothing (None, not a number) is "". Whole numbers come without `.0`, decimals with the digits
    that they have, dates as 2023-07-20 and times behind them, booleans as TRUE and FALSE, lists as
    lines, other structures as JSON. Bytes are text if they are UTF-8, else hexadecimal digits
    behind `\x`.
    """
    if isinstance(value, str):
        return value
    if value is None or value != value:  # noqa: PLR0124 - so is what is not a number
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e21 else repr(value)
    if isinstance(value, Decimal):
        return f"{value:f}" if value.is_finite() else str(value)
    if isinstance(value, datetime.date | datetime.time):
        return _moment(value)
    return str(value) if isinstance(value, int) else _structure(value)


def _moment(value: datetime.date | datetime.time) -> str:
    if not isinstance(value, datetime.datetime):
        return value.isoformat()
    if value.tzinfo is None and value.time() == _MIDNIGHT:
        return value.date().isoformat()
    return value.isoformat(sep=" ")


def _structure(value: object) -> str:
    if isinstance(value, bytes | bytearray | memoryview):
        content = bytes(value)
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            return f"\\x{content.hex()}"
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, default=text_of)
    if isinstance(value, Sequence | set | frozenset):
        if any(isinstance(one, Mapping | list | tuple) for one in value):
            return json.dumps(list(value), ensure_ascii=False, default=text_of)
        return "\n".join(map(text_of, value))
    return str(value)


class Bounds:
    """Counts rows and characters as they are read, so that no source fills the memory."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._rows = self._characters = 0

    def add(self, rows: int, characters: int, longest: int) -> None:
        """Count a block of rows.

        Raises:
            TableError: there are more rows, or more or longer texts, than a roster has.
        """
        self._rows += rows
        self._characters += characters
        reason = ""
        if self._rows > LARGEST_HEIGHT:
            reason = f"it has more than {LARGEST_HEIGHT:,} rows"
        elif self._characters > LARGEST_TEXTS:
            reason = f"its cells hold more than {LARGEST_TEXTS >> 20} MiB of text together"
        elif longest > LONGEST_TEXT:
            reason = f"a text in it is longer than {LONGEST_TEXT >> 20} MiB"
        if reason:
            hint = "leave out the rows and columns that the letters do not need"
            raise TableError(Diagnostic("roster.too-large", reason, Where(self._file), hint))

    def add_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Count a block of rows of text; raises TableError as `add` does."""
        sizes = [len("".join(row)) for row in rows]
        longest = max(sizes, default=0)
        if longest > LONGEST_TEXT:  # of one cell, that is
            longest = max(len(cell) for row in rows for cell in row)
        self.add(len(rows), sum(sizes), longest)
