"""Turn recipients into a pandas DataFrame of text, a row for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from .model import COLUMNS, Recipient
from .packed_row import typed

if TYPE_CHECKING:
    from pandas import DataFrame as DataFrame  # noqa: PLC0414 - others name the types, too
    from pandas import Series as Series  # noqa: PLC0414


def recipients_frame(recipients: Iterable[Recipient]) -> DataFrame:
    """Return recipients as their lists give them: our columns, then every other.

    A column of ours in which nobody has anything is left out. The lines of an address are lines of
    one cell. Read as a roster, it gives the same recipients.
    """
    rows = [
        {name: _cell(getattr(one, name)) for name in COLUMNS} | dict(typed(one.extra))
        for one in recipients
    ]
    filled = [name for name in COLUMNS if any(row[name] for row in rows)]
    return text_frame(rows, filled or ["id"], COLUMNS)


def text_frame(
    rows: Sequence[Mapping[str, str]], first: Sequence[str], ours: Iterable[str]
) -> DataFrame:
    """Return rows of text as a frame: the columns `first`, then those that are not `ours`.

    What a row does not have is "".
    """
    import pandas as pd

    known = set(ours)
    others = dict.fromkeys(name for row in rows for name in row if name not in known)
    columns = [*first, *others]
    return pd.DataFrame(
        [[row.get(name, "") for name in columns] for row in rows], columns=columns, dtype="str"
    )


def _cell(value: str | Sequence[str]) -> str:
    return value if isinstance(value, str) else "\n".join(value)
