"""Country and postal code are those of the address as it is printed."""

from __future__ import annotations

import pytest

from lettermerge.protocol.printed_address import printed_destination, take_apart


@pytest.mark.parametrize(
    ("lines", "sender", "expected"),
    [
        (("Ms A", "House of Commons", "London", "SW1A 0AA"), "GB", ("GB", "SW1A 0AA")),
        (("Ms A", "House of Commons", "London SW1A 0AA", "UNITED KINGDOM"), "CH",
         ("GB", "SW1A 0AA")),
        (("The Hon. A", "House of Representatives", "Washington, DC 20515"), "US",
         ("US", "20515")),
        (("The Hon. A", "1 Test Street", "Boston, MA 02138-0001",
          "ÉTATS-UNIS / UNITED STATES"), "DE", ("US", "02138-0001")),
        (("Mme A", "Chambre des communes", "Ottawa ON  K1A 0A6", "CANADA"), "FR",
         ("CA", "K1A 0A6")),
        (("Ms A", "Rue Wiertz 60", "1047 Bruxelles / Brussel", "BELGIUM"), "GB", ("BE", "1047")),
        (("Frau A", "Platz der Republik 1", "11011 Berlin"), "DE", ("DE", "11011")),
        (("Ms A", "Parliament Buildings", "Wellington 6160", "NEW ZEALAND"), "AU",
         ("NZ", "6160")),
        (("Ms A", "Parliament House", "CANBERRA ACT 2600", "AUSTRALIA"), "NZ", ("AU", "2600")),
        (("Ms A", "Somewhere"), "CH", ("CH", "")),
        (("Ms A",), "", ("", "")),
        ((), "NZ", ("NZ", "")),
    ],
)  # fmt: skip
def test_addresses_of_several_countries(
    lines: tuple[str, ...], sender: str, expected: tuple[str, str]
) -> None:
    assert printed_destination(lines, sender) == expected


@pytest.mark.parametrize(
    ("block", "street", "town", "country", "named"),
    [
        (("A", "House", "LONDON", "SW1A 0AA"), ("House",), ("LONDON", "", "SW1A 0AA"), "GB", False),
        (("A", "1 Street", "WASHINGTON DC 20510", "UNITED STATES"), ("1 Street",),
         ("WASHINGTON", "DC", "20510"), "US", True),
        (("A", "Rue 1", "1047 BRUXELLES", "BELGIQUE / BELGIUM"), ("Rue 1",),
         ("BRUXELLES", "", "1047"), "BE", True),
        (("A", "Somewhere"), ("Somewhere",), ("", "", ""), "GB", False),
        (("A",), (), ("", "", ""), "GB", False),
    ],
)  # fmt: skip
def test_a_block_is_taken_apart(
    block: tuple[str, ...],
    street: tuple[str, ...],
    town: tuple[str, ...],
    country: str,
    named: bool,
) -> None:
    found = take_apart(block, "GB")
    assert (found.name, found.street, found.country, found.has_country) == (
        "A", street, country, named
    )  # fmt: skip
    assert (found.town.city, found.town.region, found.town.code) == town
