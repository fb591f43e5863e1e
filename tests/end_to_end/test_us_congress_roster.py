"""The roster of the United States Congress in its own columns, where it is at hand."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from lettermerge.config.settings import load_settings
from lettermerge.recipients import Roster, read_recipients
from lettermerge.templating import Sandbox

PROJECT = Path(__file__).parents[1] / "projects" / "us-congress"
SETTINGS = load_settings(PROJECT)


@pytest.fixture(scope="module")
def roster() -> Roster:
    if not (PROJECT / SETTINGS.recipients[0].source).is_file():
        pytest.skip("the roster of the Congress is not beside this checkout")
    return read_recipients(SETTINGS.recipients, PROJECT, Sandbox())


def test_every_member_is_read_without_a_word(roster: Roster) -> None:
    assert (len(roster.recipients), len(roster.rejected), len(roster.report)) == (537, 0, 0)
    assert roster.recipients[-1].row.number == 538


def test_chambers_and_the_members_without_a_vote(roster: Roster) -> None:
    kinds = Counter((one.chamber, one.role) for one in roster.recipients)
    assert kinds == {
        ("senate", ""): 100,
        ("house", ""): 431,
        ("house", "delegate"): 5,
        ("house", "resident-commissioner"): 1,
    }


def test_addresses_are_whole_or_left_to_the_chamber(roster: Roster) -> None:
    without = [one for one in roster.recipients if not one.address]
    assert len(without) == 1
    assert (without[0].city, without[0].postal_code, without[0].country) == ("", "", "")
    for one in roster.recipients:
        if one.address:
            whole = f"{one.address[0]} {one.city} {one.region} {one.postal_code}"
            assert whole.casefold() == one.extra["term_address"].casefold()


def test_names_come_with_their_suffixes_and_letters(roster: Roster) -> None:
    assert sum(bool(one.suffix) for one in roster.recipients) == 20
    assert sum(bool(one.extra["nickname"]) for one in roster.recipients) == 29
    assert all(one.family_name and one.given_name for one in roster.recipients)
    assert {one.gender for one in roster.recipients} == {"M", "F"}
