"""The column `hold` says no in a few ways, and everything else in it is a reason."""

from __future__ import annotations

import pytest

from lettermerge.diagnostics import Diagnostic, Row, Severity, Where
from lettermerge.recipients.holds import HeldRow, notes_of_held, read_hold


@pytest.mark.parametrize(
    "cell",
    ["", " ", "no", "No", " NO ", "n", "N", "false", "FALSE", "0", "-", "nein", "Non", "Não"],
)
def test_a_cell_says_no(cell: str) -> None:
    assert read_hold(cell) == ""


@pytest.mark.parametrize(
    "cell", ["yes", "x", "1", "TRUE", "no reply yet", "00", "--", "none", "waits for a visit"]
)
def test_any_other_text_is_the_reason(cell: str) -> None:
    assert read_hold(f"  {cell}\n") == cell


@pytest.mark.parametrize("cell", ["x", "TRUE", "Ja", "oui", "1"])
def test_a_mere_yes_says_what_the_heading_says(cell: str) -> None:
    assert read_hold(cell, "Do not send") == "Do not send"
    assert read_hold(cell, "Hold") == cell
    assert read_hold("asked us not to", "Do not send") == "asked us not to"


def test_a_formula_in_error_is_no_reason() -> None:
    assert read_hold("#REF!") == ""


def test_only_what_is_said_of_held_rows_becomes_a_note() -> None:
    found = [Diagnostic("a.b", "wrong", Where("r.csv", row)) for row in (2, 3)]
    found += [Diagnostic("a.c", "wrong", Where("s.csv", 2)), Diagnostic("a.d", "all")]
    told = [*notes_of_held(found, {("r.csv", 2)})]
    assert [one.severity for one in told] == [Severity.NOTE, *[Severity.ERROR] * 3]
    assert [*notes_of_held(found, ())] == found


def test_a_row_on_hold_names_itself() -> None:
    row = Row("r.csv", 4)
    assert str(HeldRow(row, "a1", "waits", "Ann Testwright")) == "Ann Testwright (a1): waits"
    assert str(HeldRow(row, "a1", "waits")) == "a1: waits"
    assert str(HeldRow(row, "", "waits")) == "waits"
    assert HeldRow(row, "a1", "waits").to_json()["row"] == 4
