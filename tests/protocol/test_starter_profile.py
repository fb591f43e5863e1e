"""A starter profile is complete: it loads, addresses, and is named as unfinished by check."""

from __future__ import annotations

import tomllib

import pytest

from lettermerge.errors import UsageError
from lettermerge.protocol.profile_loading import load_profiles
from lettermerge.protocol.starter_profile import country_of, starter_profile


@pytest.mark.parametrize(("country", "paper"), [("US", "letter"), ("IE", "a4"), ("", "a4")])
def test_a_starter_has_every_fact_that_a_profile_must_have(country: str, paper: str) -> None:
    profiles = load_profiles(tomllib.loads(starter_profile("xx", country))["parliaments"])
    assert profiles["xx"].paper == paper
    assert profiles["xx"].country == (country or "GB")


@pytest.mark.parametrize("name", ["", "Ireland", "i e", "x-y", "ünï"])
def test_an_id_that_no_table_can_have_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="cannot be the id"):
        starter_profile(name, "IE")


@pytest.mark.parametrize(
    ("cells", "country"),
    [
        (["1 Example Street\nNew York, NY 10017", "2 Example St\nNew York, NY 10018-0001"], "US"),
        (["1 Example St, Ottawa ON K1A 0A6"], "CA"),
        (["1 Example Street\nLondon AB1 2CD"], "GB"),
        (["1 Example Street\nNew York, NY 10017", "x", "y"], ""),
        ([], ""),
    ],
)
def test_the_country_of_most_addresses(cells: list[str], country: str) -> None:
    assert country_of(cells) == country
