"""No line but a room of the chamber's own ends in the chamber's town: varied addresses, by rule."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest
from tests.protocol.people import WINDOW, built_in, recipient

from lettermerge.protocol.addressee_builder import address
from lettermerge.protocol.country_names import country_name

CHAMBERS = [
    ("eu", ""), ("us", "senate"), ("us", "house"), ("ca", "commons"), ("ca", "senate"),
    ("au", "house"), ("au", "senate"), ("uk", "commons"), ("uk", "lords"), ("nz", ""),
]  # fmt: skip
SEAT_TOWNS = ["London", "Washington", "Ottawa", "Canberra", "Wellington", "Brussels", "Strasbourg"]
#: Words that name rooms of one chamber or another, where they name a street or a house.
BUILDINGS = ["Hart", "Cannon", "Parliament", "Capitol", "Portcullis", "Millbank", "Beehive",
             "Bowen", "Confederation", "Spinelli", "Weiss", "Senate", "Wiertz",
             "Norman Shaw"]  # fmt: skip
WORDS = ["Kelp", "Lantern", "Quay", "Driftwood", "Heron", *SEAT_TOWNS, *BUILDINGS]
STREETS = ["{n} {w} Street", "{n} {w} Lane", "{n}A {w} Road", "Flat {m}, {n} {w} Terrace",
           "{w}straße {n}", "rue {w} {n}", "{n}, rue de {w}", "Quai {w} {n}", "Via {w} {n}",
           "{w} Cottage", "The Old {w} Mill", "{n}/{m} {w} Parade", "Calle {w} {n}",
           "{w} Avenue {n}", "Shop {m}, {n} {w} Street", "Unit {n}, {w} Business Park"]  # fmt: skip
BOXES = ["PO Box {n}", "P.O. Box {n}", "GPO Box {n}", "Locked Bag {n}", "Private Bag {n}",
         "Postfach {n}", "BP {n}", "Box {n}, {w}"]  # fmt: skip
RURAL = ["RR {m} Box {n}", "Rural Route {m}", "RMB {n} {w} Road", "HC {m} Box {n}", "RD {m}, {w}",
         "Lot {n}, {w} Track"]  # fmt: skip
MILITARY = ["BFPO {n}", "PSC {m} Box {n}", "CMR {n}", "HMS {w}, BFPO {n}", "Unit {n}, FPO"]
ROOMS = ["Room {n}, {w} House", "Level {m}, {w} Tower", "Suite {n}, {w} Centre", "Office {n}",
         "Room {n}", "{w} Building, Room {n}, Floor {m}", "Bureau {n}, Tour {w}"]  # fmt: skip
NONE = ["no fixed abode", "c/o {w} Shelter", "poste restante", "address withheld", "{w}",
        "care of the {w} Society", "somewhere near {w}"]  # fmt: skip
TOWNS = ["Brinehaven", "Saltmarsh", "Port Heron", "Kelpville"]


def _filled(form: str, draw: random.Random) -> str:
    return form.format(
        w=draw.choice(WORDS), n=draw.randint(1, 9999), m=draw.randint(1, 9)
    )  # fmt: skip


def _bare(draw: random.Random) -> Iterator[str]:
    """Yield lines of every kind without a postal code: alone, and with a town behind them."""
    for kind in (STREETS, BOXES, RURAL, MILITARY, ROOMS, NONE):
        for form in kind:
            line = _filled(form, draw)
            yield line
            yield f"{line}, {draw.choice(TOWNS)}"
            yield f"{line}, {draw.choice(SEAT_TOWNS)}"


def _is_own_room(line: str) -> bool:
    """Say whether a line that the rules made is a room after all: Room 12, Parliament House."""
    return bool(
        re.search(
            r"(Parliament|Portcullis|Millbank|Bowen) House|(Hart|Cannon|Confederation|Capitol|"
            r"Norman Shaw|Spinelli|Weiss) Building|^(Parliament|Senate)\b(, |$)", line
        )
    )  # fmt: skip


def _words(*lines: str) -> list[str]:
    return re.findall(r"[^\W_]+", " ".join(lines).casefold())


def _printed(
    parliament: str, chamber: str, line: str, **cells: str
) -> tuple[tuple[str, ...], set[str]]:
    """Return what is printed below the name, and the codes of all remarks."""
    who = {"given_name": "Jane", "family_name": "Doe", "gender": "f"}
    who |= {"title": "Baroness"} if chamber == "lords" else {}
    one = recipient(parliament=parliament, chamber=chamber, address=line, **who, **cells)
    found, diagnostics = address(one, built_in(), "MY", WINDOW)
    assert found is not None
    return found.address_block[1:], {one.code for one in diagnostics}


@pytest.mark.slow
@pytest.mark.parametrize(("parliament", "chamber"), CHAMBERS)
def test_no_line_but_a_room_of_the_chamber_gets_a_town(parliament: str, chamber: str) -> None:
    """All that is printed was typed, all that was typed is printed, and what lacks is said."""
    draw = random.Random(f"{parliament} {chamber}")
    lines = {line for _ in range(3) for line in _bare(draw) if not _is_own_room(line)}
    assert len(lines) > 300
    home = country_name(built_in()[parliament].country, "en").upper()
    for line in sorted(lines):
        block, told = _printed(parliament, chamber, line)
        assert block[-1] == home, line
        assert sorted(_words(*block[:-1])) == sorted(_words(line)), line
        forces = parliament == "uk" and bool(
            re.search(r", BFPO \d+$", line)
        )  # whose number is a code to that post
        assert ("address.no-code" in told) != forces, line


@pytest.mark.parametrize(
    ("town", "country"),
    [
        ("Brinehaven NE1 4XX, UK", "GB"),
        ("Brinehaven NE1 4XX, England", "GB"),
        ("Brinehaven NE1 4XX United Kingdom", "GB"),
        ("Brinehaven, TX 78701, USA", "US"),
        ("Brinehaven, TX 78701, U.S.A.", "US"),
        ("APO AE 09012, United States of America", "US"),
        ("10115 Brinehaven, Germany", "DE"),
        ("10115 Brinehaven Germany", "DE"),
        ("67070 Brinehaven, France", "FR"),
        ("Brinehaven ON K1A 0B1, Canada", "CA"),
        ("Brinehaven QLD 4999, Australia", "AU"),
        ("Brinehaven 9999, New Zealand", "NZ"),
        ("1050 Brinehaven, Belgique", "BE"),
    ],
)
@pytest.mark.parametrize(("parliament", "chamber"), CHAMBERS)
def test_an_address_goes_to_the_country_that_it_names(
    parliament: str, chamber: str, town: str, country: str
) -> None:
    draw = random.Random(town)
    for form in (*STREETS[:4], *BOXES[:2], *RURAL[:1]):
        line = f"{_filled(form, draw)}, {town}"
        block, told = _printed(parliament, chamber, line)
        assert block[-1] == country_name(country, "en").upper()
        assert not told & {"address.no-code", "address.other-country"}, (line, block)
        assert set(_words(*block[:-1])) <= set(_words(line))
        for part in re.findall(r"\w*\d\w*", town):
            assert part in " ".join(block)


@pytest.mark.parametrize(
    ("parliament", "town"),
    [
        ("uk", {"city": "London"}),
        ("uk", {"city": "London", "postal_code": "W1W 7LD"}),
        ("us", {"city": "Washington", "region": "DC"}),
        ("us", {"city": "Washington", "region": "DC", "postal_code": "20001"}),
        ("ca", {"city": "Ottawa", "region": "ON"}),
        ("au", {"city": "Canberra", "region": "ACT", "postal_code": "2600"}),
        ("au", {"city": "Yarralumla", "region": "ACT", "postal_code": "2600"}),
        ("nz", {"city": "Wellington", "postal_code": "6160"}),
        ("nz", {"city": "Wellington"}),
        ("eu", {"city": "Brussels", "postal_code": "1000"}),
        ("eu", {"city": "Brussels"}),
    ],
)
def test_a_street_in_the_seat_s_town_is_no_room(parliament: str, town: dict[str, str]) -> None:
    chamber = {"uk": "lords", "us": "house", "ca": "senate", "au": "senate"}.get(parliament, "")
    block, told = _printed(parliament, chamber, "12 Mill Lane", **town)
    assert sorted(_words(*block[:-1])) == sorted(_words("12 Mill Lane", *town.values()))
    assert ("address.no-code" in told) == ("postal_code" not in town)


@pytest.mark.parametrize("typed", ["Senate", "The Senate", "House of Representatives"])
def test_a_chamber_s_line_that_was_typed_stays(typed: str) -> None:
    """A minister's address has no line of the chamber, but what the roster has is printed."""
    line = f"{typed}\nParliament House\nCanberra ACT 2600"
    chamber = "house" if "House" in typed else "senate"
    block, told = _printed("au", chamber, line, office="Minister for Examples")
    assert block == (
        "Minister for Examples", typed, "Parliament House", "CANBERRA ACT 2600", "AUSTRALIA",
    )  # fmt: skip
    assert told == set()


