"""Rooms of the chambers' own buildings: all of them are completed, and the page lists them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.protocol.people import WINDOW, addressed, built_in, recipient, told

from lettermerge.errors import SettingsError
from lettermerge.protocol.addressee_builder import address
from lettermerge.protocol.profile import Chamber, Profile, Rooms
from lettermerge.protocol.profile_loading import load_profiles

PAGE = Path(__file__).parents[2] / "docs" / "parliaments.md"

ROOMS = [
    (profile, key, rooms)
    for profile in built_in()
    for key, chamber in profile.chambers.items()
    for rooms in chamber.address.rooms
]


def _cells(profile: Profile, chamber: str, line: str) -> dict[str, str]:
    who = {"given_name": "Jane", "family_name": "Doe", "gender": "f"}
    who |= {"title": "Baroness"} if chamber == "lords" else {}
    return {"parliament": profile.id, "chamber": chamber, "address": line, **who}


def _spellings(rooms: Rooms) -> list[str]:
    """Return a room of each building in the ways in which lists write them."""
    found = []
    for name in rooms.buildings:
        found += [f"12 {name}", f"{name}, Room 12", f"Room 12, {name}", f"{name}\nOffice 3A"]
        found += [f"{name} 08G201", f"Suite 4, 2nd Floor, {name}"]
        found += [name, name.upper()] if " " in name else []
    for code in rooms.codes:
        number = re.sub("#", "36", code)
        found += [number, f"Suite {number}", f"Room {number}"] if "#" in code else [number]
    return found


@pytest.mark.parametrize(("profile", "key", "rooms"), ROOMS, ids=lambda one: getattr(one, "id", ""))
def test_every_room_that_is_listed_is_completed(profile: Profile, key: str, rooms: Rooms) -> None:
    chamber: Chamber = profile.chambers[key]
    seat = chamber.address
    code = rooms.postal_code or seat.postal_code
    for line in _spellings(rooms):
        cells = _cells(profile, key, line)
        block = addressed(**cells).address_block
        assert code in " ".join(block), line
        assert set(line.casefold().splitlines()) <= {one.casefold() for one in block}, line
        assert {one.casefold() for one in seat.organisation} <= {
            part.casefold() for one in block for part in re.split(", ", one)
        }, line
        assert not set(told(**cells)) - {"address.too-long"}, line


@pytest.mark.parametrize(("profile", "key", "rooms"), ROOMS, ids=lambda one: getattr(one, "id", ""))
@pytest.mark.parametrize(
    "form", ["{} Street", "12 {} Lane", "{}, Brinehaven", "12 Kelp Lane, {}", "Old {} Mill, 3"]
)
def test_a_building_s_name_beside_anything_else_is_no_room(
    profile: Profile, key: str, rooms: Rooms, form: str
) -> None:
    seat = profile.chambers[key].address
    for name in (*rooms.buildings, *(one.replace("#", "12") for one in rooms.codes)):
        line = form.format(name)
        cells = _cells(profile, key, line)
        block = addressed(**cells).address_block
        assert line in block
        assert (rooms.postal_code or seat.postal_code) not in " ".join(block)
        assert "address.no-code" in told(**cells)


def test_a_room_of_the_other_chamber_is_not_completed() -> None:
    for profile in built_in():
        for key, chamber in profile.chambers.items():
            own = {name for rooms in chamber.address.rooms for name in rooms.buildings}
            others = {
                name
                for other, one in profile.chambers.items()
                for rooms in one.address.rooms
                for name in rooms.buildings
                if other != key
            }
            for name in others - own:
                cells = _cells(profile, key, f"12 {name}")
                assert chamber.address.postal_code not in " ".join(addressed(**cells).address_block)
                assert "address.no-code" in told(**cells)


@pytest.mark.parametrize(
    ("parliament", "chamber", "line", "block"),
    [
        ("eu", "", "ASP 08G201, Brussels, Belgium",
         ["European Parliament", "ASP 08G201", "Rue Wiertz / Wiertzstraat 60",
          "1047 Bruxelles / Brussel"]),
        ("eu", "", "60 rue Wiertz", ["European Parliament", "60 rue Wiertz",
                                     "1047 Bruxelles / Brussel"]),
        ("eu", "", "LOW T10012", ["European Parliament", "LOW T10012", "CS 91024",
                                  "67070 STRASBOURG CEDEX"]),
        ("au", "house", "Suite R1 11\nParliament House\nCanberra",
         ["House of Representatives", "Suite R1 11", "Parliament House", "CANBERRA ACT 2600"]),
        ("ca", "commons", "Pièce 202, Édifice de la Confédération, Ottawa (Ontario)",
         ["House of Commons", "Pièce 202, Édifice de la Confédération", "OTTAWA ON  K1A 0A6"]),
        ("us", "senate", "511 Hart, Washington",
         ["511 Hart", "United States Senate", "WASHINGTON, DC 20510"]),
        ("us", "senate", "The Capitol",
         ["The Capitol", "United States Senate", "WASHINGTON, DC 20510"]),
        ("uk", "commons", "House of Commons, London",
         ["House of Commons", "LONDON", "SW1A 0AA"]),
        ("nz", "", "Private Bag 18 888", ["Parliament Buildings", "Private Bag 18 888",
                                          "Wellington 6160"]),
    ],
)  # fmt: skip
def test_a_room_is_completed_with_what_it_lacks(
    parliament: str, chamber: str, line: str, block: list[str]
) -> None:
    cells = _cells(built_in()[parliament], chamber, line)
    assert list(addressed(**cells).address_block[1:-1]) == block
    assert told(**cells) == []


@pytest.mark.parametrize(
    "line",
    [
        "60 rue Wiertz 12",
        "Rue Wiertz 43",
        "LOW T10012, ASP 08G201",
        "Private Bag 18041",
        "Room 12",
        "12",
        "Hart",
    ],
)
def test_what_is_not_surely_a_room_stays_as_typed(line: str) -> None:
    for parliament, chamber in (("eu", ""), ("nz", ""), ("us", "senate")):
        cells = _cells(built_in()[parliament], chamber, line)
        assert addressed(**cells).address_block[1:-1] == (line,)
        assert told(**cells) == ["address.no-code"]


def test_rooms_of_a_project_are_completed_and_must_fit() -> None:
    def changed(rooms: Mapping[str, object]) -> dict[str, dict[str, object]]:
        return {"uk": {"chambers": {"commons": {"address": {"rooms": [rooms]}}}}}

    ours = load_profiles(changed({"buildings": ["Kelp House"], "codes": ["KH-#"]}))
    for line, code in (("Room 3, Kelp House", "SW1A 0AA"), ("KH 12", "SW1A 0AA"), ("12 KH", "")):
        cells = recipient(**_cells(ours["uk"], "commons", line))
        found, diagnostics = address(cells, ours, "MY", WINDOW)
        assert found is not None
        assert (code in found.address_block) == bool(code)
        assert ("address.no-code" in {one.code for one in diagnostics}) != bool(code)
    for rooms in (
        {},
        {"buildings": ["Kelp House"], "city": "Brine"},
        {"codes": ["K"], "source": "X"},
    ):
        with pytest.raises(SettingsError):
            load_profiles(changed(rooms))


def test_the_page_lists_the_rooms_of_every_chamber_with_their_sources() -> None:
    section = PAGE.read_text(encoding="utf-8").partition("## Rooms that are completed")[2]
    section = section.partition("\n## ")[0]
    listed = re.findall(r"^\| (\w+) \| (\w+) \| (.+) \| (\w+) \|$", section, re.MULTILINE)
    assert listed[1:] == [  # below the headings
        (profile.id, key, ", ".join((*rooms.buildings, *rooms.codes)), rooms.source)
        for profile, key, rooms in ROOMS
    ]
