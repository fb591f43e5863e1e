"""Envelope, salutation and close of every row of the protocol tables, and what is asked for them.

Gender and the split of a name are asked about only where a printed line depends on them.
"""

from __future__ import annotations

import pytest
from tests.protocol.forms_au_uk_nz import AU, NZ, UK
from tests.protocol.forms_eu_us_ca import CA, EU, US
from tests.protocol.people import WINDOW, addressed, built_in, recipient, told

from lettermerge.protocol.addressee_builder import address

ALL = [
    pytest.param(parliament, *row, id=f"{parliament}: {row[0]}")
    for parliament, rows in (
        ("eu", EU), ("us", US), ("ca", CA), ("au", AU), ("uk", UK), ("nz", NZ),
    )
    for row in rows
]  # fmt: skip


def unblank(text: str) -> dict[str, str]:
    """Read cells whose keys hold an underscore themselves."""
    cells = {}
    for one in text.split():
        key, _, value = one.partition("=")
        cells[key] = value.replace("_", " ")
    return cells


@pytest.mark.parametrize(("parliament", "cells", "head", "salutation", "close"), ALL)
def test_row_of_the_tables(
    parliament: str, cells: str, head: list[str], salutation: str, close: str
) -> None:
    found = addressed(parliament=parliament, **unblank(cells))
    assert list(found.address_block[: len(head)]) == head
    assert found.envelope_name == head[0]
    assert found.salutation == salutation
    assert found.close == close


@pytest.mark.parametrize(
    ("parliament", "name", "salutation"),
    [
        ("eu", "European Parliament", "Dear Members of the European Parliament,"),
        ("us", "United States Congress", "Dear Members of Congress:"),
        ("ca", "Parliament of Canada", "Dear Members of Parliament:"),
        ("au", "Parliament of Australia", "Dear Senators and Members"),
        (
            "uk",
            "Parliament of the United Kingdom",
            "Dear Members of both Houses of Parliament,",
        ),
        ("nz", "New Zealand Parliament", "Dear Members of Parliament"),
    ],
)
def test_body(parliament: str, name: str, salutation: str) -> None:
    found = addressed(parliament=parliament, role="Body")
    assert (found.name, found.envelope_name, found.salutation) == (name, name, salutation)
    assert found.role == "body"
    assert found.chamber == ""


def test_body_in_french() -> None:
    found = addressed(parliament="Canada", role="body", language="fr")
    assert found.envelope_name == "Parlement du Canada"
    assert found.salutation == "Mesdames et Messieurs les Parlementaires,"


@pytest.mark.parametrize(
    ("cells", "block", "salutation"),
    [
        (
            {"full_name": "Jeanne Essai", "gender": "f"},
            ("Madame Jeanne Essai", "Députée européenne", "Parlement européen"),
            "Madame la Députée,",
        ),
        (
            {"full_name": "Camille Essai"},
            ("Camille Essai", "Membre du Parlement européen", "Parlement européen"),
            "Madame, Monsieur,",
        ),
        (
            {"full_name": "Jean Essai", "gender": "m", "role": "president"},
            ("Monsieur Jean Essai", "Président du Parlement européen"),
            "Monsieur le Président,",
        ),
        (
            {"full_name": "Jeanne Essai", "gender": "f", "role": "vice-president"},
            (
                "Madame Jeanne Essai",
                "Députée européenne",
                "Vice-présidente du Parlement européen",
            ),
            "Madame la Vice-Présidente,",
        ),
        ({"role": "body"}, ("Parlement européen",), "Mesdames et Messieurs les Députés,"),
    ],
)
def test_members_of_the_european_parliament_in_french(
    cells: dict[str, str], block: tuple[str, ...], salutation: str
) -> None:
    found = addressed(parliament="eu", language="fr", **cells)
    assert found.address_block[: len(block)] == block
    assert found.salutation == salutation
    assert salutation.rstrip(",") in found.close


def test_a_letter_in_a_language_without_forms_is_told_of_its_english_close() -> None:
    def codes(language: str) -> list[str]:
        person = recipient(
            parliament="eu", given_name="Jane", family_name="Doe", gender="f", language=language
        )
        return [one.code for one in address(person, built_in(), "")[1]]

    assert codes("de") == ["protocol.other-language"]
    assert codes("fr-BE") == codes("en") == codes("") == []


PLACES = [
    (profile.id, chamber, role, language)
    for profile in built_in()
    for role, one in profile.roles.items()
    for chamber in one.chambers or tuple(profile.chambers)
    for language in profile.forms
]


def _lines(cells: dict[str, str], **more: str) -> tuple[str, ...]:
    found, _ = address(recipient(**{**cells, **more}), built_in(), "MY", WINDOW)
    assert found is not None
    return (found.salutation, found.close, *found.address_block)


