"""Rosters that would fill the memory are refused at once, measured in a process of its own.

On a slow or busy machine a bomb may take longer, as much as a harmless list does.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.forked_runs import ForkedRuns, forked_runs
from tests.recipients.readers.bombs import BOMBS
from tests.tiny import SETTINGS, TEMPLATE

MEGABYTES = 300

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


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkedRuns]:
    with forked_runs(tmp_path_factory.mktemp("harmless")) as runs:
        yield runs


@pytest.mark.slow
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_at_once_and_in_300_megabytes(
    tmp_path: Path, name: str, runs: ForkedRuns
) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters/a.md").write_text(TEMPLATE, "utf-8")
    (tmp_path / "lettermerge.toml").write_text(SETTINGS.replace("r.csv", name), "utf-8")
    BOMBS[name](tmp_path / name)
    try:
        done = runs.run_at_best("check", "-C", str(tmp_path))
    finally:
        bomb = tmp_path / name
        bomb.rmdir() if bomb.is_dir() else bomb.unlink()
    print(f"{name}: {done.seconds:.2f} s of {runs.most_seconds:.2f}, {done.peak >> 20} MB")
    assert done.code == 3, done.stderr
    assert done.stderr.startswith(f"error: {name}"), done.stderr
    assert REASONS.get(name, "") in done.stderr
    assert done.peak < MEGABYTES << 20
    assert done.seconds < runs.most_seconds
