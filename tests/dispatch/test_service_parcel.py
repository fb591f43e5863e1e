"""A parcel's list keeps its shape whatever is in the cells; its counts are by price class."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.dispatch.test_service_fields import AMERICAN, BRITISH, GB, job, letter

from lettermerge.dispatch.service_parcel import describe_parcel, list_pieces, price_classes


@pytest.mark.slow
@given(st.lists(st.text(min_size=1, max_size=12), min_size=4, max_size=8))
def test_any_cells_keep_columns_and_keys(block: list[str]) -> None:
    hostile = letter(tuple(block), "GB", family=block[0][-3:])
    for id_ in ("generic", "stannp", "click2mail"):
        text = b"".join(list_pieces(job(id_), [hostile, BRITISH])).decode()
        rows = list(csv.reader(io.StringIO(text, newline="")))
        assert [len(row) for row in rows] == [len(job(id_).service.fields)] * 3
        assert text.count("\n") == 3
    for id_ in ("lob", "postgrid", "notify"):
        found = json.loads(b"".join(list_pieces(job(id_), [hostile, BRITISH])))
        known = {one.name.split(".")[0] for one in job(id_).service.fields}
        assert [set(one) <= known for one in found] == [True, True]


def test_an_empty_list_is_sound() -> None:
    assert json.loads(b"".join(list_pieces(job("lob"), []))) == []
    assert b"".join(list_pieces(job("generic"), [])).startswith(b"position,id,")


def test_price_classes_are_by_destination_and_sheets() -> None:
    letters = [BRITISH, BRITISH, replace(BRITISH, pages=4), replace(BRITISH, pages=5), AMERICAN]
    assert price_classes(job("notify"), letters) == [
        {"destination": "abroad", "sheets": 2, "letters": 1, "pages": 3},
        {"destination": "home", "sheets": 2, "letters": 3, "pages": 10},
        {"destination": "home", "sheets": 3, "letters": 1, "pages": 5},
    ]
    assert {one["destination"] for one in price_classes(job("stannp"), letters)} == {"GB", "US"}


def test_a_parcel_says_whether_rules_of_pages_are_known() -> None:
    known = describe_parcel(job("notify", "postage=first"), [BRITISH])
    assert (known["page_rules"], known["note"], known["options"]) == (
        "known", "", {"postage": "first"}
    )  # fmt: skip
    assert (known["letters"], known["pages"], known["sheets"]) == (1, 3, 2)
    unknown = describe_parcel(job("postgrid"), [letter(GB, "GB")])
    assert unknown["page_rules"] == "unknown"
    assert "were not read" in unknown["note"]
    assert unknown["sources"]
