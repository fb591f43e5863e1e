"""The hash of the program's own text: what changes it, and what does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from lettermerge.app.batch import row_input_hash
from lettermerge.app.batch.row_input_hash import hash_program


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("a.py", "b/c.py", "b/data.toml", "d/e/f.css"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    monkeypatch.setattr(row_input_hash, "_PROGRAM", tmp_path)
    return tmp_path


def hashed() -> str:
    return hash_program.__wrapped__()


def test_every_file_and_its_name_are_hashed(program: Path) -> None:
    seen = {hashed()}
    for path in [one for one in program.rglob("*") if one.is_file()]:
        text = path.read_text(encoding="utf-8")
        path.write_text("changed", encoding="utf-8")
        seen.add(hashed())
        path.write_text(text, encoding="utf-8")
    (program / "b/c.py").rename(program / "d/c.py")
    seen.add(hashed())
    (program / "d/c.py").rename(program / "b/c.py")
    (program / "new.toml").write_text("", encoding="utf-8")
    seen.add(hashed())
    assert len(seen) == 7


def test_compiled_modules_and_faces_are_left_out(program: Path) -> None:
    before = hashed()
    (program / "b/__pycache__").mkdir()
    (program / "b/__pycache__/c.cpython-311.pyc").write_bytes(b"1")
    (program / "own.ttf").write_bytes(b"2")
    assert hashed() == before
