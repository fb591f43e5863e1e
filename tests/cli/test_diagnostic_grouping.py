"""What many rows share is said once, with the rows; files and JSON keep every one."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from tests.tiny import SETTINGS, TEMPLATE, Tiny, make_tiny

from lettermerge.cli.console import MOST_LINES, Console
from lettermerge.cli.diagnostic_grouping import gather
from lettermerge.diagnostics import Diagnostic, Severity, Where

HEADINGS = "id,parliament,chamber,role,title,given_name,family_name,gender,constituency"


@pytest.fixture
def tiny(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    tiny = make_tiny(tmp_path, capsys)
    rows = [f"b{n},uk,commons,,Ms,Ann,Testwright,f,Mole {n}" for n in range(30)]
    tiny.write("r.csv", "\n".join([HEADINGS, *rows, ""]))
    return tiny


def test_only_what_differs_in_nothing_but_the_row_is_alike() -> None:
    told = [
        Diagnostic("a.b", message, Where("r.csv", row, "title", value))
        for message, row, value in (
            ("one", 2, "x"), ("one", 3, "x"), ("two", 4, "x"), ("one", 5, "y"), ("one", 6, "x"),
            ("one", 6, "x"),
        )
    ]  # fmt: skip
    other = Diagnostic("a.b", "one", Where("s.csv", 9, "title", "x"))
    found = gather([*told, other], apart=3)
    assert [(one.first.message, one.first.where.row, one.rows) for one in found] == [
        ("one", 2, [3, 6]), ("two", 4, []), ("one", 5, []), ("one", 9, []),
    ]  # fmt: skip


def test_of_a_kind_with_many_wordings_one_is_told() -> None:
    told = [Diagnostic("a.b", f"`name {n}` is no name", Where("r.csv", n, "title", f"{n}"))
        for n in range(2, 9)]  # fmt: skip
    told.append(Diagnostic("a.b", "is no name", Where("r.csv", 9, "office", "x")))
    told += [Diagnostic("a.b", f"letters/a.md:{n}: is no name", Where("r.csv", n)) for n in (5, 6)]
    found = gather(told)
    assert [(one.first.where.row, one.more()) for one in found] == [
        (2, "6 more rows of this kind: 3, 4, 5, 6, 7, 8"), (9, ""), (5, ""), (6, ""),
    ]  # fmt: skip


def test_what_differs_in_measures_is_told_at_the_worst() -> None:
    sizes = (3, 12, 7)
    told = [Diagnostic("a.b", f"it is {n}.5 mm off", Where("r.csv", n)) for n in sizes]
    (one,) = gather(told)
    assert (one.first.message, one.rows) == ("it is 12.5 mm off", [3, 7])


def test_each_severity_has_its_own_limit(tiny: Tiny) -> None:
    console = Console(verbose=True)
    tiny.capsys.readouterr()
    console.diagnostics(
        Diagnostic(f"{severity.value}.n{n}", "so", Where("r.csv", n), severity=severity)
        for severity in Severity
        for n in range(MOST_LINES + 1)
    )
    said = tiny.capsys.readouterr().err.splitlines()
    assert len(said) == 3 * (MOST_LINES + 1)
    assert "... and 1 more error (all of them: --json)" in said
    assert said[-1] == "... and 1 more note (all of them: --json)"


def test_a_fault_of_the_template_is_said_once_and_listed_for_every_row(tiny: Tiny) -> None:
    tiny.write("letters/a.md", TEMPLATE + "{{ 1 // 0 }}\n")
    said = (
        "error: r.csv, row 2: letters/a.md:6: ZeroDivisionError: integer division or modulo by "
        "zero  (template.failed)\n    fix the template there\n"
    )
    for command in (("check",), ("render", "--no-sign"), ("render", "--no-sign", "--dry-run")):
        code, _, err = tiny.run(*command)
        assert code == 5
        assert err.count("ZeroDivisionError") == 1
        assert f"{said}    and 29 more rows: 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 ...\n" in err
    rows = list(csv.DictReader(tiny.files()["errors.csv"].decode("utf-8-sig").splitlines()))
    assert sum("ZeroDivisionError" in row["error"] for row in rows) == 30
    diagnostics = json.loads(tiny.run("check", "--json")[1])["diagnostics"]
    assert [one["row"] for one in diagnostics if one["severity"] == "error"] == [*range(2, 32)]
    assert "29 more rows: 3, 4, " + ", ".join(map(str, range(5, 32))) in tiny.run("check", "-v")[2]


@pytest.mark.slow
def test_a_fault_of_the_layout_is_said_once_and_counted_when_the_run_ends(tiny: Tiny) -> None:
    tiny.write("lettermerge.toml", SETTINGS.replace("[recipients]", 'theme = "t"\n[recipients]'))
    tiny.write("letters/themes/t/theme.toml", "")
    tiny.write("letters/themes/t/theme.css", "p { background: url(x.png) }")
    code, _, err = tiny.run("render", "--no-sign", "-j", "0")
    assert code == 5
    assert err.count("error: ") == 1
    assert err.count("(pdf.denied): 29 more rows: 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 ...\n") == 1
    assert err.count("incomplete pair: ") == 20
    assert "... and 10 more incomplete pairs (all of them: -v)\n" in err
    rows = list(csv.DictReader(tiny.files()["errors.csv"].decode("utf-8-sig").splitlines()))
    assert sum("x.png" in row["error"] for row in rows) == 30
