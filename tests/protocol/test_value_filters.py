"""What filters print in a language: Babel's forms, of values and of nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettermerge.protocol.languages import language_facts
from lettermerge.protocol.value_filters import (
    list_separators,
    print_currency,
    print_date,
    print_number,
    print_ordinal,
    print_percent,
)
from lettermerge.templating import FilterUseError
from lettermerge.typed_cell import TypedCell, UnfitCellError


@pytest.mark.parametrize(
    ("language", "pattern", "printed"),
    [
        ("en-GB", "long", "4 March 2024"),
        ("en-US", "long", "March 4, 2024"),
        ("en-GB", "short", "04/03/2024"),
        ("en-US", "medium", "Mar 4, 2024"),
        ("en-GB", "full", "Monday, 4 March 2024"),
        ("fr-CA", "long", "4 mars 2024"),
        ("de", "d. MMMM", "4. März"),
        ("en-NZ", "MMMM 'of' y", "March of 2024"),
    ],
)
def test_dates(language: str, pattern: str, printed: str) -> None:
    assert print_date("2024-03-04", language, pattern) == printed
    assert print_date(TypedCell("4/3/24", "2024-03-04"), language, pattern) == printed


def test_the_first_of_a_month_is_written_as_the_language_has_it() -> None:
    assert print_date("2024-03-01", "fr") == "1er mars 2024"
    assert print_date("2024-03-01", "fr", "d MMMM") == "1er mars"
    assert print_date("2024-03-11", "fr") == "11 mars 2024"


def test_moments_and_times() -> None:
    moment = TypedCell("4.3.2024 14:30", "2024-03-04 14:30:00")
    assert print_date(moment, "en-GB") == "4 March 2024"
    assert print_date(moment, "en-GB", "HH:mm, d MMM") == "14:30, 4 Mar"
    assert print_date("14:30:00", "en-GB") == "14:30"
    assert print_date("14:30", "de", "HH 'Uhr' mm") == "14 Uhr 30"


@pytest.mark.parametrize("pattern", ["HH:mm", "nonsense", "", 5])
def test_a_pattern_that_a_date_does_not_have_is_refused(pattern: str) -> None:
    with pytest.raises(FilterUseError) as caught:
        print_date("2024-03-04", "en", pattern)
    assert "pattern" in caught.value.hint


def test_numbers() -> None:
    amount = TypedCell("£1,250.50", "1250.5")
    assert print_number(amount, "en-GB") == "1,250.5"
    assert print_number(amount, "en-GB", 2) == "1,250.50"
    assert print_number(amount, "de", 0) == "1.251"
    assert print_number("1234567", "fr") == "1\u00a0234\u00a0567"
    assert print_number("1.005", "en", 2) == "1.01"
    assert print_number(TypedCell("(42.50)", "-42.5"), "en", 2) == "-42.50"


def test_percentages_and_amounts() -> None:
    assert print_percent(TypedCell("26%", "0.255"), "en-GB") == "25.5%"
    assert print_percent("0.5", "fr") == "50\u00a0%"
    assert print_percent("0.125", "en", 0) == "13%"
    assert print_currency("1250.5", "en-GB", "GBP") == "£1,250.50"
    assert print_currency("1250.5", "en-GB", "GBP", 0) == "£1,251"
    assert print_currency("-1250.5", "de", "EUR") == "-1.250,50\u00a0€"
    assert print_currency("1250.5", "en-US", "JPY") == "¥1,251"


@pytest.mark.parametrize("code", ["", "XYZW", "£", 5])
def test_an_amount_needs_its_currency(code: str) -> None:
    with pytest.raises(FilterUseError, match="currency"):
        print_currency("1", "en", code)


@pytest.mark.parametrize("decimals", [-1, 16, "2", 1.5])
def test_a_number_of_decimals_that_is_none_is_refused(decimals: int) -> None:
    with pytest.raises(FilterUseError, match="decimals"):
        print_number("1", "en", decimals)


def test_more_digits_than_are_printed_are_refused() -> None:
    for printer in (print_number, print_percent, print_ordinal):
        with pytest.raises(FilterUseError, match=r"digits|whole"):
            printer("1e30", "en")


def test_ordinals() -> None:
    printed = [print_ordinal(str(n), "en-GB") for n in (1, 2, 3, 4, 11, 12, 13, 21, 112, 1003)]
    assert printed == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th", "1003rd",
    ]  # fmt: skip
    assert [print_ordinal(n, "fr") for n in ("1", "2", "21")] == ["1er", "2e", "21e"]
    assert [print_ordinal(n, "fr", "f") for n in ("1", "2", "21")] == ["1re", "2e", "21e"]
    assert [print_ordinal("3", tag, "f") for tag in ("it", "en", "de")] == ["3ª", "3rd", "3."]
    with pytest.raises(FilterUseError, match="not a gender"):
        print_ordinal("1", "fr", "x")
    assert [print_ordinal(n, "sv") for n in ("1", "3", "22")] == ["1:a", "3:e", "22:a"]
    with pytest.raises(FilterUseError, match="whole number"):
        print_ordinal("1.5", "en")
    with pytest.raises(FilterUseError, match="`mi` are not known"):
        print_ordinal("1", "mi")


def test_each_table_of_ordinals_is_of_a_language_of_letters() -> None:
    data = language_facts()
    assert set(data["ordinals"]) <= set(data["labels"])
    assert set(data["feminine_ordinals"]) <= set(data["ordinals"])
    tables = (*data["ordinals"].values(), *data["feminine_ordinals"].values())
    assert all("other" in one for one in tables)


def test_lists() -> None:
    assert list_separators(3, "en-GB", "and") == ["", ", ", " and ", ""]
    assert list_separators(3, "en-US", "and") == ["", ", ", ", and ", ""]
    assert list_separators(2, "fr", "or") == ["", " ou ", ""]
    assert list_separators(1, "en", "and") == ["", ""]
    assert list_separators(0, "en", "and") == [""]
    with pytest.raises(FilterUseError):
        list_separators(2, "en", "but")


@pytest.mark.parametrize("printer", [print_number, print_percent, print_ordinal])
@pytest.mark.parametrize("cell", ["", "abc", "1,250", "2024-03-04", True, None])
def test_what_is_no_number_is_refused(printer: object, cell: object) -> None:
    assert callable(printer)
    with pytest.raises(UnfitCellError):
        printer(cell, "en")


@given(
    st.decimals(-(10**20), 10**20, allow_nan=False, places=6),
    st.sampled_from(sorted(language_facts()["labels"])),
)
def test_every_number_is_printed_in_every_language(number: object, language: str) -> None:
    for printed in (
        print_number(str(number), language, 2),
        print_percent(str(number), language),
        print_currency(str(number), language, "EUR"),
    ):
        assert any(char.isdigit() for char in printed)
