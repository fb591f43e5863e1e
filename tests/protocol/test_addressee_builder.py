"""Where a letter goes: lines, capitals, country line; and what a bad row is told."""

from __future__ import annotations

import csv
import json
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from tests.memory import ENVIRONMENT
from tests.protocol.edge_forms import EDGES
from tests.protocol.people import WINDOW, addressed, built_in, recipient, refused, told

from lettermerge.diagnostics import Severity
from lettermerge.protocol.addressee import Addressee
from lettermerge.protocol.addressee_builder import address

CONGRESS = next(
    (
        file
        for folder in Path(__file__).resolve().parents
        if (file := folder / "shared/data/us-congress/legislators.csv").is_file()
    ),
    None,
)

SEATS = [
    ("eu", "", ["European Parliament",
     "Rue Wiertz / Wiertzstraat 60", "1047 Bruxelles / Brussel", "BELGIUM"]),
    ("us", "senate", ["United States Senate", "WASHINGTON, DC 20510", "UNITED STATES"]),
    ("us", "house", ["U.S. House of Representatives", "WASHINGTON, DC 20515", "UNITED STATES"]),
    ("ca", "commons", ["House of Commons", "OTTAWA ON  K1A 0A6", "CANADA"]),
    ("ca", "senate", ["The Senate of Canada", "OTTAWA ON  K1A 0A4", "CANADA"]),
    ("au", "house", ["House of Representatives",
     "Parliament House", "CANBERRA ACT 2600", "AUSTRALIA"]),
    ("au", "senate", ["Senate",
     "Parliament House", "CANBERRA ACT 2600", "AUSTRALIA"]),
    ("uk", "commons", ["House of Commons", "LONDON", "SW1A 0AA", "UNITED KINGDOM"]),
    ("uk", "lords", ["House of Lords", "LONDON", "SW1A 0PW", "UNITED KINGDOM"]),
    ("nz", "", ["Parliament Buildings", "Private Bag 18888", "Wellington 6160", "NEW ZEALAND"]),
]  # fmt: skip


@pytest.mark.parametrize(("parliament", "chamber", "lines"), SEATS)
def test_a_member_without_an_address_gets_the_chamber_s(
    parliament: str, chamber: str, lines: list[str]
) -> None:
    cells = {"parliament": parliament, "chamber": chamber, "full_name": "Jane Doe"}
    if chamber == "lords":
        cells["title"] = "Baroness"
    home = built_in()[parliament].country
    assert list(addressed(**cells).address_block[1:]) == lines
    assert list(addressed("", **cells).address_block[1:]) == lines
    if parliament != "nz":
        assert list(addressed(home, **cells).address_block[1:]) == lines[:-1]


def test_a_town_is_printed_whatever_it_holds() -> None:
    """%S and %Z stand for region and code in the formats of the posts."""
    cells = {"parliament": "us", "chamber": "senate", "full_name": "Jane Doe"}
    cells |= {"city": "100%Smart %Z", "region": "TX", "postal_code": "78701"}
    assert "100%SMART %Z, TX 78701" in addressed("US", **cells).address_block


def test_freepost_is_for_letters_from_inside() -> None:
    cells = {"parliament": "New Zealand", "full_name": "Jane Doe"}
    assert addressed("NZ", **cells).address_block[1:] == (
        "Freepost Parliament", "Private Bag 18 888", "Parliament Buildings", "Wellington 6160",
    )  # fmt: skip
    given = {**cells, "address": "Freepost 1\nParliament Buildings", "city": "Wellington"}
    assert "Freepost 1" in addressed("NZ", **given).address_block
    assert addressed("AU", **given).address_block[1:] == tuple(SEATS[-1][2])
    assert "address.domestic-only" in told(**given)


@pytest.mark.parametrize(
    "cells",
    [
        {"address": "2407 Rayburn House Office Building Washington DC 20515-1002"},
        {"address": "2407 Rayburn House Office Building, Washington, D.C. 20515-1002"},
        {
            "address": "2407 Rayburn House Office Building",
            "city": "Washington",
            "region": "DC",
            "postal_code": "20515-1002",
        },
        {"address": "2407 Rayburn House Office Building", "postal_code": "20515-1002"},
    ],
)
def test_a_room_in_the_chamber_s_building_and_its_zip(cells: dict[str, str]) -> None:
    found = addressed(parliament="us", chamber="house", full_name="Jane Doe", **cells)
    assert found.address_block == (
        "The Honorable Jane Doe",
        "2407 Rayburn House Office Building",
        "U.S. House of Representatives",
        "WASHINGTON, DC 20515-1002",
        "UNITED STATES",
    )


def test_a_room_alone_is_completed() -> None:
    found = addressed(
        parliament="us",
        chamber="senate",
        full_name="Jane Doe",
        address="1 Hart Senate Office Building",
    )
    assert found.address_block[1:4] == (
        "1 Hart Senate Office Building", "United States Senate", "WASHINGTON, DC 20510",
    )  # fmt: skip


def test_an_own_address_keeps_its_lines() -> None:
    au = {"parliament": "au", "chamber": "house", "full_name": "Jane Doe"}
    found = addressed(
        **au,
        address="Shop 1\n2 High Street",
        city="Port Doe",
        region="Queensland",
        postal_code="4999",
    )
    assert found.address_block[1:] == (
        "Shop 1", "2 High Street", "PORT DOE QLD 4999", "AUSTRALIA",
    )  # fmt: skip
    whole = addressed(**au, address="2 High Street\n\nPORT DOE QLD 4999\nAustralia")
    assert whole.address_block[1:] == ("2 High Street", "PORT DOE QLD 4999", "AUSTRALIA")
    assert addressed(
        "AU", **au, address="2 High Street\nPORT DOE QLD 4999\nAustralia"
    ).address_block[1:] == ("2 High Street", "PORT DOE QLD 4999")


