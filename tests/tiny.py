"""A tiny project for tests that go through the whole program, and the program itself."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from lettermerge.cli.application import run

SETTINGS = """
[letter]
template = "a.md"
date = 2023-07-20
[recipients]
source = "r.csv"
[sender]
name = "Specimen Alliance"
country = "CH"
[[signatories]]
name = "Specimen Alliance"
"""
TEMPLATE = """---
subject: A subject for {{ parliament.name }}
---
Body for **{{ recipient.name }}**
{%- if recipient.constituency %} of {{ recipient.constituency }}{% endif %}.
"""
ROSTER = """id,parliament,chamber,role,title,given_name,family_name,gender,constituency
nz,nz,,body,,,,,
a1,uk,commons,,Ms,Ann,Testwright,f,Mole & Dale
a2,us,senate,,,Ben,Testman,m,Examplia
"""


@dataclass(frozen=True)
class Tiny:
    """A project folder, and what the program said in it last."""

    folder: Path
    capsys: pytest.CaptureFixture[str]

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return path

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Run `lettermerge` here; return exit code, stdout, stderr."""
        self.capsys.readouterr()
        before = Path.cwd()
        os.chdir(self.folder)
        try:
            code = run(list(arguments))
        finally:
            os.chdir(before)
        said = self.capsys.readouterr()
        return code, said.out, said.err

    def files(self, folder: str = "output") -> dict[str, bytes]:
        root = self.folder / folder
        paths = sorted(path for path in root.rglob("*") if path.is_file())
        return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


def make_tiny(folder: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    """Make the project."""
    write_tiny(folder)
    return Tiny(folder, capsys)


def write_tiny(folder: Path, template: str = TEMPLATE, roster: str = ROSTER) -> None:
    """Write the project's files."""
    (folder / "letters").mkdir(parents=True, exist_ok=True)
    (folder / "lettermerge.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "letters/a.md").write_text(template, encoding="utf-8")
    (folder / "r.csv").write_text(roster, encoding="utf-8")
