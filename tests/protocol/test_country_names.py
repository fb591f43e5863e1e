"""Names of countries, printed and read."""

from __future__ import annotations

import pytest
from tests.protocol.people import built_in

from lettermerge.protocol.country_names import country_code, country_name


def test_country_names_in_all_languages_of_the_union() -> None:
    names = {one: country_name("BE", one) for one in built_in()["eu"].languages}
    assert names["fr"] == "Belgique"
    assert names["el"] == "Βέλγιο"
    assert names["bg"] == "Белгия"
    assert all(names.values())


@pytest.mark.parametrize(
    ("cell", "code"),
    [("UK", "GB"), ("gb", "GB"), ("U.S.A.", "US"), ("Belgique", "BE"), ("Deutschland", "DE"),
     ("New Zealand", "NZ"), ("Ruritania", "Ruritania")],
)  # fmt: skip
def test_countries_as_rosters_write_them(cell: str, code: str) -> None:
    assert country_code(cell) == code
