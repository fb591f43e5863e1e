"""Cells of offices as parliaments' own files have them; headings and forms are theirs."""

from __future__ import annotations

import pytest
from tests.protocol.people import addressed, told


def _held(parliament: str, chamber: str, office: str) -> dict[str, str]:
    return {
        "parliament": parliament, "chamber": chamber, "office": office, "given_name": "Jane",
        "family_name": "Testwright", "gender": "f",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("seat", "office", "lines", "salutation"),
    [
        # The Parliament of Australia's CSV has nothing between two offices of one person.
        ("au/house", "Minister for ExamplesMinister for Samples",
         ["Minister for Examples", "Minister for Samples"], "Dear Minister"),
        ("au/house", "Deputy Prime MinisterMinister for Samples",
         ["Deputy Prime Minister", "Minister for Samples"], "Dear Deputy Prime Minister"),
        ("au/house", "Assistant TreasurerMinister for Samples",
         ["Assistant Treasurer", "Minister for Samples"], "Dear Assistant Treasurer"),
        ("au/house", "Attorney-GeneralCabinet Secretary",
         ["Attorney-General", "Cabinet Secretary"], "Dear Attorney-General"),
        # Its senators' further offices stand in brackets.
        ("au/senate", "Leader of the Government in the Senate (Minister for Samples)",
         ["Leader of the Government in the Senate", "Minister for Samples"], "Dear Minister"),
        ("au/senate", "Minister for Examples (Minister for Samples) (Minister for Tests)",
         ["Minister for Examples", "Minister for Samples", "Minister for Tests"], "Dear Minister"),
    ],
)  # fmt: skip
def test_offices_are_set_apart(seat: str, office: str, lines: list[str], salutation: str) -> None:
    parliament, chamber = seat.split("/")
    cells = _held(parliament, chamber, office)
    found = addressed(**cells)
    assert found.salutation == salutation
    assert found.address_block[1] == lines[0]
    assert all(line in lines for line in found.address_block[1:] if "Minister" in line)
    assert "protocol.offices-apart" in told(**cells)
    assert not {"protocol.unknown-office", "protocol.aside"} & {*told(**cells)}


@pytest.mark.parametrize(
    ("office", "line"),
    [
        ("Minister of Examples (Minister)", "Minister of Examples"),
        ("Leader of the Opposition (Opposition Leader)", "Leader of the Opposition"),
        ("Secretary of State (Examples) (Secretary of State)", "Secretary of State (Examples)"),
        ("Minister of Examples (McTest)", "Minister of Examples (McTest)"),
        ("Minister of MacExamples", "Minister of MacExamples"),
    ],
)
def test_brackets_that_name_the_kind_of_office_are_left_out(office: str, line: str) -> None:
    assert addressed(**_held("ca", "commons", office)).address_block[1] == line
    assert "protocol.offices-apart" not in told(**_held("ca", "commons", office))


def test_a_delegate_who_is_a_whip_stays_a_delegate() -> None:
    whip = {**_held("us", "house", "Chief Deputy Whip"), "constituency": "Guam"}
    assert addressed(**whip).salutation == "Dear Delegate Testwright:"
    assert addressed(**whip).address_block[1] == "Chief Deputy Whip"
    chair = {**whip, "office": "Chair, Subcommittee on Examples"}
    assert addressed(**chair).salutation == "Dear Madam Chair:"


@pytest.mark.parametrize(
    ("seat", "office", "salutation"),
    [
        ("uk/commons", "Chief Secretary to the Treasury", "Dear Chief Secretary,"),
        ("uk/commons", "Comptroller (HM Household)", "Dear Ms Testwright,"),
        ("nz/house", "Minister Responsible for Examples", "Dear Minister"),
        ("au/house", "Special Envoy for Examples", "Dear Ms Testwright"),
        ("us/senate", "Vice Chairman, Committee on Examples", "Dear Senator Testwright:"),
        ("us/senate", "Senate Democratic Leader", "Dear Senator Testwright:"),
        ("ca/senate", "Facilitator of the Example Group", "Dear Senator Testwright:"),
        ("ca/commons", "Secretary of State (Examples)", "Dear Ms. Testwright:"),
    ],
)
def test_an_office_of_a_ministry_or_a_caucus_is_known(
    seat: str, office: str, salutation: str
) -> None:
    parliament, chamber = seat.split("/")
    cells = _held(parliament, chamber, office)
    assert addressed(**cells).salutation == salutation
    assert "protocol.unknown-office" not in told(**cells)


