"""Two persons in one row: what is sure, what is not, and that neither is lost."""

from __future__ import annotations

import pytest
from tests.protocol.people import WINDOW, built_in, recipient

from lettermerge.diagnostics import Severity
from lettermerge.protocol.addressee import Addressees
from lettermerge.protocol.addressee_builder import address_together

UK = {"parliament": "uk", "chamber": "commons"}
US = {"parliament": "us", "chamber": "house"}
AU = {"parliament": "au", "chamber": "senate"}


def read(**cells: str) -> tuple[Addressees, list[str]]:
    found, told = address_together((recipient("c", **cells),), built_in(), "MY", WINDOW)
    assert found is not None, told
    return found, [one.code for one in told if one.severity is not Severity.ERROR]


@pytest.mark.parametrize(
    ("seat", "full", "envelope", "salutation"),
    [
        (UK, "Mr and Mrs J. Doe", ("Mr J. Doe MP", "Mrs Doe"), "Dear Mr and Mrs Doe,"),
        (UK, "Mr & Mrs John Doe", ("Mr John Doe MP", "Mrs Doe"), "Dear Mr and Mrs Doe,"),
        (UK, "Mr John and Mrs Jane Doe", ("Mr John Doe MP", "Mrs Jane Doe"),
         "Dear Mr and Mrs Doe,"),
        (UK, "Mr John Doe and Ms Jane Roe", ("Mr John Doe MP", "Ms Jane Roe"),
         "Dear Mr Doe and Ms Roe,"),
        (UK, "Mr Doe and Ms Roe", ("Mr Doe MP", "Ms Roe"), "Dear Mr Doe and Ms Roe,"),
        (UK, "Dr and Mrs van der Doe", ("Dr van der Doe MP", "Mrs van der Doe"),
         "Dear Dr and Mrs van der Doe,"),
        (UK, "Sir John and Lady Doe", ("Sir John Doe MP", "Lady Doe"),
         "Dear Sir John and Lady Doe,"),
        (UK, "Mr and Mrs John & Jane Doe", ("Mr John Doe MP", "Mrs Jane Doe"),
         "Dear Mr and Mrs Doe,"),
        (UK, "Mr. and Mrs. John and Jane van der Doe, MP",
         ("Mr John van der Doe MP", "Mrs Jane van der Doe"), "Dear Mr and Mrs van der Doe,"),
        (UK, "Monsieur et Madame Doe", ("Mr Doe MP", "Mrs Doe"), "Dear Mr and Mrs Doe,"),
        (UK, "Herr Hans und Frau Anna Doe", ("Mr Hans Doe MP", "Ms Anna Doe"),
         "Dear Mr and Ms Doe,"),
        (US, "Mr. and Mrs. John Doe", ("The Honorable John Doe", "Mrs. Doe"),
         "Dear Representative Doe and Mrs. Doe:"),
        (AU, "Senator and Mrs Doe", ("Senator Doe", "Mrs Doe"), "Dear Senator Doe and Mrs Doe"),
    ],
)  # fmt: skip
def test_two_titles_joined_by_and_are_two_persons(
    seat: dict[str, str], full: str, envelope: tuple[str, ...], salutation: str
) -> None:
    found, codes = read(**seat, full_name=full)
    assert found.recipient.address_block[:2] == envelope
    assert found.recipient.salutation == salutation
    assert len(found.recipients) == 2
    assert {one.id for one in found.recipients} == {"c"}
    assert "protocol.two-persons" in codes


@pytest.mark.parametrize(
    "full",
    [
        "John Doe and Jane Roe",  # neither has a title
        "Mr John Doe and Jane Roe",
        "Mr and Mrs",
        "Mr John Andrew Doe",
        "Senator Doe and Senator Roe",  # two members have two rows
        "Mr Doe, Mrs Roe and Ms Poe and Dr Moe",
        "Smith and Wesson",
    ],
)
def test_what_is_not_sure_is_one_name_with_a_question(full: str) -> None:
    row = recipient("c", **{**US, "chamber": "senate"}, full_name=full)
    found, told = address_together((row,), built_in(), "MY", WINDOW)
    assert found is None or len(found.recipients) == 1
    if " and " in full:
        assert {"protocol.several-persons", "protocol.contradiction"} & {one.code for one in told}


