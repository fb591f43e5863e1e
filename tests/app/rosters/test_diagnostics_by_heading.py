"""What is said of a row names the columns as the sheet has them."""

from __future__ import annotations

from lettermerge.app.rosters.diagnostics_by_heading import fault_with_headings, with_headings
from lettermerge.config.settings import RosterSettings
from lettermerge.diagnostics import Diagnostic, Failure, Row, Where

ROSTERS = (RosterSettings("r.csv", columns={"title": "Prefix", "gender": "{{ Sex }}", "role": ""}),)


def said(column: str, row: int | None = 3, file: str = "r.csv", value: str = "x") -> Diagnostic:
    where = Where(file, row, column, value)
    return Diagnostic("a.b", f"`{value}` in `{column}`", where, "fill `title` or `gender`")


def test_a_row_s_columns_have_the_headings_of_the_sheet() -> None:
    (one,) = with_headings((said("title"),), ROSTERS)
    assert (one.where.column, one.message) == ("Prefix", "`x` in `Prefix`")
    assert one.hint == "fill `Prefix` or `gender`"
    assert fault_with_headings(Failure((said("title"),), Row("r.csv", 3)), ROSTERS).diagnostics == (
        one,
    )


def test_what_is_no_column_of_the_sheet_keeps_its_name() -> None:
    kept = (said("gender"), said("title", row=None), said("title", file="other.csv"))
    found = [one.where.column for one in with_headings(kept, ROSTERS)]
    assert found == ["gender", "title", "title"]


def test_a_cell_that_is_the_name_of_a_column_stays_as_typed() -> None:
    (one,) = with_headings((said("title", value="title"),), ROSTERS)
    assert one.message == "`title` in `title`"
