"""A row without a chamber goes to the one that its titles name, and says so."""

from __future__ import annotations

import pytest
from tests.protocol.people import addressed, refused, told

CODE = "protocol.chamber-by-title"


@pytest.mark.parametrize(
    ("parliament", "cells", "chamber"),
    [
        ("us", {"full_name": "Sen. Jane Testwright"}, "senate"),
        ("us", {"full_name": "Jane Testwright", "office": "Congresswoman"}, "house"),
        ("us", {"full_name": "Testwright, Jane", "title": "Rep."}, "house"),
        ("ca", {"full_name": "Jane Testwright, MP"}, "commons"),
        ("ca", {"full_name": "Jane Testwright", "role": "Senator"}, "senate"),
        ("ca", {"full_name": "Jane Testwright", "office": "députée"}, "commons"),
        ("au", {"full_name": "Jane Testwright OAM MP"}, "house"),
        ("au", {"full_name": "Jane Testwright", "honorific": "Senator the Hon"}, "senate"),
        ("uk", {"full_name": "Jane Testwright", "post_nominals": "KC MP"}, "commons"),
        ("uk", {"full_name": "Baroness Testwright of Exampleton"}, "lords"),
        ("uk", {"full_name": "Earl Testwright"}, "lords"),
        ("uk", {"full_name": "Jane Testwright", "office": "Life peer"}, "lords"),
        ("uk", {"full_name": "Jane Testwright", "office": "Députée"}, "commons"),
        ("au", {"full_name": "Jane Testwright", "office": "sénatrice"}, "senate"),
    ],
)  # fmt: skip
def test_a_title_names_the_chamber(parliament: str, cells: dict[str, str], chamber: str) -> None:
    assert addressed(parliament=parliament, **cells).chamber == chamber
    assert CODE in told(parliament=parliament, **cells)
    assert CODE not in told(parliament=parliament, chamber=chamber, **cells)


@pytest.mark.parametrize(
    ("parliament", "cells"),
    [
        ("us", {"full_name": "Jane Testwright"}),
        ("us", {"full_name": "Jane Testwright MP"}),
        ("us", {"full_name": "Senator Jane Testwright", "office": "Congresswoman"}),
        ("ca", {"full_name": "Jane Testwright", "role": "Member"}),
        ("ca", {"full_name": "The Hon. Jane Testwright, P.C."}),
        ("uk", {"full_name": "Lord Ivo Testwright MP"}),
        ("uk", {"full_name": "Earl Ivo Testwright"}),
        ("uk", {"full_name": "Baron, Ivo"}),
        ("au", {"full_name": "Jane Senator"}),
        ("ca", {"full_name": "Sen Testwright"}),
        ("uk", {"full_name": "Lord Chancellor"}),
        ("uk", {"full_name": "Lord Mayor of Exampleton"}),
        ("uk", {"full_name": "MP Office, Example"}),
        ("us", {"full_name": "Jane Testwright", "title": "Former Senator"}),
        ("uk", {"full_name": "Jane Testwright", "office": "Lord Chancellor"}),
        ("us", {"full_name": "Jane Testwright", "office": "Chief of Staff to Senator Roe"}),
    ],
)
def test_a_title_of_both_of_none_or_against_another_names_none(
    parliament: str, cells: dict[str, str]
) -> None:
    assert refused(parliament=parliament, **cells).code == "protocol.missing-chamber"


def test_a_chamber_in_the_cell_of_parliaments_counts_before_a_title() -> None:
    cells = {"full_name": "Jane Testwright", "office": "Peer"}
    assert addressed(parliament="UK House of Commons", **cells).chamber == "commons"
