"""What formats leave to a locale; how other programs print it is tested with LibreOffice."""

from __future__ import annotations

import pytest

from lettermerge.recipients.readers.number_formats.cell_format import CellFormat
from lettermerge.recipients.readers.number_formats.format_code import UnknownFormatError
from lettermerge.recipients.readers.number_formats.locale_symbols import built_in_code, symbols_of


def shown(number: int, value: float, tag: str) -> str:
    code = built_in_code(number, tag)
    assert code is not None
    return CellFormat.of(code, tag).show(value).strip()


@pytest.mark.parametrize(
    ("number", "value", "tag", "text"),
    [
        (14, 45355.0, "en", "3/4/2024"),
        (14, 45355.0, "en-GB", "04/03/2024"),
        (14, 45355.0, "de", "04.03.2024"),
        (14, 45355.0, "fr-CA", "2024-03-04"),
        (22, 45355.5, "en-AU", "4/03/2024 12:00"),
        (7, -1250.5, "en-US", "($1,250.50)"),
        (7, -1250.5, "en-GB", "-£1,250.50"),
        (8, 1250.5, "fr-FR", "1\u00a0250,50 €"),
        (37, -1250.0, "en", "(1,250)"),
        (39, -1250.0, "en-NZ", "-1,250.00"),
        (41, 0.0, "en-GB", "-"),
        (44, 1250.5, "en-CA", "$1,250.50"),
        (44, -1250.5, "en-US", "$(1,250.50)"),
    ],
)
def test_built_in_formats_follow_the_system(number: int, value: float, tag: str, text: str) -> None:
    assert shown(number, value, tag) == text


def test_a_country_that_babel_does_not_know_leaves_the_language() -> None:
    assert symbols_of("fr-GB").months == symbols_of("fr").months
    with pytest.raises(UnknownFormatError):
        symbols_of("xx")


def test_a_format_of_no_number_is_not_built_in() -> None:
    assert built_in_code(23, "en") is None
    assert built_in_code(163, "en") is None
