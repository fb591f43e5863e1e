"""Every row of the tables of protocol facts: cells in; envelope, salutation and close out."""

from __future__ import annotations

import pytest
from tests.protocol.forms_au_uk_nz import AU, NZ, UK
from tests.protocol.forms_eu_us_ca import CA, EU, US
from tests.protocol.people import addressed, built_in, recipient

from lettermerge.protocol.address import address

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
            ("Madame Jeanne Essai, députée européenne", "Parlement européen"),
            "Madame la Députée,",
        ),
        (
            {"full_name": "Camille Essai"},
            ("Camille Essai, membre du Parlement européen", "Parlement européen"),
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
                "Madame Jeanne Essai, députée européenne",
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
    assert tuple(one.replace("\u00a0", " ") for one in found.address_block[: len(block)]) == block
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
