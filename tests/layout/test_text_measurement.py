"""Lines that are counted before anything is laid out, against the pages; widths of the faces."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Literal

import pytest
from fontTools.ttLib import TTFont
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.layout.addresses import SIZES, WINDOWS, laid_out_lines, random_lines, themed
from tests.series import cases

from lettermerge.layout.fonts import SOURCE_SERIF, TINOS
from lettermerge.layout.page_style import PageStyle
from lettermerge.layout.shaping import character_widths
from lettermerge.layout.text_measurement import (
    ample_width,
    count_address_lines,
    count_lines,
    fit_return_line,
)

#: Lines of each case of the series, which has a case for each paper, size and window.
SERIES = cases(200)

TEXTS = [
    "Le très honorable Jean Exemple, C.P., député",
    "Minister for Agriculture, Fisheries & Samples",
    "Rue Wiertz / Wiertzstraat 60",
    "WASHINGTON, DC 20510",
    "Ōtautahi – Příklad (Łódź)",
]

FAMILIES = (SOURCE_SERIF, TINOS)
LETTERS: tuple[Literal["L"], ...] = ("L",)
#: What a cell may hold that the faces print: words, and signs that lines break at.
CHARACTERS = st.one_of(
    st.sampled_from("aeinrstAW mM109  --–—//,.;:()[]'\"“”’!?%$€&@#…\u00a0\u2011éßŁЖψ"),
    st.characters(codec="cp1252", categories=("L", "N", "P", "S")),
    st.characters(min_codepoint=0x100, max_codepoint=0x17F, categories=LETTERS),
)
LINES = st.lists(st.text(CHARACTERS, min_size=1, max_size=130), min_size=1, max_size=25)
STYLES = st.builds(themed, st.sampled_from(("a4", "letter")), st.sampled_from(SIZES),
                   st.sampled_from(WINDOWS))  # fmt: skip


def differing(lines: list[str], style: PageStyle) -> list[tuple[str, int, int]]:
    """Return the lines that are counted wrongly: the text, lines counted, lines laid out.

    Words that take several lines themselves may end a line one letter from where Pango ends it.
    """
    counted = [count_address_lines((line,), style) for line in lines]
    laid = laid_out_lines(lines, style)
    return [
        one
        for one in zip(lines, counted, laid, strict=True)
        if abs(one[1] - one[2]) > (max(map(len, one[0].split())) > 45)
    ]


@pytest.mark.slow
@pytest.mark.soak
@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_a_series_of_addresses_takes_the_lines_that_were_counted(paper: str) -> None:
    for number, (size, window) in enumerate(product(SIZES, WINDOWS)):
        lines = random_lines(random.Random(f"{paper} {number}"), SERIES)
        assert differing(lines, themed(paper, size, window)) == []


@pytest.mark.slow
@settings(max_examples=cases(300), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(LINES, STYLES)
@example(["20510-1234  K1A and the other words of a line that is longer"], themed("a4", 10.5, None))
@example(["x" * 90 + " ... for a sample of lines"], themed("letter", 16, None))
@example(["(" * 200, "1/" * 200, "a-" * 200, "\u2011" * 200, "—" * 200], themed("a4", 11, None))
def test_any_address_takes_the_lines_that_were_counted(lines: list[str], style: PageStyle) -> None:
    printed = [line for one in lines if (line := " ".join(one.split(" ")).strip(" "))]
    assert differing(printed, style) == []


def test_the_size_and_the_window_decide() -> None:
    office = "Chair, Committee on Commerce, Science & Samples"
    counts = {
        (paper, size): count_address_lines((office,), themed(paper, size, None))
        for paper in ("a4", "letter")
        for size in (9, 11, 14)
    }
    assert counts == {
        ("a4", 9): 2, ("a4", 11): 2, ("a4", 14): 3,
        ("letter", 9): 1, ("letter", 11): 2, ("letter", 14): 2,
    }  # fmt: skip
    assert count_address_lines((office,), themed("letter", 11, WINDOWS[3])) == 3


@pytest.mark.slow
@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_sender_above_the_address_takes_the_lines_that_were_counted(paper: str) -> None:
    style, seen = themed(paper, 11, None), set()
    for count in (*range(1, 7), *range(7, 24, 4)):
        sender = " · ".join(["Alliance", *(f"{n} Sample" for n in range(count)), "1000 Town"])
        counted, size = fit_return_line(sender, style)
        design = replace(style.design, return_lines=counted, return_size=size)
        assert laid_out_lines(("One line",), replace(style, design=design), sender) == [counted, 1]
        assert count_lines(sender, style.window.width, size + 0.5, FAMILIES) > 1 or size == 7
        seen.add((counted, size))
    assert {(1, 7), (1, 6), (2, 7), (3, 7)} <= seen


def test_a_line_is_measured_to_the_unit() -> None:
    """What fits a line exactly is one line; a thousandth of a millimetre less makes it two."""
    text = "Minister for Samples"
    em = int(11 * 96 / 72 * 1024)
    exact = sum(character_widths(text, em, FAMILIES)) / 1024 * 25.4 / 96
    assert count_lines(text, exact + 1e-6, 11, FAMILIES) == 1
    assert count_lines(text, exact - 1e-3, 11, FAMILIES) == 2


def test_a_word_that_fits_no_line_is_broken_and_costs_no_more_than_its_length() -> None:
    assert count_lines("x" * 200, 75, 11, FAMILIES) == 7
    assert count_lines("x" * 60_000, 75, 11, FAMILIES) == pytest.approx(60_000 / 33, rel=0.02)
    assert count_lines("x" * 100, 0, 11, FAMILIES) == 100


def test_bold_is_wider() -> None:
    text = "ASEAN Parliamentarians for Samples"
    assert count_lines(text, 76, 12, FAMILIES) == 1
    assert count_lines(text, 76, 12, FAMILIES, bold=True) == 2


@pytest.mark.parametrize("text", [*TEXTS, "Ψήφος", "Выборы", "50 % (“so”)"])
@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_an_ample_width_is_that_of_the_face_and_never_less(text: str, weight: str) -> None:
    exact = sum(_advance(weight, char) for char in text)
    assert exact <= ample_width(text, FAMILIES, bold=weight == "bold") <= exact * 1.05 + 0.02


def _advance(weight: str, char: str) -> float:
    """Return an advance width in ems."""
    return _advances(weight)[ord(char)]


@cache
def _advances(weight: str) -> dict[int, float]:
    """Return the advance widths of a face, by character, as fontTools reads them."""
    face = SOURCE_SERIF.face(bold=weight == "bold")
    with TTFont(face.path, lazy=True) as font:
        units: int = font["head"].unitsPerEm
        widths = font["hmtx"]
        return {code: widths[name][0] / units for code, name in font.getBestCmap().items()}


def test_further_lines_are_set_in() -> None:
    text = "Chair of the Committee on Commerce, Science, Samples and the Specimens of Exampleshire"
    counts = [count_lines(text, 80, 11, FAMILIES, inset=inset) for inset in (0, 4, 40)]
    assert counts[0] <= counts[1] < counts[2]
    assert count_lines("Samples", 80, 11, FAMILIES, inset=79) == 1
