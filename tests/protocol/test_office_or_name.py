"""A cell of names that holds an office alone; every person here is invented."""

from __future__ import annotations

import pytest
from tests.protocol.people import addressed, refused, told


def _cells(seat: str, name: str) -> dict[str, str]:
    parliament, _, chamber = seat.partition("/")
    return {"parliament": parliament, "chamber": chamber, "full_name": name}


OFFICES = [
    ("ca/senate", "Speaker", "Speaker of the Senate", "Dear Speaker:", "speaker"),
    ("us/house", "Speaker of the House", "Speaker of the House of Representatives",
     "Dear Speaker:", "speaker"),
    ("us", "Speaker of the House of Representatives", "Speaker of the House of Representatives",
     "Dear Speaker:", "speaker"),
    ("ca", "Présidente du Sénat", "Speaker of the Senate", "Dear Madam Speaker:", "speaker"),
    ("ca/commons", "Prime Minister", "Prime Minister of Canada", "Dear Prime Minister:",
     "prime-minister"),
    ("uk/commons", "Prime Minister of the United Kingdom", "The Prime Minister",
     "Dear Prime Minister,", "prime-minister"),
    ("ca/senate", "The Clerk", "Clerk", "Dear Clerk:", "house-officer"),
    ("uk/lords", "Black Rod", "Black Rod", "Dear Black Rod,", "house-officer"),
    ("au/senate", "Clerk of the Senate", "Clerk of the Senate", "Dear Clerk of the Senate",
     "house-officer"),
    ("nz", "Clerk of the House", "Clerk of the House", "Dear Clerk of the House",
     "house-officer"),
    ("au/senate", "President of the Australian Senate", "President of the Senate",
     "Dear President", "president"),
    ("eu", "President", "President of the European Parliament", "Dear President,", "president"),
    ("ca/commons", "Minister of Health", "Minister of Health", "Dear Minister:", "minister"),
]  # fmt: skip


@pytest.mark.parametrize(("seat", "name", "line", "salutation", "role"), OFFICES)
def test_an_office_alone_is_the_office(
    seat: str, name: str, line: str, salutation: str, role: str
) -> None:
    found = addressed(**_cells(seat, name))
    assert (found.address_block[0], found.salutation, found.role) == (line, salutation, role)
    assert "protocol.office-as-name" in told(**_cells(seat, name))


@pytest.mark.parametrize(
    ("seat", "name"),
    [
        ("nz", "Speaker Doe"), ("us/senate", "Whip Jones"), ("uk/commons", "Ann Clerk"),
        ("ca/commons", "Jane Prime"), ("ca/senate", "Chantal Sénat"),
    ],
)  # fmt: skip
def test_a_name_is_no_office(seat: str, name: str) -> None:
    assert name in addressed(**_cells(seat, name)).envelope_name
    assert "protocol.office-as-name" not in told(**_cells(seat, name))


def test_given_and_family_name_are_never_an_office() -> None:
    cells = {"parliament": "nz", "given_name": "", "family_name": "Speaker", "title": "Ms"}
    assert addressed(**cells).salutation == "Dear Ms Speaker"


@pytest.mark.parametrize(
    ("seat", "name"),
    [
        ("ca/commons", "Speaker of the Senate"),
        ("uk/lords", "Speaker"),
        ("us/house", "Vice President"),
    ],
)
def test_an_office_of_the_other_chamber_is_refused(seat: str, name: str) -> None:
    assert refused(**_cells(seat, name)).code == "protocol.role-not-in-chamber"


def test_what_only_begins_as_an_office_is_doubtful() -> None:
    cells = _cells("au/senate", "Chair, Joint Standing Committee on Examples")
    assert addressed(**cells).role == "committee-chair"


@pytest.mark.parametrize(
    ("name", "envelope", "salutation"),
    [
        ("Minister of Examples, Jane Doe", "The Honourable Jane Doe, P.C., M.P.", "Dear Minister:"),
        (
            "Minister of Examples - Jane Doe",
            "The Honourable Jane Doe, P.C., M.P.",
            "Dear Minister:",
        ),
        ("Speaker: Hon. Jane Doe", "The Honourable Jane Doe, M.P.", "Dear Speaker:"),
    ],
)
def test_an_office_before_the_name_is_read_as_one(
    name: str, envelope: str, salutation: str
) -> None:
    cells = _cells("ca/commons", name)
    found = addressed(**cells)
    assert (found.envelope_name, found.salutation) == (envelope, salutation)
    assert "protocol.office-in-name" in told(**cells)


def test_one_word_before_a_comma_is_questioned_as_an_office() -> None:
    codes = told(**_cells("nz", "Clerk, Jane Ann"))
    assert "protocol.office-as-name" in codes
    assert "protocol.office-in-name" not in codes


def test_an_unknown_office_without_a_name_is_told() -> None:
    cells = {"parliament": "ca", "chamber": "senate", "office": "Keeper of the Cat"}
    assert "protocol.unknown-office" in told(**cells)


def test_a_chamber_is_taken_from_an_office_that_names_it() -> None:
    assert addressed(parliament="ca", office="Clerk of the Senate").chamber == "senate"
    assert refused(parliament="ca", full_name="Speaker").code == "protocol.missing-chamber"
