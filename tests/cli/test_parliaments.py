"""`parliaments [ID]` on the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from lettermerge.cli.dataclass_options import with_groups
from lettermerge.cli.parliaments import parliaments
from lettermerge.errors import SettingsError, UsageError

PROJECT = """
[letter]
template = "letter.md"
date = 2026-01-15
[recipients]
source = "recipients.csv"
[sender]
name = "Example Alliance"
[parliaments.uk]
paper = "letter"
"""


def _run(*arguments: str) -> str:
    app = typer.Typer()
    app.command()(with_groups(parliaments))
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_all_parliaments(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    text = _run()
    for one in ("European Parliament", "United States Congress", "letter", "commons, lords"):
        assert one in text
    assert [one["id"] for one in json.loads(_run("--json"))] == ["eu", "us", "ca", "au", "uk", "nz"]


def test_one_parliament_with_its_sources(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    facts = json.loads(_run("parlement du canada", "--json"))
    shown = {(one["subject"], one["source"]): one["text"] for one in facts}
    assert shown["speaker, senate (en)", "HONCA"].endswith("Dear Madam Speaker: / Yours sincerely,")
    assert "Dear Madam Speaker:" in _run("ca")


def test_a_project_s_own_facts(tmp_path: Path) -> None:
    (tmp_path / "lettermerge.toml").write_text(PROJECT, encoding="utf-8")
    found = json.loads(_run("--json", "-C", str(tmp_path)))
    assert {one["id"]: one["paper"] for one in found}["uk"] == "letter"


def test_an_unknown_parliament(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError) as caught:
        _run("canadda")
    assert "canada" in caught.value.hint
    with pytest.raises(SettingsError):
        _run("-C", str(tmp_path))


def test_new_add_and_show(tmp_path: Path) -> None:
    (tmp_path / "lettermerge.toml").write_text(PROJECT, encoding="utf-8")
    project = ("-C", str(tmp_path))
    assert json.loads(_run("new", "ie", "--json", *project)) == {
        "written": str(Path("parliaments/ie.toml"))
    }
    assert "ie" in [one["id"] for one in json.loads(_run("--json", *project))]
    text = _run("show", "ie", *project)
    assert "To be filled in" in text
    assert "facts are memory" in text
    given = tmp_path / "xx.toml"
    starter = (tmp_path / "parliaments/ie.toml").read_text(encoding="utf-8")
    given.write_text(starter.replace('id = "ie"', 'id = "xx"'), encoding="utf-8")
    _run("add", str(given), *project)
    assert (tmp_path / "parliaments/xx.toml").read_text(encoding="utf-8") == given.read_text(
        encoding="utf-8"
    )
    for words in (("new",), ("add",), ("show",), ("uk", "us")):
        with pytest.raises(UsageError):
            _run(*words, *project)
