"""A length is twentieths of a point, or a number with a unit; all else is none."""

from __future__ import annotations

import pytest

from lettermerge.importing.word_lengths import POINT, millimetres


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1440", 25.4),
        ("-720", -12.7),
        ("9360.0", 165.1),
        ("72pt", 25.4),
        ("1in", 25.4),
        ("2.5cm", 25),
        ("6pc", 25.4),
        ("", 0),
        ("auto", 0),
        ("12345678901", 0),
        ("1e9", 0),
    ],
)
def test_a_length_is_in_millimetres(text: str, expected: float) -> None:
    assert millimetres(text) == pytest.approx(expected)


def test_the_unit_of_a_bare_number_is_the_attributes() -> None:
    assert millimetres("72", POINT) == pytest.approx(25.4)