def test_an_address_in_another_country() -> None:
    cells = {
        "parliament": "eu", "full_name": "Jane Doe", "address": "1 rue Doe", "city": "Strasbourg",
        "postal_code": "67000", "country": "France",
    }  # fmt: skip
    assert addressed(**cells).address_block[1:] == ("1 rue Doe", "67000 STRASBOURG", "FRANCE")
    assert addressed("FR", **cells).address_block[-1] == "67000 STRASBOURG"
    assert addressed("BE", **cells).address_block[-1] == "FRANCE"


@pytest.mark.parametrize(
    ("language", "sender", "line"),
    [
        ("en", "MY", "BELGIUM"),
        ("fr", "MY", "BELGIQUE"),
        ("de", "AT", "BELGIEN"),
        ("de", "MY", "BELGIEN / BELGIUM"),
        ("el", "GR", "ΒΕΛΓΙΟ"),
        ("bg", "", "БЕЛГИЯ / BELGIUM"),
        ("hu", "MY", "BELGIUM"),
    ],
)
def test_the_country_line_follows_the_letter_s_language(
    language: str, sender: str, line: str
) -> None:
    found = addressed(sender, parliament="eu", full_name="Jane Doe", language=language)
    assert found.address_block[-1] == line
    assert found.language == language


def test_the_post_of_canada_reads_both_languages() -> None:
    cells = {"parliament": "ca", "chamber": "commons", "full_name": "Jane Doe", "language": "fr"}
    assert addressed("CA", **cells).address_block[-2:] == (
        "Chambre des communes", "OTTAWA ON  K1A 0A6",
    )  # fmt: skip


def test_no_blank_line_and_no_line_twice() -> None:
    found = addressed(
        parliament="uk",
        chamber="commons",
        full_name="Jane Doe",
        office="House of Commons\n\n",
        address=" \nHouse of Commons",
        city="London",
        postal_code="SW1A 0AA",
    )
    assert all(line.strip() for line in found.address_block)
    assert len(set(found.address_block)) == len(found.address_block)


def test_salutation_and_envelope_name_of_the_roster_win() -> None:
    found = addressed(
        parliament="uk", chamber="commons", role="speaker", full_name="Jane Doe",
        salutation="Dear Jane,", envelope_name="Madam Speaker Doe",
    )  # fmt: skip
    assert found.salutation == "Dear Jane,"
    assert found.address_block[:2] == ("Madam Speaker Doe", "Speaker of the House of Commons")


@pytest.mark.parametrize(
    ("cells", "code", "column", "hint"),
    [
        ({"parliament": "uk parlament"}, "protocol.unknown-parliament", "parliament", "uk"),
        ({"parliament": ""}, "protocol.unknown-parliament", "parliament", "eu"),
        ({"parliament": "us"}, "protocol.missing-chamber", "chamber", "house"),
        (
            {"parliament": "us", "chamber": "commons"},
            "protocol.unknown-chamber", "chamber", "senate",
        ),
        (
            {"parliament": "us", "chamber": "senate", "role": "senatr"},
            "protocol.unknown-role", "role", "senator",
        ),
        (
            {"parliament": "us", "chamber": "senate", "role": "delegate"},
            "protocol.role-not-in-chamber", "role", "house",
        ),
        (
            {"parliament": "us", "chamber": "house", "title": "Senator"},
            "protocol.contradiction", "title", "senate",
        ),
        (
            {"parliament": "uk", "chamber": "lords", "title": "Lord", "honorific": "His Grace"},
            "protocol.contradiction", "honorific", "The Rt Hon",
        ),
        (
            {"parliament": "uk", "chamber": "lords", "title": "Lord", "honorific": "Sir"},
            "protocol.contradiction", "title", "higher",
        ),
        (
            {"parliament": "uk", "chamber": "lords", "title": "Baroness", "gender": "m"},
            "protocol.contradiction", "title", "gender",
        ),
        (
            {"parliament": "uk", "chamber": "commons", "title": "Baron"},
            "protocol.contradiction", "title", "lords",
        ),
        (
            {"parliament": "eu", "title": "Mr", "gender": "female"},
            "protocol.contradiction", "title", "gender",
        ),
    ],
)  # fmt: skip
def test_a_bad_row_is_told_what_and_where(
    cells: dict[str, str], code: str, column: str, hint: str
) -> None:
    found = refused(full_name="Jane Doe", **cells)
    assert found.code == code
    assert found.where.column == column
    assert found.where.value == (
        cells.get(column) or ("" if column == "chamber" else found.where.value)
    )
    assert hint in found.hint


def test_a_row_without_name_and_office() -> None:
    assert refused(parliament="nz").code == "protocol.no-name"
    assert refused(parliament="uk", chamber="commons", title="Sir", family_name="Doe").code == (
        "protocol.no-given-name"
    )


