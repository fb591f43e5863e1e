"""Dates, labels and tags of languages."""

from __future__ import annotations

import datetime
import tomllib
from dataclasses import replace
from importlib.resources import files

import pytest
from tests.protocol.people import built_in

from lettermerge.protocol.languages import format_date, labels, language_tag

SECOND, FIRST = datetime.date(2026, 10, 2), datetime.date(2026, 10, 1)

EU_DATES = {
    "bg": "2 октомври 2026\u00a0г.", "es": "2 de octubre de 2026", "cs": "2. října 2026",
    "da": "2. oktober 2026", "de": "2. Oktober 2026", "et": "2. oktoober 2026",
    "el": "2 Οκτωβρίου 2026", "en": "2 October 2026", "fr": "le 2 octobre 2026",
    "ga": "2 Deireadh Fómhair 2026", "hr": "2. listopada 2026.", "it": "2 ottobre 2026",
    "lv": "2026. gada 2. oktobris", "lt": "2026 m. spalio 2 d.", "hu": "2026. október 2.",
    "mt": "2 ta’ Ottubru 2026", "nl": "2 oktober 2026", "pl": "2 października 2026",
    "pt": "2 de outubro de 2026", "ro": "2 octombrie 2026", "sk": "2. októbra 2026",
    "sl": "2. oktober 2026", "fi": "2. lokakuuta 2026", "sv": "2 oktober 2026",
}  # fmt: skip


def test_dates_in_all_languages_of_the_union() -> None:
    eu = built_in()["eu"]
    assert {one: format_date(SECOND, one, eu) for one in eu.languages} == EU_DATES


@pytest.mark.parametrize(
    ("parliament", "date"),
    [
        ("us", "October 2, 2026"), ("ca", "October 2, 2026"), ("au", "2 October 2026"),
        ("uk", "2 October 2026"), ("nz", "2 October 2026"),
    ],
)  # fmt: skip
def test_dates_in_english(parliament: str, date: str) -> None:
    assert format_date(SECOND, "en", built_in()[parliament]) == date


def test_english_dates_of_a_parliament_that_says_nothing_of_them_follow_its_spelling() -> None:
    british = replace(built_in()["nz"], dates={})
    assert format_date(SECOND, "en", british) == "2 October 2026"
    assert format_date(SECOND, "en", replace(british, spelling="american")) == "October 2, 2026"


def test_the_first_of_a_month() -> None:
    assert format_date(FIRST, "fr", built_in()["ca"]) == "le 1er octobre 2026"
    assert format_date(FIRST, "fr-CA", built_in()["ca"]) == "le 1er octobre 2026"
    assert format_date(FIRST, "it", built_in()["eu"]) == "1º ottobre 2026"
    assert format_date(FIRST, "en", built_in()["uk"]) == "1 October 2026"


@pytest.mark.parametrize(
    ("cell", "tag"),
    [("fr", "fr"), ("FR", "fr"), ("fr_CA", "fr-CA"), ("French", "fr"), ("français", "fr"),
     ("deu", "de"), ("Klingonese", ""), ("??", "")],
)  # fmt: skip
def test_languages_as_rosters_write_them(cell: str, tag: str) -> None:
    assert language_tag(cell) == tag


def test_labels_are_whole_or_english() -> None:
    assert labels("fr-CA").page.format(page=2, pages=3) == "Page 2 sur 3"
    assert labels("fr").enclosures == "Pièces jointes\u00a0:"
    assert labels("ga").language == "en"
    for language in built_in()["eu"].languages:
        found = labels(language)
        assert "7" in found.page.format(page=7, pages=9)
        assert "9" in found.page.format(page=7, pages=9)
        assert all((found.enclosure, found.enclosures, found.cc))


def test_every_language_has_its_own_words_for_a_digital_signature() -> None:
    """No label is left to the English default: a letter is in one language."""
    text = files("lettermerge.protocol").joinpath("languages.toml").read_text(encoding="utf-8")
    for tag in tomllib.loads(text)["labels"]:
        own, english = labels(tag), labels("en")
        parts = ("sealed", "emblem", "signature")
        assert tag == "en" or all(getattr(own, one) != getattr(english, one) for one in parts)
        assert own.sealed.format(name="A", date="B") != own.sealed
