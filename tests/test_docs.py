"""The README says what the program does: commands, codes, settings, links."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
import report
from typer.main import get_command

import reference
from lettermerge.cli.application import app
from lettermerge.config.settings import Settings
from lettermerge.config.theme import Theme
from lettermerge.protocol.addressee import Addressee
from lettermerge.recipients import COLUMNS

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_commands_and_exit_codes_are_the_program_s() -> None:
    assert reference.updated(README) == README, "run `make reference`"


def test_a_command_that_the_readme_lacks_is_found() -> None:
    assert reference.updated(README.replace("--dry-run", "--dry")) != README.replace(
        "--dry-run", "--dry"
    )


def unknown_commands(text: str) -> set[str]:
    """Return the commands that a page or a message names, and that there are not."""
    named = re.findall(r"(?m)(?:[`(]|^)lettermerge ([a-z]+)", text)
    return set(named) - set(get_command(app).commands)  # type: ignore[attr-defined]


TEXTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("src/**/*.py")]


def test_every_command_that_is_named_is_one() -> None:
    assert [path.name for path in TEXTS if unknown_commands(path.read_text("utf-8"))] == []
    assert unknown_commands("see `lettermerge cure` and `lettermerge check`") == {"cure"}


#: Tables of tables, and fields that are read from elsewhere.
_NO_KEYS = {"parliaments", "page", "folder", "css", "face_files"}


def keys(kind: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every key of a settings dataclass with its default (MISSING: required)."""
    hints = get_type_hints(kind)
    for field in fields(kind):
        if not before and field.name in _NO_KEYS:
            continue
        inner = next(
            (one for one in (hints[field.name], *get_args(hints[field.name])) if is_dataclass(one)),
            None,
        )
        if inner is not None:
            yield from keys(inner, f"{before}{field.name}.")
        else:
            default = field.default
            if field.default_factory is not MISSING:
                default = field.default_factory()
            yield before + field.name.rstrip("_"), default  # `from` is a word of Python


def shown(default: Any) -> str:
    if default is MISSING:
        return ""
    if isinstance(default, tuple):
        return "`[" + ", ".join(f'"{one}"' for one in default) + "]`"
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    text = f'"{default}"' if isinstance(default, str) else str(default)
    return "`" + text.replace("|", "\\|") + "`"


@pytest.mark.parametrize("kind", [Settings, Theme])
def test_every_setting_stands_in_the_readme_with_its_default(kind: Any) -> None:
    for key, default in keys(kind):
        row = re.search(rf"^\| `{re.escape(key)}` \| (.*?) ?(?<!\\)\| ", README, re.MULTILINE)
        assert row, f"{key} is not in the README"
        if default is not None:
            assert row[1] == shown(default), key


def test_every_row_of_settings_in_the_readme_is_a_setting() -> None:
    known = {key for kind in (Settings, Theme) for key, _ in keys(kind)}
    parts = {key.split(".")[0] for key in known}
    rows = set(re.findall(r"^\| `([a-z]+(?:\.[a-z_0-9]+)+)` \|", README, re.MULTILINE))
    assert {row for row in rows if row.split(".")[0] in parts} == known


def test_every_roster_column_stands_in_the_readme() -> None:
    table = README.split("## A roster")[1].split("## Commands")[0]
    assert {name for name in COLUMNS if f"`{name}`" not in table} == set()


def test_every_field_that_templates_see_stands_in_the_readme() -> None:
    row = next(line for line in README.splitlines() if line.startswith("| `recipient` |"))
    named = set(row.replace("`", " ").split())
    assert {field.name for field in fields(Addressee)} - named == set()


@pytest.mark.parametrize("path", sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").glob("*.md")))
def test_links_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)", re.sub(r"```.*?```", "", text, flags=re.DOTALL)):
        if not target.startswith(("http", "mailto:")) and target not in ("map.png", "x"):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_the_figures_of_the_benchmarks_are_those_that_were_measured() -> None:
    page = (ROOT / "docs/benchmarks.md").read_text(encoding="utf-8")
    results = json.loads((ROOT / "benchmarks/results.json").read_text(encoding="utf-8"))
    assert report.updated(page, results) == page, "run `make bench`"
    results["contestants"]["pdf"]["ms"] *= 2
    assert report.updated(page, results) != page
