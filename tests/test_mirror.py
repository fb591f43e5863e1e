"""Tests mirror what they test: `layout/text_measurement.py` by `test_text_measurement.py`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
#: Folders of tests of the whole program, of commands as they are typed, and of engines.
FREE = {"end_to_end", "cli", "contracts"}


def misplaced(root: Path) -> Iterator[str]:
    """Yield the test files in folders that have no module, script or folder of their name."""
    for path in sorted((root / "tests").rglob("test_*.py")):
        relative = path.relative_to(root / "tests")
        top = relative.parts[0]
        if len(relative.parts) == 1 or top in FREE:
            continue
        source = root if top == "scripts" else root / "src" / "lettermerge"
        twin = source / relative.with_name(path.stem.removeprefix("test_"))
        if not twin.with_suffix(".py").is_file() and not twin.is_dir():
            yield relative.as_posix()


def test_every_test_file_has_the_name_and_folder_of_what_it_tests() -> None:
    assert list(misplaced(ROOT)) == []


@pytest.mark.parametrize(
    ("file", "found"),
    [
        ("writers/test_pdf.py", False),
        ("writers/pdf/test_colours.py", False),
        ("writers/pdf/conftest.py", False),
        ("scripts/test_setup.py", False),
        ("end_to_end/test_anything.py", False),
        ("cli/test_anything.py", False),
        ("test_anything.py", False),
        ("writers/pdf/test_anything.py", True),
        ("writers/test_colours.py", True),
        ("pdf/test_colours.py", True),
        ("scripts/test_colours.py", True),
    ],
)
def test_a_planted_file_is_found_where_nothing_has_its_name(
    tmp_path: Path, file: str, found: bool
) -> None:
    for path in ("src/lettermerge/writers/pdf/colours.py", "scripts/setup.py", f"tests/{file}"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    assert list(misplaced(tmp_path)) == [file] * found
