"""What is doubtful in one person's row: whose member somebody is; all names invented."""

from __future__ import annotations

from itertools import product

import pytest
from tests.protocol.people import WINDOW, addressed, built_in, recipient, told

from lettermerge.protocol.addressee_builder import address

OTHER = "protocol.other-parliament"
SEATS = {
    "uk": "commons", "ca": "commons", "au": "house", "nz": "house", "us": "house",
    "eu": "parliament",
}  # fmt: skip


def _letters(parliament: str) -> list[str]:
    return [one for one in built_in()[parliament].other_titles if one.isalpha() and one.isupper()]


@pytest.mark.slow
@pytest.mark.parametrize("parliament", SEATS)
def test_letters_of_another_parliament_are_told_however_they_are_written(parliament: str) -> None:
    seat = {"parliament": parliament, "chamber": SEATS[parliament], "gender": "f"}
    assert _letters(parliament)
    for letters in _letters(parliament):
        spellings = (letters, letters.lower(), letters.capitalize(), ".".join(letters) + ".")
        for spelled, name in product(spellings, ("Ada Testwright", "ADA TESTWRIGHT")):
            cells = {**seat, "full_name": f"{name} {spelled}"}
            assert OTHER in told(**cells), cells
            found = addressed(**cells)
            assert found.family_name == "Testwright", cells
        for column, spelled in product(("post_nominals", "suffix", "office"), spellings):
            cells = {**seat, "full_name": "Ada Testwright", column: spelled}
            assert OTHER in told(**cells), cells


@pytest.mark.parametrize(
    ("parliament", "cells"),
    [
        ("uk", {"office": "Member of the Scottish Parliament"}),
        ("uk", {"office": "Member of the Senedd for Example"}),
        ("uk", {"constituency": "Example (MSP)"}),
        ("uk", {"address": "The Scottish Parliament\nEdinburgh\nEH99 1SP"}),
        ("uk", {"address": "Senedd Cymru\nCardiff Bay\nCF99 1SN"}),
        ("ca", {"full_name": "Ada Testwright, députée provinciale"}),
        ("ca", {"office": "Députée à l'Assemblée nationale du Québec"}),
        ("au", {"office": "Member of the Legislative Council"}),
        ("us", {"full_name": "Ada Testwright MP"}),
        ("eu", {"full_name": "Senator Ada Testwright"}),
        ("eu", {"full_name": "Ada Testwright, TD"}),
        ("uk", {"full_name": "Congresswoman Ada Testwright"}),
    ],
)
def test_a_seat_in_another_parliament_is_told(parliament: str, cells: dict[str, str]) -> None:
    seat = {"parliament": parliament, "chamber": SEATS[parliament], "gender": "f"}
    assert OTHER in told(**seat, **({"full_name": "Ada Testwright"} | cells))


@pytest.mark.parametrize(
    ("parliament", "office", "asked"),
    [
        ("uk", "Member of the Samples Parliament", True),
        ("us", "Member of the Samples Legislature", True),
        ("eu", "Member of the Sejm", True),
        ("nz", "Member of the Samples Assembly", True),
        ("uk", "Member of Parliament for Example", False),
        ("eu", "Member of the European Parliament for Example", False),
        ("ca", "Member of the Standing Committee on Samples", False),
        ("nz", "Member of the New Zealand Parliament", False),
    ],
)
def test_a_member_of_a_house_that_is_not_known_is_asked_about(
    parliament: str, office: str, asked: bool
) -> None:
    seat = {"parliament": parliament, "chamber": SEATS[parliament], "full_name": "Ada Testwright"}
    assert ("protocol.unknown-office" in told(**seat, gender="f", office=office)) == asked


@pytest.mark.parametrize(
    "cells",
    [
        {"full_name": "Sir John Testwright TD MP"},
        {"full_name": "Ada Testwright MSP MP"},
        {"full_name": "Ms Ada Testwright"},
        {"title": "MS", "full_name": "Ada Testwright"},
        {"full_name": "Ada Testwright MP", "office": "Chair, Samples Committee"},
    ],
)
def test_nothing_is_told_of_a_member_with_own_letters(cells: dict[str, str]) -> None:
    assert OTHER not in told(parliament="uk", chamber="commons", **cells)


def test_a_region_may_be_called_as_members_are() -> None:
    cells = {"full_name": "Ada Testwright", "constituency": "MP"}  # Northern Mariana Islands
    assert OTHER not in told(parliament="us", chamber="house", **cells)


KNIGHTS = [
    ("uk", "Mr Ron Testwright KCMG MP", "Sir"),
    ("uk", "Ms Ada Testwright GCB MP", "Dame"),
    ("uk", "Ada Testwright GBE MP", "Sir or Dame"),
    ("uk", "Ms Ada Testwright LT", "Lady"),
    ("uk", "Dr Ron Testwright Bt MP", "Sir"),
    ("nz", "Hon Ada Testwright DNZM", "Dame"),
    ("nz", "Rev Ron Testwright KNZM MP", "Sir"),
    ("au", "Hon Ron Testwright AK MP", "Sir"),
]


@pytest.mark.parametrize(("parliament", "name", "title"), KNIGHTS)
def test_letters_of_a_knight_without_the_title_are_asked_about(
    parliament: str, name: str, title: str
) -> None:
    cells = {"parliament": parliament, "chamber": SEATS[parliament], "full_name": name}
    found = address(recipient(**cells), built_in(), "MY", WINDOW)[1]
    (asked,) = (one for one in found if one.code == "protocol.no-knighthood")
    assert f"is of a {title}," in asked.message
    lines = {"salutation": "Dear Friend,", "envelope_name": name}
    assert "protocol.no-knighthood" not in told(**cells, **lines)


@pytest.mark.parametrize(
    ("parliament", "name"),
    [
        ("uk", "Sir Ron Testwright KBE MP"),
        ("uk", "Lady Ada Testwright DBE MP"),
        ("uk", "Revd Ron Testwright KBE MP"),
        ("uk", "Mr Ron Testwright CBE KC MP"),
        ("us", "Ron Testwright KBE"),
        ("ca", "Mr Ron Testwright KBE"),
    ],
)
def test_letters_that_need_no_sir_are_not_asked_about(parliament: str, name: str) -> None:
    cells = {"parliament": parliament, "chamber": SEATS[parliament], "full_name": name}
    assert "protocol.no-knighthood" not in told(**cells)


@pytest.mark.parametrize("name", ["Mrs Testwright", "Testwright", "QRX", "Dr van der Testwright"])
@pytest.mark.parametrize("parliament", SEATS)
def test_an_envelope_without_a_given_name_is_told(parliament: str, name: str) -> None:
    cells = {"parliament": parliament, "chamber": SEATS[parliament], "full_name": name}
    assert "protocol.no-given-name" in told(**cells)
    assert "protocol.no-given-name" not in told(**cells, envelope_name="Mrs Testwright")


@pytest.mark.parametrize(
    "name", ["Mrs Ada Testwright", "A. Testwright", "Mr and Mrs Ron Testwright", "Ada TESTWRIGHT"]
)
def test_a_given_name_or_its_initial_is_one(name: str) -> None:
    cells = {"parliament": "uk", "chamber": "commons", "full_name": name}
    assert "protocol.no-given-name" not in told(**cells)
