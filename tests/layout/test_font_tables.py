"""The tables of the bundled faces, as fontTools reads them from the files."""

from __future__ import annotations

from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from lettermerge.layout.font_tables import characters_of, read_tables, unfit_reason
from lettermerge.layout.fonts import FACES, SOURCE_SERIF, TINOS, Face


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.file)
def test_tables_are_those_of_the_file(face: Face) -> None:
    tables, font = read_tables(face), TTFont(face.path, lazy=True)
    assert face.read() == face.path.read_bytes()
    assert tables.units == font["head"].unitsPerEm
    assert len(tables.advances) == font["maxp"].numGlyphs
    for char in "Aé Ж—":
        name = font.getBestCmap()[ord(char)]
        assert tables.glyphs[ord(char)] == font.getGlyphID(name)
        assert tables.advances[font.getGlyphID(name)] == font["hmtx"][name][0]


def test_a_second_family_adds_what_the_first_lacks() -> None:
    first, both = characters_of((SOURCE_SERIF,)), characters_of((SOURCE_SERIF, TINOS))
    assert ord("ש") not in first
    assert ord("ש") in both
    assert ord("e") in first
    assert ord("ក") not in both
    assert ord("\n") not in both
    assert 0xE000 not in both


def test_a_file_that_no_letter_can_be_set_in_is_told_why() -> None:
    def judged(content: bytes) -> str:
        return unfit_reason(Face("normal", "normal", "own.ttf", content[:9].hex(), content))

    assert judged(TINOS.faces[0].read()) == ""
    assert "cannot be read as a font" in judged(b"no font at all")
    font = TTFont(TINOS.faces[0].path)
    font["OS/2"].fsType = 2
    buffer = BytesIO()
    font.save(buffer)
    assert "do not allow" in judged(buffer.getvalue())