def test_lord_alone_is_a_baron() -> None:
    found = addressed(parliament="uk", chamber="lords", title="Lord", full_name="Doe")
    assert found.envelope_name == "The Lord Doe"
    assert found.salutation == "Dear Lord Doe,"


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"gender": "unknown"}, "protocol.gender-unreadable"),
        ({}, "protocol.gender-unknown"),
        ({"language": "klingonese"}, "protocol.unknown-language"),
        ({"honorific": "Tan Sri"}, "protocol.unknown-honorific"),
        ({"title": "Datuk"}, "protocol.unknown-title"),
    ],
)
def test_what_warns_still_yields_a_letter(cells: dict[str, str], code: str) -> None:
    found, diagnostics = address(
        recipient(**{"parliament": "nz", "full_name": "Jane Doe", **cells}), built_in(), "", WINDOW
    )
    assert found is not None
    assert [one.severity for one in diagnostics if one.code == code] == [Severity.WARNING]


@pytest.mark.parametrize("name", ["Jane Doe", "Sir John Doe", "The Rt Revd John Doe"])
def test_a_name_without_a_rank_is_questioned_where_all_have_one(name: str) -> None:
    assert "protocol.no-rank" in told(parliament="uk", chamber="lords", full_name=name)
    assert "protocol.no-rank" not in told(parliament="uk", chamber="commons", full_name=name)


def test_a_title_that_no_list_has_before_a_rank_is_printed_and_questioned() -> None:
    cells = {"parliament": "uk", "chamber": "lords", "full_name": "Warden of X the Lord Doe KG"}
    found = addressed(**cells)
    assert (found.envelope_name, found.salutation) == (
        "Warden of X the Lord Doe KG",
        "Dear Lord Doe,",
    )
    assert told(**cells) == ["protocol.unknown-title"]


@pytest.mark.parametrize(
    ("gender", "salutation"),
    [
        ("http://publications.example.org/human-sex/FEMALE", "Dear Ms Doe"),
        ("http://www.wikidata.org/entity/Q6581097", "Dear Mr Doe"),
        ("trans woman", "Dear Ms Doe"),
        ("http://www.wikidata.org/entity/Q48270", "Dear Jane Doe"),
    ],
)
def test_genders_as_linked_data_has_them(gender: str, salutation: str) -> None:
    found = addressed(parliament="nz", full_name="Jane Doe", gender=gender)
    assert found.salutation == salutation


@pytest.mark.parametrize("title", ["http://data.example.org/honorific/DR", "https://x.org/y#Dr"])
def test_a_title_as_linked_data_has_it(title: str) -> None:
    cells = {"parliament": "eu", "given_name": "Jane", "family_name": "Doe"}
    found = addressed(**cells, title=title)
    assert (found.envelope_name, found.salutation) == ("Dr Jane Doe MEP", "Dear Dr Doe,")
    fault = refused(**cells, title="http://www.wikidata.org/entity/Q1")
    assert (fault.code, fault.where.column) == ("protocol.no-title", "title")
    assert "`Q1`" in fault.message


@pytest.mark.parametrize(
    ("name", "envelope", "salutation"),
    [
        ("Doe, Lady", "Lady Doe MP", "Dear Lady Doe,"),
        ("Doe, Dr", "Dr Doe MP", "Dear Dr Doe,"),
    ],
)
def test_a_title_alone_behind_the_comma_is_no_given_name(
    name: str, envelope: str, salutation: str
) -> None:
    found = addressed(parliament="uk", chamber="commons", full_name=name)
    assert (found.envelope_name, found.salutation) == (envelope, salutation)


@pytest.mark.parametrize(
    ("cells", "lacking"),
    [
        ({"address": "1 High Street", "city": "Doetown"}, True),
        ({"address": "1 High Street\nDoetown"}, True),
        ({"address": "1 High Street\nDoetown\nAB1 2DE"}, False),
        ({"address": "1 High Street", "city": "Doetown", "postal_code": "AB1 2DE"}, False),
        ({"address": "House of Commons", "city": "London"}, False),
        ({"address": "12 Mill Lane", "city": "London"}, True),
        ({"address": "1 Rue Exemple\nParis", "country": "FR"}, True),
        ({"address": "1 Rue Exemple\n75001 Paris", "country": "FR"}, False),
        ({"address": "1 Example Road\nDublin", "country": "Ireland"}, False),
        ({}, False),
    ],
)
def test_an_own_address_without_a_code_is_questioned(cells: dict[str, str], lacking: bool) -> None:
    who = {"parliament": "uk", "chamber": "commons", "given_name": "J", "family_name": "Doe"}
    assert ("address.no-code" in told(**who, gender="f", **cells)) == lacking


def test_letters_after_a_long_name_stay_together() -> None:
    cells = {"parliament": "ca", "chamber": "commons", "honorific": "Hon"}
    found = addressed(**cells, given_name="Jane-Philippa Mary", family_name="Doe-Example")
    assert found.envelope_name == "The Honourable Jane-Philippa Mary Doe-Example, P.C., M.P."
    assert found.address_block[0] == (
        "The Honourable Jane-Philippa Mary Doe-Example, P.C.,\u00a0M.P."
    )
    short = addressed(**cells, given_name="Jane", family_name="Doe")
    assert short.address_block[0] == "The Honourable Jane Doe, P.C., M.P."


def test_an_office_too_long_for_the_window_is_told_before_letters_are_laid_out() -> None:
    office = "Chairperson, Foreign Affairs, Defence and Trade Committee"
    cells = {"parliament": "nz", "given_name": "J", "family_name": "Doe", "gender": "f"}
    assert told(**cells, office=office) == ["address.no-chamber"]
    assert "Parliament Buildings" not in addressed(**cells, office=office).address_block
    longer = f"{office}, and of its Subcommittee on Examples"
    assert told(**cells, office=longer) == ["address.no-chamber", "address.too-long"]
    assert told(**cells, office="Chairperson, Trade Committee") == []


