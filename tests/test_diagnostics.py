"""Places and near words read as a person would say them."""

from __future__ import annotations

import pytest

from lettermerge.diagnostics import Diagnostic, Report, Severity, Where, did_you_mean


@pytest.mark.parametrize(
    ("where", "text"),
    [
        (Where(), ""),
        (Where("a.csv", row=3, column="name"), "a.csv, row 3, name"),
        (Where("letters/a.md", line=7), "letters/a.md:7"),
    ],
)
def test_a_place_names_file_row_and_column(where: Where, text: str) -> None:
    assert str(where) == text


def test_a_diagnostic_ends_with_what_to_do() -> None:
    assert str(Diagnostic("x.y", "is wrong", Where("a"), "fix it")) == "a: is wrong (fix it)"


def test_a_report_tells_errors_from_warnings() -> None:
    error, warning = Diagnostic("a", "a"), Diagnostic("b", "b", severity=Severity.WARNING)
    report = Report((error,))
    report += (warning,)
    assert report.errors == (error,)
    assert len(report) == 2


def test_near_words_are_named_and_others_listed() -> None:
    assert did_you_mean("constituancy", ["party", "constituency"]) == "did you mean `constituency`?"
    assert did_you_mean("Party", ["party"]) == "did you mean `party`?"
    assert did_you_mean("zzz", ["b", "a"]) == "known: `a`, `b`"
    assert did_you_mean("zzz", []) == ""
