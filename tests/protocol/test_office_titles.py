"""Offices in the letter's language: by the profile's table, or with a warning."""

from __future__ import annotations

import pytest
from tests.protocol.people import addressed, built_in, told

from lettermerge.protocol.office_titles import translate_office


@pytest.mark.parametrize(
    ("letter", "office", "text", "foreign"),
    [
        (("ca", "fr", "f"), "President of the Treasury Board",
         "Présidente du Conseil du Trésor", False),
        (("ca", "fr", "m"), "president of the treasury board",
         "Président du Conseil du Trésor", False),
        (("ca", "fr", ""), "Leader of the Opposition",
         "Cheffe de l’Opposition ou Chef de l’Opposition", False),
        (("ca", "en", "f"), "Ministre de l'Environnement",
         "Minister of the Environment", False),
        (("ca", "en", "f"), "Présidente du Comité permanent de la santé",
         "Chair, Standing Committee on Health", False),
        (("eu", "fr", "f"), "Vice-Chair of the Committee on Petitions",
         "Vice-présidente de la commission des pétitions", False),
        (("ca", "fr", "f"),
         "President of the King’s Privy Council for Canada and Minister of Health",
         "Présidente du Conseil privé du Roi pour le Canada et ministre de la Santé", False),
        (("ca", "fr", "f"), "president of the king's privy council for canada",
         "Présidente du Conseil privé du Roi pour le Canada", False),
        (("ca", "en", "f"), "Ministre de la Santé et ministre du Travail",
         "Minister of Health and Minister of Labour", False),
        (("ca", "fr", "f"), "Minister of Health and Lanterns",
         "Minister of Health and Lanterns", True),
        (("ca", "fr", "f"), "Chair of the Lantern Committee",
         "Chair of the Lantern Committee", True),
        (("ca", "fr", "f"), "Présidente du comité des lanternes",
         "Présidente du comité des lanternes", False),
        (("ca", "en", "f"), "Présidente du comité des lanternes",
         "Présidente du comité des lanternes", True),
        (("ca", "en", "f"), "Lanterns",
         "Lanterns", False),
        (("ca", "fr", "f"), "Lanterns",
         "Lanterns", True),
    ],
)  # fmt: skip
def test_an_office_in_a_language(
    letter: tuple[str, str, str], office: str, text: str, foreign: bool
) -> None:
    parliament, language, gender = letter
    found = translate_office(office, built_in()[parliament], language, gender)
    assert (found.text, found.foreign) == (text, foreign)


def test_each_title_is_given_in_every_language_of_its_table() -> None:
    for profile in built_in():
        for row in (*profile.offices, *profile.committees):
            assert set(row) == set(profile.forms), row


def test_an_office_that_no_table_has_is_named() -> None:
    cells = {"parliament": "ca", "chamber": "commons", "full_name": "Jane Doe", "gender": "f"}
    cells |= {"office": "Critic of the Lanterns", "language": "fr"}
    assert "Critic of the Lanterns" in addressed(**cells).address_block
    assert "protocol.office-language" in told(**cells)
    assert "protocol.office-language" not in told(**{**cells, "language": "en"})
    assert "protocol.office-language" not in told(**{**cells, "office": "Minister of Health"})