def test_a_secretary_of_state_in_canada_is_a_privy_counsellor() -> None:
    cells = _held("ca", "commons", "Secretary of State (Examples)")
    assert addressed(**cells).envelope_name == "The Honourable Jane Testwright, P.C., M.P."


def test_a_french_chair_is_greeted_as_one() -> None:
    office = "Présidente de la commission des exemples"
    cells = {**_held("eu", "", office), "language": "fr"}
    assert addressed(**cells).salutation == "Madame la Présidente,"
    commission = {**cells, "office": "Présidente de la Commission européenne"}
    assert addressed(**commission).role == "commission-president"


@pytest.mark.parametrize(
    ("seat", "name", "doubtful"),
    [
        ("uk/commons", "Jane Testwright MS", True),
        ("uk/commons", "Jane Testwright TD", True),
        ("uk/commons", "Sir John Testwright TD MP", False),
        ("uk/commons", "Ms Jane Testwright", False),
        ("uk/lords", "The Lord Testwright TD", False),
    ],
)
def test_letters_of_another_parliament_are_told_where_none_of_its_own_are_beside_them(
    seat: str, name: str, doubtful: bool
) -> None:
    parliament, chamber = seat.split("/")
    codes = told(parliament=parliament, chamber=chamber, full_name=name)
    assert ("protocol.other-parliament" in codes) is doubtful


def test_ms_in_capitals_is_a_title() -> None:
    codes = told(parliament="uk", chamber="commons", title="MS", family_name="Testwright")
    assert "protocol.other-parliament" not in codes


def test_a_viscount_with_of_is_not_questioned() -> None:
    cells = {"parliament": "uk", "chamber": "lords", "full_name": "The Viscount of Testmouth"}
    assert addressed(**cells).envelope_name == "The Viscount of Testmouth"
    assert "protocol.peer-name" not in told(**cells)


def test_a_style_before_a_name_that_no_form_has_is_told() -> None:
    cells = {"parliament": "uk", "chamber": "commons"}
    for name in ("Her Excellency Jane Testwright", "Hon. Member Jane Testwright"):
        assert "protocol.odd-name" in told(**cells, full_name=name)


@pytest.mark.parametrize(
    ("seat", "office", "salutation"),
    [
        ("ca/commons", "Minister of Samples (Deputy Prime Minister)", "Dear Minister:"),
        ("au/house", "Minister for Samples (Deputy Prime Minister)", "Dear Minister"),
        ("uk/commons", "Parliamentary Private Secretary (Prime Minister)", "Dear Ms Testwright,"),
    ],
)
def test_another_role_in_brackets_is_no_kind(seat: str, office: str, salutation: str) -> None:
    parliament, chamber = seat.split("/")
    found = addressed(**_held(parliament, chamber, office))
    assert office in found.address_block
    assert found.salutation == salutation


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    "office",
    [
        "Speaker of the Senate / Présidente du Sénat",
        "Présidente du Sénat / Speaker of the Senate",
        "Présidente du Sénat",
    ],
)
def test_an_office_in_two_languages_is_one_in_the_letter_s(office: str, language: str) -> None:
    cells = {"parliament": "ca", "chamber": "senate", "full_name": "Hon. Ada Testwright"}
    cells |= {"gender": "f", "office": office, "language": language}
    found = addressed(**cells)
    own = {"en": "Speaker of the Senate", "fr": "Présidente du Sénat"}[language]
    assert (found.address_block[1], found.role) == (own, "speaker")
    assert told(**cells) == ["protocol.name-split"] or told(**cells) == []


def test_two_offices_on_both_sides_of_a_slash_are_two() -> None:
    cells = _held("uk", "commons", "Minister for Tests / Minister for Examples")
    assert addressed(**cells).address_block[1:3] == ("Minister for Tests", "Minister for Examples")
    assert "protocol.offices-apart" in told(**cells)
    cells = _held("uk", "commons", "Minister for Tests / Samples")
    assert addressed(**cells).address_block[1] == "Minister for Tests / Samples"


@pytest.mark.parametrize("parliament", ["uk", "ca", "au", "nz"])
def test_the_clerk_of_a_committee_is_no_member(parliament: str) -> None:
    chamber = {"uk": "commons", "ca": "commons"}.get(parliament, "house")
    found = addressed(**_held(parliament, chamber, "Clerk of the Committee on Examples"))
    assert found.role == "house-officer"
    assert "M" not in found.post_nominals
