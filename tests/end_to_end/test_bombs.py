"""Rosters that would fill the memory are refused at once, measured in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.memory import ENVIRONMENT
from tests.recipients.readers.bombs import BOMBS
from tests.tiny import SETTINGS, TEMPLATE

SECONDS = 2.0  # of computing time, all of Python's own start included
MEGABYTES = 300

CHECK = """
import sys, time
from lettermerge.cli.application import run
from tests.memory import peak

print(run(["check", "-C", sys.argv[1]]), time.process_time(), peak())
"""


#: The rule that refuses a bomb, where it is not clear from its name that another one might.
REASONS = {
    "spaces.ods": "longer than 1 MiB",
    "spaces-row.ods": "more than 128 MiB of text",
    "spaces-many.ods": "longer than 1 MiB",
    "spaces-span.ods": "longer than 1 MiB",
    "spaces-less.ods": "not a count",
    "value.ods": "at least one in 20",
    "prefix.ods": "more than 128 MiB of text",
    "dense.ods": "at least one in 20",
    "nested.ods": "reaches 1000005 rows",
    "digits.ods": "not a count",
    "reference.xlsx": "`A99999999999` is not a cell reference",
    "letters.xlsx": "not a cell reference",
    "wrapped.xlsx": "not a cell reference",
    "row.xlsx": "not a row",
    "sparse.xlsx": "at least one in 20",
    "announced.xlsx": "announces 99999999999 texts",
    "everywhere.xlsx": "more than 128 MiB of text",
    "inline.xlsx": "more than 128 MiB of text",
    "kinds.xlsx": "neither an XLSX nor an ODS",
    "entity.xml": "declares entities",
    "zero.csv": "it is a device",
    "zero.xlsx": "it is a device",
    "pipe.csv": "it is a named pipe",
    "socket.csv": "it is a socket",
    "folder.csv": "it is a folder",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_two_seconds_and_300_megabytes(tmp_path: Path, name: str) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters/a.md").write_text(TEMPLATE, "utf-8")
    (tmp_path / "lettermerge.toml").write_text(SETTINGS.replace("r.csv", name), "utf-8")
    BOMBS[name](tmp_path / name)
    try:
        command = [sys.executable, "-c", CHECK, str(tmp_path)]
        done = subprocess.run(
            command,
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=60,
        )
    finally:
        bomb = tmp_path / name
        bomb.rmdir() if bomb.is_dir() else bomb.unlink()
    *_, code, seconds, peak = done.stdout.split()
    print(f"{name}: {float(seconds):.2f} s, {int(peak) >> 20} MB")
    assert int(code) == 3, done.stderr
    assert done.stderr.startswith(f"error: {name}"), done.stderr
    assert REASONS.get(name, "") in done.stderr
    assert int(peak) < MEGABYTES << 20
    assert float(seconds) < SECONDS
