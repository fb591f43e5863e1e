"""Where words may be divided: by language, and never within addresses on the web."""

from __future__ import annotations

import pytest

from lettermerge.layout.hyphenation import with_soft_hyphens


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "text", "divided"),
    [
        ("en-GB", "parliament", "par-lia-ment"),
        ("fr", "gouvernement", "gou-ver-ne-ment"),
        ("de-CH", "Verwaltung", "Ver-wal-tung"),
        ("en-US", "a member, under oath", "a mem-ber, under oath"),
        ("xx", "parliament", "parliament"),
    ],
)
def test_words_are_divided_as_their_language_does(language: str, text: str, divided: str) -> None:
    assert with_soft_hyphens(text, language) == divided.replace("-", "\u00ad")


@pytest.mark.parametrize(
    "text", ["https://example.org/parliament", "committee@example.org", "www.parliament.example"]
)
def test_addresses_are_left_alone(text: str) -> None:
    assert with_soft_hyphens(text, "en-GB") == text
    assert with_soft_hyphens(f"see {text} member", "en-GB") == f"see {text} mem\u00adber"


def test_a_soft_hyphen_that_was_typed_is_the_only_one_of_its_word() -> None:
    assert with_soft_hyphens("parlia\u00adment", "en-GB") == "parlia\u00adment"
