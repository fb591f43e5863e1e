"""What is printed is in order, and what was said before is said in short."""

from __future__ import annotations

import io
import sys

import pytest

from lettermerge.cli.console import Console
from lettermerge.diagnostics import Diagnostic, Severity, Where


def warning(code: str, row: int) -> Diagnostic:
    return Diagnostic(code, f"row {row} is odd", Where("r.csv", row), "", Severity.WARNING)


def test_both_streams_in_one_pipe_keep_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BufferedWriter(pipe), encoding="utf-8"))
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(pipe, encoding="utf-8", write_through=True))
    console = Console()
    console.result("a file")
    console.say("what it is")
    console.result("another")
    console.diagnostics([warning("roster.odd", 2)])
    lines = pipe.getvalue().decode().splitlines()
    assert lines == [
        "a file",
        "what it is",
        "another",
        "warning: r.csv, row 2: row 2 is odd  (roster.odd)",
    ]


def test_warnings_about_lists_are_counted_where_letters_are_finished(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = [warning("roster.odd", 2), warning("roster.odd", 9), warning("lint.gap", 2)]
    fault = Diagnostic("roster.bad", "row 3 is bad", Where("r.csv", 3))
    other = warning("mail.doubtful-address", 4)
    Console().diagnostics_in_short([*found, fault, other])
    said = capsys.readouterr().err.splitlines()
    assert [line.partition(":")[0] for line in said[:2]] == ["error", "warning"]
    assert "mail.doubtful-address" in said[1]
    counted = "3 warnings about the lists (2 roster.odd, 1 lint.gap): `lettermerge check` says them"
    assert said[2:] == [counted]
    Console(verbose=True).diagnostics_in_short(found)
    assert "(lint.gap)" in capsys.readouterr().err
    Console(quiet=True).diagnostics_in_short([*found, fault])
    assert [line[:6] for line in capsys.readouterr().err.splitlines()] == ["error:"]
