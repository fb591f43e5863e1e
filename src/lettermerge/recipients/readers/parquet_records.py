"""Read Parquet files into records of text, some thousands of rows at a time.

pyarrow is imported only here. Texts are read as codes and the distinct texts, so that a text that
a small file repeats a million times is measured before it is written out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ...diagnostics import Diagnostic, Where
from ...errors import MissingEngineError, extra_hint
from .delimited_text import Record, TableError
from .value_text import Bounds, text_of

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

_BLOCK = 4096  # rows
_BUFFER = 1 << 18  # bytes of each column that are read at once
_MOST_IN_LISTS = 10_000_000  # values in lists, all rows together
_TEXTS = ("STRING", "NONE", "JSON", "ENUM")  # logical types whose bytes are text


def read_parquet(path: Path, file: str) -> Iterator[Record]:
    """Yield the names of the columns as row 0, and the rows from 1.

    The fields of a structure are columns of their own (`name.family`), as in JSON.

    Raises:
        TableError: not a Parquet file, damaged, or with more than a roster has.
        MissingEngineError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise MissingEngineError(
            "pyarrow, which reads Parquet files, is not installed",
            hint=extra_hint("parquet"),
        ) from None
    try:
        with pq.ParquetFile(path) as opened:
            texts = _text_columns(opened, file)
        with pq.ParquetFile(path, read_dictionary=texts, buffer_size=_BUFFER) as opened:
            empty = pa.Table.from_batches([], opened.schema_arrow)
            yield 0, list(_flat(empty).column_names)
            bounds, number = Bounds(file), 0
            for batch in opened.iter_batches(_BLOCK, use_threads=False):
                table = _flat(pa.Table.from_batches([batch]))
                columns = [_texts(table.column(n), bounds) for n in range(table.num_columns)]
                bounds.add(table.num_rows, 0, 0)
                for row in zip(*columns, strict=True):
                    number += 1
                    yield number, list(row)
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise TableError(_refused(file, error)) from None


def _text_columns(opened: pq.ParquetFile, file: str) -> list[str]:
    """Return the paths of all texts, those inside lists and structures included.

    Raises:
        TableError: the file says itself that it has more than a roster has.
    """
    Bounds(file).add(opened.metadata.num_rows, 0, 0)
    texts, values = [], 0
    for number in range(len(opened.schema.names)):
        column = opened.schema.column(number)
        if column.physical_type == "BYTE_ARRAY" and column.logical_type.type in _TEXTS:
            texts.append(column.path)
        if column.max_repetition_level:
            groups = range(opened.metadata.num_row_groups)
            values += sum(
                opened.metadata.row_group(one).column(number).num_values for one in groups
            )
    if values > _MOST_IN_LISTS:
        reason = f"its lists hold more than {_MOST_IN_LISTS:,} values"
        hint = "leave out the columns that the letters do not need"
        raise TableError(Diagnostic("roster.too-large", reason, Where(file), hint))
    return texts


def _flat(table: pa.Table) -> pa.Table:
    """Return a table in which the fields of structures are columns of their own."""
    import pyarrow as pa

    while any(pa.types.is_struct(one.type) for one in table.schema):
        table = table.flatten()
    return table


def _texts(column: pa.ChunkedArray, bounds: Bounds) -> list[str]:
    """Return a column's cells as text; what they come to is counted before it is made.

    Raises:
        ArrowInvalid: the file is damaged, and codes in it name no text.
        TableError: there is more than a roster has.
    """
    import pyarrow as pa

    cells: list[str] = []
    column.validate(full=True)
    for chunk in column.chunks:
        bounds.add(0, _characters(chunk), 0)
        if pa.types.is_dictionary(chunk.type) and len(chunk.dictionary) > len(chunk):
            cells += _as_text(chunk.dictionary_decode())  # most of its texts are of other rows
        elif pa.types.is_dictionary(chunk.type):
            texts = _as_text(chunk.dictionary)
            codes = chunk.indices.to_pylist()
            cells += ["" if code is None else texts[code] for code in codes]
        else:
            cells += _as_text(chunk)
    bounds.add(0, 0, max(map(len, cells), default=0))
    return cells


def _characters(values: pa.Array) -> int:
    """Return how many bytes of text the values hold, however often each is repeated."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = values.type
    if pa.types.is_dictionary(kind):
        try:
            sizes = pc.binary_length(values.dictionary)
        except pa.ArrowNotImplementedError:  # they are no texts
            return len(values)
        return pc.sum(sizes.take(values.indices).cast(pa.int64())).as_py() or 0
    if pa.types.is_struct(kind):
        return sum(map(_characters, values.flatten()))
    if pa.types.is_map(kind):
        return _characters(values.keys) + _characters(values.items)
    if pa.types.is_nested(kind):
        return _characters(values.flatten())
    return len(values)


def _as_text(values: pa.Array) -> list[str]:
    """Return values as text; pyarrow knows how many digits a short float has."""
    import pyarrow as pa

    if pa.types.is_float16(values.type) or pa.types.is_float32(values.type):
        values = values.cast(pa.float32()).cast(pa.string())
        return [text_of(text).removesuffix(".0") for text in values.to_pylist()]
    return [value if type(value) is str else text_of(value) for value in values.to_pylist()]


def _refused(file: str, error: Exception) -> Diagnostic:
    return Diagnostic(
        "roster.not-parquet",
        f"cannot be read as Parquet: {' '.join(str(error).split())[:300]}",
        Where(file),
        "save it again from its source, or as CSV",
    )
