"""Ligatures of faces, beside what fontTools reads of the same tables."""

from __future__ import annotations

import struct
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.ttLib import TTFont

from lettermerge.layout.font_tables import unfit_reason
from lettermerge.layout.fonts import FACES, SOURCE_SERIF, TINOS, Face
from lettermerge.layout.ligature_substitutions import read_ligatures


def expected(font: Any) -> dict[int, str]:
    """Return the ligatures of `liga`, as fontTools decompiles them."""
    letters = {name: chr(code) for code, name in sorted(font.getBestCmap().items(), reverse=True)}
    records = font["GSUB"].table.FeatureList.FeatureRecord
    lookups = {
        i for one in records if one.FeatureTag == "liga" for i in one.Feature.LookupListIndex
    }
    found: dict[int, str] = {}
    for index in sorted(lookups):
        for subtable in font["GSUB"].table.LookupList.Lookup[index].SubTable:
            rules = getattr(getattr(subtable, "ExtSubTable", subtable), "ligatures", {})
            for first, joined in rules.items():
                for one in joined:
                    names = (first, *one.Component)
                    if all(name in letters for name in names):
                        text = "".join(letters[name] for name in names)
                        found.setdefault(font.getGlyphID(one.LigGlyph), text)
    return found


def read(font: Any) -> dict[int, str]:
    numbers = font.getReverseGlyphMap()
    glyphs = {code: numbers[name] for code, name in font.getBestCmap().items()}
    return read_ligatures(font.getTableData("GSUB"), glyphs)


@pytest.mark.slow
@pytest.mark.parametrize("face", FACES, ids=lambda face: face.file)
def test_bundled_faces_have_the_ligatures_of_their_files(face: Face) -> None:
    font = TTFont(BytesIO(face.read()))
    assert read(font) == (expected(font) if "GSUB" in font else {})


def test_the_usual_ligatures_are_found() -> None:
    font = TTFont(BytesIO(SOURCE_SERIF.faces[0].read()))
    assert {"fi", "ff"} <= set(read(font).values())


@cache
def with_features(text: str) -> bytes:
    """Return Tinos with these features in place of its own."""
    font = TTFont(BytesIO(TINOS.faces[0].read()))
    addOpenTypeFeaturesFromString(font, text, tables={"GSUB"})
    buffer = BytesIO()
    font.save(buffer)
    return buffer.getvalue()


#: Firsts in a row make a coverage table of ranges.
ROW = "".join(f"sub {one} {one} by germandbls;" for one in "abcdefghij")
THREE = "sub f f i by ae; sub f i by oe;"


@pytest.mark.parametrize(
    ("text", "some"),
    [
        (f"feature liga {{ {THREE} }} liga;", "ffi"),
        (f"lookup own useExtension {{ {THREE} }} own; feature liga {{ lookup own; }} liga;", "ffi"),
        (f"feature liga {{ {ROW} }} liga;", "aa"),
        ("feature dlig { sub s t by ae; } dlig; feature liga { sub c t by oe; } liga;", "ct"),
        ("feature liga { sub a by b; } liga;", ""),
    ],
    ids=["plain", "extension", "ranges", "another feature", "no ligature"],
)
def test_tables_of_other_shapes_are_read_alike(text: str, some: str) -> None:
    font = TTFont(BytesIO(with_features(text)))
    found = read(font)
    assert found == expected(font)
    assert (some in found.values()) if some else not found
    assert "st" not in found.values()


def test_a_table_that_is_cut_short_is_refused() -> None:
    table = TTFont(BytesIO(with_features(f"feature liga {{ {THREE} }} liga;"))).getTableData("GSUB")
    assert read_ligatures(b"", {}) == {}
    for size in range(1, len(table)):
        try:
            read_ligatures(table[:size], {ord("f"): 73})
        except struct.error:
            continue
        assert size > len(table) - 4, size  # the rest holds nothing that is read


def test_a_face_whose_table_is_cut_short_is_told() -> None:
    font = TTFont(BytesIO(TINOS.faces[0].read()))
    table = TTFont(BytesIO(with_features(f"feature liga {{ {THREE} }} liga;"))).getTableData("GSUB")
    buffer = BytesIO()
    font["GSUB"] = own = type("Cut", (), {"compile": lambda *_: table[: len(table) // 2]})()
    assert own is font["GSUB"]
    font.save(buffer)
    content = buffer.getvalue()
    reason = unfit_reason(Face("normal", "normal", "own.ttf", "c" * 64, content))
    assert "cannot be read as a font" in reason
