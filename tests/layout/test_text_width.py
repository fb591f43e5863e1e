"""Widths that are known before anything is laid out, against the face that letters are set in."""

from __future__ import annotations

from importlib.resources import files

import pytest
from fontTools.ttLib import TTFont

from lettermerge.layout.text_width import count_lines, width

TEXTS = [
    "Le très honorable Jean Exemple, C.P., député",
    "Assistant Minister for Exemplary Australians",
    "Chair, Delegation for relations with the",
    "Minister for Agriculture, Fisheries & Samples",
    "Rue Wiertz / Wiertzstraat 60",
    "WASHINGTON, DC 20510",
    "Ōtautahi – Příklad (Łódź)",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_width_is_that_of_the_face(text: str) -> None:
    face = files("lettermerge.layout.fonts") / "Tinos_400Regular.ttf"
    font = TTFont(str(face))
    names, advances = font.getBestCmap(), font["hmtx"]
    units = sum(advances[names[ord(char)]][0] for char in text)
    measured = units / font["head"].unitsPerEm * 11 * 25.4 / 72
    assert width(text) == pytest.approx(measured, rel=0.02)


def test_lines_break_between_words() -> None:
    assert count_lines("Ann") == 1
    assert count_lines(TEXTS[0]) == 1
    office = "Chair, Delegation for relations with the countries of Southern Samples"
    assert count_lines(office) == 2
    assert count_lines(f"{office} and ANY (SAMPLE)") == 3
    assert count_lines("x" * 200) > 4
