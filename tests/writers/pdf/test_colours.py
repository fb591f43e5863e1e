"""Colours of every CSS space into sRGB."""

from __future__ import annotations

import pytest
from tinycss2.color5 import parse_color

import lettermerge.writers.pdf.weasyprint_engine  # noqa: F401  it installs the conversions


@pytest.mark.parametrize(
    ("colour", "expected"),
    [  # values as the browsers have them, which follow CSS Color Module Level 4's sample code
        ("lab(54.29 80.82 69.9)", (1, 0, 0)),
        ("lch(54.29 106.85 40.86)", (1, 0, 0)),
        ("oklab(62.796% 0.22486 0.12585)", (1, 0, 0)),
        ("oklch(45.201% 0.31321 264.05)", (0, 0, 1)),
        ("color(xyz-d65 0.9505 1 1.089)", (1, 1, 1)),
        ("color(xyz-d50 0.9643 1 0.8251)", (1, 1, 1)),
        ("color(srgb-linear 0.2140 0 1)", (0.5, 0, 1)),
        ("device-cmyk(0 1 1 0)", (1, 0, 0)),
        ("device-cmyk(1 0 0 .5)", (0, 0.5, 0.5)),
        ("hsl(240 100% 50%)", (0, 0, 1)),
        ("lab(100 200 200)", (1, None, 0)),  # out of reach: cut off
    ],
)
def test_a_colour_of_any_space_is_shown_in_srgb(
    colour: str, expected: tuple[float | None, ...]
) -> None:
    parsed = parse_color(colour)
    made = parsed.to("srgb")
    assert made.alpha == parsed.alpha
    for part, wanted in zip(made.coordinates, expected, strict=True):
        assert 0 <= part <= 1
        assert wanted is None or part == pytest.approx(wanted, abs=0.01)
    assert tuple(parsed.to(parsed.space)) == tuple(parsed)