@pytest.mark.parametrize(
    ("cells", "envelope", "salutation"),
    [
        (
            {"title_2": "Mrs", "given_name_2": "Jane"},
            ("Mr John Doe MP", "Mrs Jane Doe"),
            "Dear Mr and Mrs Doe,",
        ),
        ({"title_2": "Mrs"}, ("Mr John Doe MP", "Mrs Doe"), "Dear Mr and Mrs Doe,"),
        (
            {"given_name_2": "Ann", "family_name_2": "Roe", "gender_2": "f"},
            ("Mr John Doe MP", "Ms Ann Roe"),
            "Dear Mr Doe and Ms Roe,",
        ),
        (
            {"full_name_2": "Professor Ann Roe OBE"},
            ("Mr John Doe MP", "Professor Ann Roe OBE"),
            "Dear Mr Doe and Professor Roe,",
        ),
        (
            {"given_name_2": "Ann", "family_name_2": "Roe"},
            ("Mr John Doe MP", "Ann Roe"),
            "Dear Mr Doe and Ann Roe,",
        ),
    ],
)
def test_columns_of_a_second_person(
    cells: dict[str, str], envelope: tuple[str, ...], salutation: str
) -> None:
    found, _ = read(**UK, given_name="John", family_name="Doe", gender="m", **cells)
    assert found.recipient.address_block[:2] == envelope
    assert found.recipient.salutation == salutation
    second = found.recipients[1]
    assert (second.chamber, second.role, second.constituency, second.email) == ("", "", "", "")


def test_a_gender_alone_is_no_second_person() -> None:
    found, _ = read(**UK, given_name="John", family_name="Doe", gender="m", gender_2="f")
    assert len(found.recipients) == 1


def test_a_title_of_a_couple_beside_a_surname() -> None:
    found, codes = read(**UK, title="Mr and Mrs", given_name="John", family_name="Doe")
    assert found.recipient.salutation == "Dear Mr and Mrs Doe,"
    assert "protocol.two-persons" in codes
    alone, codes = read(**UK, title="Mr and Ms", given_name="John", family_name="Doe")
    assert len(alone.recipients) == 1  # which says that nobody knows
    assert "protocol.no-title" in codes


def test_a_line_of_the_roster_is_for_both() -> None:
    found, _ = read(
        **UK, full_name="Mr and Mrs J. Doe", salutation="Dear friends,",
        envelope_name="The Doe family",
    )  # fmt: skip
    assert found.recipient.salutation == "Dear friends,"
    assert found.recipient.address_block[:2] == ("The Doe family", "House of Commons")
    assert len(found.recipients) == 2


def test_a_title_that_is_nowhere_known_stays_with_the_second_person() -> None:
    found, codes = read(**UK, given_name="John", family_name="Doe", gender="m",
                        title_2="Grand Vizier", family_name_2="Roe")  # fmt: skip
    assert found.recipient.address_block[1].endswith("Roe")
    assert "protocol.unknown-title" in codes


@pytest.mark.parametrize(
    ("seat", "name", "office"),
    [
        (UK, "Ms Ada Roe and Mr Jan Doe", "Co-leaders of the Sample Party"),
        (US, "Mr. Jan Doe and Ms. Ada Roe", "Co-Chairs, Caucus on Examples"),
        (UK, "Ms Ada Roe and Mr Jan Doe", "Joint Deputy Whips"),
        (AU, "Ms Ada Roe and Ms Ida Doe", "Spokespeople for Samples"),
    ],
)
def test_an_office_of_two_is_below_both_who_are_members(
    seat: dict[str, str], name: str, office: str
) -> None:
    found, _ = read(**seat, full_name=name, office=office)
    first, second, third, *_ = found.recipient.address_block
    assert third == office
    alone = [read(**seat, full_name=one)[0].recipient for one in name.split(" and ")]
    assert [first, second] == [one.address_block[0] for one in alone]
    assert [one.role for one in found.recipients] == [one.role for one in alone]


def test_an_office_of_one_stays_below_the_name_of_its_holder() -> None:
    found, _ = read(**UK, full_name="Mr and Mrs R. Doe", office="Minister for Examples")
    assert found.recipient.address_block[:3] == ("Mr R. Doe MP", "Minister for Examples", "Mrs Doe")
