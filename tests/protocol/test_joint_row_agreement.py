"""Rows of one letter agree, or are completed from each other, or name both cells."""

from __future__ import annotations

import pytest
from tests.protocol.people import built_in, recipient

from lettermerge.protocol.joint_row_agreement import agree

A = {"parliament": "uk", "chamber": "commons", "joint": "pair"}


@pytest.mark.parametrize(
    ("one", "two", "name", "filled"),
    [
        ({"address": "1 Mill Lane"}, {}, "address", ("1 Mill Lane",)),
        ({}, {"city": "Testham"}, "city", "Testham"),
        ({"language": "fr"}, {"language": "French"}, "language", "fr"),
        ({"country": "GB"}, {"country": "United Kingdom"}, "country", "GB"),
        ({"address": "1 Mill Lane"}, {"address": "1  MILL LANE"}, "address", ("1 Mill Lane",)),
        ({"postal_code": ""}, {"postal_code": "X1"}, "postal_code", "X1"),
    ],
)
def test_what_one_says_or_both_say_holds_for_both(
    one: dict[str, str], two: dict[str, str], name: str, filled: object
) -> None:
    rows, faults = agree([recipient("1", **A, **one), recipient("2", **A, **two)], built_in())
    assert faults == ()
    assert [getattr(row, name) for row in rows] == [filled, filled]


@pytest.mark.parametrize(
    ("one", "two", "column"),
    [
        ({"address": "1 Mill Lane"}, {"address": "2 Mill Lane"}, "address"),
        ({"city": "Testham"}, {"city": "Testford"}, "city"),
        ({"language": "fr"}, {"language": "en"}, "language"),
        ({"parliament": "uk"}, {"parliament": "nz"}, "parliament"),
        ({"chamber": "commons"}, {"chamber": "lords"}, "chamber"),
        ({"role": "body"}, {}, "chamber"),
    ],
)
def test_a_difference_names_both_cells(
    one: dict[str, str], two: dict[str, str], column: str
) -> None:
    pair = [recipient("1", **{**A, **one}), recipient("2", **{**A, **two})]
    _, faults = agree(pair, built_in())
    (fault,) = faults
    assert (fault.code, fault.where.column) == ("protocol.joint-difference", column)
    for cells in (one, two):
        for value in cells.values():
            assert value in fault.message or column == "chamber"
    assert "`pair`" in fault.message


def test_two_chambers_may_share_an_address_of_their_own() -> None:
    pair = [
        recipient("1", **A, address="1 Mill Lane", city="Testham"),
        recipient("2", **{**A, "chamber": "lords"}),
    ]
    assert agree(pair, built_in())[1] == ()


def test_an_office_with_an_address_of_its_own_shares_no_letter_with_a_chamber() -> None:
    eu = {"parliament": "eu", "joint": "pair", "given_name": "Ada", "family_name": "Testson"}
    offices = ("President of the European Parliament", "President of the European Commission")
    pair = [recipient(str(n), **eu, office=one) for n, one in enumerate(offices)]
    (fault,) = agree(pair, built_in())[1]
    assert (fault.code, fault.where.column) == ("protocol.joint-difference", "office")
    assert all(one in fault.message for one in offices)
    third = recipient("3", **eu, office="Commissioner for Examples")
    assert agree([pair[1], third], built_in())[1] == ()
