"""An accepted warning becomes a note; nothing else does."""

from __future__ import annotations

from lettermerge.config.warning_settings import WarningSettings
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
