"""Country and postal code are those of the address as it is printed."""

from __future__ import annotations

import pytest

from lettermerge.protocol.printed_address import printed_destination


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
