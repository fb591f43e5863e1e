"""Peers' names as lists of the House of Lords, Hansard and Wikidata give them; all invented."""

from __future__ import annotations

import pytest
from tests.protocol.people import addressed, told

LORDS = {"parliament": "uk", "chamber": "lords"}

BEHIND_THEIR_OWN_NAME = [
    ("Jane Doe, Baroness Doe of Place", "The Baroness Doe of Place", "Dear Lady Doe,"),
    ("John Doe, Baron Doe", "The Lord Doe", "Dear Lord Doe,"),
    ("Ann Roe-Doe, 12th Earl of Place", "The Earl of Place", "Dear Lord Place,"),
    ("John Roe, 3rd Earl Doe", "The Earl Doe", "Dear Lord Doe,"),
    ("John Roe, the 9th Duke of Place", "His Grace the Duke of Place", "Dear Duke,"),
    ("John Roe 5th Viscount Doe of Place", "The Viscount Doe of Place", "Dear Lord Doe,"),
    ("The 9th Duke of Place", "His Grace the Duke of Place", "Dear Duke,"),
    ("Rt Hon Sir John Doe, Lord Doe of Place KCB", "The Rt Hon the Lord Doe of Place KCB",
     "Dear Lord Doe,"),
    ("General Sir John Doe, Baron Doe", "General the Lord Doe", "Dear Lord Doe,"),
    ("The Rt Revd Jane Doe, Bishop of Place", "The Rt Revd the Lord Bishop of Place",
     "Dear Bishop,"),
]  # fmt: skip

RANK_LAST = [
    ("Doe of Place, Lord", "The Lord Doe of Place", "Dear Lord Doe,"),
    ("Doe of Place, Baroness", "The Baroness Doe of Place", "Dear Lady Doe,"),
    ("Doe of Place, Rt Hon Lord", "The Rt Hon the Lord Doe of Place", "Dear Lord Doe,"),
    ("Place, The Earl of", "The Earl of Place", "Dear Lord Place,"),
    ("Place, Bishop of", "The Rt Revd the Lord Bishop of Place", "Dear Bishop,"),
    ("Doe of Place, Lord John", "The Lord Doe of Place", "Dear Lord Doe,"),
    ("Doe, Baroness Jane", "The Baroness Doe", "Dear Lady Doe,"),
]

IN_BRACKETS = [
    ("Jane DOE (Baroness)", "The Baroness Doe", "Dear Lady Doe,"),
    ("Doe, Jane (Baroness)", "The Baroness Doe", "Dear Lady Doe,"),
    ("Jane Doe (Baroness Roe of Place)", "The Baroness Roe of Place", "Dear Lady Roe,"),
    ("General John Doe (The Lord Doe)", "General the Lord Doe", "Dear Lord Doe,"),
    ("John PLACE (The Earl of)", "The Earl of Place", "Dear Lord Place,"),
]

IN_FRENCH = [
    ("La Baronne Doe", "The Baroness Doe", "Dear Lady Doe,"),
    ("la comtesse de Place", "The Countess of Place", "Dear Lady Place,"),
    ("Vicomtesse Doe", "The Viscountess Doe", "Dear Lady Doe,"),
    ("Le duc de Place", "His Grace the Duke of Place", "Dear Duke,"),
    ("Comte d’Exampleton", "The Earl of Exampleton", "Dear Lord Exampleton,"),
    ("Marquise du Place", "The Most Hon the Marchioness of Place", "Dear Lady Place,"),
    ("Évêque de Place", "The Rt Revd the Lord Bishop of Place", "Dear Bishop,"),
]


@pytest.mark.parametrize(
    ("name", "envelope", "salutation"),
    BEHIND_THEIR_OWN_NAME + RANK_LAST + IN_BRACKETS + IN_FRENCH,
)
def test_the_title_alone_is_written_to(name: str, envelope: str, salutation: str) -> None:
    found = addressed(**LORDS, full_name=name)
    assert (found.envelope_name, found.salutation) == (envelope, salutation)
    assert told(**LORDS, full_name=name) == []


def test_a_surname_before_a_bracketed_rank_is_told_where_a_rule_found_it() -> None:
    assert addressed(**LORDS, full_name="Jane Ann Doe (Lord)").salutation == "Dear Lord Doe,"
    assert told(**LORDS, full_name="Jane Ann Doe (Lord)") == ["protocol.name-split"]


def test_a_viscount_of_a_place_is_greeted_without_of() -> None:
    found = addressed(**LORDS, full_name="The Viscount of Place")
    assert (found.envelope_name, found.salutation) == ("The Viscount of Place", "Dear Lord Place,")


def test_a_title_alone_in_its_column_is_a_name_to_close_with() -> None:
    found = addressed(**LORDS, title="Earl of Place")
    assert (found.salutation, found.close) == ("Dear Lord Place,", "Yours sincerely,")


def test_a_numbered_rank_in_the_column_of_titles() -> None:
    found = addressed(**LORDS, title="9th Duke of", family_name="Place")
    assert found.envelope_name == "His Grace the Duke of Place"


def test_a_rank_behind_the_comma_counts_in_the_lords_alone() -> None:
    found = addressed(parliament="nz", full_name="Duke of Place, Jane")
    assert found.envelope_name == "Jane Duke of Place MP"


@pytest.mark.parametrize(
    ("name", "envelope"),
    [
        ("Rabbi Baroness Doe DBE", "Rabbi the Baroness Doe DBE"),
        ("The Very Rev Lord Doe", "The Very Revd the Lord Doe"),
        ("Ld Doe", "The Lord Doe"),
        ("Bnss Doe", "The Baroness Doe"),
    ],
)
def test_titles_before_a_rank(name: str, envelope: str) -> None:
    assert addressed(**LORDS, full_name=name).envelope_name == envelope


def test_a_rank_of_the_forces_stands_before_the_honorific() -> None:
    cells = {"parliament": "uk", "chamber": "commons"}
    found = addressed(**cells, full_name="Colonel the Rt Hon John Doe DSO MP")
    assert found.envelope_name == "Colonel the Rt Hon John Doe DSO MP"
    assert found.salutation == "Dear Colonel Doe,"
