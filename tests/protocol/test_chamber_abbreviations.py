"""Short forms of chambers' names are read in cells of chambers, and nothing else is."""

from __future__ import annotations

import pytest
from tests.protocol.people import addressed, built_in, refused

from lettermerge.protocol.chamber_and_role import read_chamber


@pytest.mark.parametrize(
    ("parliament", "cell", "chamber"),
    [
        ("ca", "H of C", "commons"), ("ca", "H.o.C.", "commons"), ("uk", "HoL", "lords"),
        ("us", "Hse of Reps", "house"), ("us", "Sen.", "senate"), ("ca", "Sén.", "senate"),
        ("ca", "Ch. des communes", "commons"), ("uk", "Cmns", "commons"), ("us", "H.R.", "house"),
        ("au", "House Reps", "house"), ("uk", "H. of L.", "lords"),
        ("uk", "Cons", ""),
        ("uk", "Hose of Lords", ""), ("us", "Hous of Reps", "house"),
         ("uk", "House", ""), ("ca", "H", ""), ("us", "US", ""),
        ("us", "SC", ""), ("uk", "HoX", ""), ("uk", "other place", ""),
    ],
)  # fmt: skip
def test_short_forms(parliament: str, cell: str, chamber: str) -> None:
    assert read_chamber(cell, built_in()[parliament]) == chamber


def test_a_letter_goes_to_the_chamber_of_a_short_form() -> None:
    cells = {"parliament": "ca", "full_name": "Jane Doe"}
    assert addressed(**cells, chamber="H of C").chamber == "commons"
    assert refused(**cells, chamber="H of X").code == "protocol.unknown-chamber"
