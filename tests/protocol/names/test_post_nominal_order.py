"""The order of letters after a name, by country."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.protocol.people import addressed, told

from lettermerge.protocol.names.name_vocabulary import words
from lettermerge.protocol.names.post_nominal_order import in_order, order_of_letters


@pytest.mark.parametrize(
    ("country", "letters", "ordered"),
    [
        ("GB", "KC PC", "PC KC"), ("GB", "CH CBE FRS FBA PC", "CH CBE PC FRS FBA"),
        ("GB", "FRS KC CBE", "CBE KC FRS"), ("GB", "OBE Bt", "Bt OBE"),
        ("GB", "FBA FRS", "FBA FRS"), ("GB", "FRS FBA", "FRS FBA"),
        ("GB", "DL XYZ OBE", "OBE DL XYZ"), ("GB", "XYZ OBE", "XYZ OBE"),
        ("AU", "KC AM", "AM KC"), ("AU", "OAM AO", "AO OAM"),
        ("NZ", "MNZM ONZ QSO", "ONZ QSO MNZM"), ("CA", "K.C. C.M.", "C.M. K.C."),
        ("US", "PhD JD", "PhD JD"),
    ],
)  # fmt: skip
def test_letters_in_a_country(country: str, letters: str, ordered: str) -> None:
    assert " ".join(in_order(letters.split(), country)) == ordered


@given(st.lists(st.sampled_from(["OBE", "KC", "PC", "FRS", "PhD", "Bt", "DL", "ZZZ"]), unique=True))
def test_nothing_is_lost_and_the_order_of_known_letters_is_one(letters: list[str]) -> None:
    found = in_order(letters, "GB")
    assert sorted(found) == sorted(letters)
    known = [one for one in found if one != "ZZZ"]
    assert known == sorted(known, key=["Bt", "OBE", "PC", "KC", "DL", "PhD", "FRS"].index)
    assert in_order(found, "GB") == found


def test_each_letter_of_a_list_is_known_in_names_and_stands_in_one_group() -> None:
    for table in order_of_letters().values():
        letters = list(itertools.chain(*(group["letters"] for group in table["groups"])))
        assert len(letters) == len({*letters})
        assert {*letters} <= words().post_nominals
        assert table["source"]


def test_a_wrong_order_is_put_right_and_said() -> None:
    row = {"parliament": "uk", "chamber": "commons", "full_name": "Jane Doe FRS KC CBE MP"}
    assert addressed(**row).envelope_name == "Jane Doe CBE KC FRS MP"
    assert "protocol.post-nominals-order" in told(**row)
    right = {**row, "full_name": "Jane Doe CBE KC FRS MP"}
    assert addressed(**right).envelope_name == "Jane Doe CBE KC FRS MP"
    assert "protocol.post-nominals-order" not in told(**right)
    peer = {"parliament": "uk", "chamber": "lords", "full_name": "Lord Doe KC FRS CBE PC"}
    assert addressed(**peer).envelope_name == "The Rt Hon the Lord Doe CBE PC KC FRS"
    assert "protocol.post-nominals-order" in told(**peer)
    member = {"parliament": "uk", "chamber": "commons", "full_name": "Jane Doe MP OBE"}
    assert addressed(**member).envelope_name == "Jane Doe OBE MP"
