"""Parquet files: text as text, structures as columns, hostile files within bounds."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettermerge.config.settings import RosterSettings
from lettermerge.errors import MissingEngineError, extra_hint
from lettermerge.recipients.readers import parquet_records
from lettermerge.recipients.readers.delimited_text import TableError
from lettermerge.recipients.readers.list_file_reading import read_table
from lettermerge.recipients.readers.value_text import Bounds


def cells(path: Path) -> list[list[str]]:
    table = read_table(path, RosterSettings(path.name))
    rows = [list(row) for block in table.frames for row in block.cells]
    return [list(table.headings.names), *rows]


def write(folder: Path, columns: dict[str, Any], **options: Any) -> Path:
    pq.write_table(pa.table(columns), folder / "r.parquet", **options)
    return folder / "r.parquet"


def refused(path: Path) -> str:
    with pytest.raises(TableError) as caught:
        cells(path)
    (fault,) = caught.value.faults
    return f"{fault.code} {fault}"


def codes(path: Path) -> set[str]:
    """Return the codes of a file's faults, "" where it can be read."""
    try:
        cells(path)
    except TableError as error:
        return {one.code for one in error.faults}
    return {""}


def test_every_type_is_read_as_it_is_shown(tmp_path: Path) -> None:
    noon = datetime.datetime(2023, 7, 20, 12, 30)  # noqa: DTZ001 - as files have them
    columns: dict[str, Any] = {
        "code": ["00712", "NA", None],
        "bytes": pa.array([b"plain", b"\xff\x00", None], pa.binary()),
        "kind": pa.array(["a", None, "a"]).dictionary_encode(),
        "number": pa.array([7, None, -1], pa.int32()),
        "float": [3.0, 0.1, None],
        "short": pa.array([3.0, 0.1, None], pa.float32()),
        "share": pa.array([Decimal("12.00"), None, Decimal("0.50")], pa.decimal128(10, 2)),
        "since": [datetime.date(2023, 7, 20), None, datetime.date(1805, 1, 2)],
        "seen": [datetime.datetime(2023, 7, 20), noon, None],  # noqa: DTZ001
        "at": pa.array([noon, None, None], pa.timestamp("ms", "UTC")),
        "active": [True, False, None],
        "tags": [["one", "two"], [], None],
        "nothing": pa.nulls(3),
        "map": pa.array([[("k", "v")], None, None], pa.map_(pa.string(), pa.string())),
        "parts": [[{"a": "é"}], None, None],
    }
    headings, *rows = cells(write(tmp_path, columns))
    assert {name: [row[n] for row in rows] for n, name in enumerate(headings)} == {
        "code": ["00712", "NA", ""],
        "bytes": ["plain", "\\xff00", ""],
        "kind": ["a", "", "a"],
        "number": ["7", "", "-1"],
        "float": ["3", "0.1", ""],
        "short": ["3", "0.1", ""],
        "share": ["12.00", "", "0.50"],
        "since": ["2023-07-20", "", "1805-01-02"],
        "seen": ["2023-07-20", "2023-07-20 12:30:00", ""],
        "at": ["2023-07-20 12:30:00+00:00", "", ""],
        "active": ["TRUE", "FALSE", ""],
        "tags": ["one\ntwo", "", ""],
        "nothing": ["", "", ""],
        "map": ['[["k", "v"]]', "", ""],
        "parts": ['[{"a": "é"}]', "", ""],
    }


def test_fields_of_structures_are_columns(tmp_path: Path) -> None:
    name = [{"given": "Ann", "family": {"first": "Test", "last": "Wright"}}, None]
    assert cells(write(tmp_path, {"id": ["a", "b"], "name": name})) == [
        ["id", "name.given", "name.family.first", "name.family.last"],
        ["a", "Ann", "Test", "Wright"],
        ["b", "", "", ""],
    ]


@pytest.mark.slow
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), max_size=30))
def test_any_text_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("parquet")
    frame = pd.DataFrame({"id": [f"n{n}" for n in range(len(texts))], "text": texts}, dtype="str")
    frame.to_parquet(folder / "r.parquet")
    rows = [[f"n{n}", text] for n, text in enumerate(texts)]
    assert cells(folder / "r.parquet") == [["id", "text"], *rows]


