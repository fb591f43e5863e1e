"""Places and near words read as a person would say them."""

from __future__ import annotations

import pytest

from lettermerge.diagnostics import Diagnostic, Report, Severity, Where, did_you_mean, number_of


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


@pytest.mark.parametrize(
    ("count", "words", "text"),
    [
        (0, ("error",), "0 errors"),
        (1, ("error",), "1 error"),
        (1234, ("error",), "1,234 errors"),
        (1, ("file", "is", "are"), "1 file is"),
        (2, ("file", "is", "are"), "2 files are"),
        (1, ("branch",), "1 branch"),
        (2, ("branch",), "2 branches"),
        (3, ("box", "holds", "hold"), "3 boxes hold"),
    ],
)
def test_a_number_has_the_form_of_its_noun_and_verb(
    count: int, words: tuple[str, ...], text: str
) -> None:
    assert number_of(count, *words) == text
