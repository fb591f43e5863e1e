"""Cells that hold what belongs into another one; every person here is invented."""

from __future__ import annotations

import pytest
from tests.protocol.people import addressed, told

BESIDE = [
    ("ca/commons", "Jane Doe MP, Minister of Examples",
     ["The Honourable Jane Doe, P.C., M.P.", "Minister of Examples"], "Dear Minister:"),
    ("ca/commons", "Jane Doe, P.C., M.P., Minister of Examples and Samples",
     ["The Honourable Jane Doe, P.C., M.P.", "Minister of Examples and Samples"], "Dear Minister:"),
    ("nz/", "Hon Jane Doe – Minister of Examples",
     ["Hon Jane Doe", "Minister of Examples"], "Dear Minister"),
    ("us/senate", "Sen. Jane Doe, Chair, Committee on Examples",
     ["The Honorable Jane Doe", "Chair, Committee on Examples"], "Dear Madam Chair:"),
    ("uk/commons", "Rt Hon Jane Doe MP - Leader of the Lantern Party",
     ["The Rt Hon Jane Doe MP", "Leader of the Lantern Party"], "Dear Ms Doe,"),
    ("nz/", "Rt Hon JANE DOE (Prime Minister)", ["Rt Hon Jane Doe", "Prime Minister"],
     "Dear Prime Minister"),
    ("au/house", "Speaker Jane Doe",
     ["The Hon Jane Doe MP", "Speaker of the House of Representatives"], "Dear Madam Speaker"),
    ("ca/commons", "Prime Minister Jane Doe",
     ["The Right Honourable Jane Doe, P.C., M.P.", "Prime Minister of Canada"],
     "Dear Prime Minister:"),
]  # fmt: skip

NAMES = [
    ("nz", "", "Doe, Chairul", "Chairul Doe MP"),
    ("nz", "", "van Doe, Chairul Jane", "Chairul Jane van Doe MP"),
    ("nz", "", "Speaker Doe", "Speaker Doe MP"),
    ("eu", "", "Doe-Roe, Jane", "Jane Doe-Roe MEP"),
    ("us", "house", "Doe, Jane, Jr.", "The Honorable Jane Doe, Jr."),
]


@pytest.mark.parametrize(("seat", "name", "block", "salutation"), BESIDE)
def test_an_office_beside_the_name_is_one(
    seat: str, name: str, block: list[str], salutation: str
) -> None:
    parliament, chamber = seat.split("/")
    cells = {"parliament": parliament, "chamber": chamber, "full_name": name, "gender": "f"}
    found = addressed(**cells)
    assert (list(found.address_block[:2]), found.salutation) == (block, salutation)
    assert "protocol.office-in-name" in told(**cells)


@pytest.mark.parametrize(("parliament", "chamber", "name", "envelope"), NAMES)
def test_names_like_offices_are_names(
    parliament: str, chamber: str, name: str, envelope: str
) -> None:
    cells = {"parliament": parliament, "chamber": chamber, "full_name": name}
    assert addressed(**cells).envelope_name == envelope
    assert "protocol.office-in-name" not in told(**cells)


def test_an_office_of_its_own_column_wins_over_the_one_beside_the_name() -> None:
    cells = {"parliament": "nz", "full_name": "Jane Doe, Minister of Examples"}
    found = addressed(**cells, office="Minister of Samples")
    assert found.address_block[:2] == ("Hon Jane Doe", "Minister of Samples")


def test_letters_in_the_column_of_titles_stand_after_the_name() -> None:
    cells = {"parliament": "uk", "chamber": "commons", "full_name": "Jane Doe", "gender": "f"}
    assert addressed(**cells, title="KC MP").envelope_name == "Jane Doe KC MP"
    assert addressed(**cells, title="OBE", post_nominals="PhD").envelope_name == (
        "Ms Jane Doe OBE PhD MP"
    )


@pytest.mark.parametrize(
    "title", ["Mr/Ms", "Mr. / Mrs.", "Mr or Ms", "Ms & Mr", "Herr/Frau", "M. or Mme"]
)
def test_a_title_that_leaves_the_gender_open_is_none(title: str) -> None:
    cells = {"parliament": "uk", "chamber": "commons", "given_name": "Jane", "family_name": "Doe"}
    assert addressed(**cells, title=title).salutation == "Dear Jane Doe,"
    assert "protocol.no-title" in told(**cells, title=title)


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("Jane Doe (North Example)", {}),
        ("Jane Doe (North Example) (Lantern)", {}),
        ("Jane Doe (Lantern)", {"party": "Lantern"}),
        ("Doe, Jane (Exampleton)", {"constituency": "Exampleton"}),
        ("Doe, Jane (Lan)", {"party": "Lantern Party"}),
        ("Jane Doe [LP]", {"party": "Lantern Party"}),
        ("DOE, Jane (L)", {"party": ""}),
    ],
)
def test_a_seat_or_party_behind_the_name_is_left_out(name: str, cells: dict[str, str]) -> None:
    found = addressed(parliament="nz", full_name=name, title="Dr", **cells)
    assert (found.envelope_name, found.salutation) == ("Dr Jane Doe MP", "Dear Dr Doe")


def test_one_word_in_brackets_behind_a_name_is_questioned() -> None:
    cells = {"parliament": "nz", "full_name": "Jane Doe (Lantern)"}
    assert addressed(**cells).envelope_name == "Jane Doe (Lantern) MP"
    assert "protocol.odd-name" in told(**cells)
    assert "protocol.odd-name" not in told(parliament="nz", full_name="Doe, James (Jim)")
    assert "protocol.odd-name" in told(**cells, party="Kite Alliance")