@pytest.mark.parametrize(
    ("parliament", "chamber", "address", "lines"),
    [
        ("uk", "commons", "House of Commons, Westminster, London, SW1A 0AA",
         ["House of Commons, Westminster", "LONDON", "SW1A 0AA"]),
        ("uk", "commons", "House of Commons London SW1A 0AA UK",
         ["House of Commons", "LONDON", "SW1A 0AA"]),
        ("uk", "commons", "1 High Street, Doetown, AB12DE",
         ["1 High Street", "DOETOWN", "AB1 2DE"]),
        ("ca", "commons", "House of Commons, Ottawa, Ontario, Canada K1A 0A6",
         ["House of Commons", "OTTAWA ON  K1A 0A6"]),
        ("ca", "commons", "1 rue Exemple\nGatineau (Québec) J8X1A1",
         ["1 rue Exemple", "GATINEAU QC  J8X 1A1"]),
        ("ca", "commons", "Confederation Building, Room 202",
         ["House of Commons", "Confederation Building, Room 202", "OTTAWA ON  K1A 0A6"]),
        ("au", "senate", "S1.36",
         ["Senate", "S1.36", "Parliament House", "CANBERRA ACT 2600"]),
        ("au", "senate", "PO Box 6100, Senate, Parliament House, Canberra ACT 2600",
         ["PO Box 6100, Senate, Parliament House", "CANBERRA ACT 2600"]),
        ("nz", "", "Private Bag 18888, Parliament Buildings, Wellington 6160",
         ["Private Bag 18888, Parliament Buildings", "Wellington 6160"]),
        ("us", "senate", "511 Hart Building\nWashington, D.C. 20510-0001",
         ["511 Hart Building", "United States Senate", "WASHINGTON, DC 20510-0001"]),
        ("eu", "", "European Parliament, Rue Wiertz 60, B-1047 Brussels",
         ["European Parliament, Rue Wiertz 60", "1047 Brussels"]),
        ("eu", "", "ASP 01A100",
         ["European Parliament", "ASP 01A100", "Rue Wiertz / Wiertzstraat 60",
          "1047 Bruxelles / Brussel"]),
        ("eu", "", "Rue Wiertz 60",
         ["European Parliament", "Rue Wiertz 60", "1047 Bruxelles / Brussel"]),
        ("eu", "", "Parlement européen\nASP 01A100\nRue Wiertz 60\nB-1047 Bruxelles",
         ["European Parliament", "ASP 01A100", "Rue Wiertz 60", "1047 Bruxelles"]),
    ],
)  # fmt: skip
def test_addresses_as_lists_have_them(
    parliament: str, chamber: str, address: str, lines: list[str]
) -> None:
    cells = {"parliament": parliament, "chamber": chamber, "full_name": "Jane Doe", "title": "Dr"}
    assert list(addressed(**cells, address=address).address_block[1:-1]) == lines
    assert set(told(**cells, address=address)) <= {"protocol.name-split"}


@pytest.mark.parametrize(
    ("parliament", "address", "lines"),
    [
        ("eu", "European Parliament\nAllée Exemple\nF-67070 Strasbourg Cedex",
         ["European Parliament", "Allée Exemple", "67070 STRASBOURG CEDEX", "FRANCE"]),
        ("eu", "Beispielstraße 1, 10115 Berlin, Germany",
         ["Beispielstraße 1", "10115 Berlin", "GERMANY"]),
        ("nz", "1 Example Road\nDoetown SA 5000\nAustralia",
         ["1 Example Road", "DOETOWN SA 5000", "AUSTRALIA"]),
    ],
)  # fmt: skip
def test_an_address_s_own_country_is_printed(
    parliament: str, address: str, lines: list[str]
) -> None:
    found = addressed(parliament=parliament, full_name="Jane Doe", address=address)
    assert list(found.address_block[1:]) == lines


def test_a_region_with_the_name_of_a_country_is_none() -> None:
    cells = {"parliament": "us", "chamber": "senate", "full_name": "Jane Doe"}
    assert addressed(**cells, address="1 Example Road\nDoetown, Georgia").address_block[-1] == (
        "UNITED STATES"
    )


def test_an_office_of_the_role_s_own_is_in_the_letter_s_language() -> None:
    cells = {"parliament": "ca", "full_name": "Jane Doe", "language": "fr"}
    for chamber, gender, office, printed in (
        ("senate", "f", "Speaker", "Présidente du Sénat"),
        ("commons", "m", "Speaker of the House of Commons", "Président de la Chambre des communes"),
        ("commons", "f", "Prime Minister", "Première ministre du Canada"),
        ("commons", "", "Minister of Examples", "Minister of Examples"),
    ):
        found = addressed(**cells, chamber=chamber, gender=gender, office=office)
        assert found.office == printed
    found = addressed(parliament="nz", full_name="Jane Doe", office="Assistant Speaker")
    assert found.office == "Assistant Speaker"


@pytest.mark.parametrize(
    ("office", "salutation"),
    [
        (
            "Deputy Prime Minister, Chancellor of the Duchy of Examples",
            "Dear Deputy Prime Minister,",
        ),
        ("Prime Minister, First Lord of the Treasury and more", "Dear Prime Minister,"),
        ("Prime Minister's Envoy for Examples", "Dear Ms Doe,"),
        ("Lord Chancellor and Secretary of State for Examples", "Dear Lord Chancellor,"),
        ("Defence Secretary", "Dear Defence Secretary,"),
        ("Chancellor of the Exchequer", "Dear Chancellor,"),
    ],
)
def test_of_several_offices_in_one_the_first_is_written_to(office: str, salutation: str) -> None:
    cells = {"parliament": "uk", "chamber": "commons", "full_name": "Jane Doe", "gender": "f"}
    found = addressed(**cells, office=office)
    assert (found.salutation, found.address_block[1]) == (salutation, office)


