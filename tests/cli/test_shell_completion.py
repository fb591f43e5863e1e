"""Shells complete commands, and the words of a project: asked as each shell asks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.tiny import ROSTER, write_tiny

import lettermerge
from lettermerge.app.shell_completion_candidates import recipient_ids

pytestmark = pytest.mark.slow

SOURCE = str(Path(lettermerge.__file__).parent.parent)


def complete(folder: Path, line: str) -> list[str]:
    """Return what bash offers for a line that ends where the cursor is."""
    words = line.split(" ")
    asked = {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    said = run(folder, {**asked, "_LETTERMERGE_COMPLETE": "complete_bash"})
    assert said.stderr == ""
    return said.stdout.split()


def run(
    folder: Path, environment: dict[str, str], *arguments: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "lettermerge", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": SOURCE, **environment},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_tiny(tmp_path)
    (tmp_path / "letters/themes/own").mkdir(parents=True)
    (tmp_path / "letters/themes/own/theme.toml").touch()
    (tmp_path / "parliaments").mkdir()
    (tmp_path / "parliaments/ie.toml").touch()
    return tmp_path


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("lettermerge rend", ["render"]),
        ("lettermerge render ", ["a1", "a2", "nz"]),
        ("lettermerge render a1 a", ["a1", "a2"]),
        ("lettermerge preview n", ["nz"]),
        ("lettermerge preview -f p", ["pdf", "png"]),
        ("lettermerge preview --theme o", ["official", "own"]),
        ("lettermerge render -f ", ["docx", "pdf"]),
        ("lettermerge parliaments show i", ["ie"]),
        ("lettermerge parliaments n", ["nz", "new"]),
        ("lettermerge handoff no", ["notify"]),
        ("lettermerge import le", []),  # the shell then offers files
    ],
)
def test_words_of_the_project_are_offered(project: Path, line: str, offered: list[str]) -> None:
    assert complete(project, line) == offered


def test_outside_a_project_there_is_less_and_nothing_fails(tmp_path: Path, project: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    shutil.move(tmp_path / "lettermerge.toml", tmp_path / "gone.toml")
    elsewhere.mkdir()
    assert complete(elsewhere, "lettermerge render ") == []
    assert complete(elsewhere, "lettermerge parliaments e") == ["eu"]
    shutil.move(tmp_path / "gone.toml", tmp_path / "lettermerge.toml")
    assert complete(Path("/"), f"lettermerge render -C {tmp_path} a") == ["a1", "a2"]


def test_nothing_that_a_shell_would_run_is_offered(project: Path) -> None:
    rows = "$(touch x),nz,,body,,,,,\n`x`,nz,,body,,,,,\na'3,nz,,body,,,,,\n"
    (project / "r.csv").write_text(ROSTER + rows, encoding="utf-8")
    assert complete(project, "lettermerge render ") == ["a1", "a2", "nz"]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_zsh_and_fish_are_answered_in_their_form(project: Path, shell: str) -> None:
    asked = {
        "_TYPER_COMPLETE_ARGS": "lettermerge render a",
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        "_LETTERMERGE_COMPLETE": f"complete_{shell}",
    }
    said = run(project, asked).stdout.strip()
    assert said == {"fish": "a1\na2", "zsh": '_arguments \'*: :(("a1"\n"a2"))\''}[shell]


def test_the_script_of_bash_works_in_bash(project: Path, tmp_path: Path) -> None:
    named = {
        "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"
    }  # the shell is said, not looked for
    script = run(project, named, "--show-completion", "bash").stdout
    program = tmp_path / "lettermerge"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m lettermerge "$@"\n', "utf-8")
    program.chmod(0o755)
    asks = (
        f"{script}\nCOMP_WORDS=(lettermerge render a) COMP_CWORD=2\n"
        "_lettermerge_completion lettermerge\necho ${COMPREPLY[@]}\n"
    )
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", asks],
        cwd=project,
        env={**os.environ, "PATH": path, "PYTHONPATH": SOURCE},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.split() == ["a1", "a2"]


def test_ids_are_found_under_other_headings_and_in_the_manifest(project: Path) -> None:
    settings = project / "lettermerge.toml"
    text = settings.read_text(encoding="utf-8")
    mapped = text.replace("[sender]", '[recipients.columns]\nid = "Key"\n[sender]')
    settings.write_text(mapped, encoding="utf-8")
    (project / "r.csv").write_text("Name;Key\nAnn;k1\nBen;k2\n", encoding="utf-8")
    (project / "output").mkdir()
    line = '{"id": "joint", "members": ["m1"], "format": "pdf"}\n'
    (project / "output/manifest.jsonl").write_text(line + '{"torn', encoding="utf-8")
    assert recipient_ids(project) == ["joint", "k1", "k2", "m1"]


def test_no_engine_is_imported_to_complete(project: Path) -> None:
    asked = {"COMP_WORDS": "lettermerge render ", "COMP_CWORD": "2"}
    asked |= {"_LETTERMERGE_COMPLETE": "complete_bash", "PYTHONPROFILEIMPORTTIME": "1"}
    loaded = run(project, asked).stderr
    assert "lettermerge.app.shell_completion_candidates" in loaded
    for engine in ("pandas", "jinja2", "rich", "weasyprint"):
        assert f" {engine}\n" not in loaded
