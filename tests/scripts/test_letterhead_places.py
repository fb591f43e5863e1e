"""Imported letterheads are within 5 mm of LibreOffice's page of the original."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.importing import word_letters as word
from tests.importing.letterheads import KINDS

from letterhead_places import Offset, measure

LETTERS = Path(__file__).parents[1] / "importing" / "letters"
REAL = ("m31-aspose-complex", "p01-hvl-client")


@pytest.mark.slow
@pytest.mark.tools
def test_logos_and_lines_are_where_they_were(tmp_path: Path) -> None:
    paths = [LETTERS / f"{name}.docx" for name in REAL]
    for name, make in KINDS.items():
        path = tmp_path / f"{name}.docx"
        path.write_bytes(word.saved(make()))
        paths.append(path)
    found = measure(paths)
    assert {name: [one for one in offsets if one.far] for name, offsets in found.items()} == {
        path.stem: [] for path in paths
    }
    assert {name: len(offsets) for name, offsets in found.items()} == {
        "m31-aspose-complex": 1, "p01-hvl-client": 6, "inline_logo_and_name": 4,
        "table_letterhead": 11, "first_and_later": 3, "typed_head": 3, "tabs_and_margins": 5,
        "text_box": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("offset", "far"),
    [(Offset("a", 4.9, -4.9), False), (Offset("a", 5.1, 0), True), (Offset("a", None, 0), True)],
)
def test_what_is_farther_than_5_mm_or_gone_is_far(offset: Offset, far: bool) -> None:
    assert offset.far is far
