"""A disk that is really full, through the whole program: a small file system of its own.

Where none may be mounted, a limit on the size of each file stands in for it.
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.end_to_end.killing import check_done, check_known, finish, letters_in, make_project
from tests.end_to_end.test_kill import ROOT
from tests.memory import UNCOMPILED

pytestmark = pytest.mark.slow

ROWS = 60
NUMBERS = r"^(?:rows|letters written|up to date|failed|not selected)\t(\d+)"
NOTHING: Callable[[], None] = lambda: None  # noqa: E731


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[tuple[Callable[[], None], bool]]:
    """Make `folder` a file system of its own; yield what gives it room, and whether it is one."""
    folder.mkdir(parents=True)
    size = f"size={kilobytes}k"
    command = ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)]
    mount = shutil.which("mount")
    if not mount or subprocess.run(command, capture_output=True, check=False).returncode:
        yield NOTHING, False
        return

    def grow() -> None:
        subprocess.run(["mount", "-o", "remount,size=64m", str(folder)], check=True)

    try:
        yield grow, True
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def render(project: Path, workers: int, limit: int) -> subprocess.CompletedProcess[str]:
    """Run `render`; a `limit` above 0 is on the bytes of each file it writes."""

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run(
        [sys.executable, "-m", "lettermerge", "render", "-j", str(workers), "-C", str(project)],
        env={**os.environ, **UNCOMPILED, "PYTHONPATH": str(ROOT / "src")},
        preexec_fn=bound if limit else None,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=600,
    )


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("clean")
    output = make_project(folder, "none", "one", ROWS)
    finish(folder)
    return letters_in(output)


@pytest.mark.parametrize(("workers", "kilobytes"), [(0, 64), (0, 600), (2, 1200)])
def test_a_full_disk(tmp_path: Path, clean: dict[str, bytes], workers: int, kilobytes: int) -> None:
    output = make_project(tmp_path, "none", "one", ROWS)
    roster = tmp_path / "recipients.csv"
    sound = roster.read_text("utf-8")
    roster.write_text(sound + "bad,uk,comons,Bad,Exemplar,Testford\n", "utf-8")
    with small_disk(output, kilobytes) as (grow, real):
        done = render(tmp_path, workers, 0 if real else kilobytes * 30)
        assert done.returncode == 5, done.stderr
        assert done.stderr.count("the disk is full, or a quota is used up") == 1
        assert "make room, then run the same command again" in done.stderr
        assert "The same command goes on from here." in done.stderr
        numbers = re.findall(NUMBERS, done.stdout, re.MULTILINE)
        rows, *parts = map(int, numbers)
        assert rows == sum(parts) == ROWS + 1
        assert not list(output.rglob("*.part"))
        written = check_known(output)
        assert all(clean[path] == content for path, content in written.items())
        assert len(written) >= (2 if real and kilobytes > 100 else 0)
        grow()
        roster.write_text(sound, "utf-8")
        done = render(tmp_path, workers, 0)
        assert done.returncode == 0, done.stderr
        assert letters_in(output) == clean
        check_done(output)


@pytest.mark.parametrize("workers", [0, 2])
def test_a_folder_for_temporary_files_that_is_full(
    tmp_path: Path, clean: dict[str, bytes], workers: int
) -> None:
    output = make_project(tmp_path, "none", "one", ROWS)
    done = render(tmp_path, workers, 100_000)  # less than a font, more than a letter
    assert done.returncode == 5, done.stderr
    assert done.stderr.count("the disk is full, or a quota is used up") == 1
    assert "Traceback" not in done.stderr
    assert not output.exists()
    assert render(tmp_path, workers, 0).returncode == 0
    assert letters_in(output) == clean
