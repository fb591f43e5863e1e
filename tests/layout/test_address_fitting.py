"""A text takes the largest size in which it fits; none below 8 points, no broken word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettermerge.layout.address_fitting import (
    FAMILIES,
    LARGEST,
    SMALLEST,
    FittedText,
    SlotPage,
    fit_text,
)
from lettermerge.layout.page_style import A4, Box
from lettermerge.layout.spacing import POINT
from lettermerge.layout.text_measurement import count_lines

BLOCK = ("Ms Ann Testwright", "House of Specimens", "TESTTOWN  T1 1TT")


def test_what_has_room_is_set_large() -> None:
    fitted = fit_text(BLOCK, Box(0, 0, 60, 40))
    assert fitted is not None
    assert (fitted.size, len(fitted.lines)) == (LARGEST, 3)
    assert fitted.lines[-1] == "TESTTOWN\u00a0 T1 1TT"


def test_what_has_less_room_is_set_smaller_and_then_not_at_all() -> None:
    sizes = [fit_text(BLOCK, Box(0, 0, 60, height)) for height in (13.4, 12, 11, 9.8, 9.7)]
    assert [one and one.size for one in sizes] == [11, 9.5, 9, 8, None]


def test_a_long_line_goes_on_in_the_next_and_a_long_word_does_not() -> None:
    fitted = fit_text(("The Honourable Anneliese Testwright",), Box(0, 0, 36, 12))
    assert fitted is not None
    assert " ".join(fitted.lines) == "The Honourable Anneliese Testwright"
    assert len(fitted.lines) == 2
    assert fit_text(("Testwright" * 5,), Box(0, 0, 36, 40)) is None
    assert fit_text(("Short", "", "Testwright" * 5), Box(0, 0, 36, 40)) is None


@pytest.mark.parametrize(
    "name",
    [
        "The Rt Hon Sir Edmund Larkspire MP",
        "Monsieur Étienne Vaubrac, député européen",
        "The Honourable Margaret Ashgrove, Senator",
    ],
)
def test_a_name_is_set_smaller_before_it_is_broken_and_broken_after_a_comma(name: str) -> None:
    address = (name, "House of Specimens", "TESTTOWN")
    whole, broken = [], 0
    head = name.partition(", ")[0] + ","
    for width in range(40, 80):
        fitted = fit_text(address, Box(0, 0, width, 31))
        assert fitted is not None
        fits = count_lines(name, width, 9, FAMILIES) == 1
        assert (len(fitted.lines) == 3) == fits
        if fits:
            whole.append(fitted)
        elif "," in name and count_lines(head, width, 9, FAMILIES) == 1:
            assert fitted.lines[0] == head
            broken += 1
    assert {9.0, 10.0, 11.0} <= {one.size for one in whole}
    assert (broken > 5) == ("," in name)


def test_one_line_that_must_be_broken_lets_the_others_be_whole() -> None:
    name = "The Honourable Margaret Ashgrove, Senator"
    house = "Standing Committee on Foreign Affairs and International Development"
    fitted = fit_text((name, house, "TESTTOWN"), Box(0, 0, 62, 31))
    assert fitted is not None
    assert fitted.lines[0] == name
    assert len(fitted.lines) == 4


@pytest.mark.parametrize("last", ["Jr.", "KC"])
def test_a_short_last_word_is_not_alone_in_a_line(last: str) -> None:
    name = f"The Honorable Sanford D. Testwright, {last}"
    widths = range(30, 90, 2)
    found = [fit_text((name,), Box(0, 0, width, 30), 10) for width in widths]
    lines = [one.lines for one in found if one is not None and len(one.lines) > 1]
    assert len(lines) > 9
    assert all(one[-1] != last and " ".join(one) == name for one in lines)


_word = st.text(alphabet="abcWMéß-’", min_size=1, max_size=14)
_line = st.lists(_word, min_size=1, max_size=7).map(" ".join)


@pytest.mark.slow
@given(
    st.lists(_line, min_size=1, max_size=7),
    st.floats(10, 120),
    st.floats(4, 60),
)
def test_every_line_fits_and_no_word_is_lost(lines: list[str], wide: float, high: float) -> None:
    fitted = fit_text(lines, Box(0, 0, wide, high))
    if fitted is None:
        smallest = [
            count_lines(word, wide, SMALLEST, FAMILIES) for one in lines for word in one.split()
        ]
        least = len(lines) * SMALLEST * 1.15 * POINT
        total = sum(count_lines(one, wide, SMALLEST, FAMILIES) for one in lines)
        assert max(smallest) > 1 or least > high or total > len(lines)
        return
    assert SMALLEST <= fitted.size <= LARGEST
    assert fitted.height <= high + 1e-6
    assert all(count_lines(one, wide, fitted.size, FAMILIES) == 1 for one in fitted.lines)
    assert " ".join(fitted.lines).split() == " ".join(lines).split()


def test_labels_have_a_free_edge_and_stay_on_the_paper() -> None:
    page = SlotPage(A4, (Box(0, 0, 70.2, 37.04), Box(140.4, 259.28, 70.2, 37.04)), labels=True)
    room = page.room(0)
    assert (room.left, room.top) == pytest.approx((2.963, 2.963), abs=0.1)
    assert (room.width, room.height) == pytest.approx((64.2, 31.1), abs=0.1)
    assert page.room(1).right <= 210
    text = FittedText(("A", "B"), 11, 12.65)
    assert page.place(0, text).top == pytest.approx((37.04 - 2 * 12.65 * POINT) / 2)
    narrow = SlotPage(A4, (Box(205, 290, 20, 20),), labels=True)
    assert (narrow.room(0).right, narrow.room(0).bottom) == (210, 297)


def test_other_texts_begin_at_the_top_of_their_slot() -> None:
    page = SlotPage(A4, (Box(20, 30, 70, 40),))
    assert page.place(0, FittedText(("A",), 10, 11.5)) == Box(20, 30, 70, 11.5 * POINT)
