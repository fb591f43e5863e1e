"""Glyphs of a line: kerning, ligatures, and the family that prints each character."""

from __future__ import annotations

from lettermerge.layout.font_tables import read_tables
from lettermerge.layout.fonts import SOURCE_SERIF, TINOS
from lettermerge.layout.shaping import character_widths, shape

REGULAR = SOURCE_SERIF.faces[0]
BOTH = (SOURCE_SERIF, TINOS)


def test_pairs_are_kerned() -> None:
    advance = {g.cluster: g.advance for g in shape(REGULAR, 1000, "AVA")}
    plain = read_tables(REGULAR).advances[read_tables(REGULAR).glyphs[ord("A")]]
    assert advance[0] < plain
    assert advance[2] == plain


def test_letters_that_join_are_one_glyph_named_by_its_letters() -> None:
    (glyph,) = shape(REGULAR, 1000, "ffi")
    assert read_tables(REGULAR).ligatures[glyph.number] == "ffi"
    widths = character_widths("office", 1000, BOTH)
    assert widths[2:4] == [0, 0]
    assert len(widths) == 6


def test_what_the_face_lacks_is_measured_in_the_one_that_stands_in() -> None:
    tables = read_tables(TINOS.faces[0])
    hebrew = tables.advances[tables.glyphs[ord("ש")]] / tables.units
    assert character_widths("aש", 1000, BOTH)[1] == round(hebrew * 1000)
    assert character_widths("ក", 1000, BOTH) == [500]


def test_an_em_is_scaled() -> None:
    assert sum(character_widths("AVATAR", 2000, BOTH)) == 2 * sum(
        character_widths("AVATAR", 1000, BOTH)
    )
