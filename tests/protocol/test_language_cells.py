"""What the cells of languages mean to a parliament."""

from __future__ import annotations

import pytest
from tests.protocol.people import addressed, built_in, told

from lettermerge.protocol.language_cells import language_of, suggest_languages

MEANT = {
    "ca": {"F": "fr", "E": "en", "A": "en", "f": "fr", "FR": "fr", "fre": "fr", "fra": "fr",
           "French": "fr", "Français": "fr", "francophone": "fr", "EN": "en", "eng": "en",
           "Eng.": "en", "Franç.": "fr", "Angl.": "en", "fr_CA": "fr-CA", "D": "", "bilingual": ""},
    "eu": {"F": "", "D": "", "E": "", "DE": "de", "Deutsch": "de", "allemand": "de", "Fr": "fr"},
    "uk": {"E": "en", "F": "", "EN": "en", "W": ""},
}  # fmt: skip


@pytest.mark.parametrize(("parliament", "cells"), MEANT.items(), ids=[*MEANT])
def test_cells_of_languages(parliament: str, cells: dict[str, str]) -> None:
    profile = built_in()[parliament]
    assert {one: language_of(one, profile) for one in cells} == cells


@pytest.mark.parametrize(
    ("cell", "first"),
    [("EN/FR", "en"), ("FR/EN", "fr"), ("English and French", "en"), ("fr, en", "fr"),
     ("F/E", "fr"), ("français et anglais", "fr"), ("EN/klingonese", ""), ("EN/", "en")],
)  # fmt: skip
def test_of_several_languages_the_first_counts(cell: str, first: str) -> None:
    assert language_of(cell, built_in()["ca"]) == first


def test_several_languages_are_told() -> None:
    cells = {"parliament": "ca", "chamber": "senate", "full_name": "Jane Testois"}
    assert "protocol.several-languages" in told(**cells, language="FR/EN")
    assert addressed(**cells, language="FR/EN").language == "fr"
    assert "protocol.several-languages" not in told(**cells, language="FR")


@pytest.mark.slow
def test_what_is_no_language_may_be_near_some() -> None:
    assert suggest_languages("F", built_in()["eu"]) == ("fr", "fi")
    assert suggest_languages("F", built_in()["uk"]) == ("fr",)
    assert suggest_languages("klingonese", built_in()["ca"]) == ()
