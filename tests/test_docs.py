"""The manual says what the program does: commands, codes, settings, columns, diagnostics, links."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import report

import reference
import reference_diagnostics
import reference_keys
from diagnostic_sites import find_sites
from lettermerge.cli.command_list import COMMANDS
from lettermerge.config.settings import Settings
from lettermerge.config.theme import Theme
from lettermerge.protocol.addressee import Addressee
from lettermerge.recipients import COLUMNS

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = {path.name: path.read_text(encoding="utf-8") for path in reference.FOLDER.glob("*.md")}


@pytest.mark.parametrize(
    "name",
    [pytest.param(one, marks=[pytest.mark.slow] * (one == "diagnostics.md")) for one in PAGES],
)
def test_reference_pages_are_what_the_program_says(name: str) -> None:
    assert reference.updated(PAGES[name]) == PAGES[name], "run `make reference`"


def test_each_generated_part_is_on_one_page() -> None:
    marks = re.findall(r"(?m)^<!-- (?!end)(.*) -->$", "".join(PAGES.values()))
    assert sorted(marks) == sorted(reference.PARTS)


def test_an_option_that_a_page_lacks_is_found() -> None:
    page = PAGES["commands.md"].replace("--dry-run", "--dry")
    assert reference.updated(page) == PAGES["commands.md"]


def unknown_commands(text: str) -> set[str]:
    """Return the commands that a page or a message names, and that there are not."""
    named = re.findall(r"(?m)(?:[`(]|^|^\$ )lettermerge ([a-z]+)", text)
    return set(named) - NAMES


NAMES = {command.name for command in COMMANDS}
TEXTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("src/**/*.py")]


def test_every_command_that_is_named_is_one() -> None:
    assert [path.name for path in TEXTS if unknown_commands(path.read_text("utf-8"))] == []
    assert unknown_commands("see `lettermerge cure` and `lettermerge check`") == {"cure"}


@pytest.mark.parametrize(("kind", "page"), [(Settings, "settings.md"), (Theme, "theme.md")])
def test_every_setting_has_a_row_with_its_default(kind: Any, page: str) -> None:
    rows = dict(re.findall(r"(?m)^\| `([a-z_0-9.]+)` \| (.*?) ?(?<!\\)\| ", PAGES[page]))
    defaults = dict(reference_keys.keys(kind))
    assert set(rows) == set(defaults)
    assert rows["letter.language" if kind is Settings else "text.size"] in {'`"en"`', "`10.5`"}


def test_a_key_without_a_text_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {**reference_keys.texts(), "columns": {"id": "who", "idd": "nobody"}}
    monkeypatch.setattr(reference_keys, "texts", lambda: texts)
    with pytest.raises(
        SystemExit, match=r"lacks \[.*'parliament'.*\], and names unknown \['idd'\]"
    ):
        reference_keys.columns()


def test_every_roster_column_and_field_of_templates_has_a_row() -> None:
    assert {name for name in COLUMNS if f"\n| `{name}` |" not in PAGES["columns.md"]} == set()
    named = {f"\n| `recipient.{field.name}` |" for field in fields(Addressee)}
    assert {row for row in named if row not in PAGES["templates.md"]} == set()


@pytest.fixture(scope="module")
def codes() -> set[str]:
    """Return every code of the source."""
    return {site.code for site in reference_diagnostics.source_sites()}


@pytest.mark.slow
def test_every_diagnostic_of_the_source_has_a_section(codes: set[str]) -> None:
    sections = re.findall(r"(?m)^### (\S+)$", PAGES["diagnostics.md"])
    assert sorted(sections) == sorted(codes)


@pytest.mark.slow
def test_no_code_of_the_source_is_overlooked(codes: set[str]) -> None:
    """Whatever is printed as a code by the tests' own expectations is in the page."""
    stages = "|".join({code.split(".")[0] for code in codes})
    expected = re.compile(rf'"((?:{stages})\.[a-z]+-[a-z]+(?:-[a-z]+)*)"')
    files = [path for path in (ROOT / "tests").rglob("test_*.py") if path != Path(__file__)]
    found = {code for path in files for code in expected.findall(path.read_text("utf-8"))}
    assert len(found) > 100
    assert found - codes == set()


@pytest.mark.parametrize(
    ("source", "codes"),
    [
        ('def f():\n    return Diagnostic("a.b-c", "no")', {"a.b-c"}),
        ('Diagnostic("a.b", "no", hint="fix")', {"a.b"}),
        ('def _w(code):\n    return Diagnostic(code, "no")\n_w("a.c")', {"a.c"}),
        ('def _w(kind):\n    return Diagnostic(f"a.{kind}", "no")\n_w("d-e")', {"a.d-e"}),
        ('Diagnostic("a.b", "no")\ncode, message = "a.z", "no"', {"a.b", "a.z"}),
        ('Diagnostic("a.b", "no")\nNAME = "a.toml"', {"a.b"}),
        ('Diagnostic("a.b", "no")\nmissing = "a.key"', {"a.b"}),
    ],
)
def test_codes_are_found_in_each_shape(tmp_path: Path, source: str, codes: set[str]) -> None:
    (tmp_path / "m.py").write_text(source, encoding="utf-8")
    assert {site.code for site in find_sites(frozenset({"a.key"}), tmp_path)} == codes


def test_a_site_has_the_texts_of_the_source(tmp_path: Path) -> None:
    source = """
def f(x):
    message = "another"
    message = f"`{x}` is wrong"
    return Diagnostic("a.b", message, hint="fix " + x, severity=Severity.WARNING)
"""
    (tmp_path / "m.py").write_text(source, encoding="utf-8")
    (site,) = find_sites(frozenset(), tmp_path)
    assert (site.severity, site.message, site.hint) == ("warning", "`…` is wrong", "fix …")


MARKDOWN = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("path", MARKDOWN, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in map("".join, re.findall(r"\]\(([^)#\s]+)|<img src=\"([^\"]+)", text)):
        if not target.startswith(("http", "mailto:")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 150


def test_the_figures_of_the_readme_are_those_that_were_measured() -> None:
    results = json.loads((ROOT / "benchmarks/results.json").read_text(encoding="utf-8"))
    ms = {name: f"{one['ms']:.1f} ms" for name, one in results["contestants"].items()}
    six = results["six parliaments"]
    section = " ".join(README.split("\n## Speed\n")[1].split("\n## ")[0].split())
    told = re.findall(r"[\d.,]+ (?:ms|s|rows)\b", section)
    assert told == [
        ms["pdf"], ms["both-signed"], f"{results['rows']} rows", f"{six['seconds']['2']:.1f} s",
        ms["weasyprint"], ms["docxtpl"],
    ]  # fmt: skip
    assert f"{six['rows']:,} signed letters" in section


def test_the_figures_of_the_benchmarks_are_those_that_were_measured() -> None:
    page = (ROOT / "docs/benchmarks.md").read_text(encoding="utf-8")
    results = json.loads((ROOT / "benchmarks/results.json").read_text(encoding="utf-8"))
    assert report.updated(page, results) == page, "run `make bench`"
    results["contestants"]["pdf"]["ms"] *= 2
    assert report.updated(page, results) != page
