"""Faces that are cut down: their characters, their rules, their names."""

from __future__ import annotations

from io import BytesIO

import pytest
import uharfbuzz as hb
from fontTools.ttLib import TTFont

from lettermerge.layout.face_subset import cut
from lettermerge.layout.fonts import FACES, SOURCE_SERIF, Face

LATIN = frozenset(range(0x20, 0x7F))


def shaped(program: bytes, text: str) -> list[tuple[int, int]]:
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(hb.Font(hb.Face(program)), buffer)
    return [
        (info.cluster, position.x_advance)
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    ]


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.file)
def test_a_subset_sets_its_characters_as_the_whole_face_does(face: Face) -> None:
    small = cut(face, LATIN)
    for text in ("AVATAR To We. office affirm fjord", "Yes, 12,450 (offer)"):
        assert shaped(small, text) == shaped(face.read(), text)
    assert len(small) < len(face.read()) / 3


def test_kerning_and_ligatures_are_there() -> None:
    program = cut(SOURCE_SERIF.faces[0], LATIN)
    assert len(shaped(program, "fi")) == 1
    pair, alone = shaped(program, "AV"), shaped(program, "A")
    assert pair[0][1] < alone[0][1]


def test_it_keeps_its_name_and_allows_embedding() -> None:
    font = TTFont(BytesIO(cut(SOURCE_SERIF.faces[3], LATIN)))
    assert font["name"].getDebugName(1) == "Source Serif 4"
    assert font["name"].getDebugName(2) == "Bold Italic"
    assert font["OS/2"].fsType == 0
    assert {*font.getBestCmap()} == LATIN


def test_the_same_inputs_give_the_same_bytes() -> None:
    cut.cache_clear()
    first = cut(SOURCE_SERIF.faces[0], LATIN)
    cut.cache_clear()
    assert cut(SOURCE_SERIF.faces[0], frozenset(sorted(LATIN, reverse=True))) == first
