"""A cell is its text, and keeps its value wherever it goes."""

from __future__ import annotations

import datetime
import pickle
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettermerge.typed_cell import (
    TypedCell,
    UnfitCellError,
    date_in,
    number_in,
    read_value,
    ungroup,
    value_text,
)


@given(st.text(), st.text())
def test_a_cell_is_its_text_and_survives_a_pickle(text: str, value: str) -> None:
    cell = TypedCell(text, value)
    assert (cell, hash(cell), str(cell)) == (text, hash(text), text)
    assert type(str(cell)) is str
    again = pickle.loads(pickle.dumps(cell))
    assert (type(again), again, again.value) == (TypedCell, text, value)


def test_the_representation_tells_values_apart() -> None:
    assert repr(TypedCell("25%", "0.251")) != repr(TypedCell("25%", "0.249"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", Decimal(12)), ("-.5", Decimal("-0.5")), ("1e3", Decimal(1000)),
        ("2024-02-29", datetime.date(2024, 2, 29)),
        ("2024-02-29T08:00", datetime.datetime(2024, 2, 29, 8)),  # noqa: DTZ001
        ("08:00:01.5", datetime.time(8, 0, 1, 500_000)),
    ],
)  # fmt: skip
def test_numbers_and_iso_dates_are_read(text: str, value: object) -> None:
    assert read_value(f" {text} ") == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1,250",
        "2023-02-30",
        "25:00",
        "nan",
        "inf",
        "１２",
        "1_000",
        "9" * 60,
        "1e9999",
        "4 March",
    ],
)
def test_other_texts_stay_texts(text: str) -> None:
    assert read_value(text) == text
    with pytest.raises(UnfitCellError):
        number_in(text)
    with pytest.raises(UnfitCellError):
        date_in(text)


def test_a_typed_cell_is_read_by_its_value() -> None:
    assert number_in(TypedCell("(42.50)", "-42.5")) == Decimal("-42.5")
    assert date_in(TypedCell("4/3/24", "2024-03-04")) == datetime.date(2024, 3, 4)
    assert value_text(TypedCell("25%", "0.25")) == "0.25"
    assert value_text("25%") == "25%"
    assert number_in(3) == 3
    with pytest.raises(UnfitCellError):
        number_in(True)


@pytest.mark.parametrize(
    ("text", "value", "identity"),
    [
        ("1,234,567", "1234567", "1234567"),
        ("1\u00a0234\u00a0567", "1234567", "1234567"),
        ("1.234,50", "1234.5", "1234,50"),
        ("No. 1,235", "1234.6", "No. 1235"),
        ("12,34,567", "1234567", "1234567"),
        ("02138-0001", "21380001", "02138-0001"),
        ("999.600", "999.6", "999.600"),
        ("12.5", "12.5", "12.5"),
        ("4 March 2024", "2024-03-04", "4 March 2024"),
        ("1,250%", "12.5", "1,250%"),
    ],
)
def test_an_id_has_no_thousands(text: str, value: str, identity: str) -> None:
    assert ungroup(TypedCell(text, value)) == identity


def test_a_plain_text_is_never_ungrouped() -> None:
    assert ungroup("1,234,567") == "1,234,567"
