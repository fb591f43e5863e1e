"""Headings between the rows of persons are told, and persons are none."""

from __future__ import annotations

import pytest
from tests.recipients.conftest import Read

from lettermerge.diagnostics import Severity
from lettermerge.recipients.section_headings import is_section

HEAD = "Name,Gender,Seat\n"
COLUMNS = {
    "id": "{{ Name | slug }}",
    "full_name": "Name",
    "gender": "Gender",
    "constituency": "Seat",
}
CA = {"parliament": "ca", "chamber": "commons"}


@pytest.mark.parametrize(
    "text", ["CANADA", "Canada", "European Parliament", "House of Lords:", "OPPOSITION WHIPS"]
)
def test_a_heading_between_rows_is_told(read: Read, text: str) -> None:
    roster = read(f"{HEAD}Ann Example,f,North\n{text},,\nBo Sample,m,East\n",
                  columns=COLUMNS, constants=CA)  # fmt: skip
    assert [one.full_name for one in roster.recipients] == ["Ann Example", "Bo Sample"]
    (fault,) = roster.report
    assert (fault.code, fault.where.row, fault.where.value) == ("roster.section-row", 3, text)
    assert "looks like a heading between rows, not a person" in fault.message


@pytest.mark.parametrize(
    "text", ["Total: 35", "Sum", "n = 35", "Gesamt", "(continued)", "35 members", "Grand total 35"]
)
def test_a_total_is_told(read: Read, text: str) -> None:
    roster = read(f"{HEAD}Ann Example,f,North\n{text},,\n", columns=COLUMNS, constants=CA)
    (fault,) = roster.report
    assert (fault.code, fault.where.row) == ("roster.section-row", 3)
    assert "total" in fault.message
    assert len(roster.recipients) == 1


def test_a_total_among_names_says_nothing_of_the_columns() -> None:
    assert is_section(("Total: 5", "", ""))
    assert is_section(("", "Count", "5"))
    assert not is_section(("Sum", "f", "North"))
    assert not is_section(("Ann Example", "", ""))


def test_a_total_with_its_numbers_in_other_cells_is_one(read: Read) -> None:
    roster = read(f"{HEAD}Count,35,12\nSum,f,North\n", columns=COLUMNS, constants=CA)
    assert [(one.code, one.where.row) for one in roster.report] == [("roster.section-row", 2)]
    assert [one.full_name for one in roster.recipients] == ["Sum"]


@pytest.mark.parametrize(
    "cells",
    [
        ("Total Canada", "8", ""), ("", "Total UK", "8"), ("Subtotal of the Senate: 8", "", ""),
        ("Canada total", "8", ""), ("Total Greens", "8", ""), ("Total EP", "", ""),
    ],
)  # fmt: skip
def test_a_total_of_a_part_is_one(read: Read, cells: tuple[str, ...]) -> None:
    assert is_section(cells)
    roster = read(f"{HEAD}{','.join(cells)}\n", columns=COLUMNS, constants=CA)
    assert [one.code for one in roster.report] == ["roster.section-row"]


def test_a_name_that_begins_like_a_total_is_a_name() -> None:
    assert not is_section(("Total Example", "", ""))
    assert not is_section(("Total Example", "f", "North"))


def test_a_lone_cell_that_is_no_name_is_nobody(read: Read) -> None:
    text = "No,Name,Seat\nAnn and others,,\n1,Ann Example,North\n"
    columns = {"id": "{{ Name | slug }}", "full_name": "Name"}
    roster = read(text, columns=columns, constants=CA)
    assert [(one.code, one.where.row) for one in roster.report] == [("roster.section-row", 2)]


@pytest.mark.parametrize("text", ["NZ and Australia", "Canada / USA", "UK & Canada"])
def test_a_heading_of_two_parliaments_says_which_for_no_row(read: Read, text: str) -> None:
    roster = read(f"{HEAD}{text},,\nAnn Example,f,North\n", columns=COLUMNS, constants=CA)
    (fault,) = roster.report
    assert "it names two" in fault.message
    assert fault.where.value == text


def test_a_heading_that_repeats_leaves_the_roster_usable(read: Read) -> None:
    rows = "MPS,,\nAnn Example,f,North\nMPS,,\nBo Sample,m,East\n"
    roster = read(HEAD + rows, columns=COLUMNS, constants=CA)
    assert [one.where.row for one in roster.report] == [2, 4]
    assert len(roster.recipients) == 2


@pytest.mark.parametrize("row", ["Ann Example,,", "ANN EXAMPLE,f,", "CANADA,,North", "TBC X,,x"])
def test_a_person_of_one_cell_or_in_capitals_is_a_person(read: Read, row: str) -> None:
    roster = read(f"{HEAD}{row}\n", columns=COLUMNS, constants=CA)
    assert not [one for one in roster.report if one.code == "roster.section-row"]


def test_capitals_in_a_list_of_names_and_mails_are_names(read: Read) -> None:
    roster = read("Name,Mail\nANN EXAMPLE,\n", columns={"id": "{{ Name | slug }}",
                  "full_name": "Name"}, constants=CA)  # fmt: skip
    assert len(roster.recipients) == 1


def test_an_expression_that_fails_on_a_heading_says_nothing_else(read: Read) -> None:
    columns = {**COLUMNS, "parliament": "{{ {'x': 'ca'}[Gender] }}"}
    roster = read(f"{HEAD}CANADA,,\n", columns=columns)
    assert [one.code for one in roster.report] == ["roster.section-row"]


def test_rows_that_surely_are_nobody_are_told_and_no_rows(read: Read) -> None:
    rows = "CANADA,,\nAnn Example,f,North\nTotal: 1,,\nJOHN SAMPLE,,\n"
    roster = read(HEAD + rows, columns=COLUMNS, constants=CA)
    assert [(one.where.row, one.severity) for one in roster.report] == [
        (2, Severity.WARNING),
        (4, Severity.WARNING),
        (5, Severity.ERROR),
    ]
    assert [one.rows for one in roster.sources] == [2]
    assert [one.row.number for one in roster.rejected] == [5]