def test_the_seat_s_town_alone_is_the_chamber_s_address() -> None:
    alone, told = _printed("uk", "commons", "", city="London")
    assert alone == ("House of Commons", "LONDON", "SW1A 0AA", "UNITED KINGDOM")
    assert told == set()
    other, told = _printed("uk", "commons", "", city="Brinehaven")
    assert other == ("BRINEHAVEN", "UNITED KINGDOM")
    assert told == {"address.no-code"}


def test_a_code_without_a_town_is_told() -> None:
    block, told = _printed("uk", "commons", "12 Mill Lane", postal_code="NE1 4XX")
    assert block == ("12 Mill Lane", "NE1 4XX", "UNITED KINGDOM")
    assert told == {"address.no-town"}
    assert _printed("uk", "commons", "", postal_code="SW1A 0AA")[1] == set()


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"region": "Kent", "city": "Brine", "postal_code": "NE1 4XX"}, {"address.left-out"}),
        ({"region": "", "city": "Brine", "postal_code": "NE1 4XX"}, set()),
        ({"city": "Kowloon", "postal_code": "999077", "country": "Hong Kong"},
         {"address.left-out"}),
    ],
)  # fmt: skip
def test_a_cell_that_the_post_has_no_place_for_is_told(
    cells: dict[str, str], told: set[str]
) -> None:
    assert _printed("uk", "commons", "12 Mill Lane", **cells)[1] == told
