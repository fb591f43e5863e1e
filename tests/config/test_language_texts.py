"""Texts by language: the letter's own, else that of the settings; and what is missing."""

from __future__ import annotations

import pytest

from lettermerge.config.language_texts import in_language, lacking, localised
from lettermerge.config.settings import Signatory, parse_settings
from lettermerge.errors import SettingsError

SETTINGS = """
[letter]
template = "a.md"
date = 2026-10-02
[[recipients]]
source = "r.csv"
[sender]
name = "Test Society"
about = {about}
"""


@pytest.mark.parametrize(
    ("language", "fallback", "text"),
    [("fr", "en", "Directrice"), ("fr-CA", "en", "Directrice"), ("en", "fr", "Director"),
     ("de", "en", "Director"), ("de", "fr-CH", "Directrice"), ("de", "it", "Director")],
)  # fmt: skip
def test_the_language_of_the_letter_then_that_of_the_settings(
    language: str, fallback: str, text: str
) -> None:
    assert in_language({"en": "Director", "fr": "Directrice"}, language, fallback) == text
    assert in_language("Director", language, fallback) == "Director"


def test_a_table_is_written_in_one_language() -> None:
    one = Signatory("Ada Testson", role={"en": "Director", "fr": "Directrice"}, organisation="Test")
    assert localised(one, "fr", "en").role == "Directrice"
    assert localised(one, "fr", "en").organisation == "Test"
    assert lacking(one, "de-AT") == ("role",)
    assert lacking(one, "fr-CA") == ()


def test_settings_take_a_text_or_a_table() -> None:
    both = parse_settings(SETTINGS.format(about='{ en = "We", fr = "Nous" }'))
    assert in_language(both.sender.about, "fr", "en") == "Nous"
    assert parse_settings(SETTINGS.format(about='"We"')).sender.about == "We"
    for wrong in ("{}", '{ English = "We" }', "3", "{ en = 3 }"):
        with pytest.raises(SettingsError):
            parse_settings(SETTINGS.format(about=wrong))