@pytest.mark.parametrize(("parliament", "chamber", "role", "language"), PLACES)
def test_gender_is_asked_for_where_the_salutation_needs_it(
    parliament: str, chamber: str, role: str, language: str
) -> None:
    """With a gender the salutation or the close is another one, or nothing is asked."""
    cells = {"parliament": parliament, "chamber": chamber, "role": role, "language": language}
    for name in ({"full_name": "Robin Doe"}, {"full_name": "Robin Doe", "title": "Dr"}):
        row = {**cells, **name}
        plain, known = _lines(row), [_lines(row, gender=one) for one in ("f", "m")]
        changes = any(plain[:2] != one[:2] for one in known)
        asked = "protocol.gender-unknown" in told(**row)
        assert asked or not changes
        if asked:
            assert any(plain != one for one in known)
        given = {**row, "salutation": "Dear friend,"}
        if language == "en":
            assert "protocol.gender-unknown" not in told(**given)


@pytest.mark.parametrize(
    ("cells", "asked"),
    [
        ({"parliament": "us", "chamber": "senate"}, False),
        ({"parliament": "us", "chamber": "house"}, False),
        ({"parliament": "au", "chamber": "senate"}, False),
        ({"parliament": "ca", "chamber": "senate"}, False),
        ({"parliament": "uk", "chamber": "commons"}, True),
        ({"parliament": "uk", "chamber": "commons", "salutation": "Dear Robin,"}, False),
        ({"parliament": "uk", "chamber": "commons", "office": "Secretary of State for Kelp"},
         False),
        ({"parliament": "eu", "language": "fr", "salutation": "Bonjour,"}, True),
    ],
)  # fmt: skip
def test_forms_without_a_gender_ask_for_none(cells: dict[str, str], asked: bool) -> None:
    assert ("protocol.gender-unknown" in told(**cells, full_name="Robin Doe")) == asked


@pytest.mark.parametrize(
    ("cells", "printed"),
    [
        ({"parliament": "us", "chamber": "senate"}, True),  # Dear Senator Doe:
        ({"parliament": "us", "chamber": "senate", "salutation": "Dear friend:"}, False),
        ({"parliament": "uk", "chamber": "commons"}, False),  # Dear Robin Kelp Doe,
        ({"parliament": "uk", "chamber": "commons", "gender": "f"}, True),  # Dear Ms Doe,
        ({"parliament": "nz", "office": "Minister for Kelp"}, False),  # Dear Minister
        ({"parliament": "eu"}, False),  # Dear Member of the European Parliament,
        ({"parliament": "eu", "language": "fr", "gender": "m"}, False),  # Monsieur le Député,
    ],
)
@pytest.mark.parametrize("name", ["Robin Doe", "Robin Kelp Doe"])
def test_a_split_is_told_where_a_part_of_the_name_is_printed(
    cells: dict[str, str], printed: bool, name: str
) -> None:
    row = recipient(**cells, full_name=name)
    assert ("protocol.name-split" in told(**cells, full_name=name)) == printed
    codes = [one.code for one in address(row, built_in(), "MY", prints_parts=True)[1]]
    assert "protocol.name-split" in codes  # the letter's own text prints one


@pytest.mark.slow
@pytest.mark.parametrize(
    ("parliament", "chamber", "most"),
    [("uk", "commons", 1), ("us", "house", 1), ("ca", "commons", 1), ("nz", "", 1), ("eu", "", 1)],
)
def test_a_clean_list_of_650_members_has_few_kinds_of_remarks(
    parliament: str, chamber: str, most: int
) -> None:
    """Names alone: what is said is one kind for the whole list, which check groups."""
    kinds = set()
    for number in range(650):
        name = f"Robin{'aeiou'[number % 5]} Doe{'bcdfghklmn'[number % 10]}er"
        one = recipient(parliament=parliament, chamber=chamber, full_name=name)
        found, diagnostics = address(one, built_in(), "MY", WINDOW)
        assert found is not None
        kinds |= {(one.code, one.where.column) for one in diagnostics}
    assert len(kinds) <= most


def test_a_family_name_cell_may_hold_the_given_name_behind_capitals() -> None:
    found = addressed(parliament="eu", family_name="TESTOVÁ Jana", title="Mme")
    assert (found.envelope_name, found.salutation) == ("Ms Jana Testová MEP", "Dear Ms Testová,")
    kept = addressed(parliament="eu", family_name="VAN DER Mole", title="Ms")
    assert kept.salutation == "Dear Ms van der Mole,"
    junior = addressed(parliament="us", chamber="house", family_name="TESTMAN Jr", title="Mr")
    assert "Testman" in junior.salutation


@pytest.mark.parametrize(
    ("parliament", "chamber", "office"),
    [("uk", "commons", "Députée"), ("au", "senate", "Sénatrice"), ("eu", "", "députée européenne")],
)
def test_what_members_are_called_in_another_language_is_no_office(
    parliament: str, chamber: str, office: str
) -> None:
    cells = {"parliament": parliament, "chamber": chamber, "full_name": "Jane Testwright"}
    assert addressed(**cells, office=office).address_block == addressed(**cells).address_block
    assert "protocol.unknown-office" not in told(**cells, office=office)
