"""Exit codes are a stable interface."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

import lettermerge
from lettermerge import errors
from lettermerge.app.batch.run_events import Outcome
from lettermerge.diagnostics import Diagnostic, Failure, Severity, failure_of
from lettermerge.errors import (
    PRECEDENCE,
    ExitCode,
    LetterError,
    LettermergeError,
    MissingEngineError,
    OutputError,
    SettingsError,
    SigningError,
    TemplateError,
)


def test_codes_are_those_that_are_documented() -> None:
    assert {code.name: int(code) for code in ExitCode} == {
        "DONE": 0,
        "BUG": 1,
        "USAGE": 2,
        "DATA": 3,
        "TEMPLATE": 4,
        "LETTERS": 5,
        "SIGNATURE": 6,
        "MACHINE": 7,
        "OUTPUT": 8,
        "INTERRUPTED": 130,
    }
    assert all(code.meaning for code in ExitCode)
    assert [int(code) for code in PRECEDENCE] == [130, 1, 7, 6, 8, 5]


def test_the_drawn_tree_is_the_tree() -> None:
    leaves = {kind.__name__: int(kind.exit_code) for kind in LettermergeError.__subclasses__()}
    drawn = {
        line.split()[1]: int(line.split()[2])
        for line in (errors.__doc__ or "").splitlines()
        if line.strip().startswith(("├──", "└──"))
    }
    assert drawn == leaves


def test_errors_name_all_their_faults_and_the_next_action() -> None:
    one = Diagnostic("a", "is wrong", hint="fix this")
    note = Diagnostic("b", "is odd", severity=Severity.NOTE)
    single = SettingsError.from_faults("a.toml", (one, note))
    assert (single.message, single.hint) == ("a.toml has an error", "fix it")
    assert single.faults == (one, note)
    both = SettingsError.from_faults("a.toml", (one, one))
    assert (both.message, both.hint) == ("a.toml has errors", "fix each of these")
    placed = OutputError.from_fault(one, "out/a.pdf")
    assert (placed.message, placed.hint, placed.faults) == (
        "out/a.pdf: is wrong",
        "fix this",
        (one,),
    )


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (LetterError("x"), ExitCode.LETTERS),
        (TemplateError("x"), ExitCode.LETTERS),
        (SigningError("x"), ExitCode.SIGNATURE),
        (SigningError("x", faults=(Diagnostic("other.code", "y"),)), ExitCode.SIGNATURE),
        (MissingEngineError("x"), ExitCode.MACHINE),
    ],
)
def test_the_type_of_a_failure_decides_the_exit_code(
    error: LettermergeError, code: ExitCode
) -> None:
    assert Outcome(failures=(failure_of(error, "any.code"),)).exit_code is code


def test_a_code_decides_no_exit_code() -> None:
    named = Diagnostic("signing.failed", "only named so")
    assert Outcome(failures=(Failure((named,)),)).exit_code is ExitCode.LETTERS


def without_action(tree: ast.AST) -> Iterator[int]:
    """Yield the line of each diagnostic and error that says no next action: it has no hint."""
    kinds = {name for name, kind in vars(errors).items() if isinstance(kind, type)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        name, given = node.func.id, {one.arg: one.value for one in node.keywords}
        if name == "Diagnostic" and len(node.args) > 3:
            given["hint"] = node.args[3]
        hint = given.get("hint")
        if name in kinds - {"ExitCode"} or name == "Diagnostic":
            empty = isinstance(hint, ast.Constant) and not hint.value
            if (hint is None or empty) and not given.keys() & {"faults", None}:
                yield node.lineno


@pytest.mark.slow
def test_every_fault_says_the_next_action() -> None:
    package = Path(lettermerge.__file__).parent
    found = [
        f"{path.relative_to(package)}:{line}"
        for path in sorted(package.rglob("*.py"))
        for line in without_action(ast.parse(path.read_text("utf-8")))
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "Diagnostic('a.b', 'wrong', where)",
        "Diagnostic('a.b', 'wrong', where, '', Severity.NOTE)",
        "raise UsageError('wrong')",
        "raise SigningError('wrong', hint='')",
    ],
)
def test_a_fault_without_a_next_action_is_found(source: str) -> None:
    assert [*without_action(ast.parse(source))] == [1]


@pytest.mark.parametrize(
    ("record", "told"),
    [
        ('{"url": "file://%s", "dir_info": {"editable": true}}', " -e '%s[cloud]'`"),
        ('{"url": "file://%s", "dir_info": {}}', " '%s[cloud]'`"),
        ('{"url": "file:///gone", "dir_info": {}}', " '.[cloud]'`, in the folder that you cloned"),
        ("", " '.[cloud]'`, in the folder that you cloned"),
    ],
)
def test_an_extra_comes_from_where_the_program_came_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record: str, told: str
) -> None:
    folder = tmp_path / "my clone"
    folder.mkdir()
    (folder / "pyproject.toml").touch()
    (tmp_path / "x.dist-info").mkdir()
    place = str(folder).replace(" ", "%20")
    text = record.replace("%s", place)
    (tmp_path / "x.dist-info/direct_url.json").write_text(text, encoding="utf-8")
    found = metadata.PathDistribution(tmp_path / "x.dist-info")
    monkeypatch.setattr(metadata, "distribution", lambda _: found)
    hint = errors.extra_hint("cloud")
    assert hint.startswith("run `")
    assert sys.executable in hint
    assert hint.endswith(told.replace("%s", str(folder)))
