"""Making `.venv` with a uv that only writes down what it is told: what is asked of it, and when."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from environment import Environment, find_uv
from machine import SetupError

#: Makes what `uv venv` and `uv pip install` would leave behind, as far as it is looked at.
UV = """#!/bin/sh
[ "$1" = --version ] && {{ echo "uv {version} (made up)"; exit 0; }}
echo "$*" >>"{log}"
case "$*" in
  venv*) for last; do :; done; mkdir -p "$last/bin"; ln -sf "{python}" "$last/bin/python";;
  *--editable*) for last; do :; done; touch "$last/.venv/bin/lettermerge";;
esac
exit {status}
"""


class Project:
    """A folder with locks, and a uv on PATH."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "project"
        self.bin = folder / "bin"
        self.log = folder / "calls"
        (self.root / "requirements").mkdir(parents=True)
        self.bin.mkdir()
        self.log.touch()
        (self.root / "pyproject.toml").touch()
        for lock in ("run", "dev", "uv"):
            self.lock(lock).write_text(f"{lock}==1\n", "utf-8")
        self.put_uv()

    def lock(self, name: str) -> Path:
        return self.root / "requirements" / f"{name}.txt"

    def put_uv(self, version: str = "99.0.0", status: int = 0) -> None:
        path = self.bin / "uv"
        text = UV.format(version=version, log=self.log, python=sys.executable, status=status)
        path.write_text(text, "utf-8")
        path.chmod(0o755)

    def provide(self, *locks: str) -> list[str]:
        """Provide `locks`; return what uv was told by this."""
        self.log.write_text("", "utf-8")
        Environment(self.root).provide(*locks)
        return self.log.read_text("utf-8").splitlines()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    made = Project(tmp_path)
    monkeypatch.setenv("PATH", f"{made.bin}:/usr/bin:/bin")
    return made


def test_a_fresh_folder_gets_a_venv_the_lock_and_the_command(project: Project) -> None:
    venv, sync, install = project.provide("run", "dev")
    assert venv.startswith("venv ")
    assert sync.startswith("pip sync ")
    assert "--require-hashes" in sync
    assert sync.endswith("requirements/run.txt")
    assert {"--no-deps", "--no-build-isolation", "--no-index"} < set(install.split())


def test_the_second_time_nothing_is_done(project: Project) -> None:
    project.provide("run", "dev")
    assert project.provide("run", "dev") == []


def test_who_has_the_large_lock_has_the_small_one(project: Project) -> None:
    project.provide("dev")
    assert project.provide("run", "dev") == []


@pytest.mark.slow
def test_who_has_the_small_lock_gets_the_large_one(project: Project) -> None:
    project.provide("run", "dev")
    sync, _ = project.provide("dev")
    assert sync.endswith("requirements/dev.txt")
    assert project.provide("run", "dev") == []


@pytest.mark.slow
@pytest.mark.parametrize("changed", ["requirements/run.txt", "pyproject.toml"])
def test_a_change_installs_anew_in_the_same_venv(project: Project, changed: str) -> None:
    project.provide("run")
    with (project.root / changed).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert [call.split()[0] for call in project.provide("run")] == ["pip", "pip"]


def test_a_venv_that_lost_its_python_is_made_again(project: Project) -> None:
    project.provide("run")
    (project.root / ".venv" / "bin" / "python").unlink()
    assert project.provide("run")[0].startswith("venv ")


def test_a_failing_uv_leaves_no_stamp_behind(project: Project) -> None:
    project.put_uv(status=2)
    with pytest.raises(SetupError, match="This failed"):
        project.provide("run")
    project.put_uv()
    assert project.provide("run")


def test_an_old_uv_is_not_used(project: Project) -> None:
    assert find_uv(project.root) == project.bin / "uv"
    project.put_uv(version="0.1.0")
    own = project.root / ".tools" / "uv" / "bin" / "uv"
    own.parent.mkdir(parents=True)
    own.write_text((project.bin / "uv").read_text("utf-8").replace("0.1.0", "99.0.0"), "utf-8")
    own.chmod(0o755)
    assert find_uv(project.root) == own
