"""`roster map` writes a mapping that `check` passes, and `check` prints the same block."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from tests.recipients.mapping.rosters import SHAPES, Shape
from tests.tiny import SETTINGS, Tiny, make_tiny


@pytest.fixture
def tiny(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    """Make a tiny project."""
    return make_tiny(tmp_path, capsys)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=[*SHAPES])
def test_a_mapped_roster_passes_check_without_an_error(tiny: Tiny, shape: Shape) -> None:
    tiny.write(shape.file, shape.text)
    tiny.write("lettermerge.toml", SETTINGS.replace("r.csv", shape.file))
    code, _, said = tiny.run("roster", "map", "--yes")
    assert code == 0, said
    (written,) = (tomllib.loads((tiny.folder / "lettermerge.toml").read_text())["recipients"],)
    assert written["columns"] == shape.columns
    assert written.get("constants", {}) == shape.constants
    code, _, said = tiny.run("check")
    assert code == 0, said
    assert "error:" not in said
