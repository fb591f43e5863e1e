"""What users install holds the whole package, is built to the same bytes, and works by itself."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # the wheel is built

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "lettermerge"

BUILD = """
import os, sys, hatchling.build as b
os.umask(int(sys.argv[2]))
b.build_wheel(sys.argv[1])
b.build_sdist(sys.argv[1])
"""
EPOCH = "1700000000"


def build(source: Path, folder: Path, umask: int = 0o022) -> tuple[Path, Path]:
    """Build a folder; return the wheel and the source distribution."""
    built = subprocess.run(
        [sys.executable, "-c", BUILD, str(folder), str(umask)],
        cwd=source,
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert built.returncode == 0, built.stderr
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return wheel, sdist


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return build(ROOT, tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="module")
def wheel(built: tuple[Path, Path]) -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(built[0]) as archive:
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


def test_what_is_built_elsewhere_and_later_has_the_same_bytes(
    built: tuple[Path, Path], tmp_path: Path
) -> None:
    """From the source distribution: other times, other folder, other rights of new files."""
    wheel, sdist = built
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "source", filter="data")
    (source,) = (tmp_path / "source").iterdir()
    for path in source.rglob("*"):
        os.utime(path, (1_600_000_000, 1_600_000_000))
    again = build(source, tmp_path / "again", umask=0o077)
    assert [hash_of(one) for one in again] == [hash_of(one) for one in built]
    assert (wheel.name, sdist.name) == tuple(one.name for one in again)


def hash_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_source_distribution_has_the_project_s_own_pages(built: tuple[Path, Path]) -> None:
    with tarfile.open(built[1]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        "CHANGELOG.md",
        "CITATION.cff",
        "CONTRIBUTING.md",
        "LICENSE",
        "README.md",
        "SECURITY.md",
        "docs/python.md",
        "examples/lettermerge-vcard/pyproject.toml",
        "tests/test_wheel.py",
    } <= names


def test_the_wheel_works_in_a_folder_of_its_own(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    """Beside its dependencies, and away from the sources."""
    target = tmp_path / "site"
    wheel.extractall(target)
    script = (
        "import lettermerge, sys\nfrom lettermerge.cli.application import run\n"
        "print(lettermerge.__file__)\n"
        "codes = [run(line.split()) for line in sys.argv[1:]]\n"
        "print(codes)"
    )
    lines = ("init", "check -q", "render -q -j 0 --no-sign uk-body", "verify -q")
    done = subprocess.run(
        [sys.executable, "-P", "-c", script, *lines],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(target)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    first, *_, last = done.stdout.splitlines()
    assert Path(first).is_relative_to(target)
    assert last == "[0, 0, 0, 0]"
    assert len([*(tmp_path / "output/uk").iterdir()]) == 2
