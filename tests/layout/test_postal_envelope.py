"""Envelopes have their standard sizes, and addresses where posts read them."""

from __future__ import annotations

import pytest

from lettermerge.layout.postal_envelope import PostalEnvelope, load_postal_envelopes

ENVELOPES = load_postal_envelopes()
SIZES = {  # ISO 269; 4 1/8 x 9 1/2 in and 3 7/8 x 7 1/2 in
    "dl": (220, 110), "c5": (229, 162), "c6": (162, 114),
    "10": (9.5 * 25.4, 4.125 * 25.4), "monarch": (7.5 * 25.4, 3.875 * 25.4),
}  # fmt: skip


def test_the_sizes_are_those_of_the_standards() -> None:
    assert {k: (e.paper.width, e.paper.height) for k, e in ENVELOPES.items()} == {
        key: pytest.approx(size) for key, size in SIZES.items()
    }
    assert all(one.sources and one.id == key for key, one in ENVELOPES.items())


@pytest.mark.parametrize("envelope", ENVELOPES.values(), ids=ENVELOPES)
def test_addresses_are_apart_and_clear_of_edges_and_marks(envelope: PostalEnvelope) -> None:
    paper, to, back = envelope.paper, envelope.recipient, envelope.sender
    assert back.bottom < to.top
    assert min(to.left, back.left, back.top, paper.width - to.right) >= 9.5
    assert to.bottom <= paper.height - 15.875  # 5/8 in; Royal Mail asks for 18 mm
    assert to.left > back.left + 40  # the lower right part is the recipient's


@pytest.mark.parametrize("id_", ["10", "monarch"])
def test_american_addresses_are_where_machines_read_them(id_: str) -> None:
    paper, to = ENVELOPES[id_].paper, ENVELOPES[id_].recipient
    assert to.left >= 12.7
    assert to.right <= paper.width - 12.7 + 1e-9
    assert to.top >= paper.height - 2.75 * 25.4


@pytest.mark.parametrize("id_", ["dl", "c5", "c6"])
def test_the_lowest_18_mm_are_free(id_: str) -> None:
    assert ENVELOPES[id_].recipient.bottom <= ENVELOPES[id_].paper.height - 18
