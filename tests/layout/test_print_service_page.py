"""A service's page is inside its own rules, and changes the style of its paper alone."""

from __future__ import annotations

import pytest

from lettermerge.config.theme import Theme
from lettermerge.layout.page_style import PAPERS, page_style
from lettermerge.layout.print_service_page import ServicePage, load_service_pages
from lettermerge.layout.spacing import RUNNING_TOP

PAGES = load_service_pages()


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_the_style_keeps_to_the_zones(page: ServicePage) -> None:
    paper, window, margins = PAPERS[page.paper], page.window, page.margins
    assert page.address.left <= window.left
    assert page.address.top <= window.top
    assert window.right <= page.address.right
    assert window.bottom <= page.address.bottom
    assert page.address in page.zones
    assert margins.left >= page.later.left
    assert paper.width - margins.right <= page.later.right
    assert paper.height - margins.bottom <= page.later.bottom
    body = next(zone for zone in page.zones if zone.top == page.body_top)
    assert body.bottom <= paper.height - 5
    style = page.apply(page_style(Theme(), page.paper))
    assert style.running_top >= page.later.top
    assert style.later_top > RUNNING_TOP


def test_notify_has_these_measures() -> None:
    page = PAGES["notify"]
    box = page.address
    assert (box.left, box.top, box.right, box.bottom) == pytest.approx((24.6, 39.5, 120, 66.3))
    assert page.body_top == 95


def test_only_the_service_s_paper_changes() -> None:
    page = PAGES["notify"]
    letter, a4 = page_style(Theme(), "letter"), page_style(Theme(), "a4")
    assert page.apply(letter) is letter
    changed = page.apply(a4)
    assert (changed.window, changed.margins, changed.body_top) == (
        page.window, page.margins, page.body_top
    )  # fmt: skip
    assert changed.font_size == a4.font_size
