"""The wheel that users install holds the whole package: code, faces, profiles, licences."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "lettermerge"

BUILD = "import sys, hatchling.build as b; print(b.build_wheel(sys.argv[1]))"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-c", BUILD, str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert built.returncode == 0, built.stderr
    with zipfile.ZipFile(folder / built.stdout.split()[-1]) as archive:
        yield archive


def package_files() -> set[str]:
    """Return the package's files as a wheel names them."""
    return {
        path.relative_to(PACKAGE.parent).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }


def left_out(expected: Iterable[str], wheel: zipfile.ZipFile) -> set[str]:
    return set(expected) - set(wheel.namelist())


def test_every_file_of_the_package_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    files = package_files()
    assert {"lettermerge/py.typed", "lettermerge/layout/fonts/OFL-Tinos.txt"} <= files
    assert left_out(files, wheel) == set()


def test_a_file_that_the_wheel_lacks_is_found(wheel: zipfile.ZipFile) -> None:
    planted = "lettermerge/fonts/Planted.ttf"
    assert left_out({planted, "lettermerge/__init__.py"}, wheel) == {planted}


def test_nothing_else_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    others = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert others - package_files() == set()


def test_the_wheel_offers_the_command_and_both_licences(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    (entry_points,) = (name for name in names if name.endswith("entry_points.txt"))
    assert "lettermerge = lettermerge.cli:main" in wheel.read(entry_points).decode()
    licences = {name.rpartition("/licenses/")[2] for name in names if "/licenses/" in name}
    assert licences == {"LICENSE"} | {
        f"src/lettermerge/layout/fonts/OFL-{one}.txt"
        for one in ("Source-Sans", "Source-Serif", "Tinos")
    }
