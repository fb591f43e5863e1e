"""Formats of a spreadsheet, by the rules that are not what a program happens to print."""

from __future__ import annotations

import datetime
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettermerge.recipients.readers.number_formats.cell_format import CellFormat
from lettermerge.recipients.readers.number_formats.date_text import Moment
from lettermerge.recipients.readers.number_formats.format_code import UnknownFormatError


def show(code: str, value: Moment | str, tag: str = "en_US") -> str:
    return CellFormat.of(code, tag).show(value)


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("00000", 2138.0, "02138"),
        ("00000-0000", 21380001.0, "02138-0001"),
        ("00000", 123456.0, "123456"),
        ("00000", -5.0, "-00005"),
        ("[=1]0;[=2]0;0.0", -7.0, "-7.0"),  # never without its sign
        ("mmmmm", datetime.date(2024, 3, 4), "M"),
        ("A/P h", datetime.time(14, 30), "P 2"),
        ("[h]:mm", datetime.timedelta(hours=-1, minutes=-30), "-1:30"),
        ("0.00", 1.005, "1.01"),  # of the decimal that the sheet keeps, not of the binary number
        ("0.00", 2.675, "2.68"),
        ("#,##0", 999.5, "1,000"),
        ("@", "a;b", "a;b"),
        ("0;0;0", "text", "text"),
        (";;;", "text", ""),
        (";;;", 5.0, ""),
    ],
)
def test_a_value_is_shown(code: str, value: Moment | str, shown: str) -> None:
    assert show(code, value).strip() == shown


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("[$-30000]d mmmm", 45355.0),  # another calendar
        ("[DBNum1]0", 5.0),
        ("ggge", 45355.0),
        ("b yyyy", 45355.0),
        ("0" * 256, 1.0),
        ("0;0;0;@;0", 1.0),
        ("[>5]0", 1.0),  # no section holds
        ("d mmmm", -5.0),
        ("d mmmm", 1e300),
        ("[$-7F7F]0", 1.0),
        ("0/", 1.0),
        ("d #", 45355.0),
        ("0", float("inf")),
        ("d", float("-inf")),
        ("0." + "0" * 250, 1e300),
    ],
)
def test_what_cannot_be_shown_is_said(code: str, value: float) -> None:
    with pytest.raises(UnknownFormatError):
        show(code, value)


@given(st.floats(-1e14, 1e14), st.integers(0, 6))
def test_decimals_and_thousands_print_the_number_itself(number: float, decimals: int) -> None:
    code = "#,##0" + ("." + "0" * decimals if decimals else "")
    shown = Decimal(show(code, number).replace(",", ""))
    assert abs(shown - Decimal(f"{number:.15g}")) <= Decimal(5).scaleb(-decimals - 1)
    # The usual formats have a way of their own; a space in between takes the other.
    slow = show(code.replace("##0", "##\\ 0"), number).replace(" ", "")
    assert slow.replace(",", "") == show(code, number).replace(",", "")


@given(st.text(max_size=30), st.floats(allow_nan=False) | st.text(max_size=5))
def test_no_code_is_more_than_refused(code: str, value: float | str) -> None:
    with suppress(UnknownFormatError):
        assert isinstance(show(code, value), str)


CODES = st.text(alphabet='0#?.,%/E+-;@"\\_*[]<>=$ymdhsAPGeneral :()1x', max_size=25)


@given(CODES, st.floats(-1e18, 1e18) | st.dates() | st.times() | st.timedeltas())
def test_no_code_of_a_format_s_own_signs_is_more_than_refused(code: str, value: Moment) -> None:
    with suppress(UnknownFormatError):
        assert isinstance(show(code, value), str)