@pytest.mark.parametrize(
    ("parliament", "chamber", "role", "line"),
    [
        ("uk", "commons", "Leader of the Lantern Party", "Leader of the Lantern Party"),
        ("uk", "commons", "Foreign Secretary", "Foreign Secretary"),
        ("uk", "commons", "Minister of State", "Minister of State"),
        ("uk", "commons", "Chairman of Ways and Means", "Chairman of Ways and Means"),
        ("us", "senate", "Senate Majority Leader", "Senate Majority Leader"),
        ("us", "house", "Speaker pro tempore", "Speaker pro tempore"),
        ("ca", "commons", "Opposition House Leader", "Opposition House Leader"),
        ("au", "house", "Treasurer", "Treasurer"),
        ("au", "house", "Second Deputy Speaker", "Second Deputy Speaker"),
        ("nz", "", "Assistant Speaker", "Assistant Speaker"),
        ("nz", "", "Deputy Prime Minister", "Deputy Prime Minister"),
        ("eu", "", "First Vice-President", "First Vice-President"),
        ("eu", "", "Group leader", "Group leader"),
    ],
)
def test_an_office_given_as_the_role_stands_under_the_name(
    parliament: str, chamber: str, role: str, line: str
) -> None:
    cells = {"parliament": parliament, "chamber": chamber, "full_name": "Jane Doe", "gender": "f"}
    assert addressed(**cells, role=role).address_block[1] == line
    assert addressed(**cells, office=role).address_block[1] == line


@pytest.mark.parametrize(
    ("parliament", "chamber", "office"),
    [
        ("uk", "commons", "MP"), ("uk", "commons", "Backbencher"), ("us", "senate", "Senator"),
        ("ca", "commons", "Member of Parliament"), ("au", "senate", "Senator"),
        ("eu", "", "Member of the European Parliament"), ("nz", "", "List MP"),
    ],
)  # fmt: skip
def test_a_mere_member_s_office_is_not_printed_under_the_name(
    parliament: str, chamber: str, office: str
) -> None:
    cells = {"parliament": parliament, "chamber": chamber, "full_name": "Jane Doe", "gender": "f"}
    assert addressed(**cells, office=office).address_block == addressed(**cells).address_block


def test_a_role_that_nobody_knows_may_be_an_office() -> None:
    fault = refused(parliament="nz", full_name="Jane Doe", role="Keeper of the Samples")
    assert fault.code == "protocol.unknown-role"
    assert fault.hint.endswith("an office that is only printed under the name goes into `office`")


def test_lines_are_counted_as_they_break_between_words() -> None:
    cells = {"parliament": "eu", "full_name": "Jane Doe", "title": "Dr"}
    office = "Chair, Delegation for relations with the countries of Southern Samples and A (SAMPLE)"
    assert len(office) < 2 * 46
    assert "address.too-long" in told(**cells, office=office)
    assert "address.too-long" not in told(**cells, office=office.removesuffix(" (SAMPLE)"))


def test_no_warning_where_gender_is_not_needed() -> None:
    assert told(parliament="us", chamber="senate", given_name="Jane", family_name="Doe") == []
    doctor = {"given_name": "Jane", "family_name": "Doe", "title": "Dr"}
    assert told(parliament="uk", chamber="commons", **doctor) == []


def test_the_chamber_says_which_parliament_is_meant() -> None:
    fault = refused(parliament="Belgium", chamber="European Parliament", full_name="Jane Doe")
    assert (fault.code, fault.where.column) == ("protocol.unknown-parliament", "parliament")
    assert fault.hint == "its chamber says European Parliament: write `eu`"


def test_a_parliament_and_a_chamber_are_found_by_any_name() -> None:
    for parliament, chamber, ids in (
        ("EUROPEAN PARLIAMENT", "", ("eu", "parliament")),
        ("united states congress", "House of Representatives", ("us", "house")),
        ("Parlement du Canada", "Chambre des communes", ("ca", "commons")),
        ("Australian Parliament", "House of Representatives", ("au", "house")),
        ("UK Parliament", "house of lords", ("uk", "lords")),
        ("New Zealand Parliament", "House of Representatives", ("nz", "house")),
    ):
        title = "Lord" if chamber == "house of lords" else ""
        found = addressed(parliament=parliament, chamber=chamber, full_name="Jo Doe", title=title)
        assert (found.parliament, found.chamber) == ids


def test_a_chamber_of_one_parliament_alone_names_it() -> None:
    for name, ids in (
        ("United States Senate", ("us", "senate")),
        ("House of Lords", ("uk", "lords")),
        ("Chambre des communes", ("ca", "commons")),
    ):
        title = "Lord" if ids[0] == "uk" else ""
        found = addressed(parliament=name, full_name="Jo Doe", title=title)
        assert (found.parliament, found.chamber) == ids
    assert refused(parliament="House of Commons", full_name="Jo Doe").code == (
        "protocol.unknown-parliament"
    )


def test_the_order_of_rows_changes_no_letter() -> None:
    places = [
        ("eu", "", ""),
        ("uk", "lords", "Lord"),
        ("uk", "commons", "Sir"),
        ("ca", "senate", ""),
        ("nz", "", "Dr"),
    ] * 4
    rows = [
        recipient(str(number), parliament=one, chamber=chamber, full_name="Jo Doe", title=title)
        for number, (one, chamber, title) in enumerate(places)
    ]
    first = {one.id: address(one, built_in(), "MY")[0] for one in rows}
    random.Random(3).shuffle(rows)
    assert {one.id: address(one, built_in(), "MY")[0] for one in rows} == first


