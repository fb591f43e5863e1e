"""Ink outside a service's zones is found in the finished file, and an address out of place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lettermerge.inspection.clear_zones import find_zone_faults
from lettermerge.layout.address_fitting import SlotPage, fit_text
from lettermerge.layout.page_style import A4, Box
from lettermerge.layout.print_service_page import load_service_pages
from lettermerge.writers.pdf.address_sheet_pages import write_slot_pages

NOTIFY = load_service_pages()["notify"]
BLOCK = ("Ms Ann Testwright", "House of Specimens", "SW1A 0AA")
ADDRESS = Box(25, 40, 90, 26)


def printed(*boxes: Box, outlined: bool = False, words: str = "Words") -> bytes:
    page = SlotPage(A4, (ADDRESS, *boxes), outlined=outlined)
    texts = (fit_text(BLOCK, ADDRESS), *(fit_text((words,), box) for box in boxes))
    return next(write_slot_pages(page, [texts]))


def codes(pdf: bytes, block: tuple[str, ...] = BLOCK) -> list[str]:
    return [code for code, _ in find_zone_faults(pdf, NOTIFY, block)]


def test_an_address_alone_is_right() -> None:
    assert codes(printed()) == []


@pytest.mark.parametrize(
    "box",
    [Box(16, 10, 60, 10), Box(130, 60, 60, 10), Box(16, 95, 170, 10), Box(16, 280, 100, 10)],
)
def test_ink_inside_the_zones_is_right(box: Box) -> None:
    assert codes(printed(box)) == []


@pytest.mark.parametrize(
    "box",
    [Box(16, 31, 60, 8), Box(5, 120, 60, 10), Box(25, 75, 60, 10), Box(16, 292, 60, 5),
     Box(193, 120, 15, 10), Box(16, 1, 60, 5)],
)  # fmt: skip
def test_ink_outside_is_found(box: Box) -> None:
    assert codes(printed(box)) == ["clear-zone"]


def test_lines_count_as_ink() -> None:
    outlined = printed(Box(16, 32, 60, 1.0), outlined=True, words="")
    (fault,) = (one for one in find_zone_faults(outlined, NOTIFY, BLOCK) if "zone" in one[0])
    assert "at 16.0 mm from the left and 32.0 mm from the top" in fault[1]


@pytest.mark.parametrize(
    "block", [BLOCK[:2], (*BLOCK, "UNITED KINGDOM"), ("Mr Ben Testman", *BLOCK[1:])]
)
def test_another_address_in_its_place_is_found(block: tuple[str, ...]) -> None:
    assert codes(printed(), block) == ["address-place"]


def test_an_address_elsewhere_is_found() -> None:
    lower = replace(NOTIFY, address=Box(24.6, 70, 95.4, 26.8))
    (code, message) = next(iter(find_zone_faults(printed(), lower, BLOCK)))
    assert code == "address-place"
    assert "24.6 to 120 mm from the left, 70 to 96.8 mm from the top" in message


def test_later_pages_have_margins_of_their_own() -> None:
    page = SlotPage(A4, (ADDRESS, Box(16, 31, 60, 8)))
    first = (fit_text(BLOCK, ADDRESS), None)
    text = fit_text(("Words",), Box(0, 0, 60, 8))
    pdf = next(write_slot_pages(page, [first, (None, text)]))
    assert codes(pdf) == []  # what is refused on the first page is right on the second
    edge = SlotPage(A4, (ADDRESS, Box(5, 100, 60, 8)))
    pdf = next(write_slot_pages(edge, [first, (None, text)]))
    assert [m[:6] for _, m in find_zone_faults(pdf, NOTIFY, BLOCK)] == ["page 2"]
