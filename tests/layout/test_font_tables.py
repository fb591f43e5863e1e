"""The tables of the bundled faces, as fontTools reads them from the files."""

from __future__ import annotations

import pytest
from fontTools.ttLib import TTFont

from lettermerge.layout.font_tables import font_bytes, read_tables
from lettermerge.layout.fonts import FACES, Face


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.file)
def test_tables_are_those_of_the_file(face: Face) -> None:
    tables, font = read_tables(face.file), TTFont(face.path, lazy=True)
    assert font_bytes(face.file) == face.path.read_bytes()
    assert tables.units == font["head"].unitsPerEm
    assert len(tables.advances) == font["maxp"].numGlyphs
    for char in "Aé Ж—":
        name = font.getBestCmap()[ord(char)]
        assert tables.glyphs[ord(char)] == font.getGlyphID(name)
        assert tables.advances[font.getGlyphID(name)] == font["hmtx"][name][0]
