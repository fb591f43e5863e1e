"""Constituencies as they are compared."""

from __future__ import annotations

import pytest
from tests.protocol.people import built_in

from lettermerge.protocol.constituency_names import fold_seat


@pytest.mark.parametrize(
    ("parliament", "seat", "folded"),
    [
        ("us", "WA", ("washington", "washington")),
        ("us", "Washington", ("washington", "washington")),
        ("ca", "QC", ("quebec", "quebec")),
        ("ca", "Québec – De Lorimier", ("quebec de lorimier", "quebec")),
        ("au", "ACT", ("australian capital territory",) * 2),
        ("uk", "WA", ("wa", "wa")),
        ("ca", "Trois-Rivières", ("trois rivieres",) * 2),
        ("us", "", ("", "")),
    ],
)
def test_seats_are_folded(parliament: str, seat: str, folded: tuple[str, str]) -> None:
    assert fold_seat(seat, built_in()[parliament]) == folded
