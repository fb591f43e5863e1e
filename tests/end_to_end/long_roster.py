"""Make projects with long rosters, and run programs over them that print what they measure."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.memory import ENVIRONMENT, ROOT
from tests.tiny import SETTINGS, TEMPLATE


def make_project(folder: Path, rows: int) -> Path:
    """Make a project of DOCX letters; return its folder."""
    (folder / "letters").mkdir(parents=True)
    (folder / "lettermerge.toml").write_text(
        SETTINGS + '[output]\nformats = ["docx"]\n', encoding="utf-8"
    )
    (folder / "letters" / "a.md").write_text(TEMPLATE, encoding="utf-8")
    script = [sys.executable, "benchmarks/make_roster.py", str(rows), str(folder / "r.csv")]
    subprocess.run(script, cwd=ROOT, check=True)
    return folder


def measure(program: str, folder: Path, **environment: str) -> list[int]:
    """Run a program over a project; return the numbers that it prints."""
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder)],
        env=ENVIRONMENT | environment, check=True, capture_output=True, text=True,
        encoding="utf-8",
    )  # fmt: skip
    return [int(number) for number in done.stdout.split()]