@pytest.mark.slow
@pytest.mark.skipif(CONGRESS is None, reason="the roster of Congress is not beside the project")
def test_every_member_of_congress() -> None:
    assert CONGRESS is not None
    with CONGRESS.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 537
    for row in rows:
        _check_member(row)


def _check_member(row: dict[str, str]) -> None:
    found: Addressee = addressed(
        parliament="us",
        chamber={"sen": "Senate", "rep": "House of Representatives"}[row["term_type"]],
        full_name=row["name_official_full"],
        given_name=row["name_first"],
        family_name=row["name_last"],
        suffix=row["name_suffix"],
        gender=row["bio_gender"],
        constituency=row["term_state"],
        address=row["term_address"],
    )
    kind = "Senator" if row["term_type"] == "sen" else "Representative"
    if row["term_state"] in ("DC", "GU", "VI", "AS", "MP"):
        kind = "Delegate"
    elif row["term_state"] == "PR":
        kind = "Resident Commissioner"
    assert found.salutation == f"Dear {kind} {row['name_last']}:"
    assert found.envelope_name.startswith("The Honorable ")
    for suffix in ("Jr.", "Sr.", "II", "III", "IV"):
        assert suffix not in found.salutation.split()
        if suffix in row["name_official_full"].replace(",", "").split():
            assert found.envelope_name.split()[-1] == suffix
    if row["term_address"]:
        assert found.address_block[-2].endswith(row["term_address"].split()[-1])
        assert len(found.address_block) == 5


def test_a_role_column_may_hold_a_rank_or_an_office() -> None:
    peer = addressed(parliament="uk", chamber="lords", role="Baroness", family_name="Doe of Place")
    assert peer.envelope_name == "The Baroness Doe of Place"
    assert peer.role == "peer"
    privy = addressed(
        parliament="uk", chamber="commons", role="Privy Counsellor", full_name="Jo Doe"
    )
    assert privy.envelope_name == "The Rt Hon Jo Doe MP"
    leader = addressed(
        parliament="us", chamber="house", role="Minority Leader", full_name="Jane Doe"
    )
    assert leader.address_block[:2] == ("The Honorable Jane Doe", "Minority Leader")
    assert leader.salutation == "Dear Representative Doe:"
    shadow = addressed(
        parliament="au", chamber="house", title="Shadow Minister for Trade", full_name="Jane Doe",
        gender="f",
    )  # fmt: skip
    assert shadow.address_block[1] == "Shadow Minister for Trade"
    assert shadow.salutation == "Dear Ms Doe"


MINISTER = {
    "parliament": "au", "chamber": "house", "honorific": "Hon", "full_name": "Jane Doe",
    "gender": "f",
}  # fmt: skip


@pytest.mark.parametrize("between", ["\n", "; ", ";", "\r\n"])
def test_several_offices_are_lines_of_their_own(between: str) -> None:
    found = addressed(**MINISTER, office=f"Minister for Examples{between}Minister for Samples")
    assert found.address_block[1:3] == ("Minister for Examples", "Minister for Samples")
    assert found.office == "Minister for Examples"
    assert found.salutation == "Dear Minister"


def test_the_office_that_is_written_to_need_not_be_the_first() -> None:
    found = addressed(**MINISTER, office="Leader of the House\nMinister for Examples")
    assert (found.role, found.salutation) == ("minister", "Dear Minister")
    assert found.address_block[1:3] == ("Leader of the House", "Minister for Examples")


def test_of_offices_that_do_not_fit_the_first_is_printed_and_that_is_said() -> None:
    offices = "; ".join(f"Minister for Examples of the {n}. Kind" for n in range(4))
    found = addressed(**MINISTER, office=offices)
    assert found.address_block[1] == "Minister for Examples of the 0. Kind"
    assert found.address_block[2] == "Parliament House"
    assert "address.one-office" in told(**MINISTER, office=offices)


def test_an_office_cut_short_is_written_out() -> None:
    speaker = {"parliament": "au", "chamber": "house", "full_name": "Jane Doe", "gender": "f"}
    assert (
        addressed(**speaker, office="Speaker").office == "Speaker of the House of Representatives"
    )
    second = addressed(**speaker, office="Second Deputy Speaker")
    assert second.office == "Second Deputy Speaker"


