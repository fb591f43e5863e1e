"""Signs of symbol faces become those of Unicode, whether their codes are private or letters."""

from __future__ import annotations

import pytest

from lettermerge.importing.symbol_fonts import as_unicode


@pytest.mark.parametrize(
    ("text", "face", "shown"),
    [
        ("\uf0b7", "Symbol", "•"),
        ("\uf062", "Symbol", "β"),
        ("b > 2", "Symbol", "β > 2"),
        ("\uf0fc", "Wingdings", "✓"),
        ("\xfc", "Wingdings", "✓"),
        ("\uf0b7 item", "Arial", "• item"),
        ("plain \xb7 words", "Arial", "plain \xb7 words"),
    ],
)
def test_signs_are_those_that_the_face_shows(text: str, face: str, shown: str) -> None:
    assert as_unicode(text, face) == (shown, 0)


def test_signs_without_a_usual_one_are_counted() -> None:
    assert as_unicode("\uf021!", "Wingdings") == ("", 2)