def test_more_rows_than_a_block_and_a_row_group(tmp_path: Path) -> None:
    ids = [f"m{n:05}" for n in range(10_000)]
    path = write(tmp_path, {"id": ids, "group": ["x", "y"] * 5000}, row_group_size=3000)
    assert [row[0] for row in cells(path)[1:]] == ids


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.parquet"
    path.write_bytes(b"id,name\na,b\n")
    assert "roster.wrong-kind" in refused(path)
    whole = write(tmp_path, {"id": ["a"] * 1000}).read_bytes()
    for content in (whole[:100], whole[:-20], b"PAR1" + bytes(40) + b"PAR1"):
        path.write_bytes(content)
        assert "roster.not-parquet r.parquet: cannot be read as Parquet" in refused(path)
    csv = tmp_path / "r.csv"
    csv.write_bytes(whole)
    assert "it is Parquet inside, not csv" in refused(csv)


def test_bytes_that_are_changed_never_end_the_program(tmp_path: Path) -> None:
    whole = write(tmp_path, {"id": [f"a{n}" for n in range(300)], "n": list(range(300))})
    content, found = whole.read_bytes(), set[str]()
    for place in range(4, len(content) - 8, 37):
        changed = bytearray(content)
        changed[place] ^= 0x55
        whole.write_bytes(changed)
        found |= codes(whole)
    assert found == {"", "roster.not-parquet"}


@pytest.mark.parametrize("code", [-1, 2])
def test_a_code_without_a_text_is_damage(code: int) -> None:
    codes = pa.array([0, code, 1], pa.int32())
    values = pa.DictionaryArray.from_arrays(codes, pa.array([7, 8]), safe=False)
    with pytest.raises(pa.ArrowException):
        parquet_records._texts(pa.chunked_array([values]), Bounds("r.parquet"))


def test_a_small_file_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    repeated = pa.DictionaryArray.from_arrays(pa.array([0] * 4000, pa.int32()), ["x" * 900_000])
    for store in (True, False):
        path = write(tmp_path, {"id": repeated}, store_schema=store)
        assert path.stat().st_size < 1 << 20
        assert "roster.too-large r.parquet: its cells hold more than 512 MiB" in refused(path)
    lists = pa.ListArray.from_arrays(pa.array([0, 2000, 4000], pa.int32()), repeated)
    path = write(tmp_path, {"id": lists}, store_schema=False)
    assert "roster.too-large r.parquet: its cells hold more than 512 MiB" in refused(path)
    inner = pa.StructArray.from_arrays([repeated], ["inner"])
    path = write(tmp_path, {"id": inner}, store_schema=False)
    assert "roster.too-large r.parquet: its cells hold more than 512 MiB" in refused(path)
    path = write(tmp_path, {"id": ["x" * (1 << 20) + "y"]})
    assert "a text in it is longer than 1 MiB" in refused(path)
    path = write(tmp_path, {"id": pa.array([None], pa.string()).take(pa.array([0] * 1_000_001))})
    assert "more than 1,000,000 rows" in refused(path)


@pytest.fixture(autouse=True)
def give_back() -> Iterator[None]:
    """Give the memory back that Arrow keeps for the next table."""
    yield
    pa.default_memory_pool().release_unused()


@pytest.mark.slow
def test_lists_of_endless_length_are_refused(tmp_path: Path) -> None:
    zeros = pa.repeat(pa.scalar(0, pa.int8()), 1_000_001)
    lists = pa.ListArray.from_arrays(pa.array([0, len(zeros)], pa.int32()), zeros)
    table = pa.table({"id": lists})
    path = tmp_path / "r.parquet"
    with pq.ParquetWriter(path, table.schema) as writer:
        for _ in range(10):  # piece by piece: Arrow holds 24 bytes for each value that it writes
            writer.write_table(table)
    assert path.stat().st_size < 1 << 20
    assert "its lists hold more than 10,000,000 values" in refused(path)


def test_the_extra_is_named_where_it_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, {"id": ["a"]})
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingEngineError) as caught:
        cells(path)
    assert caught.value.hint == extra_hint("parquet")
