"""Titles in the letter's language and in the gender of whoever has them; all names invented."""

from __future__ import annotations

from itertools import product

import pytest
from tests.protocol.people import addressed, built_in, recipient, refused, told

from lettermerge.diagnostics import Severity
from lettermerge.protocol.addressee_builder import address

#: A rank as English and French lists have it; the word of each language comes first.
RANKS = [
    (("Count", "Comte"), "m"), (("Viscount", "Vicomte"), "m"), (("Marquess", "Marquis"), "m"),
    (("Duke", "Duc"), "m"), (("Baron", "Baron"), "m"), (("Viscountess", "Vicomtesse"), "f"),
    (("Countess", "Comtesse"), "f"), (("Marchioness", "Marquise"), "f"),
    (("Duchess", "Duchesse"), "f"),
]  # fmt: skip
DOCTORS = ("Dre", "Dre.", "Docteure", "Dott.ssa", "Doutora", "Doctora")


@pytest.mark.parametrize(("spellings", "gender"), RANKS)
def test_a_rank_without_forms_keeps_its_own_word_and_is_told(
    spellings: tuple[str, str], gender: str
) -> None:
    """No rank is printed as another one: a Countess is no Baroness, a Duke no Lord."""
    for typed, (number, language) in product(spellings, enumerate(("en", "fr"))):
        cells = {"title": typed, "given_name": "Ada", "family_name": "Testwright"}
        found = addressed(parliament="eu", language=language, **cells)
        assert found.address_block[0].startswith(f"{spellings[number]} Ada Testwright")
        assert found.gender == gender
        if language == "en":
            assert found.salutation == f"Dear {spellings[0]} Testwright,"
        assert "protocol.courtesy-title" in told(parliament="eu", language=language, **cells)
        if typed != "Viscount":  # the heir of an earl may be one, and sit in the Commons
            refusal = refused(parliament="uk", chamber="commons", **cells)
            assert spellings[0] in refusal.message


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("Lord", "Lord Testwright of Place"),
        ("Baroness", "Lady Testwright of Place"),
        ("Earl", "Lord Testwright"),
    ],
)
def test_a_british_peer_keeps_the_title_in_a_french_letter(title: str, line: str) -> None:
    cells = {"title": title, "given_name": "Ada", "family_name": "Testwright of Place"}
    found = addressed(parliament="eu", language="fr", **cells)
    assert found.address_block[0].startswith(line)
    assert found.salutation in ("Madame la Députée,", "Monsieur le Député,")


@pytest.mark.parametrize(("cell", "word"), [*product(("title", "full_name"), DOCTORS)])
def test_a_doctor_in_the_form_for_a_woman_is_one(cell: str, word: str) -> None:
    cells = {"full_name": "Ada Testwright", "parliament": "ca", "chamber": "commons"}
    cells |= {cell: word if cell == "title" else f"{word} Ada Testwright"}
    french = addressed(**cells, language="fr")
    assert french.address_block[0] == "Dre Ada Testwright, députée"
    assert french.salutation == "Madame la Députée,"
    english = addressed(**cells, language="en")
    assert english.address_block[0] == "Dr. Ada Testwright, M.P."
    assert english.salutation == "Dear Dr. Testwright:"


def test_a_given_name_that_a_title_is_short_for_stays_where_nobody_speaks_french() -> None:
    found = addressed(parliament="us", chamber="house", full_name="Dre Testwright")
    assert found.address_block[0] == "The Honorable Dre Testwright"


@pytest.mark.parametrize(
    ("honorific", "gender", "line"),
    [
        ("La très hon.", "f", "La très honorable Ada Testwright, C.P., députée"),
        ("Le très hon.", "", "Le très honorable Ada Testwright, C.P."),
    ],
)
def test_the_article_of_a_french_honorific_says_a_woman(
    honorific: str, gender: str, line: str
) -> None:
    names = {"given_name": "Ada", "family_name": "Testwright", "honorific": honorific}
    found = addressed(parliament="ca", chamber="commons", language="fr", **names)
    assert (found.gender, found.address_block[0]) == (gender, line)


@pytest.mark.parametrize("rank", ["Lt.-Gen.", "Lt-Gen", "Lieutenant-General", "Lt Gen"])
def test_a_rank_is_known_with_hyphens_as_with_spaces(rank: str) -> None:
    found = addressed(parliament="ca", chamber="senate", full_name=f"Testwright, {rank} Ada")
    assert found.address_block[0].startswith("Lieutenant General the Honourable Ada Testwright")


@pytest.mark.parametrize("title", ["Conseillère", "Professeure", "Générale", "Rabbine"])
def test_the_form_of_a_title_for_a_woman_says_so(title: str) -> None:
    cells = {"parliament": "ca", "chamber": "commons", "full_name": "Ada Testwright"}
    found = addressed(**cells, title=title, language="fr")
    assert (found.gender, found.salutation) == ("f", "Madame la Députée,")


@pytest.mark.parametrize("name", ["Le Gen Testwright", "La Col Testwright"])
def test_a_given_name_like_a_french_article_stays(name: str) -> None:
    found = addressed(parliament="us", chamber="house", full_name=name)
    assert found.address_block[0] == f"The Honorable {name}"


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("Mme la Présidente Ada Testwright", "Ms Ada Testwright MEP"),
        ("M. le Ministre Jan Testman", "Mr Jan Testman MEP"),
        ("Madame le Commissaire Ada TESTWRIGHT", "Ms Ada Testwright MEP"),
        ("la Rapporteure Ada Testwright", "Ms Ada Testwright MEP"),
        ("M. l’Ambassadeur Jan Testman", "Mr Jan Testman MEP"),
        ("M. le Sénateur Jan Testman", "Mr Jan Testman MEP"),
    ],
)
def test_an_office_in_french_between_title_and_name_is_left_out_and_told(
    name: str, line: str
) -> None:
    found, diagnostics = address(recipient(parliament="eu", full_name=name), built_in(), "MY", None)
    assert found is not None
    assert found.envelope_name == line
    (one,) = (one for one in diagnostics if one.code == "protocol.office-in-name")
    assert one.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("M. le Député Jan Testman", "Mr Jan Testman MEP"),
        ("Mme la Députée européenne Ada Testwright", "Ms Ada Testwright MEP"),
        ("M. le Professeur Jan Testman", "Professor Jan Testman MEP"),
        ("Mme Ada la Testa", "Ms Ada la Testa MEP"),
        ("Mme Ada la Ministre Testa", "Ms Ada la Ministre Testa MEP"),
    ],
)
def test_what_every_member_is_called_in_french_is_no_office(name: str, line: str) -> None:
    assert addressed(parliament="eu", full_name=name).envelope_name == line
    assert "protocol.office-in-name" not in told(parliament="eu", full_name=name)
