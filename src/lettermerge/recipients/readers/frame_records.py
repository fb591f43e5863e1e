"""Read a pandas DataFrame into records of text, as other lists are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from ...config.settings import RosterSettings
from .delimited_text import Record
from .value_text import Bounds, text_of

if TYPE_CHECKING:
    import pandas as pd

_BLOCK = 4096  # rows


@dataclass(frozen=True, slots=True)
class FrameSettings(RosterSettings):
    """A roster that is a DataFrame; `source` is its name, by which messages call it.

    Copies for other processes go without the frame: only the first one reads recipients.
    """

    frame: Any = field(default=None, repr=False, compare=False)

    def __reduce__(self) -> tuple[Any, ...]:
        """Return what a copy in another process is made of."""
        values = tuple(getattr(self, one.name) for one in fields(RosterSettings))
        return RosterSettings, values


def frame_roster(
    frame: pd.DataFrame,
    name: str = "frame",
    columns: Mapping[str, str] | None = None,
    constants: Mapping[str, str] | None = None,
) -> RosterSettings:
    """Return a DataFrame as a roster, for `Settings.recipients`.

    Its columns are the headings, levels of its index that have a name included; `columns` and
    `constants` are as in lettermerge.toml, and `name` is what messages and `errors.csv` call it.
    """
    return FrameSettings(name, dict(columns or {}), dict(constants or {}), frame=frame)


def row_roster(row: Mapping[str, Any] | pd.Series[Any], name: str = "row") -> RosterSettings:
    """Return one row as a roster, whose headings are its keys; without an `id` it has one."""
    import pandas as pd

    values = {"id": "row", **{str(key): value for key, value in row.items()}}
    return frame_roster(pd.DataFrame([values], dtype=object), name)


def read_frame(settings: FrameSettings) -> Iterator[Record]:
    """Yield the headings as row 0, and the rows from 1.

    Raises:
        TableError: there is more than a roster has.
    """
    frame: pd.DataFrame = settings.frame
    if any(name is not None for name in frame.index.names):
        frame = frame.reset_index(allow_duplicates=True)
    yield 0, [_heading(label) for label in frame.columns]
    bounds, number = Bounds(settings.name), 0
    for start in range(0, len(frame), _BLOCK):
        block = frame.iloc[start : start + _BLOCK]
        columns = [_texts(block.iloc[:, place]) for place in range(block.shape[1])]
        rows = [list(row) for row in zip(*columns, strict=True)]
        bounds.add_rows(rows)
        for row in rows:
            number += 1
            yield number, row


def _heading(label: object) -> str:
    """Return a column's label as a heading; the levels of one with several are behind dots."""
    return ".".join(map(str, label)) if isinstance(label, tuple) else str(label)


def _texts(column: pd.Series[Any]) -> list[str]:
    """Return a column's cells as text; what pandas takes for missing is nothing."""
    values = column.tolist()
    if str(column.dtype).casefold() in ("float32", "float16"):  # with the digits that they have
        values = [float(str(value)) for value in column.array]
    missing = column.isna().tolist()
    return ["" if gone else text_of(one) for one, gone in zip(values, missing, strict=True)]