@pytest.mark.parametrize(
    ("parliament", "address", "lines"),
    [
        ("ca", "House of Commons\nOttawa ON  K1A 0A6", ["House of Commons", "OTTAWA ON  K1A 0A6"]),
        ("ca", "1 Way\nDoeville, Ontario k1a 0a1", ["1 Way", "DOEVILLE ON  K1A 0A1"]),
        ("ca", "1, rue Doe\nDoeville (Québec) G1A 0A1", ["1, rue Doe", "DOEVILLE QC  G1A 0A1"]),
        ("au", "PO Box 1\nPort Doe, Qld. 4999", ["PO Box 1", "PORT DOE QLD 4999"]),
        ("au", "PO Box 1\nPort Doe", ["PO Box 1", "Port Doe"]),
        ("ca", "House of Commons\nOttawa, Ontario\nCanada  K1A 0A6",
         ["House of Commons", "OTTAWA ON  K1A 0A6"]),
        ("ca", "House of Commons, Ottawa, Ontario, Canada, K1A 0A6",
         ["House of Commons", "OTTAWA ON  K1A 0A6"]),
        ("au", "Shop 1, 2 High Street, Port Doe QLD 4999",
         ["Shop 1, 2 High Street", "PORT DOE QLD 4999"]),
        ("uk", "1 High Street, Doetown, AB1 2DE", ["1 High Street", "DOETOWN", "AB1 2DE"]),
        ("uk", "1 High Street, Doetown, AB1 2XX99", ["1 High Street, Doetown, AB1 2XX99"]),
        ("uk", "House of Commons\nLondon\nSW1A 0AA", ["House of Commons", "LONDON", "SW1A 0AA"]),
        ("nz", "1 Doe Road, Doeville 9999", ["1 Doe Road", "Doeville 9999"]),
        ("nz", "Doe House\nPO Box 1234", ["Doe House", "PO Box 1234"]),
    ],
)  # fmt: skip
def test_the_town_s_line_of_a_whole_address(
    parliament: str, address: str, lines: list[str]
) -> None:
    chamber = {"ca": "commons", "uk": "commons", "au": "house", "nz": ""}[parliament]
    cells = {"parliament": parliament, "chamber": chamber, "full_name": "Jane Doe"}
    assert list(addressed(**cells, address=address).address_block[1:-1]) == lines


@pytest.mark.parametrize(
    ("code", "hint"), [("810", "is it 0810?"), ("O800", "is it 0800?"), ("26000", "look it up")]
)
def test_a_code_that_no_town_has_is_told(code: str, hint: str) -> None:
    cells = {
        "parliament": "au", "chamber": "house", "given_name": "Jane", "family_name": "Doe",
        "gender": "f", "address": "PO Box 1", "city": "Port Doe", "region": "NT",
    }  # fmt: skip
    found, (warning,) = address(recipient(**cells, postal_code=code), built_in(), "MY", WINDOW)
    assert found is not None
    assert (warning.code, warning.hint) == ("address.odd-code", hint)
    assert (warning.severity, warning.where.column) == (Severity.WARNING, "postal_code")
    assert told(**cells, postal_code="0810") == []


@pytest.mark.parametrize(
    "name",
    [
        "Kate?ina Exampl?ová",
        "John Doe (R-)",
        "Jane Doe 2",
        "Jane O&#39;Doe",
        "Zoë for X",
        "Jane Doe - Kite",
        "jane doe",
        "Jane Doe of the Lantern",
    ],
)
def test_a_name_with_signs_that_no_name_holds(name: str) -> None:
    cells = {"parliament": "us", "chamber": "house", "full_name": name}
    assert "protocol.odd-name" in told(**cells)
    assert name in addressed(**cells).envelope_name
    assert "protocol.odd-name" not in told(**cells, envelope_name="Jane Doe")


def test_hints_of_odd_names_say_what_may_be_meant() -> None:
    def hint(name: str) -> str:
        cells = recipient(parliament="us", chamber="house", full_name=name)
        found = address(cells, built_in(), "MY")[1]
        return next(one.hint for one in found if one.code == "protocol.odd-name")

    assert "is it `Jane O'Doe`?" in hint("Jane O&#39;Doe")


@pytest.mark.parametrize(
    "party",
    ["(R-TX)", "[D-CA-12]", "(I–VT)", "[D-VA3]", "[D-DC-At Large]", "(politician)", "(born 1960)",
     "(D-N.Y.)", "(R-Calif.)"],
)  # fmt: skip
def test_party_and_seat_behind_a_name_are_left_out_and_said(party: str) -> None:
    cells = {"parliament": "us", "chamber": "house", "full_name": f"Rep. Jane Doe, Jr. {party}"}
    assert addressed(**cells).envelope_name == "The Honorable Jane Doe, Jr."
    assert "protocol.aside" in told(**cells)
    associated = addressed(**{**cells, "full_name": "Rep. Jane Doe, D-N.Y."})
    assert associated.envelope_name == "The Honorable Jane Doe"
    inverted = addressed(**{**cells, "full_name": f"Rep. Doe, Jane {party}"})
    assert inverted.envelope_name == "The Honorable Jane Doe"


@pytest.mark.parametrize(
    ("name", "envelope"),
    [
        ("The Honourable Jane Doe, Senator", "The Honourable Jane Doe, Senator"),
        ("Hon. Jane Doe, P.C., Senator", "Senator the Honourable Jane Doe, P.C."),
        ("Jane Doe, Senator", "The Honourable Jane Doe, Senator"),
        ("Doe, Senator Jane", "The Honourable Jane Doe, Senator"),
    ],
)
def test_a_whole_name_with_senator_behind_it(name: str, envelope: str) -> None:
    found = addressed(parliament="ca", chamber="senate", full_name=name)
    assert (found.envelope_name, found.salutation) == (envelope, "Dear Senator Doe:")


@pytest.mark.parametrize("name", ["James (Jim) Doe", "Jane O’Doe", "Henry “Hank” Doe", "D ’t Doe"])
def test_what_names_hold_is_not_questioned(name: str) -> None:
    assert "protocol.odd-name" not in told(parliament="us", chamber="house", full_name=name)


@pytest.mark.parametrize(("parliament", "chamber", "lines"), SEATS)
@pytest.mark.parametrize("office", ["", "Chair, Committee on Examples"])
def test_every_member_fits_the_envelope_s_window(
    parliament: str, chamber: str, lines: list[str], office: str
) -> None:
    cells = {"parliament": parliament, "chamber": chamber, "full_name": "Jane Doe", "gender": "f"}
    if chamber == "lords":
        cells["title"] = "Baroness"
    if parliament == "us":
        cells["address"] = "511 Hart Senate Office Building"
    block = addressed(**cells, constituency="North Example", office=office).address_block
    assert block[-1] == lines[-1]
    assert not office or office in block


