"""Read Parquet files into records of text, some thousands of rows at a time.

pyarrow is imported only here. Texts are read as codes and the distinct texts, so that a text that
a small file repeats a million times is measured before it is written out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...diagnostics import Diagnostic, Where
from ...errors import MissingEngineError
from .delimited_text import Record, TableError
from .value_text import LARGEST_HEIGHT, Bounds, text_of

if TYPE_CHECKING:
    import pyarrow as pa

_BLOCK = 4096  # rows


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
            hint="install lettermerge[parquet]",
        ) from None
    try:
        with pq.ParquetFile(path) as opened:
            if opened.metadata.num_rows > LARGEST_HEIGHT:
                Bounds(file).add(opened.metadata.num_rows, 0, 0)
            texts = [one.name for one in opened.schema_arrow if _is_text(one.type)]
        with pq.ParquetFile(path, read_dictionary=texts) as opened:
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


def _flat(table: pa.Table) -> pa.Table:
    """Return a table in which the fields of structures are columns of their own."""
    import pyarrow as pa

    while any(pa.types.is_struct(one.type) for one in table.schema):
        table = table.flatten()
    return table


def _is_text(kind: pa.DataType) -> bool:
    import pyarrow as pa

    types = pa.types
    return any(
        test(kind)
        for test in (types.is_string, types.is_large_string, types.is_binary, types.is_large_binary)
    )


def _texts(column: pa.ChunkedArray, bounds: Bounds) -> list[str]:
    """Return a column's cells as text; what they come to is counted before it is made."""
    cells: list[str] = []
    for chunk in column.chunks:
        values: Any = chunk if _is_dictionary(chunk) else chunk.dictionary_encode()
        texts = _as_text(values.dictionary)
        sizes = [len(text) for text in texts]
        codes = values.indices.to_pylist()
        counts = [0] * len(sizes)
        for code in codes:
            if code is not None:
                counts[code] += 1
        total = sum(size * count for size, count in zip(sizes, counts, strict=True))
        bounds.add(0, total, max(sizes, default=0))
        cells += ["" if code is None else texts[code] for code in codes]
    return cells


def _is_dictionary(chunk: pa.Array) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_dictionary(chunk.type))


def _as_text(values: pa.Array) -> Sequence[str]:
    """Return distinct values as text; pyarrow knows how many digits a short float has."""
    import pyarrow as pa

    if pa.types.is_float16(values.type) or pa.types.is_float32(values.type):
        values = values.cast(pa.float32()).cast(pa.string())
        return [text.removesuffix(".0") for text in map(text_of, values.to_pylist())]
    return [text_of(value) for value in values.to_pylist()]


def _refused(file: str, error: Exception) -> Diagnostic:
    return Diagnostic(
        "roster.not-parquet",
        f"cannot be read as Parquet: {' '.join(str(error).split())[:300]}",
        Where(file),
        "save it again from its source, or as CSV",
    )
