"""An accepted warning becomes a note; nothing else does."""

from __future__ import annotations

from importlib.resources import files

import pytest

import reference_diagnostics
from lettermerge.config.warning_settings import CODES, WarningSettings, find_unknown_codes
from lettermerge.diagnostics import Diagnostic, Severity, Where


def test_a_warning_is_accepted_by_its_code_and_words_and_an_error_never() -> None:
    above = Diagnostic("roster.above", "not read", Where(value="List"), "", Severity.WARNING)
    split = Diagnostic("protocol.split", "`Ann Poe Doe` was split", severity=Severity.WARNING)
    other = Diagnostic("protocol.split", "`Bo Roe Lee` was split", severity=Severity.WARNING)
    error = Diagnostic("roster.above", "bad")
    told = (above, split, other, error)

    def severities(*accept: str) -> list[str]:
        return [one.severity.value for one in WarningSettings(accept).applied(told)]

    assert severities() == ["warning", "warning", "warning", "error"]
    assert severities("roster.above") == ["note", "warning", "warning", "error"]
    assert severities("protocol.split Poe Doe", "roster.above List") == [
        "note", "note", "warning", "error",
    ]  # fmt: skip
    assert severities("roster", "protocol.split Nobody") == severities()


@pytest.mark.parametrize(
    ("entry", "hint"),
    [
        ("protocol.name-splt Duncan Smith", "did you mean `protocol.name-split`"),
        ("Dispatch.Renamed", "did you mean `dispatch.renamed`"),
        ("everything", "delete the entry"),
    ],
)
def test_a_code_that_nothing_has_is_questioned(entry: str, hint: str) -> None:
    settings = WarningSettings(("dispatch.renamed", entry, "check.mine words"))
    (found,) = find_unknown_codes(settings, "lettermerge.toml")
    assert (found.where.value, found.severity) == (entry, Severity.WARNING)
    assert found.hint.startswith(hint)


@pytest.mark.slow
def test_the_list_of_codes_is_that_of_the_program() -> None:
    listed = (files("lettermerge.config") / CODES).read_text(encoding="utf-8")
    assert listed == reference_diagnostics.codes(), "run `make reference`"