def test_the_chamber_s_line_goes_where_the_office_needs_the_room() -> None:
    cells = {"parliament": "us", "chamber": "senate", "full_name": "Jane Doe", "gender": "f"}
    cells |= {"address": "511 Hart Senate Office Building"}
    office = "Chair, Committee on Examples"
    assert addressed(**cells, office=office).address_block[1:] == (
        office, "511 Hart Senate Office Building", "WASHINGTON, DC 20510", "UNITED STATES",
    )  # fmt: skip
    assert "address.no-chamber" in told(**cells, office=office)
    assert "United States Senate" in addressed("US", **cells, office=office).address_block
    assert "address.no-chamber" not in told(**cells)


def test_a_name_that_was_decoded_wrongly_is_told_with_what_is_meant() -> None:
    cells = {"parliament": "us", "chamber": "house", "given_name": "Jane", "family_name": "DoÃ©"}
    found, (warning,) = address(recipient(**cells), built_in(), "MY", WINDOW)
    assert found is not None
    assert (warning.code, warning.hint[:16]) == ("protocol.odd-name", "is it `Jane Doé`")
    assert told(**{**cells, "family_name": "Doé"}) == []
    assert told(**{**cells, "family_name": "Čelik"}) == []


@pytest.mark.parametrize(
    ("seat", "role"),
    [("PR-AL", "resident-commissioner"), ("GU-AL", "delegate"), ("AL-1", "representative"),
     ("AL", "representative"), ("AS00", "delegate"), ("DC-AL", "delegate")],
)  # fmt: skip
def test_the_territories_of_the_united_states_however_written(seat: str, role: str) -> None:
    cells = {"parliament": "us", "chamber": "lower", "full_name": "Jane Doe"}
    assert addressed(**cells, constituency=seat).role == role


def test_an_address_too_high_for_the_window_is_printed_whole_and_told() -> None:
    one = recipient(parliament="nz", full_name="Jane Doe", address="1\n2\n3\n4\n5\n6\n7")
    found, faults = address(one, built_in(), "MY", WINDOW)
    assert found is not None
    assert found.address_block[1:8] == tuple("1234567")
    (told_of,) = (fault for fault in faults if fault.code == "address.too-long")
    assert told_of.severity is Severity.WARNING
    assert "envelope without a window" in told_of.hint
    free, none = address(one, built_in(), "MY", replace(WINDOW, windowed=frozenset()))
    assert free == found
    assert "address.too-long" not in {fault.code for fault in none}


HARM = """
import json, os, resource, sys, time
from tests.memory import peak
from tests.protocol.people import addressed

resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
cells = {"parliament": "ca", "chamber": "commons", "gender": "f"}
addressed(**cells, full_name="Jane Doe", address="1 Main Street")
for sign in json.loads(sys.argv[1]):
    if child := os.fork():
        os.waitpid(child, 0)
        continue
    begun, before = time.process_time(), peak()
    line = sign * 60_000
    found = addressed(**cells, full_name=f"Jane {line}", address=f"{line} x")
    assert found.address_block[1] == " ".join(f"{line} x".split())
    print(json.dumps([sign, time.process_time() - begun, peak() - before]), flush=True)
    os._exit(0)
"""
HARMFUL = [",", "1", "(A", "x,", "x, ", "(a) ", "MP, ", "DE LA "]


@pytest.fixture(scope="module")
def harm() -> tuple[dict[str, tuple[float, int]], str]:
    """Return what each long cell costs, in a process of its own: seconds, bytes; and stderr."""
    done = subprocess.run(
        [sys.executable, "-c", HARM, json.dumps(HARMFUL)],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    lines = map(json.loads, done.stdout.splitlines())
    return {sign: (seconds, memory) for sign, seconds, memory in lines}, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("sign", HARMFUL)
def test_a_cell_that_means_harm_costs_no_more_than_its_length(
    sign: str, harm: tuple[dict[str, tuple[float, int]], str]
) -> None:
    costs, err = harm
    assert sign in costs, err
    seconds, memory = costs[sign]
    assert seconds < 1.0
    assert memory < 64 << 20


@pytest.mark.parametrize(
    ("place", "cells", "head", "salutation", "code"),
    EDGES,
    ids=[f"{place}-{' '.join(cells.values())}" for place, cells, *_ in EDGES],
)
def test_rows_at_the_edges(
    place: str, cells: dict[str, str], head: list[str], salutation: str, code: str
) -> None:
    parliament, _, chamber = place.partition(" ")
    given = {"parliament": parliament, "chamber": chamber, **cells}
    found = addressed(**given)
    assert list(found.address_block[: len(head)]) == head
    assert found.salutation == salutation
    codes = told(**given)
    assert not code or code in codes
    if not code:
        assert not {"protocol.unknown-office", "protocol.courtesy-title"} & set(codes)


def test_three_words_without_an_initial_may_hold_a_surname_of_two() -> None:
    def severity(name: str) -> list[Severity]:
        row = recipient(parliament="us", chamber="senate", full_name=name)
        found = address(row, built_in(), "", None)[1]
        return [one.severity for one in found if one.code == "protocol.name-split"]

    assert severity("Ada Testson Exampleton") == [Severity.WARNING]
    assert severity("Ada T. Exampleton") == [Severity.NOTE]
    assert severity("Ada Exampleton") == [Severity.NOTE]
