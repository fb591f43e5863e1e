"""The country of an address: named, shown, or as the roster's column says."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.protocol.people import WINDOW, addressed, built_in, recipient, told

from lettermerge.diagnostics import Severity
from lettermerge.protocol import destination_country
from lettermerge.protocol.addressee_builder import address
from lettermerge.protocol.country_names import country_name, known_countries
from lettermerge.protocol.destination_country import without_country

DOE = {"given_name": "Jane", "family_name": "Doe", "gender": "f"}
UK = {"parliament": "uk", "chamber": "commons", **DOE}


@pytest.mark.parametrize(
    "name",
    ["UK", "U.K.", "GB", "G.B.", "GBR", "Great Britain", "Britain", "England", "Scotland", "Wales",
     "Northern Ireland", "United Kingdom", "the United Kingdom", "Royaume-Uni", "england", "uk"],
)  # fmt: skip
def test_the_names_of_the_united_kingdom(name: str) -> None:
    block = addressed(**UK, address="12 Mill Lane, London W1W 7LD", country=name).address_block
    assert block[1:] == ("12 Mill Lane", "LONDON", "W1W 7LD", "UNITED KINGDOM")
    assert told(**UK, address="12 Mill Lane, London W1W 7LD", country=name) == []
    if name not in ("GBR", "the United Kingdom"):
        line = f"12 Mill Lane, London W1W 7LD, {name}"
        assert addressed(parliament="eu", **DOE, address=line).address_block == (
            "Ms Jane Doe MEP", *block[1:],
        )  # fmt: skip


@pytest.mark.parametrize("name", ["USA", "U.S.A.", "US", "U.S.", "United States", "America"])
def test_the_names_of_the_united_states(name: str) -> None:
    for line in (f"1 Kelp Way, Brine, TX 78701, {name}", f"1 Kelp Way\nBrine, TX 78701\n{name}"):
        assert addressed(**UK, address=line).address_block[1:] == (
            "1 Kelp Way", "BRINE, TX 78701", "UNITED STATES",
        )  # fmt: skip
        assert told(**UK, address=line) == []


@pytest.mark.parametrize(
    ("cells", "column_says", "shown", "line"),
    [
        ({"address": "12 Mill Lane, London W1W 7LD"}, "Ruritania", "W1W 7LD", "UNITED KINGDOM"),
        ({"address": "12 Mill Lane\nLondon\nW1W 7LD"}, "Kenya", "W1W 7LD", "UNITED KINGDOM"),
        ({"address": "12 Mill Lane", "city": "London", "postal_code": "W1W 7LD"}, "France",
         "W1W 7LD", "UNITED KINGDOM"),
        ({"address": "12 Mill Lane, London"}, "Ghana", "London", "UNITED KINGDOM"),
        ({"address": "1 Kelp Allee, 10115 Berlin, Germany"}, "Ghana", "Germany", "GERMANY"),
        ({"address": "Portcullis House"}, "Norway", "Portcullis House", "UNITED KINGDOM"),
    ],
)  # fmt: skip
def test_a_list_of_embassies_has_the_sending_state_in_its_country(
    cells: dict[str, str], column_says: str, shown: str, line: str
) -> None:
    row = recipient(**UK, **cells, country=column_says)
    found, diagnostics = address(row, built_in(), "MY", WINDOW)
    assert found is not None
    assert found.address_block[-1] == line
    (asked,) = (one for one in diagnostics if one.where.column == "country")
    assert (asked.code, asked.severity) == ("address.other-country", Severity.WARNING)
    assert asked.where.value == column_says
    assert column_says in asked.message
    assert shown in asked.message
    assert 'country = ""' in asked.hint


@pytest.mark.parametrize(
    ("cells", "country", "line"),
    [
        ({"address": "12 rue Kelp, 67000 Brine"}, "France", "FRANCE"),
        ({"address": "12 rue Kelp", "city": "Brine", "postal_code": "67000"}, "FRA", "FRANCE"),
        ({"address": "12 King Street", "city": "London", "region": "Ontario",
          "postal_code": "N6A 1A1"}, "Canada", "CANADA"),
        ({"address": "12 King Street", "city": "London", "region": "ON"}, "Canada", "CANADA"),
        ({"address": "12 London Road, Accra"}, "Ghana", "GHANA"),
        ({}, "Germany", "UNITED KINGDOM"),
    ],
)  # fmt: skip
def test_a_country_that_the_address_agrees_with_is_not_asked_about(
    cells: dict[str, str], country: str, line: str
) -> None:
    assert addressed(**UK, **cells, country=country).address_block[-1] == line
    assert not {"address.other-country", "address.unknown-country"} & set(
        told(**UK, **cells, country=country)
    )


@pytest.mark.parametrize("name", ["Ruritania", "EU", "European Union", "XX", "Grmany"])
def test_a_country_that_does_not_exist_is_asked_about(name: str) -> None:
    row = recipient(**UK, address="12 Mill Lane, Strelsau", country=name)
    found, diagnostics = address(row, built_in(), "MY", WINDOW)
    assert found is not None
    assert found.address_block[-1] in (name.upper(), "EUROPEAN UNION")
    (asked,) = (one for one in diagnostics if one.code == "address.unknown-country")
    assert (asked.severity, asked.where.column, asked.where.value) == (
        Severity.WARNING, "country", name,
    )  # fmt: skip
    assert 'country = ""' in asked.hint
    assert ("did you mean `Germany`" in asked.hint) == (name == "Grmany")


def test_nothing_is_left_out_of_an_address_in_a_country_that_does_not_exist() -> None:
    cells = {"city": "Strelsau", "region": "Hentzau", "postal_code": "X-99", "country": "Ruritania"}
    found = addressed(**UK, address="12 Mill Lane", **cells)
    assert found.address_block[1:] == ("12 Mill Lane", "Strelsau Hentzau X-99", "RURITANIA")
    assert told(**UK, address="12 Mill Lane", **cells) == ["address.unknown-country"]


@pytest.mark.parametrize("sign", [",", "1 ", "(A", "x,", "1,", "AB1 2CD ", "London "])
@pytest.mark.parametrize("column", ["city", "region", "postal_code", "country", "address"])
def test_a_long_cell_costs_no_more_than_its_length(column: str, sign: str) -> None:
    cells = {"address": "12 Mill Lane, London", "country": "France"}
    row = recipient(**{**UK, **cells, column: sign * 30_000 + ","})
    begin = time.process_time()
    address(row, built_in(), "MY", None)
    assert time.process_time() - begin < 2


@pytest.mark.slow
@pytest.mark.parametrize(
    ("parliament", "chamber", "line"),
    [
        ("uk", "commons", "12 Kelp Street, London SW1X 7JT"),
        ("uk", "lords", "12 Kelp Street\nLondon\nSW1X 7JT"),
        ("us", "house", "12 Kelp Street NW, Washington, DC 20008"),
        ("us", "senate", "12 Kelp Avenue\nBrinehaven, NY 10017"),
        ("us", "senate", "12 Kelp Avenue\nBrinehaven, NY 10017 (temporary)"),
        ("ca", "senate", "12 Kelp Street, Ottawa ON K1P 1A1"),
        ("au", "house", "12 Kelp Crescent, Canberra ACT 2600"),
        ("nz", "", "12 Kelp Street, Wellington 6011"),
        ("eu", "", "rue Kelp 12, 1000 Bruxelles"),
        ("eu", "", "rue Kelp 12\n1050 Brussels"),
    ],
)
def test_an_embassy_of_any_country_is_in_the_capital(
    parliament: str, chamber: str, line: str
) -> None:
    """A list of embassies: whatever the sending state, the letter stays in the capital."""
    home = built_in()[parliament].country
    for state in known_countries():
        cells = {"parliament": parliament, "chamber": chamber, **DOE, "address": line}
        cells |= {"title": "Baroness"} if chamber == "lords" else {}
        found = addressed(**cells, country=state)
        assert found.address_block[-1] == country_name(home, "en").upper(), state
        asked = "address.other-country" in told(**cells, country=state)
        assert asked == (country_name(home, "en") != state)


_LINE = st.lists(
    st.sampled_from(
        ["1", "Example", "Street", "Doetown", "K1A 0A6", "20515", "Canada", "canada.", "CA", "USA",
         "Royaume-Uni", "New Zealand", "Aotearoa", "Canada/Kanada", ",", ", ", " ,", ".", "ẞ"]
    ),
    max_size=8,
).map(lambda parts: " ".join(" ".join(parts).split()))  # fmt: skip


@given(_LINE, st.sampled_from(["CA", "US", "GB", "NZ", "BE"]))
def test_a_line_that_never_mentions_the_country_needs_no_closer_look(
    line: str, country: str
) -> None:
    quick = without_country(line, country)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(destination_country, "mentions_country", lambda *_: True)
        assert quick == without_country(line, country)
